package org.lneto.router;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;

/** Links between two nodes each, without delay, and a clock that tests move. */
final class TestNetwork {
    private static final long FIRST_MAC = MacAddress.parse("02:00:5e:20:00:00");
    private static final int MOST_FRAMES = 1_000_000;

    private record Link(StackNode a, StackNode b, Predicate<byte[]> passes) {}

    private final List<Link> links = new ArrayList<>();
    private final ByteBuffer wire = ByteBuffer.allocateDirect(65535 + 18);
    private final Carrier carrier = new Carrier();
    private int hosts;
    long now = 1_000_000_000L;

    HostStack host(String address, int prefixLength, String gateway) {
        HostStack host = new HostStack(StackConfig.of(FIRST_MAC + ++hosts), new SplittableRandom(hosts));
        host.configure(Ipv4Address.parse(address), prefixLength, Ipv4Address.parse(gateway));
        return host;
    }

    HostStack host6(String address, String router) {
        HostStack host = new HostStack(StackConfig.of(FIRST_MAC + ++hosts), new SplittableRandom(hosts));
        host.ipv6().configure(IpAddress.parse(address), 64, IpAddress.parse(router), now);
        return host;
    }

    void link(StackNode a, StackNode b) {
        link(a, b, frame -> true);
    }

    void link(StackNode a, StackNode b, Predicate<byte[]> passes) {
        links.add(new Link(a, b, passes));
        a.attached(new RecordingParent(), RecordingParent.SLOT);
        b.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    /** Lets a time pass, with all that happens in it. */
    void run(long nanos) {
        long until = now + nanos;
        while (true) {
            settle();
            long next = StackNode.NO_DEADLINE;
            for (Link link : links) {
                next = Math.min(next, Math.min(link.a.nextDeadline(), link.b.nextDeadline()));
            }
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            for (Link link : links) {
                link.a.onDeadline(now);
                link.b.onDeadline(now);
            }
        }
    }

    private void settle() {
        int frames = 0;
        for (boolean sent = true; sent; ) {
            sent = false;
            for (Link link : links) {
                sent |= pass(link, link.a, link.b) | pass(link, link.b, link.a);
            }
            if (++frames > MOST_FRAMES) {
                throw new AssertionError("they never stop sending");
            }
        }
    }

    private boolean pass(Link link, StackNode from, StackNode to) {
        carrier.wrap(wire, wire.capacity(), now);
        int octets = from.encapsulate(carrier, -1, 0);
        if (octets == 0) {
            return false;
        }
        byte[] frame = new byte[octets];
        wire.get(0, frame);
        if (link.passes.test(frame)) {
            carrier.wrap(wire, octets, now);
            to.demux(carrier, 0);
        }
        return true;
    }
}
