package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

class DhcpClientTest extends StackNodeContract {
    static final DhcpClientConfig CONFIG =
            DhcpClientConfig.of(DhcpVectors.CLIENT).hostName("lneto").parameterRequestList(DhcpVectors.PARAMETERS);

    /** Draws the captured transaction's identifier, and no jitter. */
    static final RandomGenerator FIXED = new RandomGenerator() {
        @Override
        public long nextLong() {
            return (long) DhcpVectors.XID << 32;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return 0;
        }
    };

    private final DhcpLab lab = new DhcpLab();
    private final DhcpLab.Told told = new DhcpLab.Told();

    @Override
    protected StackNode newNode() {
        return new DhcpClient(CONFIG, told, new SplittableRandom(1));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((DhcpClient) node).start();
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return ipHeader(carrier, offsetToFrame);
    }

    static int ipHeader(Carrier carrier, int offsetToFrame) {
        int ip = offsetToFrame - 28;
        Octets.zero(carrier.buffer(), ip, 28);
        Octets.u8(carrier.buffer(), ip, 0x45);
        carrier.offsetToIp(ip);
        return ip;
    }

    private DhcpClient started() {
        DhcpClient client = new DhcpClient(CONFIG, told, FIXED);
        lab.add(client, DhcpVectors.CLIENT);
        client.start();
        return client;
    }

    private DhcpClient requesting() {
        DhcpClient client = started();
        lab.settle();
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER))).isEqualTo(Verdict.ACCEPTED);
        lab.settle();
        return client;
    }

    private DhcpClient bound() {
        DhcpClient client = requesting();
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.ACK))).isEqualTo(Verdict.ACCEPTED);
        return client;
    }

    /** The captured ACK with other options. */
    static byte[] ack(String options) {
        return FrameFuzz.hex(DhcpVectors.ACK.substring(0, 480) + options);
    }

    @Test
    void discoverHasTheseOctets() {
        started();
        lab.settle();
        assertThat(lab.sent.get(0)).isEqualTo(FrameFuzz.hex(DhcpVectors.DISCOVER));
        assertThat(lab.log).containsExactly("DISCOVER 0.0.0.0 > 255.255.255.255:67");
    }

    @Test
    void requestForAnOfferHasTheseOctets() {
        requesting();
        assertThat(lab.sent.get(1)).isEqualTo(FrameFuzz.hex(DhcpVectors.REQUEST));
        assertThat(lab.log.get(1)).isEqualTo("REQUEST 0.0.0.0 > 255.255.255.255:67");
    }

    @Test
    void releaseHasTheseOctets() {
        bound().release();
        lab.settle();
        // ciaddr is the address; the server and the identifier are there, options 50, 55 and 57 are not (RFC 2131,
        // table 5)
        assertThat(lab.sent.get(2))
                .isEqualTo(FrameFuzz.hex("01010600b54a566c00000000c0000239" + "00".repeat(12) + "02005e100001"
                        + "00".repeat(202) + "63825363" + "350107" + "3d070102005e100001" + "3604c0000201" + "ff"
                        + "00".repeat(41)));
        assertThat(lab.log.get(2)).isEqualTo("RELEASE 192.0.2.57 > 192.0.2.1:67");
    }

    @Test
    void releaseGoesToTheHardwareAddressTheLeaseCameFrom() {
        DhcpClient client = bound();
        client.release();
        assertThat(lab.write(client)).isPositive();
        assertThat(lab.lastLinkDestination).isEqualTo(DhcpLab.SERVER_MAC);
    }

    @Test
    void renewalHasTheseOctets() {
        bound();
        lab.advance(60);
        // ciaddr is the address, the flags are clear, options 50 and 54 are not there
        assertThat(lab.sent.get(2))
                .isEqualTo(FrameFuzz.hex("01010600b54a566c00000000c0000239" + "00".repeat(12) + "02005e100001"
                        + "00".repeat(202) + "63825363" + "350103" + "3d070102005e100001" + "390205dc"
                        + "370c0103060c0f1a1c2a33363a3b" + "0c056c6e65746f" + "ff" + "00".repeat(22)));
        assertThat(lab.log.get(2)).isEqualTo("REQUEST 192.0.2.57 > 192.0.2.1:67");
    }

    @Test
    void requestedAddressAndIdentifierAreSent() {
        lab.client(
                CONFIG.requestedAddress(IpAddress.parseIpv4("192.0.2.44")).clientIdentifier(new byte[] {0, 'x'}), told);
        lab.settle();
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.address(DhcpOption.REQUESTED_ADDRESS)).contains(IpAddress.parseIpv4("192.0.2.44"));
        assertThat(options.octets(DhcpOption.CLIENT_IDENTIFIER)).containsExactly(0, 'x');
    }

    @Test
    void broadcastFlagCanBeLeftOut() {
        lab.client(CONFIG.broadcast(false), told);
        lab.settle();
        assertThat(lab.last().flags()).isZero();
    }

    @Test
    void discoverIsSentAgainAfter4And8Seconds() {
        started();
        lab.advance(3);
        assertThat(lab.sent).hasSize(1);
        lab.advance(2);
        assertThat(lab.sent).hasSize(2);
        assertThat(lab.last().secs()).isEqualTo(4);
        lab.advance(6);
        assertThat(lab.sent).hasSize(2);
        lab.advance(1);
        assertThat(lab.sent).hasSize(3);
        assertThat(lab.last().xid()).isEqualTo(DhcpVectors.XID);
    }

    @Test
    void discoverIsNeverGivenUpAndNeverRarerThanEvery65Seconds() {
        lab.client(CONFIG, told);
        lab.advance(3600);
        assertThat(lab.sent.size()).isBetween(3600 / 65, 3600 / 60);
    }

    @Test
    void requestKeepsTheSecsOfTheDiscover() {
        DhcpClient client = started();
        lab.advance(5);
        lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER));
        lab.advance(5);
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.REQUEST);
        assertThat(lab.last().secs()).isEqualTo(4);
    }

    @Test
    void unansweredRequestIsSentFourTimesBeforeTheClientStartsAnew() {
        DhcpClient client = requesting();
        lab.advance(59);
        assertThat(lab.log).hasSize(5).allMatch(line -> lab.log.indexOf(line) == 0 || line.startsWith("REQUEST"));
        assertThat(told.events).isEmpty();
        lab.advance(2);
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.DISCOVER);
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
        assertThat(told.events).containsExactly("unanswered");
    }

    @Test
    void unansweredRenewalsBecomeARebindingAndThenALoss() {
        DhcpClient client = bound();
        lab.advance(61);
        assertThat(client.state()).isEqualTo(DhcpClientState.RENEWING);
        lab.advance(45);
        assertThat(client.state()).isEqualTo(DhcpClientState.REBINDING);
        assertThat(lab.log.get(lab.log.size() - 1)).isEqualTo("REQUEST 192.0.2.57 > 255.255.255.255:67");
        lab.advance(15);
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
        assertThat(client.lease()).isNull();
        assertThat(told.events).containsExactly("bound 192.0.2.57", "lost 192.0.2.57 EXPIRED");
    }

    @Test
    void aSleepPastTheEndLosesTheLeaseAtOnce() {
        DhcpClient client = bound();
        lab.now += 1000 * DhcpLab.SECOND;
        client.onDeadline(lab.now);
        assertThat(told.events).containsExactly("bound 192.0.2.57", "lost 192.0.2.57 EXPIRED");
    }

    @Test
    void leaseEndsEvenIfNothingCanBeSent() {
        DhcpClient client = bound();
        for (int i = 0; i < 130; i++) {
            lab.now += DhcpLab.SECOND;
            client.onDeadline(lab.now); // and encapsulate is not called
        }
        assertThat(told.events).contains("lost 192.0.2.57 EXPIRED");
    }

    @Test
    void answersToOthersAreUnexpected() {
        DhcpClient client = started();
        lab.settle();
        String otherXid = DhcpVectors.OFFER.replace("b54a566c", "b54a566d");
        String otherHost = DhcpVectors.OFFER.replace("02005e100001", "02005e100002");
        String question = "01" + DhcpVectors.OFFER.substring(2);
        String token = DhcpVectors.OFFER.substring(0, 2) + "06" + DhcpVectors.OFFER.substring(4);
        for (String hex : new String[] {otherXid, otherHost, question, token, DhcpVectors.ACK}) {
            assertThat(lab.give(client, FrameFuzz.hex(hex))).isEqualTo(Verdict.UNEXPECTED);
        }
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
    }

    @Test
    void secondOfferIsUnexpected() {
        assertThat(lab.give(requesting(), FrameFuzz.hex(DhcpVectors.OFFER))).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void ackOfAnotherAddressIsUnexpected() {
        DhcpClient client = requesting();
        byte[] ack = FrameFuzz.hex(DhcpVectors.ACK.replace("00000000c0000239", "00000000c0000240"));
        assertThat(lab.give(client, ack)).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void answersOfAnotherServerAreUnexpected() {
        DhcpClient client = requesting();
        byte[] ack = FrameFuzz.hex(DhcpVectors.ACK.replace("3604c0000201", "3604c0000209"));
        assertThat(lab.give(client, ack)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.give(client, ack("350106 3604c0000209 ff"))).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void anyServerMayAnswerARebinding() {
        DhcpClient client = bound();
        lab.advance(106);
        assertThat(client.state()).isEqualTo(DhcpClientState.REBINDING);
        byte[] ack = FrameFuzz.hex(DhcpVectors.ACK.replace("3604c0000201", "3604c0000209"));
        assertThat(lab.give(client, ack)).isEqualTo(Verdict.ACCEPTED);
        assertThat(client.lease().serverIdentifier()).isEqualTo(IpAddress.parseIpv4("192.0.2.9"));
        assertThat(told.events).containsExactly("bound 192.0.2.57", "renewed 192.0.2.57");
    }

    @Test
    void nakAfterAnOfferStartsAnewAtOnceAndThenSlowly() {
        DhcpClient client = requesting();
        lab.give(client, ack("350106 3604c0000201 ff"));
        assertThat(told.events).containsExactly("nak");
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
        lab.settle();
        lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER));
        lab.settle();
        lab.give(client, ack("350106 3604c0000201 ff"));
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
        int sent = lab.sent.size();
        lab.advance(3);
        assertThat(lab.sent).hasSize(sent);
        lab.advance(2);
        assertThat(lab.sent).hasSize(sent + 1);
    }

    @Test
    void nakOfARenewalTakesTheAddressAwayAtOnce() {
        DhcpClient client = bound();
        lab.advance(60);
        lab.give(client, ack("350106 3604c0000201 ff"));
        assertThat(told.events).containsExactly("bound 192.0.2.57", "lost 192.0.2.57 REFUSED");
        lab.settle();
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.DISCOVER);
        assertThat(new DhcpOptionReader().wrap(lab.last()).find(DhcpOption.REQUESTED_ADDRESS))
                .isFalse();
    }

    @Test
    void listenerIsToldOfAReleaseOnceTheMessageIsOut() {
        DhcpClient client = bound();
        client.release();
        client.release();
        assertThat(told.events).containsExactly("bound 192.0.2.57");
        lab.advance(1);
        assertThat(told.events).containsExactly("bound 192.0.2.57", "lost 192.0.2.57 RELEASED");
        lab.advance(1000);
        assertThat(lab.log).filteredOn(line -> line.startsWith("RELEASE")).hasSize(1);
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
    }

    @Test
    void releaseWithoutALeaseOnlyStops() {
        DhcpClient client = started();
        client.release();
        lab.advance(100);
        assertThat(lab.sent).isEmpty();
        assertThat(told.events).isEmpty();
    }

    @Test
    void startDuringAReleaseAsksForANewLease() {
        DhcpClient client = bound();
        client.release();
        client.start();
        assertThat(told.events).endsWith("lost 192.0.2.57 RELEASED");
        lab.settle();
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.DISCOVER);
    }

    @Test
    void nothingIsSentOrTakenInOverTheOtherVersionOfIp() {
        DhcpClient client = started();
        lab.version = 6;
        assertThat(lab.write(client)).isEqualTo(StackNode.OTHER_VERSION);
        lab.version = 4;
        assertThat(lab.write(client)).isPositive();
        lab.version = 6;
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER))).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void stoppedClientTakesNothingIn() {
        DhcpClient client = started();
        lab.settle();
        client.stop();
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER))).isEqualTo(Verdict.UNEXPECTED);
        lab.advance(100);
        assertThat(lab.sent).hasSize(1);
    }

    @Test
    void damagedOffersAndAcksNeverThrow() {
        DhcpClient client = started();
        FrameFuzz.ofHex(DhcpVectors.OFFER).node(client, DhcpClientTest::ipHeader);
        FrameFuzz.ofHex(DhcpVectors.ACK).node(client, DhcpClientTest::ipHeader);
    }
}
