package org.lneto.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.PingListener;
import org.lneto.udp.UdpSocket;

class HostStackTest extends StackNodeContract {
    private static final long MAC_A = MacAddress.parse("02:00:5e:10:00:01");
    private static final long MAC_B = MacAddress.parse("02:00:5e:10:00:02");
    private static final int A = Ipv4Address.parse("192.0.2.1");
    private static final int B = Ipv4Address.parse("192.0.2.2");
    private static final long SECOND = 1_000_000_000L;

    private final HostStack a = host(MAC_A, A);
    private final HostStack b = host(MAC_B, B);
    private final ByteBuffer wire = ByteBuffer.allocateDirect(1518);
    private final ByteBuffer data = ByteBuffer.allocateDirect(65507);
    private final Carrier carrier = new Carrier();
    private final List<String> events = new ArrayList<>();
    private long now = SECOND;
    private int frames;

    HostStackTest() {
        a.attached(new RecordingParent(), RecordingParent.SLOT);
        b.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    private static HostStack host(long mac, int address) {
        HostStack host = new HostStack(StackConfig.of(mac), new SplittableRandom(mac));
        host.configure(address, 24, Ipv4Address.UNSPECIFIED);
        return host;
    }

    @Override
    protected StackNode newNode() {
        return host(MAC_A, A);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((HostStack) node).arp().lookup(B, 1);
        return true;
    }

    /** Passes frames until neither has any. */
    private void settle() {
        while (pass(a, b) | pass(b, a)) {}
    }

    private boolean pass(HostStack from, HostStack to) {
        carrier.wrap(wire, wire.capacity(), now);
        int octets = from.encapsulate(carrier, -1, 0);
        if (octets == 0) {
            return false;
        }
        frames++;
        carrier.wrap(wire, octets, now);
        to.demux(carrier, 0);
        return true;
    }

    private final class Recorder implements UdpSocket.Listener, PingListener {
        @Override
        public void onDatagram(
                ByteBuffer buffer, int offset, int length, long high, long low, int port, long nowNanos) {
            events.add(length + " from " + new IpAddress(high, low) + ":" + port);
        }

        @Override
        public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
            events.add(reason + " " + new IpAddress(high, low) + ":" + port);
        }

        @Override
        public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {
            events.add("reply of " + length + " from " + Ipv4Address.format((int) sourceLow));
        }

        @Override
        public void onTimeout() {
            events.add("timeout");
        }

        @Override
        public void onUndeliverable(Undeliverable reason) {
            events.add(reason.name());
        }
    }

    @Test
    void datagramWaitsForArpAndArrives() {
        b.openUdp(7, 4096, new Recorder());
        UdpSocket socket = a.openUdp(1000, 4096, new Recorder());
        socket.send(data, 0, 100, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(events).containsExactly("100 from 192.0.2.1:1000");
        assertThat(frames).isEqualTo(3);
    }

    @Test
    void pingIsAnswered() {
        a.icmpv4().ping(B, 56, SECOND, now, new Recorder());
        settle();
        assertThat(events).containsExactly("reply of 56 from 192.0.2.2");
    }

    @Test
    void closedPortIsToldToTheSender() {
        UdpSocket socket = a.openUdp(0, 4096, new Recorder());
        socket.send(data, 0, 100, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(events).containsExactly("PORT_UNREACHABLE 192.0.2.2:7");
        assertThat(b.drops().get(Verdict.NO_PORT)).isOne();
    }

    @Test
    void hostThatDoesNotAnswerIsUnreachableAfterThreeSeconds() {
        UdpSocket socket = a.openUdp(1000, 4096, new Recorder());
        socket.send(data, 0, 100, 0, IpAddress.mapped(B + 5), 7);
        settle();
        for (int i = 0; i < 3; i++) {
            assertThat(events).isEmpty();
            now += SECOND;
            assertThat(a.nextDeadline()).isLessThanOrEqualTo(now);
            a.onDeadline(now);
            settle();
        }
        assertThat(events).containsExactly("HOST_UNREACHABLE 192.0.2.7:7");
        assertThat(a.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void datagramsOfAHostWithoutAnAddressAreBroadcastOnly() {
        a.unconfigure();
        b.openUdp(67, 4096, new Recorder());
        UdpSocket socket = a.openUdp(68, 4096, new Recorder());
        socket.send(data, 0, 10, 0, IpAddress.mapped(Ipv4Address.LIMITED_BROADCAST), 67);
        socket.send(data, 0, 10, 0, IpAddress.mapped(B), 67);
        settle();
        assertThat(events).containsExactly("10 from 0.0.0.0:68", "NETWORK_UNREACHABLE 192.0.2.2:67");
    }

    @Test
    void hostsOnAVlanHearEachOtherAndNobodyElse() {
        HostStack c = onVlan(3, 5);
        HostStack d = onVlan(4, 5);
        HostStack e = onVlan(5, 6);
        c.icmpv4().ping(A + 3, 1464, SECOND, now, new Recorder());
        while (pass(c, d) | pass(d, c)) {}
        assertThat(events).containsExactly("reply of 1464 from 192.0.2.4");
        assertThat(frames).isEqualTo(4);
        c.icmpv4().ping(A + 4, 56, SECOND, now, new Recorder());
        while (pass(c, e) | pass(e, c) | pass(c, a) | pass(a, c)) {}
        assertThat(events).hasSize(1);
    }

    private HostStack onVlan(int number, int vlan) {
        HostStack host = new HostStack(StackConfig.of(MAC_A - 1 + number).vlan(vlan), new SplittableRandom(number));
        host.attached(new RecordingParent(), RecordingParent.SLOT);
        host.configure(A - 1 + number, 24, Ipv4Address.UNSPECIFIED);
        return host;
    }

    @Test
    void usedPortIsRefused() {
        a.openUdp(7, 4096, new Recorder());
        assertThatThrownBy(() -> a.openUdp(7, 4096, new Recorder()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("7");
    }

    @Test
    void longDatagramGoesInFragments() {
        b.openUdp(7, 4096, new Recorder());
        UdpSocket socket = a.openUdp(1000, 65536, new Recorder());
        socket.send(data, 0, 1472, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(frames).isEqualTo(3); // with ARP
        socket.send(data, 0, 1473, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(frames).isEqualTo(5);
        assertThat(events).containsExactly("1472 from 192.0.2.1:1000", "1473 from 192.0.2.1:1000");
    }

    @Test
    void longestDatagramArrives() {
        b.openUdp(7, 4096, new Recorder());
        UdpSocket socket = a.openUdp(1000, 65536, new Recorder());
        socket.send(data, 0, 1, 0, IpAddress.mapped(B), 7);
        settle();
        socket.send(data, 0, 65507, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(events).contains("65507 from 192.0.2.1:1000");
    }

    @Test
    void fragmentsWaitForArp() {
        b.openUdp(7, 4096, new Recorder());
        UdpSocket socket = a.openUdp(1000, 65536, new Recorder());
        socket.send(data, 0, 8192, 0, IpAddress.mapped(B), 7);
        settle();
        assertThat(events).containsExactly("8192 from 192.0.2.1:1000");
    }

    @Test
    void pingOf8KibIsAnswered() {
        a.icmpv4().ping(B, 8192, SECOND, now, new Recorder());
        settle();
        assertThat(events).containsExactly("reply of 8192 from 192.0.2.2");
    }

    @Test
    void missingFragmentIsToldAfterThirtySeconds() {
        UdpSocket socket = a.openUdp(1000, 65536, new Recorder());
        socket.send(data, 0, 1, 0, IpAddress.mapped(B), 7);
        settle();
        events.clear();
        socket.send(data, 0, 3000, 0, IpAddress.mapped(B), 7);
        assertThat(pass(a, b)).isTrue();
        while (a.encapsulate(carrier.wrap(wire, wire.capacity(), now), -1, 0) > 0) {} // lost
        now += 30 * SECOND;
        b.onDeadline(now);
        settle();
        assertThat(events).containsExactly("TIME_EXCEEDED 192.0.2.2:7");
    }

    @Test
    void protocolThatNobodyHasIsToldToTheSender() {
        b.ipv4().tellUnknownProtocols(true);
        b.arp().addStatic(A, MAC_A);
        a.arp().addStatic(B, MAC_B);
        byte[] packet = FrameFuzz.hex("02005e100002 02005e100001 0800 4500001c 00000000 40630000 c0000201 c0000202"
                + "0000000000000000" + "00".repeat(18));
        ByteBuffer buffer = ByteBuffer.allocateDirect(packet.length).put(0, packet);
        new org.lneto.ipv4.Ipv4Frame().wrap(buffer, 14, 28).updateHeaderChecksum();
        wire.put(0, FrameFuzz.octets(buffer, 0, packet.length));
        assertThat(b.demux(carrier.wrap(wire, packet.length, now), 0)).isEqualTo(Verdict.NOT_OURS);
        assertThat(b.encapsulate(carrier.wrap(wire, wire.capacity(), now), -1, 0))
                .isPositive();
        assertThat(wire.get(34)).isEqualTo((byte) 3);
        assertThat(wire.get(35)).isEqualTo((byte) 2);
    }

    @Test
    void nothingIsAllocatedForArpIcmpAndUdp() {
        UdpSocket.Listener silent = (buffer, offset, length, high, low, port, nowNanos) -> frames++;
        b.openUdp(7, 4096, silent);
        UdpSocket socket = a.openUdp(1000, 4096, silent);
        PingListener ping = new PingListener() {
            @Override
            public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {}

            @Override
            public void onTimeout() {}

            @Override
            public void onUndeliverable(Undeliverable reason) {}
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        exchange(20_000, socket, ping);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(1000, socket, ping);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 exchanges").isLessThan(1000);
    }

    private void exchange(int times, UdpSocket socket, PingListener ping) {
        for (int i = 0; i < times; i++) {
            a.arp().forget(B);
            a.icmpv4().ping(B, 56, SECOND, now, ping);
            socket.send(data, 0, 100, 0, IpAddress.mapped(B), 7);
            socket.send(data, 0, 100, 0, IpAddress.mapped(B), 8);
            settle();
            now += SECOND / 50;
        }
    }

    @Test
    void smallHostAllocatesLessThan24KibibytesWhenItIsMade() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(5);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            HostStack host = new HostStack(StackConfig.small(MAC_A), random);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(host.tcp().pagesInUse()).isZero();
        }
        assertThat(least).as("octets").isLessThan(24 * 1024);
    }

    @Test
    void hostThatLosesItsParentClosesItsPortsAndMayGetAnother() {
        a.detached();
        assertThat(a.udp().isClosed()).isTrue();
        a.attached(new RecordingParent(), RecordingParent.SLOT);
        assertThat(a.udp().isClosed()).isFalse();
        assertThat(a.tcp().isAttached()).isTrue();
    }

    @Test
    void damagedFramesGetAVerdict() {
        a.openUdp(7, 4096, (buffer, offset, length, high, low, port, nowNanos) -> frames++);
        UdpSocket socket = b.openUdp(1000, 4096, (buffer, offset, length, high, low, port, nowNanos) -> frames++);
        b.arp().addStatic(A, MAC_A);
        socket.send(data, 0, 20, 0, IpAddress.mapped(A), 7);
        carrier.wrap(wire, wire.capacity(), now);
        int octets = b.encapsulate(carrier, -1, 0);
        FrameFuzz.of(FrameFuzz.octets(wire, 0, octets)).node(a);
        b.icmpv4().ping(A, 20, SECOND, now, new Recorder());
        octets = b.encapsulate(carrier.wrap(wire, wire.capacity(), now), -1, 0);
        FrameFuzz.of(FrameFuzz.octets(wire, 0, octets)).node(a);
        b.arp().lookup(A + 9, now);
        octets = b.encapsulate(carrier.wrap(wire, wire.capacity(), now), -1, 0);
        FrameFuzz.of(FrameFuzz.octets(wire, 0, octets)).node(a);
    }
}
