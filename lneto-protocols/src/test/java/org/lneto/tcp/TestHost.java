package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** A TCP node with the smallest IP layer that can be, and a clock that tests move. */
final class TestHost implements NodeParent {
    static final int IP = 14;
    static final int TCP = IP + TestSegment.IP_HEADER;

    final TcpNode node;
    final int address;
    final ByteBuffer buffer = ByteBuffer.allocateDirect(70_000);
    final Carrier carrier = new Carrier();
    long now = 1_000_000_000L;
    boolean ready;

    TestHost(int address, TcpConfig config, long seed) {
        this.address = address;
        this.node = new TcpNode(config, new SplittableRandom(seed));
        node.attached(this, 0);
    }

    @Override
    public void childReady(int slot) {
        ready = true;
    }

    @Override
    public void childDeadline(int slot) {}

    /** The next segment that the node has to send; null if there is none. */
    @Nullable
    TestSegment poll() {
        if (!ready) {
            return null;
        }
        buffer.put(IP, (byte) 0x45);
        IpHeader.source(buffer, IP, 0, IpAddress.mapped(address));
        carrier.wrap(buffer, IP + node.config().mtu(), now);
        int octets = node.encapsulate(carrier, IP, TCP);
        if (octets == 0) {
            ready = false;
            return null;
        }
        return TestSegment.read(buffer, IP, TCP + octets);
    }

    /** All that the node has to send now. */
    List<TestSegment> drain() {
        List<TestSegment> segments = new ArrayList<>();
        for (TestSegment segment = poll(); segment != null; segment = poll()) {
            segments.add(segment);
            if (segments.size() > 100_000) {
                throw new AssertionError("it never stops sending: " + segment);
            }
        }
        return segments;
    }

    Verdict take(TestSegment segment) {
        int end = segment.write(buffer, IP);
        carrier.wrap(buffer, end, now);
        carrier.offsetToIp(IP);
        return node.demux(carrier, TCP);
    }

    /** Moves the clock on, stopping at each deadline; what is sent meanwhile is returned. */
    List<TestSegment> advance(long nanos) {
        long until = now + nanos;
        List<TestSegment> sent = new ArrayList<>(drain());
        while (node.nextDeadline() <= until) {
            now = Math.max(now, node.nextDeadline());
            node.onDeadline(now);
            sent.addAll(drain());
        }
        now = until;
        node.onDeadline(now);
        sent.addAll(drain());
        return sent;
    }
}
