package org.lneto.arp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;

/** Asking, answering, ageing and defending allocate nothing. */
class ArpAllocationTest {
    private static final int OURS = Ipv4Address.parse("192.0.2.1");
    private static final int PEER = Ipv4Address.parse("192.0.2.2");
    private static final long SECOND = 1_000_000_000L;
    private static final String REQUEST = "0001 0800 06 04 0001 02005e100002 c0000202 000000000000 c0000201";
    private static final String REPLY = "0001 0800 06 04 0002 02005e100002 c0000202 02005e100001 c0000201";
    private static final String CONFLICT = "0001 0800 06 04 0001 02005e100003 c0000201 000000000000 c0000202";

    private final ArpNode arp = new ArpNode(
            MacAddress.parse("02:00:5e:10:00:01"),
            ArpSettings.DEFAULTS.answersPerSecond(1_000_000),
            new SplittableRandom(1));
    private final ByteBuffer request = FrameFuzz.direct(REQUEST);
    private final ByteBuffer reply = FrameFuzz.direct(REPLY);
    private final ByteBuffer conflict = FrameFuzz.direct(CONFLICT);
    private final ByteBuffer out = ByteBuffer.allocateDirect(64);
    private final Carrier carrier = new Carrier();
    private long now = SECOND;

    @Test
    void nothingIsAllocatedPerPacket() {
        arp.attached(new RecordingParent(), RecordingParent.SLOT);
        arp.address(OURS);
        arp.defend(ConflictPolicy.DEFEND_ALWAYS, (address, hardwareAddress, nowNanos) -> {});
        exchange(20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(1000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 exchanges").isLessThan(1000);
    }

    private void exchange(int times) {
        for (int i = 0; i < times; i++) {
            now += 100 * SECOND; // the neighbour is stale each time, and each conflict the first in ten seconds
            arp.lookup(PEER, now);
            send();
            take(reply);
            take(request);
            send();
            take(conflict);
            send();
            arp.onDeadline(now);
        }
    }

    private void take(ByteBuffer packet) {
        arp.demux(carrier.wrap(packet, ArpFrame.LENGTH, now), 0);
    }

    private void send() {
        if (arp.encapsulate(carrier.wrap(out, 64, now), -1, 0) == 0) {
            throw new AssertionError("nothing was sent at " + now);
        }
    }
}
