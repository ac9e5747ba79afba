package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses found and repaired with a peer that understands SACK: RACK-TLP (RFC 8985), F-RTO (RFC 5682), undoing. */
class TcpRecoveryTest {
    private static final int MSS = 1000;
    private static final long RTT = 40 * MILLI;

    private final ScriptedPeer it =
            new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).congestionControl(CongestionAlgorithm.NEW_RENO));

    /** A connection with a round trip of 40 ms. */
    private void establish() {
        it.synReceived(it.peer(TcpFrame.SYN, -1).mss(MSS).sackPermitted());
        it.host.now += RTT;
        it.take(it.peer(ACK, 0, 0).window(60_000));
        it.connection = it.listener.accept(it.user);
    }

    private void write(int segments) {
        it.write("x".repeat(segments * MSS));
    }

    private TestSegment sack(int acknowledged, int... segments) {
        int[] edges = new int[segments.length];
        for (int i = 0; i < segments.length; i++) {
            edges[i] = it.iss + 1 + segments[i] * MSS;
        }
        return it.peer(ACK, 0, acknowledged * MSS).window(60_000).sack(edges);
    }

    private TestSegment ack(int acknowledged) {
        return it.peer(ACK, 0, acknowledged * MSS).window(60_000);
    }

    private List<Integer> sent(List<TestSegment> segments) {
        return segments.stream().map(segment -> it.seq(segment) / MSS).toList();
    }

    private List<Integer> sent() {
        return sent(it.host.drain());
    }

    @Test
    void threeSegmentsSackedSendTheMissingOneAtOnce() {
        establish();
        write(10);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 1, 2));
        assertThat(sent()).isEmpty();
        it.take(sack(0, 1, 3));
        assertThat(sent()).isEmpty();
        it.take(sack(0, 1, 4));
        assertThat(sent()).containsExactly(0);
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.RECOVERY);
        assertThat(it.host.node.statistics().fastRetransmits()).isEqualTo(1);
    }

    @Test
    void oneSegmentSackedSendsTheMissingOneAfterTheReorderingWindow() {
        establish();
        write(2);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 1, 2));
        assertThat(it.host.advance(RTT / 4 - 1)).isEmpty();
        assertThat(sent(it.host.advance(2))).containsExactly(0);
        assertThat(it.host.node.statistics().fastRetransmits()).isEqualTo(1);
    }

    @Test
    void sendingDoesNotPutTheEndOfTheReorderingWindowOff() {
        establish();
        write(2);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 1, 2));
        it.host.advance(RTT / 8);
        it.connection.noDelay(true);
        write(1);
        assertThat(sent()).containsExactly(2);
        assertThat(sent(it.host.advance(RTT / 8 + 2))).containsExactly(0);
    }

    @Test
    void reorderedSegmentInTimeIsNotSentAgain() {
        establish();
        write(2);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 1, 2));
        it.host.advance(RTT / 8);
        it.take(ack(2));
        assertThat(it.host.advance(SECOND)).isEmpty();
        assertThat(it.connection.info().reorderingSeen()).isTrue();
    }

    @Test
    void severalHolesAreFilledInOneRoundTrip() {
        establish();
        write(10);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(1, 2, 3));
        it.take(sack(1, 4, 5, 2, 3));
        it.take(sack(1, 6, 10, 4, 5, 2, 3)); // the second, fourth and sixth are missing
        assertThat(sent()).containsExactly(1, 3, 5);
        it.host.now += RTT;
        it.take(ack(10));
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(it.connection.unacknowledged()).isZero();
        assertThat(it.host.node.statistics().timeouts()).isZero();
    }

    @Test
    void windowIsHalvedByProportionalRateReduction() {
        establish();
        write(20);
        it.host.drain(); // ten of them
        it.host.now += RTT;
        it.take(sack(0, 1, 4));
        int retransmitted = it.host.drain().size();
        int more = 0;
        for (int arrived = 5; arrived <= 10; arrived++) {
            it.take(sack(0, 1, arrived));
            more += it.host.drain().size();
        }
        assertThat(retransmitted).isEqualTo(1);
        assertThat(more).as("one for every two that arrive").isBetween(3, 4);
        it.host.now += RTT;
        it.take(ack(10));
        assertThat(it.connection.info().congestionWindow()).isEqualTo(5 * MSS);
    }

    @Test
    void retransmissionThatIsLostTooIsSentAgain() {
        establish();
        write(30);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 1, 10));
        assertThat(sent().get(0)).isZero();
        it.host.now += RTT;
        it.take(sack(0, 1, 12)); // what was sent after the repetition has arrived
        it.host.advance(RTT / 4 + 1);
        assertThat(it.connection.info().timeouts()).isZero();
        assertThat(it.host.node.statistics().segmentsRetransmitted()).isEqualTo(2);
    }

    // ---- limited transmit

    @Test
    void firstTwoThatArriveOutOfOrderSendNewData() {
        establish();
        write(12);
        it.host.drain(); // ten
        it.host.now += RTT;
        it.take(sack(0, 1, 2));
        assertThat(sent()).containsExactly(10);
        it.take(sack(0, 1, 3));
        assertThat(sent()).containsExactly(11);
    }

    // ---- tail loss probe

    @Test
    void lostTailIsProbedAfterTwoRoundTrips() {
        establish();
        write(3);
        it.host.drain();
        assertThat(it.host.advance(2 * RTT)).isEmpty();
        List<TestSegment> probe = it.host.advance(3 * MILLI);
        assertThat(sent(probe)).containsExactly(2);
        assertThat(it.host.node.statistics().tailLossProbes()).isEqualTo(1);
        assertThat(it.host.node.statistics().timeouts()).isZero();
        it.host.now += RTT;
        it.take(sack(0, 2, 3)); // the probe has arrived: the others are lost
        assertThat(sent(it.host.advance(RTT / 4 + 1))).containsExactly(0, 1);
    }

    @Test
    void probeIsNewDataIfThereIsAny() {
        establish();
        write(12);
        it.host.drain(); // ten
        List<TestSegment> probe = it.host.advance(2 * RTT + 3 * MILLI);
        assertThat(sent(probe)).containsExactly(10);
    }

    @Test
    void probeThatRepairedALossReducesTheWindow() {
        establish();
        write(10);
        it.host.drain();
        it.host.now += RTT;
        it.take(ack(9));
        int before = it.connection.info().congestionWindow();
        assertThat(sent(it.host.advance(SECOND))).startsWith(9);
        it.take(ack(10));
        write(1);
        it.host.drain();
        it.host.now += RTT;
        it.take(ack(11));
        assertThat(it.connection.info().congestionWindow()).isLessThan(before);
    }

    @Test
    void duplicateOfAProbeIsNoLoss() {
        establish();
        write(10);
        it.host.drain();
        it.host.now += RTT;
        it.take(ack(9));
        int before = it.connection.info().congestionWindow();
        it.host.advance(2 * RTT + 201 * MILLI);
        it.take(sack(10, 9, 10)); // D-SACK
        assertThat(it.connection.info().congestionWindow()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void lossOfASegmentAloneIsRepairedByAProbeAndNotByTheTimeoutOfTheSameInstant() {
        establish();
        write(1);
        it.host.drain();
        assertThat(sent(it.host.advance(SECOND / 3))).containsExactly(0);
        assertThat(it.host.node.statistics().tailLossProbes()).isEqualTo(1);
        assertThat(it.host.node.statistics().timeouts()).isZero();
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.OPEN);
    }

    @Test
    void timeoutFollowsAProbeThatIsLostToo() {
        establish();
        write(1);
        it.host.drain();
        it.host.advance(SECOND);
        assertThat(it.host.node.statistics().tailLossProbes()).isEqualTo(1);
        assertThat(it.host.node.statistics().timeouts()).isPositive();
    }

    // ---- timeout

    @Test
    void timeoutThatWasTooEarlyIsUndone() {
        establish();
        write(10);
        it.host.drain();
        int before = it.connection.info().congestionWindow();
        it.host.advance(SECOND); // probe, then timeout
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.TIMED_OUT);
        it.take(ack(1));
        it.take(ack(3)); // segments that were sent only once arrive: the path was slow
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(it.connection.info().congestionWindow()).isGreaterThanOrEqualTo(before);
        assertThat(it.connection.info().segmentsLost()).isZero();
    }

    @Test
    void timeoutWithSackedOldestSegmentForgetsWhatWasSacked() {
        establish();
        write(4);
        it.host.drain();
        it.host.now += RTT;
        it.take(sack(0, 0, 4)); // and yet it does not acknowledge them
        it.host.drain();
        assertThat(sent(it.host.advance(SECOND))).startsWith(0);
    }

    // ---- hostile

    @Test
    void blocksOfWhatWasNeverSentAreIgnored() {
        establish();
        write(4);
        it.host.drain();
        it.take(sack(0, 2, 9));
        it.take(sack(0, 5, 4));
        it.take(sack(0, -3, 2));
        assertThat(it.connection.info().segmentsSacked()).isZero();
        it.take(ack(4));
        assertThat(it.connection.unacknowledged()).isZero();
    }
}
