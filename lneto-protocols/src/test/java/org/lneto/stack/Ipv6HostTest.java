package org.lneto.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lneto.stack.Ipv6Segment.SECOND;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.PingListener;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ndp.NdpSettings;
import org.lneto.ndp.ReachabilityState;
import org.lneto.ndp.RouterAdvertiser;
import org.lneto.ndp.RouterAdvertiserConfig;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.udp.UdpSocket;

class Ipv6HostTest {
    private static final long PREFIX = 0x2001_0db8_0000_0001L;
    private static final IpAddress UNSPECIFIED = new IpAddress(0, 0);

    private final Ipv6Segment segment = new Ipv6Segment();
    private final HostStack a = segment.host(1);
    private final HostStack b = segment.host(2);
    private final List<String> events = new ArrayList<>();
    private final ByteBuffer data = ByteBuffer.allocateDirect(65536);

    private HostStack router(RouterAdvertiserConfig config) {
        HostStack router = segment.host(9);
        router.ipv6().configure(new IpAddress(PREFIX, 1), 64, UNSPECIFIED, segment.now);
        router.ipv6()
                .icmp()
                .add(new RouterAdvertiser(
                        config, router.config().hardwareAddress(), router.ipv6().node(), new java.util.Random(9)));
        segment.run(2 * SECOND);
        return router;
    }

    private void start() {
        a.ipv6().start();
        b.ipv6().start();
        segment.run(2 * SECOND);
    }

    private IpAddress of(HostStack host, long prefix) {
        return Ipv6Segment.address(host, prefix);
    }

    private final PingListener pings = new PingListener() {
        @Override
        public void onReply(long high, long low, long roundTripNanos, int hopLimit, int length) {
            events.add("reply of " + length + " from " + new IpAddress(high, low));
        }

        @Override
        public void onTimeout() {
            events.add("timeout");
        }

        @Override
        public void onUndeliverable(Undeliverable reason) {
            events.add(reason.name());
        }
    };

    private final UdpSocket.Listener datagrams = new UdpSocket.Listener() {
        @Override
        public void onDatagram(
                ByteBuffer buffer, int offset, int length, long high, long low, int port, long nowNanos) {
            events.add(length + " from " + new IpAddress(high, low) + ":" + port);
        }

        @Override
        public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
            events.add(reason + " " + port);
        }
    };

    private void ping(IpAddress to, int length) {
        a.ipv6().icmp().ping(to.high(), to.low(), length, SECOND, segment.now, pings);
    }

    @Test
    void linkLocalAddressIsTentativeForASecond() {
        a.ipv6().start();
        segment.run(SECOND / 2);
        assertThat(Ipv6Segment.addresses(a)).hasSize(1).first().asString().startsWith("TENTATIVE fe80:");
        segment.run(SECOND);
        assertThat(Ipv6Segment.addresses(a)).hasSize(1).first().asString().startsWith("PREFERRED fe80:");
    }

    @Test
    void neighboursPingEachOther() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        ping(to, 56);
        segment.settle();
        assertThat(events).containsExactly("reply of 56 from " + to);
    }

    @Test
    void hostWithoutAddressesReachesNobody() {
        ping(new IpAddress(PREFIX, 7), 56);
        segment.settle();
        assertThat(events).containsExactly("NETWORK_UNREACHABLE");
    }

    @Test
    void addressFormedWithAnAdvertisedPrefixIsUsed() {
        router(RouterAdvertiserConfig.of(PREFIX));
        start();
        IpAddress own = of(a, PREFIX);
        ping(new IpAddress(PREFIX, 1), 0);
        segment.settle();
        assertThat(events).containsExactly("reply of 0 from " + new IpAddress(PREFIX, 1));
        assertThat(own.low()).isNotEqualTo(of(a, Ipv6Address.LINK_LOCAL).low());
        assertThat(a.ipv6().node().routes().routers()).isOne();
    }

    @Test
    void hostThatWasNotStartedFormsNoAddressWhateverRoutersSay() {
        router(RouterAdvertiserConfig.of(PREFIX));
        a.ipv6().start();
        segment.run(2 * SECOND);
        assertThat(Ipv6Segment.addresses(a)).hasSize(2);
        assertThat(Ipv6Segment.addresses(b)).isEmpty();
    }

    @Test
    void dnsOfAnAdvertisementIsKnownForItsLifetime() {
        IpAddress server = new IpAddress(PREFIX, 53);
        router(RouterAdvertiserConfig.of(PREFIX).dns(List.of(server), List.of("lneto.test", "example.org")));
        start();
        assertThat(a.ipv6().routers().dns().servers(segment.now)).containsExactly(server);
        assertThat(a.ipv6().routers().dns().searchDomains(segment.now)).containsExactly("lneto.test", "example.org");
        assertThat(a.ipv6().routers().dns().servers(segment.now + 7200 * SECOND))
                .isEmpty();
    }

    @Test
    void advertisedMtuIsHeeded() {
        router(RouterAdvertiserConfig.of(PREFIX).mtu(1280));
        start();
        assertThat(a.ipv6().node().linkMtu()).isEqualTo(1280);
    }

    @Test
    void addressExpiresWhenItIsNoLongerAdvertised() {
        HostStack router = router(RouterAdvertiserConfig.of(PREFIX).lifetimes(1800, 300, 100));
        start();
        assertThat(Ipv6Segment.addresses(a)).hasSize(2);
        router.ethernet().remove(router.ipv6().node());
        segment.run(150 * SECOND);
        assertThat(Ipv6Segment.addresses(a)).anyMatch(text -> text.startsWith("DEPRECATED 2001:"));
        segment.run(200 * SECOND);
        assertThat(Ipv6Segment.addresses(a)).hasSize(1).first().asString().startsWith("PREFERRED fe80:");
    }

    @Test
    void addressThatAnotherHostHasIsGivenUpAndAnotherFormed() {
        start();
        IpAddress first = of(a, Ipv6Address.LINK_LOCAL);
        HostStack squatter = segment.host(5);
        squatter.ipv6().configure(first, 64, UNSPECIFIED, segment.now);
        HostStack again = segment.host(1); // the same hardware address and secret: the same identifiers
        again.ipv6().start();
        segment.run(3 * SECOND);
        assertThat(Ipv6Segment.addresses(squatter)).noneMatch(text -> text.endsWith(first.toString()));
        assertThat(of(again, Ipv6Address.LINK_LOCAL)).isNotEqualTo(first);
        assertThat(of(a, Ipv6Address.LINK_LOCAL)).isEqualTo(first);
    }

    @Test
    void twoHostsThatWantTheSameAddressAtTheSameTimeBothGiveItUp() {
        HostStack twin = segment.host(1);
        a.ipv6().start();
        twin.ipv6().start();
        segment.run(SECOND / 2);
        List<String> first = Ipv6Segment.addresses(a);
        segment.run(10 * SECOND);
        assertThat(Ipv6Segment.addresses(a)).doesNotContainAnyElementsOf(first);
    }

    @Test
    void pingOf8KibGoesInFragmentsAndComesBack() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        ping(to, 8192);
        segment.settle();
        assertThat(events).containsExactly("reply of 8192 from " + to);
    }

    @Test
    void fragmentsOfFragmentsAreRefused() {
        start();
        // each atomic fragment (RFC 6946) holds destination options and the next one
        String nested = ("3c00000000000001" + "2c00010400000000").repeat(80) + "3a00000000000002" + "8000000000000000";
        byte[] data = FrameFuzz.hex(nested);
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        ByteBuffer frame = ByteBuffer.allocate(54 + data.length);
        frame.put(FrameFuzz.hex("02005e100002 02005e100077 86dd 60000000 0000 2c 40 fe800000000000000000000000000077"));
        frame.putLong(to.high()).putLong(to.low()).put(data);
        frame.putShort(18, (short) data.length);
        segment.deliver(b, frame.array());
        assertThat(b.ipv6().node().drops().get(Verdict.FRAGMENT)).isOne();
    }

    @Test
    void addressesHaveRoomForTheirGroupsWhateverTheProgramJoins() {
        for (int i = 0; i < 64; i++) {
            a.ipv6().node().groups().join(0xff05_0000_0000_0000L, i + 1);
        }
        assertThatThrownBy(() -> a.ipv6().node().groups().join(0xff05_0000_0000_0000L, 99))
                .isInstanceOf(IllegalStateException.class);
        router(RouterAdvertiserConfig.of(PREFIX));
        start();
        assertThat(Ipv6Segment.addresses(a)).hasSize(2);
    }

    @Test
    void prefixOfTheSpecialAddressesFormsNone() {
        router(RouterAdvertiserConfig.of(0));
        start();
        assertThat(Ipv6Segment.addresses(a)).hasSize(1);
    }

    @Test
    void neighboursAskedForWhileNothingCanBeSentAreAskedOnceEach() {
        start();
        for (int i = 0; i < 5000; i++) {
            a.ipv6().neighbours().lookup(Ipv6Address.LINK_LOCAL, 0x1000 + i, segment.now);
        }
        int before = segment.frames.size();
        segment.settle();
        assertThat(segment.frames.size() - before).isEqualTo(32);
    }

    @Test
    void datagramsPassBothWays() {
        start();
        UdpSocket server = b.openUdp(7, 65536, datagrams);
        UdpSocket client = a.openUdp(1000, 65536, datagrams);
        IpAddress own = of(a, Ipv6Address.LINK_LOCAL);
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        client.send(data, 0, 100, to.high(), to.low(), 7);
        segment.settle();
        server.send(data, 0, 200, own.high(), own.low(), 1000);
        segment.settle();
        assertThat(events).containsExactly("100 from " + own + ":1000", "200 from " + to + ":7");
    }

    @Test
    void closedPortIsToldToTheSender() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        a.openUdp(1000, 65536, datagrams).send(data, 0, 100, to.high(), to.low(), 9);
        segment.settle();
        assertThat(events).containsExactly("PORT_UNREACHABLE 9");
    }

    @Test
    void neighbourThatDoesNotAnswerIsUnreachable() {
        start();
        ping(new IpAddress(Ipv6Address.LINK_LOCAL, 0x77), 56);
        segment.run(5 * SECOND);
        assertThat(events).containsAnyOf("HOST_UNREACHABLE", "timeout");
    }

    @Test
    void neighbourIsProbedAfterItWasSilent() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        ping(to, 56);
        segment.settle();
        assertThat(state(to)).isEqualTo(ReachabilityState.REACHABLE);
        segment.run(31 * SECOND);
        assertThat(state(to)).isEqualTo(ReachabilityState.STALE);
        ping(to, 56);
        segment.settle();
        assertThat(state(to)).isEqualTo(ReachabilityState.DELAY);
        segment.run(6 * SECOND);
        assertThat(state(to)).isEqualTo(ReachabilityState.REACHABLE);
    }

    private ReachabilityState state(IpAddress of) {
        return a.ipv6().neighbours().state(of.high(), of.low(), segment.now);
    }

    @Test
    void neighbourThatIsGoneIsForgottenAfterThreeProbes() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        ping(to, 56);
        segment.settle();
        b.ethernet().remove(b.ipv6().node());
        segment.run(31 * SECOND);
        ping(to, 56);
        segment.run(10 * SECOND);
        assertThat(state(to)).isNull();
    }

    @Test
    void connectionOpensAndCarriesData() throws SocketException {
        start();
        TcpListener listener = b.tcp().listen(UNSPECIFIED, 80, 4, ready -> events.add("acceptable"));
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        TcpConnection client = a.tcp().connect(UNSPECIFIED, 0, to, 80, new TcpEvents() {
            @Override
            public void established(TcpConnection connection) {
                events.add("established from " + connection.localAddress());
            }
        });
        segment.settle();
        assertThat(events).containsExactlyInAnyOrder("acceptable", "established from " + of(a, Ipv6Address.LINK_LOCAL));
        TcpConnection server = listener.accept(new TcpEvents() {});
        assertThat(server).isNotNull();
        assertThat(client.maximumSegmentSize()).isEqualTo(1440 - 12); // timestamps
        client.write(data, 0, 20_000);
        segment.run(SECOND);
        assertThat(server.readable()).isEqualTo(20_000);
    }

    @Test
    void connectionWithoutAddressFailsAtOnce() throws SocketException {
        a.tcp().connect(UNSPECIFIED, 0, new IpAddress(PREFIX, 1), 80, new TcpEvents() {
            @Override
            public void closed(TcpConnection connection, TcpCloseReason reason) {
                events.add(reason.name());
            }
        });
        segment.settle();
        assertThat(events).containsExactly("NETWORK_UNREACHABLE");
    }

    @Test
    void portThatNobodyListensOnRefuses() throws SocketException {
        start();
        a.tcp().connect(UNSPECIFIED, 0, of(b, Ipv6Address.LINK_LOCAL), 80, new TcpEvents() {
            @Override
            public void closed(TcpConnection connection, TcpCloseReason reason) {
                events.add(reason.name());
            }
        });
        segment.settle();
        assertThat(events).containsExactly("REFUSED");
    }

    @Test
    void linkOfLessThan1280OctetsHasNoIpv6() {
        HostStack narrow = segment.host(7, config -> config.mtu(1000));
        assertThatThrownBy(() -> narrow.ipv6().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1280");
    }

    @Test
    void nothingIsAllocatedForNeighbourDiscoveryIcmpAndUdp() {
        start();
        IpAddress to = of(b, Ipv6Address.LINK_LOCAL);
        int[] received = new int[1];
        UdpSocket.Listener silent = (buffer, offset, length, high, low, port, nowNanos) -> received[0]++;
        PingListener silentPing = new PingListener() {
            @Override
            public void onReply(long high, long low, long roundTripNanos, int hopLimit, int length) {
                received[0]++;
            }

            @Override
            public void onTimeout() {}

            @Override
            public void onUndeliverable(Undeliverable reason) {}
        };
        b.openUdp(7, 65536, silent);
        UdpSocket socket = a.openUdp(1000, 65536, silent);
        segment.recording = false;
        Runnable exchange = () -> {
            a.ipv6().neighbours().forget(to.high(), to.low());
            a.ipv6().icmp().ping(to.high(), to.low(), 56, SECOND, segment.now, silentPing);
            socket.send(data, 0, 100, to.high(), to.low(), 7);
            socket.send(data, 0, 100, to.high(), to.low(), 8);
            segment.settle();
            segment.now += SECOND / 50;
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            exchange.run();
        }
        assertThat(received[0]).isEqualTo(40_000);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                exchange.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // settle's iterator takes 32 octets a round
        assertThat(least / 1000).as("octets allocated by an exchange").isLessThan(1000);
    }

    @Test
    void damagedFramesGetAVerdict() {
        router(RouterAdvertiserConfig.of(PREFIX).dns(List.of(new IpAddress(PREFIX, 53)), List.of("lneto.test")));
        start();
        ping(of(b, Ipv6Address.LINK_LOCAL), 20);
        ping(of(b, Ipv6Address.LINK_LOCAL), 3000);
        segment.settle();
        HostStack victim = segment.host(30, config -> config.ndp(NdpSettings.DEFAULTS.duplicateDetection(0, 0)));
        victim.ipv6().start();
        segment.settle();
        List<byte[]> frames = new ArrayList<>(segment.frames);
        for (byte[] frame : frames) {
            FrameFuzz.of(frame).node(victim);
        }
        assertThat(victim.drops().get(Verdict.NOT_OURS)).isZero();
    }
}
