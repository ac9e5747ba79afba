package org.lneto.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.NeighbourResolver;

class ArpNodeTest extends StackNodeContract {
    private static final long US = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PEER = MacAddress.parse("02:00:5e:10:00:02");
    private static final int OUR_IP = Ipv4Address.parse("192.0.2.1");
    private static final int PEER_IP = Ipv4Address.parse("192.0.2.2");
    private static final long SECOND = 1_000_000_000L;
    private static final ArpSettings SETTINGS =
            new ArpSettings(4, 2, 2, 3, SECOND, 60 * SECOND, SECOND, 1000, ConflictSettings.RFC_5227);

    private static final String REQUEST_TO_US = "0001 0800 06 04 0001 02005e100002 c0000202 000000000000 c0000201";
    private static final String REPLY_TO_US = "0001 0800 06 04 0002 02005e100002 c0000202 02005e100001 c0000201";

    private final ArpNode arp = new ArpNode(US, SETTINGS, new SplittableRandom(1));
    private final RecordingParent parent = new RecordingParent();
    private final Pass pass = new Pass();
    private final List<String> events = new ArrayList<>();

    ArpNodeTest() {
        arp.address(OUR_IP);
        arp.attached(parent, RecordingParent.SLOT);
        arp.listener(new NeighbourResolver.Listener() {
            @Override
            public void neighbourResolved(long high, long low, long nowNanos) {
                events.add("resolved " + new IpAddress(high, low));
            }

            @Override
            public void neighbourFailed(long high, long low, long nowNanos) {
                events.add("failed " + new IpAddress(high, low));
            }
        });
    }

    @Override
    protected StackNode newNode() {
        ArpNode node = new ArpNode(US, ArpSettings.DEFAULTS, new SplittableRandom(1));
        node.address(OUR_IP);
        return node;
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((ArpNode) node).lookup(PEER_IP, 1);
        return true;
    }

    private Verdict from(int sender, long senderHardware, int operation, int target) {
        byte[] packet = new byte[ArpFrame.LENGTH];
        java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(packet);
        ArpFrame.write(buffer, 0, operation, senderHardware, sender, US, target);
        return pass.in(arp, packet);
    }

    @Test
    void lookupOfAStrangerSendsABroadcastRequest() {
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(MacAddress.ZERO);
        assertThat(parent.ready).isOne();
        assertThat(pass.out(arp))
                .isEqualTo(FrameFuzz.hex("0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c0000202"));
        assertThat(pass.carrier().linkDestination()).isEqualTo(MacAddress.BROADCAST);
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void secondLookupSendsNoSecondRequest() {
        arp.lookup(PEER_IP, pass.now);
        pass.out(arp);
        arp.lookup(PEER_IP, pass.now);
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void replyResolves() {
        arp.lookup(0, IpAddress.mapped(PEER_IP), pass.now);
        assertThat(pass.in(arp, REPLY_TO_US)).isEqualTo(Verdict.ACCEPTED);
        assertThat(events).containsExactly("resolved 192.0.2.2");
        assertThat(arp.lookup(0, IpAddress.mapped(PEER_IP), pass.now)).isEqualTo(PEER);
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void requestIsSentThreeTimesASecondApartAndThenFails() {
        arp.lookup(PEER_IP, pass.now);
        int requests = 0;
        for (int i = 0; i < 3; i++) {
            assertThat(events).isEmpty();
            requests += pass.out(arp).length > 0 ? 1 : 0;
            pass.advance(arp, SECOND - 1);
            assertThat(pass.out(arp)).isEmpty();
            pass.advance(arp, 1);
        }
        assertThat(requests).isEqualTo(3);
        assertThat(events).containsExactly("failed 192.0.2.2");
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void lookupAfterAFailureStartsAnew() {
        arp.lookup(PEER_IP, pass.now);
        for (int i = 0; i < 3; i++) {
            pass.out(arp);
            pass.advance(arp, SECOND);
        }
        arp.lookup(PEER_IP, pass.now);
        assertThat(pass.out(arp)).hasSize(ArpFrame.LENGTH);
    }

    @Test
    void requestForUsIsAnsweredToTheAsker() {
        assertThat(pass.in(arp, REQUEST_TO_US)).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.out(arp))
                .isEqualTo(FrameFuzz.hex("0001 0800 06 04 0002 02005e100001 c0000201 02005e100002 c0000202"));
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER);
    }

    @Test
    void whoAsksUsIsRemembered() {
        pass.in(arp, REQUEST_TO_US);
        assertThat(arp.peek(PEER_IP)).isEqualTo(PEER);
    }

    @Test
    void requestForAnotherIsNotAnsweredNorRemembered() {
        assertThat(from(PEER_IP, PEER, ArpFrame.REQUEST, OUR_IP + 5)).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.out(arp)).isEmpty();
        assertThat(arp.size()).isZero();
    }

    @Test
    void requestForAnotherChangesWhatWeKnowOfItsSender() {
        pass.in(arp, REQUEST_TO_US);
        pass.now += SECOND;
        assertThat(from(PEER_IP, PEER + 1, ArpFrame.REQUEST, OUR_IP + 5)).isEqualTo(Verdict.ACCEPTED);
        assertThat(arp.neighbourChanges()).isOne();
        assertThat(arp.peek(PEER_IP)).isEqualTo(PEER + 1);
    }

    @Test
    void unsolicitedReplyOfAStrangerIsDropped() {
        assertThat(pass.in(arp, REPLY_TO_US)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(arp.size()).isZero();
    }

    @Test
    void nothingIsAnsweredWithoutAnAddress() {
        arp.address(Ipv4Address.UNSPECIFIED);
        pass.in(arp, REQUEST_TO_US);
        pass.in(arp, REQUEST_TO_US.replace("c0000201", "00000000"));
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void probeForOurAddressIsAnsweredAndNotRemembered() {
        assertThat(from(0, PEER, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.out(arp)).hasSize(ArpFrame.LENGTH);
        assertThat(arp.size()).isZero();
    }

    @Test
    void impossibleSendersAreDropped() {
        assertThat(from(PEER_IP, US, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(PEER_IP, 0, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(PEER_IP, MacAddress.BROADCAST, ArpFrame.REQUEST, OUR_IP))
                .isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(OUR_IP, PEER, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(0xe0000001, PEER, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(-1, PEER, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(from(0, PEER, ArpFrame.REPLY, OUR_IP)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(arp.drops().get(Verdict.BAD_SOURCE)).isEqualTo(7);
        assertThat(arp.conflicts()).isOne();
        assertThat(pass.out(arp))
                .as("the defence against the one with our address")
                .hasSize(ArpFrame.LENGTH);
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void otherOperationsAreDropped() {
        assertThat(from(PEER_IP, PEER, 3, OUR_IP)).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void shortPacketIsTruncated() {
        assertThat(pass.in(arp, REQUEST_TO_US.substring(0, 60))).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void otherHardwareIsABadField() {
        assertThat(pass.in(arp, "0006" + REQUEST_TO_US.substring(4))).isEqualTo(Verdict.BAD_FIELD);
    }

    @Test
    void neighbourHeardOfIsNotTakenOverForASecond() {
        pass.in(arp, REQUEST_TO_US);
        pass.now += SECOND - 1;
        assertThat(from(PEER_IP, PEER + 1, ArpFrame.REPLY, OUR_IP)).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(arp.peek(PEER_IP)).isEqualTo(PEER);
        assertThat(arp.neighbourChanges()).isZero();
    }

    @Test
    void neighbourWhoseAddressAnotherClaimsIsAskedWhetherItIsStillThere() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        from(PEER_IP, PEER + 1, ArpFrame.REQUEST, PEER_IP);
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
        assertThat(pass.out(arp)).hasSize(ArpFrame.LENGTH);
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER);
        pass.in(arp, REPLY_TO_US);
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void gratuitousPacketChangesWhatIsKnownAndAddsNothing() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        pass.now += SECOND;
        assertThat(from(PEER_IP, PEER + 1, ArpFrame.REQUEST, PEER_IP)).isEqualTo(Verdict.ACCEPTED);
        assertThat(from(PEER_IP + 1, PEER + 2, ArpFrame.REQUEST, PEER_IP + 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(from(PEER_IP + 2, PEER + 3, ArpFrame.REPLY, PEER_IP + 2)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(arp.peek(PEER_IP)).isEqualTo(PEER + 1);
        assertThat(arp.size()).isOne();
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void frameFromAnotherStationThanItsSenderIsDropped() {
        ByteBuffer frame = FrameFuzz.direct(REQUEST_TO_US);
        Carrier carrier = new Carrier().wrap(frame, ArpFrame.LENGTH, pass.now);
        carrier.linkSource(PEER + 1);
        assertThat(arp.demux(carrier, 0)).isEqualTo(Verdict.BAD_SOURCE);
        carrier.linkSource(PEER);
        assertThat(arp.demux(carrier, 0)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void moreRequestsThanAreAnsweredInASecondAreDropped() {
        for (int i = 0; i < SETTINGS.answersPerSecond(); i++) {
            assertThat(pass.in(arp, REQUEST_TO_US)).isEqualTo(Verdict.ACCEPTED);
            pass.out(arp);
        }
        assertThat(from(PEER_IP + 1, PEER + 1, ArpFrame.REQUEST, OUR_IP)).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(arp.peek(PEER_IP + 1)).isEqualTo(MacAddress.ZERO);
        pass.now += SECOND;
        assertThat(pass.in(arp, REQUEST_TO_US)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void staleNeighbourIsAskedByUnicastWhilePacketsGoOn() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        pass.now += 60 * SECOND;
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
        assertThat(pass.out(arp)).isEmpty();
        pass.now += 1;
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
        assertThat(pass.out(arp))
                .isEqualTo(FrameFuzz.hex("0001 0800 06 04 0001 02005e100001 c0000201 02005e100002 c0000202"));
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER);
        assertThat(pass.out(arp)).isEmpty();
        pass.in(arp, REPLY_TO_US);
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        assertThat(arp.lookup(PEER_IP, pass.now + 60 * SECOND)).isEqualTo(PEER);
        assertThat(pass.out(arp)).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void staleNeighbourThatIsSilentIsForgottenAfterThreeRequests() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        pass.now += 61 * SECOND;
        arp.lookup(PEER_IP, pass.now);
        for (int i = 0; i < 3; i++) {
            assertThat(pass.out(arp)).hasSize(ArpFrame.LENGTH);
            assertThat(pass.carrier().linkDestination()).isEqualTo(PEER);
            assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER);
            pass.advance(arp, SECOND);
        }
        assertThat(events).isEmpty();
        assertThat(arp.size()).isZero();
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(MacAddress.ZERO);
        pass.out(arp);
        assertThat(pass.carrier().linkDestination()).isEqualTo(MacAddress.BROADCAST);
    }

    @Test
    void neighbourNotUsedIsNotAskedAfter() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        pass.advance(arp, 3600 * SECOND);
        assertThat(pass.out(arp)).isEmpty();
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void floodOfRequestsDoesNotDisplaceANeighbourWeAskedFor() {
        arp.lookup(PEER_IP, pass.now);
        pass.in(arp, REPLY_TO_US);
        for (int i = 0; i < 1000; i++) {
            from(0x0a000000 + i, PEER + i, ArpFrame.REQUEST, OUR_IP);
            pass.out(arp);
        }
        assertThat(arp.peek(PEER_IP)).isEqualTo(PEER);
        assertThat(arp.size()).isEqualTo(SETTINGS.cacheEntries());
    }

    @Test
    void askingForANeighbourDisplacesTheOneHeardOfLongestAgo() {
        for (int i = 0; i < 5; i++) {
            pass.now++;
            arp.lookup(PEER_IP + i, pass.now);
            from(PEER_IP + i, PEER + i, ArpFrame.REPLY, OUR_IP);
        }
        assertThat(arp.peek(PEER_IP)).isEqualTo(MacAddress.ZERO);
        assertThat(arp.peek(PEER_IP + 1)).isEqualTo(PEER + 1);
        assertThat(arp.peek(PEER_IP + 4)).isEqualTo(PEER + 4);
    }

    @Test
    void resolutionBeyondTheMaximumFailsTheOldest() {
        arp.lookup(PEER_IP, pass.now);
        arp.lookup(PEER_IP + 1, pass.now + 1);
        arp.lookup(PEER_IP + 2, pass.now + 2);
        assertThat(events).containsExactly("failed 192.0.2.2");
    }

    @Test
    void requestBeyondTheRepliesThatWaitIsDropped() {
        pass.in(arp, REQUEST_TO_US);
        pass.in(arp, REQUEST_TO_US);
        assertThat(pass.in(arp, REQUEST_TO_US)).isEqualTo(Verdict.QUEUE_FULL);
    }

    @Test
    void staticEntryIsNeitherChangedNorAged() {
        arp.addStatic(PEER_IP, PEER + 9);
        pass.in(arp, REQUEST_TO_US);
        pass.now += 1000 * SECOND;
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(PEER + 9);
    }

    @Test
    void fullOfStaticEntriesAResolutionIsStillTold() {
        for (int i = 1; i <= 4; i++) {
            arp.addStatic(PEER_IP + i, PEER + i);
        }
        assertThatThrownBy(() -> arp.addStatic(PEER_IP + 9, PEER)).isInstanceOf(IllegalStateException.class);
        arp.lookup(PEER_IP, pass.now);
        pass.in(arp, REPLY_TO_US);
        assertThat(arp.drops().get(Verdict.TABLE_FULL)).isOne();
    }

    @Test
    void forgottenNeighbourIsAskedForAgain() {
        pass.in(arp, REQUEST_TO_US);
        pass.out(arp);
        arp.forget(PEER_IP);
        assertThat(arp.lookup(PEER_IP, pass.now)).isEqualTo(MacAddress.ZERO);
        arp.forget(PEER_IP);
        assertThat(pass.out(arp)).isEmpty();
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void damagedPacketsGetAVerdict() {
        FrameFuzz.ofHex(REQUEST_TO_US).node(arp);
        FrameFuzz.ofHex(REPLY_TO_US).node(arp);
    }
}
