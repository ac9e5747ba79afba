package org.lneto.dhcpv6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.dhcpv6.Dhcpv6Lab.SECOND;

import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

class Dhcpv6ClientTest extends StackNodeContract {
    private static final String DUID = "0001 000a 0003 0001 02005e100001";
    private static final String SERVER = "0002 000a 0003 0001 02005e1000fe";

    private final Dhcpv6Lab lab = new Dhcpv6Lab();

    private static Dhcpv6ClientConfig config() {
        return Dhcpv6ClientConfig.of(Dhcpv6Lab.CLIENT_DUID);
    }

    @Override
    protected StackNode newNode() {
        return new Dhcpv6Client(config().wantsPrefix(56), lab.events(), new SplittableRandom(1));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((Dhcpv6Client) node).start();
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        Dhcpv6Lab.parents(carrier, offsetToFrame);
        return carrier.offsetToIp();
    }

    private static String squeeze(String hex) {
        return hex.replaceAll("\\s", "");
    }

    private Dhcpv6Client started() {
        Dhcpv6Client client = lab.client(config());
        client.start();
        lab.settle();
        return client;
    }

    private void answer(Dhcpv6Client client, String type, String options) {
        String id = HexFormat.of().toHexDigits(lab.last().transactionId(), 6);
        Dhcpv6Lab.Message message =
                new Dhcpv6Lab.Message(Dhcpv6Lab.SERVER, Dhcpv6Lab.CLIENT, 546, FrameFuzz.hex(type + id + options));
        assertThat(lab.deliver(client, message)).isEqualTo(Verdict.ACCEPTED);
        lab.settle();
    }

    private static String address(String low, String preferred, String valid) {
        return "0003 0028 00000001 00000000 00000000 0005 0018 fd00000000000001 00000000000000" + low + preferred
                + valid;
    }

    @Test
    void solicitHasItsOptions() {
        Dhcpv6Client client = lab.client(config().wantsPrefix(56).rapidCommit(true));
        client.start();
        lab.settle();
        assertThat(lab.last().to()).isEqualTo(Dhcpv6Lab.group());
        assertThat(lab.last().port()).isEqualTo(547);
        assertThat(lab.last().hex())
                .isEqualTo(squeeze("01" + DUID + "0008 0002 0000" + "000e 0000"
                        + "0003 000c 00000001 00000000 00000000"
                        + "0019 0029 00000001 00000000 00000000"
                        + " 001a 0019 00000000 00000000 38 00000000000000000000000000000000"
                        + "0006 000a 0017 0018 001f 0038 0052"));
    }

    @Test
    void bestOfferIsRequestedWhenTheFirstTimeoutIsOver() {
        Dhcpv6Client client = started();
        String other = "0002 000a 0003 0001 02005e1000fd";
        answer(client, "02", DUID + other + "0007 0001 05" + address("51", "00000064", "000000c8"));
        answer(client, "02", DUID + SERVER + "0007 0001 06" + address("50", "00000064", "000000c8"));
        assertThat(lab.types()).containsExactly(Dhcpv6MessageType.SOLICIT);
        lab.advance(2);
        assertThat(lab.sent.get(1).hex())
                .isEqualTo(squeeze("03" + DUID + SERVER + "0008 0002 0000"
                        + "0003 0028 00000001 00000000 00000000"
                        + " 0005 0018 fd000000000000010000000000000050 00000000 00000000"
                        + "0006 000a 0017 0018 001f 0038 0052"));
    }

    @Test
    void offerOfTheHighestPreferenceIsRequestedAtOnce() {
        Dhcpv6Client client = started();
        answer(client, "02", DUID + SERVER + "0007 0001 ff" + address("50", "00000064", "000000c8"));
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.REQUESTING);
    }

    @Test
    void answersOfOthersAreDropped() {
        Dhcpv6Client client = started();
        String id = HexFormat.of().toHexDigits(lab.last().transactionId(), 6);
        String wrong = HexFormat.of().toHexDigits(lab.last().transactionId() ^ 1, 6);
        String lease = address("50", "00000064", "000000c8");
        String stranger = "0001 000a 0003 0001 02005e100002";
        for (String hex : List.of(
                "02" + wrong + DUID + SERVER + lease, // another transaction
                "02" + id + stranger + SERVER + lease, // another client
                "02" + id + SERVER + lease, // nobody's
                "07" + id + DUID + SERVER + lease, // a reply, without rapid commit
                "0a" + id + DUID + SERVER, // RECONFIGURE is ignored
                "02" + id + DUID + SERVER + "0003 0012 00000001 00000000 00000000 000d 0002 0002")) {
            assertThat(lab.deliver(client, hex)).as(hex).isEqualTo(Verdict.UNEXPECTED);
        }
        assertThat(lab.deliver(client, "02" + id + DUID + lease)).isEqualTo(Verdict.BAD_OPTION);
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.SOLICITING);
    }

    @Test
    void solicitIsSentAgainAtGrowingIntervalsUpToTheMaximum() {
        Dhcpv6Client client = lab.client(config());
        client.start();
        lab.settle();
        long last = lab.now;
        long expected = SECOND;
        for (int i = 0; i < 15; i++) {
            long next = client.nextDeadline();
            long timeout = next - last;
            long ceiling = Math.min(expected * 12 / 10, 3960 * SECOND);
            assertThat(timeout).as("timeout %d", i).isBetween(Math.min(expected * 8 / 10, 3240 * SECOND), ceiling);
            expected = timeout * 2;
            last = next;
            lab.advance((next - lab.now) / SECOND + 1);
        }
        assertThat(lab.types()).containsOnly(Dhcpv6MessageType.SOLICIT).hasSize(16);
        assertThat(lab.last().hex()).contains("00080002ffff"); // section 21.9: hundredths of a second, at most
    }

    @Test
    void serversBoundOnSolicitsIsHeeded() {
        Dhcpv6Client client = started();
        String id = HexFormat.of().toHexDigits(lab.last().transactionId(), 6);
        String none = "0003 0012 00000001 00000000 00000000 000d 0002 0002";
        assertThat(lab.deliver(client, "02" + id + DUID + SERVER + none + "0052 0004 0000003c"))
                .isEqualTo(Verdict.UNEXPECTED);
        lab.advance(1000);
        assertThat(client.nextDeadline() - lab.now).isLessThan(67 * SECOND);
    }

    @Test
    void leaseIsRenewedAtT1() {
        lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        assertThat(lab.log)
                .containsExactly(
                        "server bound " + client.lease().addresses().get(0).address() + "/128",
                        "lease of 1 addresses, 0 prefixes");
        lab.sent.clear();
        lab.advance(501);
        assertThat(lab.types()).containsExactly(Dhcpv6MessageType.RENEW, Dhcpv6MessageType.REPLY);
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.BOUND);
        assertThat(lab.log).hasSize(4);
    }

    @Test
    void leaseIsReboundAtT2ThenLostAndAskedForAnew() {
        Dhcpv6Server server = lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        lab.remove(server);
        lab.sent.clear();
        lab.advance(700);
        assertThat(lab.types()).containsOnly(Dhcpv6MessageType.RENEW);
        lab.sent.clear();
        lab.advance(200);
        assertThat(lab.types()).contains(Dhcpv6MessageType.REBIND);
        assertThat(lab.last().hex()).doesNotContain("0002000a"); // section 18.2.5: no server's identifier
        lab.advance(1200);
        assertThat(lab.log).last().isEqualTo("lost EXPIRED");
        assertThat(client.lease()).isNull();
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.SOLICITING);
    }

    @Test
    void serverThatForgotIsAskedAgain() {
        Dhcpv6Server server = lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        IpAddress first = client.lease().addresses().get(0).address();
        lab.remove(server);
        lab.server(Dhcpv6Lab.config());
        lab.sent.clear();
        lab.advance(501);
        assertThat(lab.types())
                .containsExactly(
                        Dhcpv6MessageType.RENEW,
                        Dhcpv6MessageType.REPLY,
                        Dhcpv6MessageType.REQUEST,
                        Dhcpv6MessageType.REPLY);
        assertThat(client.lease().addresses().get(0).address()).isEqualTo(first);
    }

    @Test
    void rapidCommitTakesTwoMessages() {
        lab.server(Dhcpv6Lab.config().rapidCommit(true));
        Dhcpv6Client client = lab.client(config().rapidCommit(true).wantsPrefix(0));
        client.start();
        lab.settle();
        assertThat(lab.types()).containsExactly(Dhcpv6MessageType.SOLICIT, Dhcpv6MessageType.REPLY);
        assertThat(client.lease().addresses()).hasSize(1);
        assertThat(client.lease().prefixes()).hasSize(1);
        assertThat(client.lease().prefixes().get(0).length()).isEqualTo(56);
    }

    @Test
    void prefixAloneIsLeased() {
        lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = lab.client(config().wantsAddress(false).wantsPrefix(56));
        client.start();
        lab.advance(2);
        assertThat(client.lease().addresses()).isEmpty();
        assertThat(client.lease().prefixes().get(0).prefix().high() >>> 16).isEqualTo(0xfd00_0000_0001L);
    }

    @Test
    void releaseGivesTheLeaseBack() {
        Dhcpv6Server server = lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        client.release();
        lab.settle();
        assertThat(lab.log).contains("lost RELEASED", "released");
        assertThat(server.bindings()).isEmpty();
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.IDLE);
    }

    @Test
    void releaseWithoutAnAnswerEnds() {
        Dhcpv6Server server = lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        lab.remove(server);
        lab.sent.clear();
        client.release();
        lab.advance(20);
        assertThat(lab.types()).hasSize(4).containsOnly(Dhcpv6MessageType.RELEASE); // REL_MAX_RC
        assertThat(lab.log).last().isEqualTo("released");
    }

    @Test
    void declinedAddressIsReplacedByAnother() {
        lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = started();
        lab.advance(2);
        IpAddress first = client.lease().addresses().get(0).address();
        client.decline(first);
        lab.advance(3);
        assertThat(lab.log).contains("lost DECLINED", "server declined " + first + "/128");
        assertThat(client.lease().addresses().get(0).address()).isNotEqualTo(first);
    }

    @Test
    void declinedAddressIsNotWishedForAgain() {
        lab.server(Dhcpv6Lab.config());
        Dhcpv6Client client = lab.client(config().hint(Dhcpv6Lab.address(0x55)));
        client.start();
        lab.advance(2);
        assertThat(client.lease().addresses().get(0).address()).isEqualTo(Dhcpv6Lab.address(0x55));
        lab.sent.clear();
        client.decline(Dhcpv6Lab.address(0x55));
        lab.settle();
        assertThat(lab.types())
                .startsWith(Dhcpv6MessageType.DECLINE, Dhcpv6MessageType.REPLY, Dhcpv6MessageType.SOLICIT);
        assertThat(lab.sent.get(2).hex()).contains(squeeze("0003 000c 00000001 00000000 00000000"));
    }

    @Test
    void addressWhoseTimeIsUpIsWithdrawnAlone() {
        Dhcpv6Client client = started();
        String two = "0003 0044 00000001 00001000 00002000"
                + "0005 0018 fd000000000000010000000000000050 0000000a 00000014"
                + "0005 0018 fd000000000000010000000000000051 000003e8 000007d0";
        answer(client, "02", DUID + SERVER + "0007 0001 ff" + two);
        answer(client, "07", DUID + SERVER + two);
        lab.advance(21);
        assertThat(lab.log).containsExactly("lease of 2 addresses, 0 prefixes", "lease of 1 addresses, 0 prefixes");
    }

    @Test
    void refusedRequestIsNotRepeatedWithoutEnd() {
        Dhcpv6Client client = started();
        answer(client, "02", DUID + SERVER + "0007 0001 ff" + address("50", "00000064", "000000c8"));
        answer(client, "07", DUID + SERVER + "0003 0012 00000001 00000000 00000000 000d 0002 0002");
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.SOLICITING);
        int before = lab.sent.size();
        lab.advance(9);
        assertThat(lab.sent).hasSize(before);
        lab.advance(2);
        assertThat(lab.last().type()).isEqualTo(Dhcpv6MessageType.SOLICIT);
    }

    @Test
    void unansweredRequestIsGivenUpAfterTenTimes() {
        Dhcpv6Client client = started();
        answer(client, "02", DUID + SERVER + "0007 0001 ff" + address("50", "00000064", "000000c8"));
        lab.advance(400);
        assertThat(lab.types().stream().filter(type -> type == Dhcpv6MessageType.REQUEST))
                .hasSize(10);
        assertThat(client.state()).isEqualTo(Dhcpv6ClientState.SOLICITING);
    }

    @Test
    void informationIsReadAndRefreshed() {
        Dhcpv6Information[] told = new Dhcpv6Information[1];
        Dhcpv6Client client = new Dhcpv6Client(
                config(),
                new Dhcpv6Events() {
                    @Override
                    public void onLease(Dhcpv6Lease lease) {}

                    @Override
                    public void onLost(Dhcpv6Lease lease, Dhcpv6LossReason reason) {}

                    @Override
                    public void onStateless(Dhcpv6Information information) {
                        told[0] = information;
                    }
                },
                new SplittableRandom(3));
        lab.add(client, Dhcpv6Lab.CLIENT);
        client.requestInformation();
        lab.settle();
        assertThat(lab.last().hex())
                .isEqualTo(squeeze("0b" + DUID + "0008 0002 0000" + "0006 000c 0017 0018 001f 0038 0020 0053"));
        String id = HexFormat.of().toHexDigits(lab.last().transactionId(), 6);
        assertThat(lab.deliver(client, Dhcpv6FrameTest.REPLY.replace("abcdef", id)))
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(told[0])
                .isEqualTo(new Dhcpv6Information(
                        List.of(Dhcpv6Lab.address(1)),
                        List.of(DnsName.of("lan.test")),
                        List.of(Dhcpv6Lab.address(2)),
                        List.of(),
                        List.of(Dhcpv6Lab.address(3)),
                        3600));
        lab.sent.clear();
        lab.advance(3601);
        assertThat(lab.types()).startsWith(Dhcpv6MessageType.INFORMATION_REQUEST);
    }

    @Test
    void damagedAnswersDoNoHarm() {
        Dhcpv6Client client = started();
        FrameFuzz.ofHex(Dhcpv6FrameTest.REPLY).node(client, Dhcpv6Lab::parents);
    }
}
