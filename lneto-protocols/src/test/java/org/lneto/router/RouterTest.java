package org.lneto.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ndp.RouterAdvertiserConfig;
import org.lneto.stack.HostStack;
import org.lneto.udp.UdpSocket;

class RouterTest {
    private static final long MAC_A = MacAddress.parse("02:00:5e:10:00:01");
    private static final long MAC_B = MacAddress.parse("02:00:5e:10:00:02");
    private static final long HOST = MacAddress.parse("02:00:5e:10:00:03");
    private static final long FAR = MacAddress.parse("02:00:5e:10:00:04");
    private static final long SECOND = 1_000_000_000L;

    private final Router router = new Router(new RouterConfig(8, 1000, 100), new SplittableRandom(1));
    private final RouterInterface a = router.addInterface(
            InterfaceConfig.of(MAC_A).address("192.0.2.1/24").address("2001:db8:1::1/64"));
    private final RouterInterface b = router.addInterface(InterfaceConfig.of(MAC_B)
            .address("198.51.100.1/24")
            .address("2001:db8:2::1/64")
            .mtu(1280));
    private final TestNetwork network = new TestNetwork();
    private final PingLog ping = new PingLog();
    private final Pass pass = new Pass();

    /** Without a network: neighbours are known, frames pass one by one. */
    private void attach() {
        a.attached(new RecordingParent(), RecordingParent.SLOT);
        b.attached(new RecordingParent(), RecordingParent.SLOT);
        a.arp().addStatic(Ipv4Address.parse("192.0.2.9"), HOST);
        b.arp().addStatic(Ipv4Address.parse("198.51.100.9"), FAR);
        pass.room = 1518;
        for (int i = 0; i < 20; i++) {
            pass.out(a); // IPv6 begins
            pass.out(b);
        }
    }

    private Verdict in(TestPacket packet) {
        return pass.in(a, packet.frame(HOST, MAC_A));
    }

    private static TestPacket udp(int data) {
        return TestPacket.udp("192.0.2.9", 5000, "198.51.100.9", 53, data);
    }

    // ---- IPv4

    @Test
    void hostsPingEachOtherThroughTheRouter() {
        HostStack left = network.host("192.0.2.9", 24, "192.0.2.1");
        network.link(left, a);
        network.link(b, network.host("198.51.100.9", 24, "198.51.100.1"));
        left.icmpv4().ping(Ipv4Address.parse("198.51.100.9"), 56, SECOND, network.now, ping);
        network.run(SECOND);
        assertThat(ping.result).isEqualTo("198.51.100.9 ttl 63 length 56");
        assertThat(router.forwarded()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1", "198.51.100.1"})
    void routerAnswersPingsOfAllItsAddresses(String address) {
        HostStack left = network.host("192.0.2.9", 24, "192.0.2.1");
        network.link(left, a);
        left.icmpv4().ping(Ipv4Address.parse(address), 1000, SECOND, network.now, ping);
        network.run(SECOND);
        assertThat(ping.result).isEqualTo(address + " ttl 64 length 1000");
    }

    @Test
    void hostThatDoesNotAnswerIsReportedUnreachable() {
        HostStack left = network.host("192.0.2.9", 24, "192.0.2.1");
        network.link(left, a);
        network.link(b, network.host("198.51.100.9", 24, "198.51.100.1"));
        left.icmpv4().ping(Ipv4Address.parse("198.51.100.77"), 8, 60 * SECOND, network.now, ping);
        network.run(30 * SECOND);
        assertThat(ping.result).isEqualTo("HOST_UNREACHABLE");
    }

    @Test
    void longestPrefixIsTaken() {
        router.addRoute("0.0.0.0/0", "192.0.2.9", a);
        router.addRoute("203.0.113.0/24", "198.51.100.9", b);
        attach();
        assertThat(in(TestPacket.udp("192.0.2.9", 1, "203.0.113.7", 2, 0))).isEqualTo(Verdict.ACCEPTED);
        assertThat(TestPacket.ofFrame(pass.out(b)).destination()).isEqualTo("203.0.113.7:2");
        assertThat(router.removeRoute(IpAddress.parse("203.0.113.0"), 24)).isTrue();
        assertThat(in(TestPacket.udp("192.0.2.9", 1, "203.0.113.7", 2, 0))).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.out(b)).isEmpty();
    }

    @Test
    void routesAreBounded() {
        for (int i = 0; i < 4; i++) { // four are the links'
            router.addRoute("10." + i + ".0.0/16", "192.0.2.9", a);
        }
        assertThatIllegalStateException().isThrownBy(() -> router.addRoute("10.4.0.0/16", "192.0.2.9", a));
    }

    @Test
    void hopIsTakenFromTheTimeToLiveAndTheChecksumFollows() {
        attach();
        in(udp(20));
        TestPacket out = TestPacket.ofFrame(pass.out(b));
        assertThat(out.octets.get(8)).isEqualTo((byte) 63);
        assertThat(out.isSound(0)).isTrue();
    }

    @Test
    void lastHopIsReportedAsTimeExceededWithTheWholePacketQuoted() { // RFC 1812, section 5.3.1
        attach();
        TestPacket sent = udp(20).timeToLive(1);
        assertThat(in(sent)).isEqualTo(Verdict.BAD_FIELD);
        TestPacket error = TestPacket.ofFrame(pass.out(a));
        assertThat(error.isSound(0)).isTrue();
        assertThat(error.type()).isEqualTo(11);
        assertThat(error.source()).startsWith("192.0.2.1:");
        byte[] quoted = new byte[sent.length];
        error.octets.get(28, quoted);
        byte[] original = new byte[sent.length];
        sent.octets.get(0, original);
        assertThat(quoted).isEqualTo(original);
        assertThat(pass.out(b)).isEmpty();
    }

    @Test
    void destinationWithoutRouteIsReportedAsNetworkUnreachable() {
        attach();
        in(TestPacket.udp("192.0.2.9", 1, "203.0.113.7", 2, 0));
        TestPacket error = TestPacket.ofFrame(pass.out(a));
        assertThat(error.type() + " " + error.code()).isEqualTo("3 0");
    }

    @Test
    void packetThatMustNotBeCutIsReportedWithTheNextHopsMtu() { // RFC 1191, section 4
        attach();
        assertThat(in(udp(1400).flagsAndOffset(0x4000))).isEqualTo(Verdict.BAD_LENGTH);
        TestPacket error = TestPacket.ofFrame(pass.out(a));
        assertThat(error.type() + " " + error.code()).isEqualTo("3 4");
        assertThat(error.port(26)).isEqualTo(1280);
        assertThat(error.length).isEqualTo(576); // RFC 1812, section 4.3.2.3
    }

    @Test
    void packetThatIsTooLongIsCutIntoFragmentsThatMakeItAgain() {
        attach();
        TestPacket sent = udp(1400);
        assertThat(in(sent)).isEqualTo(Verdict.ACCEPTED);
        TestPacket first = TestPacket.ofFrame(pass.out(b));
        TestPacket second = TestPacket.ofFrame(pass.out(b));
        assertThat(first.length).isEqualTo(20 + 1256);
        assertThat(first.port(6)).isEqualTo(0x2000);
        assertThat(second.port(6)).isEqualTo(1256 / 8);
        byte[] data = new byte[1408];
        first.octets.get(20, data, 0, 1256);
        second.octets.get(20, data, 1256, 1408 - 1256);
        byte[] original = new byte[1408];
        sent.octets.get(20, original);
        assertThat(data).isEqualTo(original);
    }

    @Test
    void fragmentOfAFragmentKeepsItsPlace() {
        attach();
        in(udp(1400).flagsAndOffset(0x2000 | 100));
        pass.out(b);
        assertThat(TestPacket.ofFrame(pass.out(b)).port(6)).isEqualTo(0x2000 | 100 + 1256 / 8);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.9, 127.0.0.1", "192.0.2.9, 0.1.2.3", "192.0.2.9, 240.0.0.1", "192.0.2.9, 169.254.1.1",
        "192.0.2.9, 198.51.100.255", "127.0.0.1, 198.51.100.9", "0.0.0.1, 198.51.100.9", "240.0.0.1, 198.51.100.9",
        "224.0.0.1, 198.51.100.9", "169.254.1.1, 198.51.100.9"
    })
    void addressesThatNoHostHasAreNotForwardedNorReported(String from, String to) { // RFC 1812, section 5.3.7
        router.addRoute("0.0.0.0/0", "198.51.100.9", b);
        attach();
        assertThat(in(TestPacket.udp(from, 1, to, 2, 8)).isDrop()).isTrue();
        assertThat(pass.out(b)).isEmpty();
        assertThat(pass.out(a)).isEmpty();
    }

    @Test
    void packetThatCameByALinkBroadcastIsNotForwarded() { // RFC 1812, section 5.3.4
        attach();
        pass.in(a, udp(8).frame(HOST, MacAddress.BROADCAST));
        assertThat(pass.out(b)).isEmpty();
    }

    @Test
    void errorIsNotReported() { // RFC 1812, section 4.3.2.7
        attach();
        in(TestPacket.error("192.0.2.9", "198.51.100.9", 3, 3, udp(8)).timeToLive(1));
        assertThat(pass.out(a)).isEmpty();
    }

    @Test
    void pingThatDiesIsReported() {
        attach();
        in(TestPacket.echo("192.0.2.9", "198.51.100.9", 8, 1).timeToLive(1));
        assertThat(TestPacket.ofFrame(pass.out(a)).type()).isEqualTo(11);
    }

    @Test
    void fragmentOtherThanTheFirstIsNotReported() {
        attach();
        in(udp(8).flagsAndOffset(1).timeToLive(1));
        assertThat(pass.out(a)).isEmpty();
    }

    @Test
    void errorsAreLimited() { // RFC 1812, section 4.3.2.8
        attach();
        int errors = 0;
        for (int i = 0; i < 500; i++) {
            in(udp(8).timeToLive(1));
            errors += pass.out(a).length > 0 ? 1 : 0;
        }
        assertThat(errors).isEqualTo(100);
    }

    @Test
    void sourceRouteIsRefused() {
        attach();
        TestPacket packet = udp(8);
        ByteBuffer octets = packet.octets;
        octets.put(0, (byte) 0x46).putInt(20, 131 << 24 | 3 << 16 | 4 << 8);
        octets.putShort(10, (short) 0);
        octets.putShort(10, (short) InternetChecksum.of(octets, 0, 24));
        assertThat(in(packet)).isEqualTo(Verdict.BAD_OPTION);
    }

    @Test
    void fullQueueDropsAndCounts() {
        attach();
        for (int i = 0; i < 400; i++) {
            in(udp(1000));
        }
        assertThat(b.drops().get(Verdict.QUEUE_FULL)).isPositive();
        int sent = 0;
        while (pass.out(b).length > 0) {
            sent++;
        }
        assertThat(sent + b.drops().get(Verdict.QUEUE_FULL)).isEqualTo(400);
    }

    @Test
    void detachedInterfaceDropsWhatIsForwardedToIt() {
        attach();
        b.detached();
        in(udp(8));
        assertThat(b.drops().get(Verdict.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void serverOnTheInterfaceIsReachedFromItsLink() {
        List<Integer> got = new ArrayList<>();
        a.udp().add(new UdpSocket(67, 1000, 4096, (buffer, offset, length, high, low, port, now) -> got.add(length)));
        attach();
        pass.in(a, TestPacket.udp("192.0.2.9", 68, "192.0.2.1", 67, 12).frame(HOST, MAC_A));
        assertThat(got).containsExactly(12);
    }

    // ---- IPv6

    @Test
    void hostsPingEachOtherThroughTheRouterOverIpv6() {
        HostStack left = network.host6("2001:db8:1::9", "2001:db8:1::1");
        network.link(left, a);
        network.link(b, network.host6("2001:db8:2::9", "2001:db8:2::1"));
        network.run(5 * SECOND);
        ping6(left, "2001:db8:2::9", 56);
        assertThat(ping.result).isEqualTo("2001:db8:2::9 ttl 63 length 56");
    }

    private void ping6(HostStack from, String to, int length) {
        IpAddress address = IpAddress.parse(to);
        from.ipv6().icmp().ping(address.high(), address.low(), length, 20 * SECOND, network.now, ping);
        network.run(15 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:1::1", "2001:db8:2::1"})
    void routerAnswersPingsOfAllItsIpv6Addresses(String address) {
        HostStack left = network.host6("2001:db8:1::9", "2001:db8:1::1");
        network.link(left, a);
        network.link(b, network.host6("2001:db8:2::9", "2001:db8:2::1"));
        network.run(5 * SECOND);
        ping6(left, address, 8);
        assertThat(ping.result).isEqualTo(address + " ttl 64 length 8");
    }

    @Test
    void ipv6HostThatDoesNotAnswerIsReportedUnreachable() {
        HostStack left = network.host6("2001:db8:1::9", "2001:db8:1::1");
        network.link(left, a);
        network.link(b, network.host6("2001:db8:2::9", "2001:db8:2::1"));
        network.run(5 * SECOND);
        ping6(left, "2001:db8:2::77", 8);
        assertThat(ping.result).isEqualTo("HOST_UNREACHABLE");
    }

    @Test
    void ipv6DestinationWithoutRouteIsReported() {
        HostStack left = network.host6("2001:db8:1::9", "2001:db8:1::1");
        network.link(left, a);
        network.run(5 * SECOND);
        ping6(left, "2001:db8:7::1", 8);
        assertThat(ping.result).isEqualTo("NETWORK_UNREACHABLE");
    }

    @Test
    void ipv6PacketThatIsTooBigTellsTheMtuAndComesInFragmentsThen() {
        HostStack left = network.host6("2001:db8:1::9", "2001:db8:1::1");
        network.link(left, a);
        network.link(b, network.host6("2001:db8:2::9", "2001:db8:2::1"));
        network.run(5 * SECOND);
        ping6(left, "2001:db8:2::9", 1400);
        IpAddress far = IpAddress.parse("2001:db8:2::9");
        assertThat(left.ipv6().node().pathMtu(far.high(), far.low(), network.now))
                .isEqualTo(1280);
        network.run(10 * SECOND);
        assertThat(ping.result).isEqualTo("timeout");
        ping6(left, "2001:db8:2::9", 1400);
        assertThat(ping.result).isEqualTo("2001:db8:2::9 ttl 63 length 1400");
    }

    @Test
    void hostFormsItsAddressFromAnAdvertisementAndReachesTheOtherLink() {
        Router advertising = new Router(RouterConfig.DEFAULTS, new SplittableRandom(3));
        RouterInterface inner = advertising.addInterface(InterfaceConfig.of(MAC_A)
                .address("2001:db8:1::1/64")
                .advertise(RouterAdvertiserConfig.of(
                        IpAddress.parse("2001:db8:1::").high())));
        RouterInterface outer =
                advertising.addInterface(InterfaceConfig.of(MAC_B).address("2001:db8:2::1/64"));
        HostStack left = network.host("192.0.2.9", 24, "0.0.0.0");
        network.link(left, inner);
        network.link(outer, network.host6("2001:db8:2::9", "2001:db8:2::1"));
        left.ipv6().start();
        network.run(20 * SECOND);
        ping6(left, "2001:db8:2::9", 8);
        assertThat(ping.result).isEqualTo("2001:db8:2::9 ttl 63 length 8");
    }
}
