package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

class DhcpServerTest extends StackNodeContract {
    static final String SERVER_IDENTIFIER = "3604c0000201";

    private final DhcpLab lab = new DhcpLab();
    private final List<String> events = new ArrayList<>();
    private final DhcpServerEvents listener = new DhcpServerEvents() {
        @Override
        public void bound(DhcpBinding binding) {
            events.add("bound " + binding);
        }

        @Override
        public void released(DhcpBinding binding) {
            events.add("released " + binding);
        }

        @Override
        public void expired(DhcpBinding binding) {
            events.add("expired " + binding);
        }

        @Override
        public void declined(DhcpBinding binding) {
            events.add("declined " + binding);
        }
    };

    @Override
    protected StackNode newNode() {
        return new DhcpServer(DhcpLab.config(), DhcpServerEvents.NONE, new SplittableRandom(1));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(400);
        byte[] discover = FrameFuzz.hex(DhcpVectors.DISCOVER);
        buffer.put(HEADROOM, discover);
        Carrier carrier = new Carrier().wrap(buffer, HEADROOM + discover.length, 1);
        DhcpClientTest.ipHeader(carrier, HEADROOM);
        assertThat(node.demux(carrier, HEADROOM)).isEqualTo(Verdict.ACCEPTED);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return DhcpClientTest.ipHeader(carrier, offsetToFrame);
    }

    /** A client's message: its last octet of the hardware address, ciaddr and options in hexadecimal. */
    static byte[] message(int client, boolean broadcast, String ciaddr, String options) {
        return FrameFuzz.hex("01010600 0000000" + client + "0000" + (broadcast ? "8000" : "0000") + ciaddr
                + "00".repeat(12) + "02005e10000" + client + "00".repeat(202) + "63825363" + options + "ff");
    }

    static byte[] discover(int client, String options) {
        return message(client, true, "00000000", "350101" + options);
    }

    static byte[] request(int client, String address) {
        return message(client, true, "00000000", "350103" + "3204" + address + SERVER_IDENTIFIER);
    }

    private DhcpServer server(DhcpServerConfig config) {
        return lab.server(config, listener);
    }

    private Verdict ask(DhcpServer server, byte[] message) {
        Verdict verdict = lab.give(server, message);
        lab.settle();
        return verdict;
    }

    private String offered(DhcpServer server, int client) {
        int before = lab.sent.size();
        ask(server, discover(client, ""));
        return lab.sent.size() == before
                ? "nothing"
                : IpAddress.ofIpv4(lab.last().yiaddr()).toString();
    }

    @Test
    void offerHasTheseOctets() {
        DhcpServer server = server(DhcpLab.config()
                .routers(DhcpLab.SERVER)
                .dnsServers(DhcpLab.SERVER, IpAddress.parseIpv4("192.0.2.2"))
                .ntpServers(IpAddress.parseIpv4("192.0.2.3"))
                .domainName("lneto.test")
                .mtu(1400));
        ask(server, FrameFuzz.hex(DhcpVectors.DISCOVER));
        assertThat(lab.log).containsExactly("OFFER 192.0.2.1 > 255.255.255.255:68");
        // the identifier comes back (RFC 6842); T1 and T2 are 500 and 875
        assertThat(lab.sent.get(0))
                .isEqualTo(FrameFuzz.hex("02010600b54a566c00008000" + "00000000c000023200000000" + "00000000"
                        + "02005e100001" + "00".repeat(202) + "63825363" + "350102" + "3604c0000201" + "3304000003e8"
                        + "3a04000001f4" + "3b040000036b" + "0104ffffff00" + "3d070102005e100001" + "0304c0000201"
                        + "0608c0000201c0000202" + "0f0a6c6e65746f2e74657374" + "1a020578" + "2a04c0000203" + "ff"));
    }

    @Test
    void onlyOptionsThatWereAskedForAreSent() {
        DhcpServer server = server(DhcpLab.config().routers(DhcpLab.SERVER).domainName("lneto.test"));
        ask(server, discover(1, "37010f"));
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.contains(DhcpOption.DOMAIN_NAME)).isTrue();
        assertThat(options.contains(DhcpOption.ROUTER)).isFalse();
    }

    @Test
    void answerFitsWhatTheClientTakes() {
        DhcpServerConfig config = DhcpLab.config();
        for (int code = 200; code < 210; code++) {
            config = config.option(code, new byte[100]);
        }
        DhcpServer server = server(config);
        ask(server, discover(1, ""));
        assertThat(lab.last().available()).isBetween(400, 548); // RFC 2131, section 2
        ask(server, discover(1, "390205dc"));
        assertThat(lab.last().available()).isBetween(1200, 1472);
    }

    @Test
    void withoutTheFlagTheAnswerGoesToTheOfferedAndTheHardwareAddress() {
        DhcpServer server = server(DhcpLab.config());
        lab.give(server, message(1, false, "00000000", "350101"));
        assertThat(lab.write(server)).isPositive();
        assertThat(lab.lastLinkDestination).isEqualTo(DhcpVectors.CLIENT);
        ask(server, message(1, false, "00000000", "350101"));
        assertThat(lab.log).containsExactly("OFFER 192.0.2.1 > 192.0.2.50:68");
    }

    @Test
    void requestedAddressIsHonouredIfItIsFree() {
        DhcpServer server = server(DhcpLab.config());
        ask(server, discover(1, "3204c0000237"));
        assertThat(IpAddress.ofIpv4(lab.last().yiaddr())).hasToString("192.0.2.55");
        ask(server, discover(2, "3204c0000237"));
        assertThat(IpAddress.ofIpv4(lab.last().yiaddr())).hasToString("192.0.2.50");
    }

    @Test
    void clientKeepsItsAddress() {
        DhcpServer server = server(DhcpLab.config());
        assertThat(offered(server, 1)).isEqualTo("192.0.2.50");
        assertThat(offered(server, 2)).isEqualTo("192.0.2.51");
        assertThat(offered(server, 1)).isEqualTo("192.0.2.50");
    }

    @Test
    void clientThatComesBackGetsTheAddressItHad() {
        DhcpServer server = server(DhcpLab.config());
        offered(server, 1);
        offered(server, 2);
        ask(server, request(2, "c0000233"));
        lab.advance(2000);
        offered(server, 3);
        assertThat(offered(server, 2)).isEqualTo("192.0.2.51");
        assertThat(events)
                .containsExactly("bound 192.0.2.51 to 02:00:5e:10:00:02", "expired 192.0.2.51 to 02:00:5e:10:00:02");
    }

    @Test
    void reservedAddressGoesToItsHostAlone() {
        DhcpServer server = server(DhcpLab.config()
                .pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.51"))
                .reserve(MacAddress.parse("02:00:5e:10:00:05"), IpAddress.parseIpv4("192.0.2.50"))
                .reserve(MacAddress.parse("02:00:5e:10:00:06"), IpAddress.parseIpv4("192.0.2.200")));
        assertThat(offered(server, 1)).isEqualTo("192.0.2.51");
        assertThat(offered(server, 2)).isEqualTo("nothing");
        assertThat(offered(server, 5)).isEqualTo("192.0.2.50");
        assertThat(offered(server, 6)).isEqualTo("192.0.2.200");
        ask(server, request(1, "c0000232"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void exhaustedPoolIsSilentUntilSomethingExpires() {
        DhcpServer server =
                server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.51")));
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        offered(server, 2);
        ask(server, request(2, "c0000233"));
        assertThat(ask(server, discover(3, ""))).isEqualTo(Verdict.TABLE_FULL);
        lab.advance(999);
        assertThat(offered(server, 3)).isEqualTo("nothing");
        lab.advance(2);
        assertThat(offered(server, 3)).isEqualTo("192.0.2.50");
        assertThat(server.drops().get(Verdict.TABLE_FULL)).isEqualTo(2);
    }

    @Test
    void offerThatIsNotTakenIsGivenToAnother() {
        DhcpServer server =
                server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50")));
        offered(server, 1);
        assertThat(offered(server, 2)).isEqualTo("nothing");
        lab.advance(61);
        assertThat(offered(server, 2)).isEqualTo("192.0.2.50");
        ask(server, request(1, "c0000232"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void offerIsTakenBackWhenTheClientChoseAnotherServer() {
        DhcpServer server =
                server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50")));
        offered(server, 1);
        byte[] other = message(1, true, "00000000", "350103 3204c0000232 3604c0000209");
        assertThat(ask(server, other)).isEqualTo(Verdict.ACCEPTED);
        assertThat(ask(server, other)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(offered(server, 2)).isEqualTo("192.0.2.50");
    }

    @Test
    void requestForAnotherNetworkIsRefusedByBroadcast() {
        DhcpServer server = server(DhcpLab.config());
        ask(server, message(1, false, "00000000", "350103 32040a000005"));
        assertThat(lab.log).containsExactly("NAK 192.0.2.1 > 255.255.255.255:68");
        ask(server, message(1, false, "0a000005", "350103"));
        assertThat(lab.log.get(1)).isEqualTo("NAK 192.0.2.1 > 255.255.255.255:68");
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.codes()).containsExactly(DhcpOption.MESSAGE_TYPE, DhcpOption.SERVER_IDENTIFIER);
    }

    @Test
    void unknownClientOfThisNetworkIsLeftToOtherServers() {
        DhcpServer server = server(DhcpLab.config());
        assertThat(ask(server, message(1, true, "00000000", "350103 3204c0000233")))
                .isEqualTo(Verdict.UNEXPECTED);
        assertThat(ask(server, message(1, true, "c0000233", "350103"))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.sent).isEmpty();
    }

    @Test
    void claimOfAnAddressThatSomebodyElseHasIsRefused() {
        DhcpServer server = server(DhcpLab.config());
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        ask(server, message(2, true, "c0000232", "350103"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void rebootedClientIsConfirmed() {
        DhcpServer server = server(DhcpLab.config());
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        ask(server, message(1, true, "00000000", "350103 3204c0000232"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.ACK);
        ask(server, message(1, true, "00000000", "350103 3204c0000233"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void renewalIsAnsweredToTheClientsAddress() {
        DhcpServer server = server(DhcpLab.config());
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        ask(server, message(1, false, "c0000232", "350103"));
        assertThat(lab.log.get(2)).isEqualTo("ACK 192.0.2.1 > 192.0.2.50:68");
        assertThat(IpAddress.ofIpv4(lab.last().ciaddr())).hasToString("192.0.2.50");
    }

    @Test
    void releasedAddressIsFree() {
        DhcpServer server =
                server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50")));
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        byte[] stranger = message(2, false, "c0000232", "350107" + SERVER_IDENTIFIER);
        assertThat(ask(server, stranger)).isEqualTo(Verdict.UNEXPECTED);
        byte[] release = message(1, false, "c0000232", "350107" + SERVER_IDENTIFIER);
        assertThat(ask(server, release)).isEqualTo(Verdict.ACCEPTED);
        assertThat(server.bindings()).isEmpty();
        assertThat(offered(server, 2)).isEqualTo("192.0.2.50");
    }

    @Test
    void declinedAddressIsGivenToNobodyForAWhile() {
        DhcpServer server =
                server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.51")));
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        ask(server, message(1, true, "00000000", "350104 3204c0000232" + SERVER_IDENTIFIER));
        assertThat(events)
                .containsExactly("bound 192.0.2.50 to 02:00:5e:10:00:01", "declined 192.0.2.50 to 02:00:5e:10:00:01");
        assertThat(offered(server, 1)).isEqualTo("192.0.2.51");
        assertThat(offered(server, 2)).isEqualTo("nothing");
        ask(server, request(2, "c0000232"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
        lab.advance(601);
        assertThat(offered(server, 2)).isNotEqualTo("nothing");
    }

    @Test
    void informIsAnsweredWithoutALease() {
        DhcpServer server = server(DhcpLab.config().routers(DhcpLab.SERVER));
        ask(server, message(1, false, "c0000263", "350108"));
        assertThat(lab.log).containsExactly("ACK 192.0.2.1 > 192.0.2.99:68");
        assertThat(lab.last().yiaddr()).isZero();
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.codes()).containsExactly(1, 3, 53, 54);
        assertThat(ask(server, message(1, false, "0a000005", "350108"))).isEqualTo(Verdict.BAD_SOURCE);
    }

    @Test
    void clientsLeaseTimeIsBounded() {
        DhcpServer server = server(DhcpLab.config().maximumLeaseSeconds(5000));
        ask(server, discover(1, "330400000001"));
        assertThat(DhcpOptions.copyOf(lab.last()).u32(DhcpOption.LEASE_TIME)).isEqualTo(60);
        ask(server, discover(1, "3304ffffffff"));
        assertThat(DhcpOptions.copyOf(lab.last()).u32(DhcpOption.LEASE_TIME)).isEqualTo(5000);
        ask(server, discover(1, "330400000fa0"));
        assertThat(DhcpOptions.copyOf(lab.last()).u32(DhcpOption.LEASE_TIME)).isEqualTo(4000);
    }

    @Test
    void infiniteLeaseNeverEnds() {
        DhcpServer server = server(DhcpLab.config().leaseSeconds(DhcpLeaseTimes.INFINITE));
        offered(server, 1);
        ask(server, request(1, "c0000232"));
        assertThat(server.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        lab.advance(1_000_000);
        assertThat(server.bindings()).hasSize(1);
    }

    @Test
    void fullQueueDropsTheQuestion() {
        DhcpServer server = server(DhcpLab.config().replyQueue(2));
        lab.give(server, discover(1, ""));
        lab.give(server, discover(2, ""));
        assertThat(lab.give(server, discover(3, ""))).isEqualTo(Verdict.QUEUE_FULL);
        lab.settle();
        assertThat(lab.sent).hasSize(2);
    }

    @Test
    void clientsAreToldApartByTheirIdentifier() {
        DhcpServer server = server(DhcpLab.config());
        ask(server, discover(1, "3d020001"));
        int first = lab.last().yiaddr();
        ask(server, discover(1, "3d020002"));
        assertThat(lab.last().yiaddr()).isNotEqualTo(first);
        ask(server, discover(1, ""));
        assertThat(lab.last().yiaddr()).isNotEqualTo(first);
    }

    @Test
    void whatNoClientSendsIsUnexpected() {
        DhcpServer server = server(DhcpLab.config());
        byte[] relayed = discover(1, "");
        relayed[27] = 1;
        byte[] group = discover(1, "");
        group[28] |= 1;
        byte[] bootp = message(1, true, "00000000", "");
        for (byte[] octets : List.of(
                relayed, group, bootp, FrameFuzz.hex(DhcpVectors.OFFER), message(1, true, "00000000", "350105"))) {
            assertThat(ask(server, octets)).isEqualTo(Verdict.UNEXPECTED);
        }
        assertThat(ask(server, message(1, true, "00000000", "350103"))).isEqualTo(Verdict.BAD_OPTION);
    }

    @Test
    void serversAndRoutersAddressesAreNotGivenAway() {
        DhcpServer server = server(DhcpServerConfig.of(DhcpLab.SERVER, 24)
                .pool(IpAddress.parseIpv4("192.0.2.1"), IpAddress.parseIpv4("192.0.2.3"))
                .routers(IpAddress.parseIpv4("192.0.2.2")));
        assertThat(offered(server, 1)).isEqualTo("192.0.2.3");
        assertThat(offered(server, 2)).isEqualTo("nothing");
    }

    @Test
    void nothingIsSentOrTakenInOverTheOtherVersionOfIp() {
        DhcpServer server = server(DhcpLab.config());
        lab.version = 6;
        assertThat(lab.give(server, discover(1, ""))).isEqualTo(Verdict.UNEXPECTED);
        lab.version = 4;
        lab.give(server, discover(1, ""));
        lab.version = 6;
        assertThat(lab.write(server)).isEqualTo(StackNode.OTHER_VERSION);
        lab.version = 4;
        assertThat(lab.write(server)).isPositive();
    }

    @Test
    void damagedMessagesNeverThrow() {
        DhcpServer server = server(DhcpLab.config());
        FrameFuzz.ofHex(DhcpVectors.DISCOVER).node(server, DhcpClientTest::ipHeader);
        FrameFuzz.ofHex(DhcpVectors.REQUEST.replace("3204c0000239", "3204c0000232"))
                .node(server, DhcpClientTest::ipHeader);
    }
}
