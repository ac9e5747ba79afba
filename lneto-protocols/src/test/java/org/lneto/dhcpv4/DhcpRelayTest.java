package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.lneto.dhcpv4.DhcpServerTest.SERVER_IDENTIFIER;
import static org.lneto.dhcpv4.DhcpServerTest.discover;
import static org.lneto.dhcpv4.DhcpServerTest.message;
import static org.lneto.dhcpv4.DhcpServerTest.request;

import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Verdict;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/** A server of several networks, most of them behind relay agents. */
class DhcpRelayTest {
    private static final String AGENT = "c6336401"; // 198.51.100.1

    /** Circuit 1, remote end 2, as an agent writes them (RFC 3046). */
    private static final String OPTION_82 = "520a 0104 65746830 0202 abcd";

    private final DhcpLab lab = new DhcpLab();

    private static DhcpSubnet remote() {
        return DhcpSubnet.of(IpAddress.parseIpv4("198.51.100.0"), 24)
                .pool(IpAddress.parseIpv4("198.51.100.20"), IpAddress.parseIpv4("198.51.100.29"))
                .routers(IpAddress.parseIpv4("198.51.100.1"));
    }

    private DhcpServer server() {
        return lab.server(DhcpLab.config().subnet(remote()));
    }

    /** A message as an agent passes it on. */
    private static byte[] relayed(byte[] message, String agent) {
        byte[] octets = message.clone();
        octets[3] = 1; // hops
        System.arraycopy(FrameFuzz.hex(agent), 0, octets, 24, 4);
        return octets;
    }

    private Verdict ask(DhcpServer server, byte[] message) {
        Verdict verdict = lab.give(server, message);
        lab.settle();
        return verdict;
    }

    private Verdict unicast(DhcpServer server, byte[] message) {
        Verdict verdict = lab.give(server, message, DhcpLab.SERVER);
        lab.settle();
        return verdict;
    }

    private static String yiaddr(DhcpFrame frame) {
        return Ipv4Address.format(frame.yiaddr());
    }

    @Test
    void agentsAddressChoosesTheNetwork() {
        DhcpServer server = server();
        ask(server, relayed(discover(1, ""), AGENT));
        assertThat(yiaddr(lab.last())).isEqualTo("198.51.100.20");
        assertThat(DhcpOptions.copyOf(lab.last()).hosts(DhcpOption.ROUTER))
                .containsExactly(IpAddress.parseIpv4("198.51.100.1"));
        ask(server, discover(1, ""));
        assertThat(yiaddr(lab.last())).isEqualTo("192.0.2.50");
        assertThat(DhcpOptions.copyOf(lab.last()).contains(DhcpOption.ROUTER)).isFalse();
    }

    @Test
    void answerGoesToTheAgentAtPort67() {
        DhcpServer server = server();
        ask(server, relayed(discover(1, ""), AGENT));
        assertThat(lab.log).containsExactly("OFFER 192.0.2.1 > 198.51.100.1:67");
        assertThat(Ipv4Address.format(lab.last().giaddr())).isEqualTo("198.51.100.1");
        assertThat(lab.last().hops()).isZero(); // RFC 2131, table 3
    }

    @Test
    void agentsOptionComesBackAsItWasLastOfAll() {
        DhcpServer server = server();
        ask(server, relayed(discover(1, OPTION_82), AGENT));
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.octets(DhcpOption.RELAY_AGENT_INFORMATION)).isEqualTo(FrameFuzz.hex(OPTION_82.substring(4)));
        DhcpOptionReader reader = new DhcpOptionReader().wrap(lab.last());
        int last = 0;
        while (reader.next()) {
            last = reader.code();
        }
        assertThat(last).isEqualTo(DhcpOption.RELAY_AGENT_INFORMATION);
    }

    @Test
    void refusalIsToBeBroadcastByTheAgent() {
        DhcpServer server = server();
        ask(server, relayed(message(1, false, "00000000", "350103 3204c0000232"), AGENT));
        assertThat(lab.log).containsExactly("NAK 192.0.2.1 > 198.51.100.1:67");
        assertThat(lab.last().isBroadcast()).isTrue(); // RFC 2131, section 4.3.2
    }

    @Test
    void answerToAnInformPassesTheAgentBy() {
        DhcpServer server = server();
        ask(server, relayed(message(1, false, "c6336432", "350108"), AGENT));
        assertThat(lab.log).containsExactly("ACK 192.0.2.1 > 198.51.100.50:68");
    }

    @Test
    void networkThatIsNotServedGetsNoAnswer() {
        DhcpServer server = server();
        assertThat(ask(server, relayed(discover(1, ""), "0a000001"))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(ask(server, relayed(discover(1, ""), "e0000001"))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.sent).isEmpty();
    }

    @Test
    void linkSelectionNamesTheNetworkInsteadOfTheAgent() {
        DhcpServer server = server();
        ask(server, relayed(discover(1, "5206 0504 c6336400"), "0a000001")); // RFC 3527
        assertThat(yiaddr(lab.last())).isEqualTo("198.51.100.20");
        assertThat(lab.log).containsExactly("OFFER 192.0.2.1 > 10.0.0.1:67");
    }

    @Test
    void oneClientMayHaveAnAddressOnEachNetwork() {
        DhcpServer server = server();
        ask(server, discover(1, ""));
        ask(server, request(1, "c0000232"));
        ask(server, relayed(discover(1, ""), AGENT));
        ask(server, relayed(request(1, "c6336414"), AGENT));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.ACK);
        assertThat(server.bindings())
                .extracting(binding -> binding.address().toString())
                .containsExactly("192.0.2.50", "198.51.100.20");
    }

    @Test
    void renewalAndReleaseFromAnotherNetworkComeByUnicast() {
        DhcpServer server = server();
        ask(server, relayed(discover(1, ""), AGENT));
        ask(server, relayed(request(1, "c6336414"), AGENT));
        unicast(server, message(1, false, "c6336414", "350103"));
        assertThat(lab.log.get(2)).isEqualTo("ACK 192.0.2.1 > 198.51.100.20:68");
        assertThat(unicast(server, message(1, false, "c6336414", "350107" + SERVER_IDENTIFIER)))
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(server.bindings()).isEmpty();
    }

    @Test
    void addressOfAnotherNetworkIsRefusedOnTheLink() {
        DhcpServer server = server();
        ask(server, message(1, true, "00000000", "350103 3204c6336414")); // it moved
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void poolsAddUp() {
        DhcpServer server = lab.server(DhcpLab.config()
                .pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50"))
                .addPool(IpAddress.parseIpv4("192.0.2.90"), IpAddress.parseIpv4("192.0.2.90")));
        ask(server, discover(1, ""));
        ask(server, discover(2, ""));
        assertThat(yiaddr(lab.last())).isEqualTo("192.0.2.90");
        assertThat(ask(server, discover(3, ""))).isEqualTo(Verdict.TABLE_FULL);
    }

    // --- what is handed out

    @Test
    void optionsWithoutRoomGoIntoTheFieldsFileAndSname() {
        DhcpServer server = lab.server(DhcpLab.config()
                .option(200, new byte[240])
                .option(201, new byte[100])
                .option(202, new byte[50])
                .option(203, new byte[120]));
        ask(server, discover(1, ""));
        assertThat(lab.last().available()).isLessThanOrEqualTo(548);
        assertThat(lab.last().overload()).isEqualTo(3);
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.codes()).contains(200, 201, 202).doesNotContain(203);
        assertThat(options.octets(201)).hasSize(100);
        ask(server, discover(1, "390205dc"));
        assertThat(lab.last().overload()).isZero();
        assertThat(DhcpOptions.copyOf(lab.last()).codes()).contains(200, 201, 202, 203);
    }

    @Test
    void longOptionIsSentInPartsAndJoinedAgain() {
        DhcpRoute[] many = new DhcpRoute[40]; // of nine octets each
        for (int i = 0; i < many.length; i++) {
            many[i] = new DhcpRoute(IpAddress.ofIpv4(0x0a000000 + (i << 8)), 32, DhcpLab.SERVER);
        }
        lab.server(DhcpLab.config().link(link -> link.routes(many).domainSearch(DnsName.of("a.test"))));
        DhcpClient client = lab.client(DhcpLab.client(1), new DhcpLab.Told());
        lab.settle();
        assertThat(client.lease().routes()).containsExactly(many);
        assertThat(client.lease().domainSearch()).containsExactly(DnsName.of("a.test"));
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        DhcpServerConfig config = DhcpLab.config().subnet(remote());
        assertThatIllegalArgumentException().isThrownBy(() -> config.subnet(remote()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.subnet(DhcpSubnet.of(IpAddress.parseIpv4("192.0.0.0"), 16)));
        assertThatIllegalArgumentException().isThrownBy(() -> config.link(link -> remote()));
        assertThatIllegalArgumentException().isThrownBy(() -> config.reserve(1, DhcpLab.SERVER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> remote().option(DhcpOption.RELAY_AGENT_INFORMATION, (byte) 1));
        assertThatIllegalArgumentException().isThrownBy(() -> remote().option(43, new byte[1025]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> remote().pool(IpAddress.parseIpv4("192.0.2.1"), IpAddress.parseIpv4("192.0.2.2")));
    }

    @Test
    void damagedRelayedMessagesNeverThrow() {
        DhcpServer server = server();
        FrameFuzz.of(relayed(discover(1, "5210 0104 65746830 0504 c6336400 0202 abcd 5000"), AGENT))
                .node(server, DhcpClientTest::ipHeader);
    }
}
