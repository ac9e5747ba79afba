package org.lneto.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;

/** Forwarding, translating and reporting allocate nothing. */
class RouterAllocationTest {
    private static final long MAC_A = MacAddress.parse("02:00:5e:10:00:01");
    private static final long MAC_B = MacAddress.parse("02:00:5e:10:00:02");
    private static final long HOST = MacAddress.parse("02:00:5e:10:00:03");
    private static final long FAR = MacAddress.parse("02:00:5e:10:00:04");

    private final Router router = new Router(new RouterConfig(16, 1_000_000, 100), new SplittableRandom(1));
    private final RouterInterface inside =
            router.addInterface(InterfaceConfig.of(MAC_A).address("192.0.2.1/24"));
    private final RouterInterface outside = router.addInterface(
            InterfaceConfig.of(MAC_B).address("198.51.100.1/24").nat(NatConfig.portRestrictedCone()));
    private final ByteBuffer out = ByteBuffer.allocateDirect(1514);
    private final Carrier carrier = new Carrier();
    private long now = 1_000_000_000L;

    @Test
    void nothingIsAllocatedPerPacket() {
        inside.attached(new RecordingParent(), RecordingParent.SLOT);
        outside.attached(new RecordingParent(), RecordingParent.SLOT);
        inside.arp().addStatic(Ipv4Address.parse("192.0.2.9"), HOST);
        outside.arp().addStatic(Ipv4Address.parse("198.51.100.9"), FAR);
        exchange(20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(1000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 exchanges").isLessThan(1000);
        assertThat(router.forwarded()).isEqualTo(2 * 25_000);
    }

    private final ByteBuffer request = direct(TestPacket.udp("192.0.2.9", 5000, "198.51.100.9", 53, 30), HOST, MAC_A);
    private final ByteBuffer answer = direct(TestPacket.udp("198.51.100.9", 53, "198.51.100.1", 5000, 30), FAR, MAC_B);
    private final ByteBuffer dying =
            direct(TestPacket.udp("192.0.2.9", 5000, "198.51.100.9", 53, 30).timeToLive(1), HOST, MAC_A);

    private static ByteBuffer direct(TestPacket packet, long from, long to) {
        byte[] frame = packet.frame(from, to);
        return ByteBuffer.allocateDirect(frame.length).put(0, frame);
    }

    private void exchange(int times) {
        for (int i = 0; i < times; i++) {
            now += 1_000_000;
            pass(inside, request, outside);
            pass(outside, answer, inside);
            pass(inside, dying, inside);
        }
    }

    private void pass(RouterInterface in, ByteBuffer frame, RouterInterface from) {
        carrier.wrap(frame, frame.capacity(), now);
        in.demux(carrier, 0);
        carrier.wrap(out, out.capacity(), now);
        if (from.encapsulate(carrier, -1, 0) == 0) {
            throw new AssertionError("nothing was sent");
        }
    }
}
