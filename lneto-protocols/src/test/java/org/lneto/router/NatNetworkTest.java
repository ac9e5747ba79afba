package org.lneto.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Undeliverable;
import org.lneto.ip.IpAddress;
import org.lneto.stack.HostStack;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.udp.UdpSocket;

/** Hosts behind a translator and one before it, on virtual time. */
class NatNetworkTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int OCTETS = 300_000;

    private final TestNetwork network = new TestNetwork();
    private final Router router = new Router(RouterConfig.DEFAULTS, new SplittableRandom(1));
    private final RouterInterface first = router.addInterface(
            InterfaceConfig.of(MacAddress.parse("02:00:5e:10:00:01")).address("10.0.0.1/24"));
    private final RouterInterface second = router.addInterface(
            InterfaceConfig.of(MacAddress.parse("02:00:5e:10:00:02")).address("10.0.1.1/24"));
    private final RouterInterface outside =
            router.addInterface(InterfaceConfig.of(MacAddress.parse("02:00:5e:10:00:03"))
                    .address("203.0.113.1/24")
                    .mtu(1400)
                    .nat(NatConfig.portRestrictedCone().forward(PortForward.tcp(8080, "10.0.0.5", 80))));
    private final HostStack a = network.host("10.0.0.5", 24, "10.0.0.1");
    private final HostStack b = network.host("10.0.1.5", 24, "10.0.1.1");
    private final HostStack far = network.host("203.0.113.9", 24, "0.0.0.0");
    private final List<String> events = new ArrayList<>();
    private final ByteBuffer data = ByteBuffer.allocateDirect(OCTETS);
    private int received;

    NatNetworkTest() {
        network.link(a, first);
        network.link(b, second);
        network.link(outside, far);
    }

    private final class Reader implements TcpEvents {
        @Override
        public void readable(TcpConnection connection) {
            received += connection.read(data, 0, OCTETS);
        }
    }

    private void transfer(HostStack from, HostStack to, String address, int port, int listenOn) throws SocketException {
        TcpListener listener = to.tcp().listen(IpAddress.ANY_IPV4, listenOn, 8, ready -> {});
        TcpConnection client =
                from.tcp().connect(IpAddress.ANY_IPV4, 0, IpAddress.parse(address), port, new TcpEvents() {});
        network.run(3 * SECOND);
        TcpConnection server = listener.accept(new Reader());
        assertThat(server).isNotNull();
        events.add(server.remoteAddress() + " to " + server.localAddress() + ":" + server.localPort());
        int written = 0;
        for (int i = 0; i < 200 && received < OCTETS; i++) {
            written += client.write(data, written, OCTETS - written);
            network.run(SECOND / 10);
        }
        assertThat(received).isEqualTo(OCTETS);
    }

    @Test
    void tcpGoesOutThroughTheTranslatorAndFindsThePathsMtu() throws SocketException {
        transfer(a, far, "203.0.113.9", 80, 80);
        assertThat(events).containsExactly("203.0.113.1 to 203.0.113.9:80");
    }

    @Test
    void tcpComesInByAForward() throws SocketException {
        transfer(far, a, "203.0.113.1", 8080, 80);
        assertThat(events).containsExactly("203.0.113.9 to 10.0.0.5:80");
    }

    @Test
    void tcpOfAHostInsideReachesAnotherByTheForward() throws SocketException {
        transfer(b, a, "203.0.113.1", 8080, 80);
        assertThat(events).containsExactly("203.0.113.1 to 10.0.0.5:80");
    }

    @Test
    void hostsInsideReachEachOtherUntranslated() throws SocketException {
        transfer(b, a, "10.0.0.5", 80, 80);
        assertThat(events).containsExactly("10.0.1.5 to 10.0.0.5:80");
    }

    private final class Log implements UdpSocket.Listener {
        private final String name;

        Log(String name) {
            this.name = name;
        }

        @Override
        public void onDatagram(
                ByteBuffer buffer, int offset, int length, long high, long low, int sourcePort, long nowNanos) {
            events.add(name + " got " + length + " from " + new IpAddress(high, low) + ":" + sourcePort);
        }

        @Override
        public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
            events.add(name + " is told " + reason + " of " + new IpAddress(high, low) + ":" + port);
        }
    }

    private void send(UdpSocket socket, int length, String to, int port) {
        IpAddress address = IpAddress.parse(to);
        assertThat(socket.send(data, 0, length, address.high(), address.low(), port))
                .isTrue();
        network.run(SECOND);
    }

    @Test
    void datagramIsAnsweredThroughTheTranslator() {
        UdpSocket inside = a.openUdp(5000, 4096, new Log("a"));
        UdpSocket outer = far.openUdp(53, 4096, new Log("far"));
        send(inside, 10, "203.0.113.9", 53);
        send(outer, 20, "203.0.113.1", 5000);
        assertThat(events).containsExactly("far got 10 from 203.0.113.1:5000", "a got 20 from 203.0.113.9:53");
    }

    @Test
    void hostInsideIsToldThatAPortIsClosedOutside() {
        UdpSocket inside = a.openUdp(5000, 4096, new Log("a"));
        inside.connect(0, IpAddress.parse("203.0.113.9").low(), 53);
        send(inside, 10, "203.0.113.9", 53);
        assertThat(events).containsExactly("a is told PORT_UNREACHABLE of 203.0.113.9:53");
    }

    @Test
    void errorAboutATranslatedPacketComesFromTheInsideAddress() { // RFC 1812, section 4.3.2.4
        List<String> errors = new ArrayList<>();
        TestNetwork watched = new TestNetwork();
        Router other = new Router(RouterConfig.DEFAULTS, new SplittableRandom(1));
        HostStack host = watched.host("10.0.0.5", 24, "10.0.0.1");
        watched.link(
                host,
                other.addInterface(InterfaceConfig.of(MacAddress.parse("02:00:5e:10:00:01"))
                        .address("10.0.0.1/24")),
                frame -> {
                    TestPacket packet = frame[12] == 8 && frame[13] == 0 ? TestPacket.ofFrame(frame) : null;
                    if (packet != null && packet.octets.get(9) == Nat.ICMP && packet.type() == 3) {
                        errors.add(packet.source() + " " + packet.isSound(0));
                    }
                    return true;
                });
        watched.link(
                other.addInterface(InterfaceConfig.of(MacAddress.parse("02:00:5e:10:00:03"))
                        .address("203.0.113.1/24")
                        .nat(NatConfig.fullCone())),
                watched.host("203.0.113.9", 24, "0.0.0.0"));
        host.icmpv4().ping(Ipv4Address.parse("203.0.113.77"), 8, 60 * SECOND, watched.now, new PingLog());
        watched.run(10 * SECOND);
        assertThat(errors).containsExactly("10.0.0.1:0 true");
    }

    @Test
    void hostInsideIsToldThatANeighbourOutsideDoesNotAnswer() {
        UdpSocket inside = a.openUdp(5000, 4096, new Log("a"));
        send(inside, 10, "203.0.113.77", 53);
        network.run(10 * SECOND);
        assertThat(events).containsExactly("a is told HOST_UNREACHABLE of 203.0.113.77:53");
    }

    @Test
    void pingGoesThroughTheTranslator() {
        PingLog ping = new PingLog();
        a.icmpv4().ping(Ipv4Address.parse("203.0.113.9"), 100, SECOND, network.now, ping);
        network.run(SECOND);
        assertThat(ping.result).isEqualTo("203.0.113.9 ttl 63 length 100");
    }

    @Test
    void longPingGoesThroughTheTranslatorInFragments() { // RFC 4787, REQ-14
        PingLog ping = new PingLog();
        a.icmpv4().ping(Ipv4Address.parse("203.0.113.9"), 8, SECOND, network.now, ping); // neighbours are found
        network.run(SECOND);
        a.icmpv4().ping(Ipv4Address.parse("203.0.113.9"), 20_000, SECOND, network.now, ping);
        network.run(SECOND);
        assertThat(ping.result).isEqualTo("203.0.113.9 ttl 63 length 20000");
    }

    @Test
    void longDatagramIsAnsweredInFragments() {
        UdpSocket inside = a.openUdp(5000, 65536, new Log("a"));
        UdpSocket outer = far.openUdp(53, 65536, new Log("far"));
        send(inside, 5000, "203.0.113.9", 53);
        send(outer, 6000, "203.0.113.1", 5000);
        assertThat(events).containsExactly("far got 5000 from 203.0.113.1:5000", "a got 6000 from 203.0.113.9:53");
    }

    @Test
    void routersOutsideAddressAnswersPingsFromBothSides() {
        PingLog ping = new PingLog();
        a.icmpv4().ping(Ipv4Address.parse("203.0.113.1"), 8, SECOND, network.now, ping);
        PingLog other = new PingLog();
        far.icmpv4().ping(Ipv4Address.parse("203.0.113.1"), 8, SECOND, network.now, other);
        network.run(SECOND);
        assertThat(ping.result).isEqualTo("203.0.113.1 ttl 64 length 8");
        assertThat(other.result).isEqualTo(ping.result);
    }

    @Test
    void hostOutsideDoesNotReachAnInsideAddressItself() {
        far.configure(Ipv4Address.parse("203.0.113.9"), 24, Ipv4Address.parse("203.0.113.1"));
        UdpSocket outer = far.openUdp(53, 4096, new Log("far"));
        a.openUdp(5000, 4096, new Log("a"));
        send(outer, 20, "10.0.0.5", 5000);
        assertThat(events).isEmpty();
    }

    @Test
    void sameSeedGivesTheSamePorts() {
        assertThat(portsOf(3)).isEqualTo(portsOf(3)).isNotEqualTo(portsOf(4));
    }

    private static List<Integer> portsOf(long seed) {
        Nat nat = new Nat(NatConfig.symmetric(), Ipv4Address.parse("203.0.113.1"), new SplittableRandom(seed));
        List<Integer> ports = new ArrayList<>();
        for (int i = 1; i < 50; i++) {
            TestPacket packet = TestPacket.udp("10.0.0.5", 5000, "203.0.113.9", i, 4);
            nat.outbound(packet.octets, packet.length, 1);
            ports.add(packet.port(20));
        }
        return ports;
    }
}
