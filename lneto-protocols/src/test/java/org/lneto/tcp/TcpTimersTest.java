package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.RST;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.StackNode;

/** What happens when nothing arrives: retransmission, probes, delayed acknowledgments, the ends of waiting. */
class TcpTimersTest {
    private final ScriptedPeer it = new ScriptedPeer();

    /** Milliseconds from now at which something was sent during {@code nanos}. */
    private List<Long> timesOfSending(ScriptedPeer it, long nanos) {
        List<Long> times = new ArrayList<>();
        long start = it.host.now;
        while (it.host.node.nextDeadline() - start <= nanos) {
            long next = Math.max(it.host.now, it.host.node.nextDeadline());
            for (int i = it.host.advance(next - it.host.now).size(); i > 0; i--) {
                times.add((it.host.now - start) / MILLI);
            }
        }
        return times;
    }

    @Test
    void synIsRepeatedWithDoublingIntervals() {
        it.synSent();
        assertThat(timesOfSending(it, 40 * SECOND)).containsExactly(1000L, 3000L, 7000L, 15_000L, 31_000L);
    }

    @Test
    void handshakeEndsAtTheConnectTimeout() {
        ScriptedPeer hasty = new ScriptedPeer(TcpConfig.DEFAULT.connectTimeoutNanos(5 * SECOND));
        hasty.synSent();
        hasty.host.advance(5 * SECOND - 1);
        assertThat(hasty.user.events).isEmpty();
        hasty.host.advance(1);
        assertThat(hasty.user.events).containsExactly("closed TIMED_OUT");
        assertThat(hasty.host.node.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void synAckIsRepeatedAndThenForgotten() {
        it.synReceived(it.syn());
        assertThat(timesOfSending(it, 31 * SECOND)).containsExactly(1000L, 3000L, 7000L, 15_000L, 31_000L);
        it.host.advance(40 * SECOND);
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.listener.halfOpen()).isZero();
        assertThat(it.host.node.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void dataIsRepeatedWithDoublingIntervals() {
        it.established(); // at no round-trip time: the least timeout
        it.write("lost");
        assertThat(it.only().text()).isEqualTo("lost");
        assertThat(timesOfSending(it, 3 * SECOND)).containsExactly(200L, 600L, 1400L, 3000L);
    }

    @Test
    void repeatedDataIsTheSameAndAcknowledgedOnce() {
        it.established();
        it.write("lost");
        it.only();
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).text()).isEqualTo("lost");
        assertThat(it.seq(sent.get(0))).isZero();
        it.take(it.peer(ACK, 0, 4));
        assertThat(it.connection.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        assertThat(it.host.advance(100 * SECOND)).isEmpty();
    }

    @Test
    void repeatedSegmentIsNotTimed() {
        it.established();
        long before = it.connection.sender.rtt.smoothedNanos();
        it.write("lost");
        it.host.advance(5 * SECOND);
        it.take(it.peer(ACK, 0, 4));
        assertThat(it.connection.sender.rtt.smoothedNanos()).isEqualTo(before);
    }

    @Test
    void timeoutSendsOneSegmentAndAcknowledgmentTheRest() {
        it.established();
        it.write("x".repeat(14_600));
        assertThat(it.host.drain()).hasSize(10);
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1);
        assertThat(it.seq(sent.get(0))).isZero();
        it.take(it.peer(ACK, 0, 1460));
        assertThat(it.host.drain()).hasSize(2).first().matches(segment -> it.seq(segment) == 1460);
    }

    @Test
    void acknowledgmentAfterTimeoutMayCoverWhatWasNotSentAgain() {
        it.established();
        it.write("x".repeat(14_600));
        it.host.drain();
        it.host.advance(200 * MILLI);
        it.take(it.peer(ACK, 0, 14_600)); // only the first had been lost
        it.silent();
        assertThat(it.connection.unacknowledged()).isZero();
    }

    @Test
    void lostFinIsRepeated() {
        it.established();
        it.connection.shutdownOutput();
        assertThat(it.only().has(FIN)).isTrue();
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1).first().matches(segment -> segment.has(FIN) && it.seq(segment) == 0);
        it.take(it.peer(ACK, 0, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    @Test
    void lostLastDataIsRepeatedTogetherWithFin() {
        it.established();
        it.write("last");
        it.connection.shutdownOutput();
        assertThat(it.only())
                .matches(segment -> segment.has(FIN) && segment.text().equals("last"));
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent)
                .hasSize(1)
                .first()
                .matches(segment -> segment.has(FIN) && segment.text().equals("last"));
        it.take(it.peer(ACK, 0, 5));
        assertThat(it.connection.state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    @Test
    void finAloneIsRepeatedAfterItsDataWasAcknowledged() {
        it.established();
        it.write("last");
        it.connection.shutdownOutput();
        it.only();
        it.take(it.peer(ACK, 0, 4));
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1).first().matches(segment -> segment.has(FIN) && segment.data.length == 0);
    }

    @Test
    void silentPeerEndsTheConnectionAtTheUserTimeout() {
        ScriptedPeer hasty = new ScriptedPeer(TcpConfig.DEFAULT.userTimeoutNanos(10 * SECOND));
        hasty.established();
        hasty.write("anybody?");
        hasty.only();
        hasty.host.advance(10 * SECOND - 1);
        assertThat(hasty.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        List<TestSegment> sent = hasty.host.advance(1);
        assertThat(sent).hasSize(1).first().matches(segment -> segment.has(RST));
        assertThat(hasty.user.events).containsExactly("closed TIMED_OUT");
        assertThat(hasty.host.node.connections()).isZero();
    }

    @Test
    void idleConnectionWaitsForEver() {
        it.established();
        assertThat(it.host.advance(24 * 3600 * SECOND)).isEmpty();
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    // ---- zero window

    @Test
    void closedWindowIsProbedWithOneOctetAndDoublingIntervals() {
        it.established(it.syn(), 0);
        it.write("waiting");
        it.silent();
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).text()).isEqualTo("w");
        assertThat(timesOfSending(it, 3 * SECOND)).containsExactly(400L, 1200L, 2800L);
    }

    @Test
    void probesNeverEndWhileTheyAreAnswered() {
        it.established(it.syn(), 0);
        it.write("waiting");
        it.host.drain();
        int probes = 0;
        for (long end = it.host.now + 24 * 3600 * SECOND; it.host.now < end; ) {
            List<TestSegment> sent = it.host.advance(SECOND);
            probes += sent.size();
            if (!sent.isEmpty()) {
                it.take(it.peer(ACK, 0, 0).window(0));
            }
        }
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(probes).isBetween(24 * 60, 24 * 60 + 20);
        it.take(it.peer(ACK, 0, 0).window(100));
        assertThat(it.only().text()).isEqualTo("waiting");
    }

    @Test
    void probesThatAreNotAnsweredEndAtTheUserTimeout() {
        ScriptedPeer hasty = new ScriptedPeer(TcpConfig.DEFAULT.userTimeoutNanos(10 * SECOND));
        hasty.established(hasty.syn(), 0);
        hasty.write("waiting");
        hasty.host.advance(11 * SECOND);
        assertThat(hasty.user.events).containsExactly("closed TIMED_OUT");
    }

    @Test
    void answerToProbeThatTellsOfAWindowOpensTheConnection() {
        it.established(it.syn(), 0);
        it.write("waiting");
        it.host.advance(200 * MILLI);
        it.take(it.peer(ACK, 0, 0).window(1000)); // the update was lost; the probe was not taken
        assertThat(it.only().text()).isEqualTo("waiting");
        it.take(it.peer(ACK, 0, 7));
        assertThat(it.connection.unacknowledged()).isZero();
    }

    @Test
    void probeThatIsTakenCounts() {
        it.established(it.syn(), 0);
        it.write("waiting");
        it.host.advance(200 * MILLI);
        it.take(it.peer(ACK, 0, 1).window(1000));
        assertThat(it.only().text()).isEqualTo("aiting");
    }

    @Test
    void closedWindowIsProbedWithFin() {
        it.established(it.syn(), 0);
        it.connection.shutdownOutput();
        it.silent();
        List<TestSegment> sent = it.host.advance(200 * MILLI);
        assertThat(sent).hasSize(1).first().matches(segment -> segment.has(FIN));
        it.take(it.peer(ACK, 0, 0).window(1000));
        assertThat(it.only().has(FIN)).isTrue();
    }

    @Test
    void windowThatClosesOverDataInFlightIsProbed() {
        it.established();
        it.write("x".repeat(3000));
        it.host.drain();
        it.take(it.peer(ACK, 0, 1460).window(0));
        List<TestSegment> sent = it.host.advance(SECOND);
        assertThat(sent).isNotEmpty().allMatch(segment -> segment.data.length == 1 && it.seq(segment) == 1460);
        it.take(it.peer(ACK, 0, 1460).window(5000));
        assertThat(it.host.drain()).hasSize(2).first().matches(segment -> segment.data.length == 1460);
    }

    // ---- delayed acknowledgment

    @Test
    void singleSegmentIsAcknowledgedAfterTheDelay() {
        it.established();
        it.take(it.data(0, 0, "one"));
        it.silent();
        assertThat(it.host.advance(40 * MILLI - 1)).isEmpty();
        assertThat(it.host.advance(1)).hasSize(1).first().matches(segment -> it.ack(segment) == 3);
        assertThat(it.host.advance(SECOND)).isEmpty();
    }

    @Test
    void everySecondFullSegmentIsAcknowledgedAtOnce() {
        it.established();
        it.take(it.data(0, 0, "x".repeat(1460)));
        it.silent();
        assertThat(it.ack(it.answer(it.data(1460, 0, "x".repeat(1460))))).isEqualTo(2920);
    }

    @Test
    void segmentMergedOfManyIsAcknowledged() {
        it.established();
        it.take(it.data(0, 0, "x".repeat(14_600)));
        assertThat(it.ack(it.only())).isEqualTo(14_600);
    }

    @Test
    void dataCarriesTheDelayedAcknowledgment() {
        it.established();
        it.take(it.data(0, 0, "question"));
        it.write("answer");
        assertThat(it.ack(it.only())).isEqualTo(8);
        it.take(it.peer(ACK, 8, 6));
        assertThat(it.host.advance(SECOND)).isEmpty();
    }

    // ---- the end

    @Test
    void finWait2OfClosedConnectionEnds() {
        it.established();
        it.connection.close();
        it.only();
        it.take(it.peer(ACK, 0, 1));
        it.host.advance(60 * SECOND);
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void finWait2OfHalfClosedConnectionDoesNotEnd() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.take(it.peer(ACK, 0, 1));
        it.host.advance(3600 * SECOND);
        assertThat(it.connection.state()).isEqualTo(TcpState.FIN_WAIT_2);
        it.connection.close();
        it.host.advance(60 * SECOND);
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void synIsNotRepeatedAfterTheHandshake() {
        it.synSent();
        it.answer(it.peer(SYN, -1, 0));
        assertThat(it.host.advance(100 * SECOND)).isEmpty();
    }

    @Test
    void deadlineIsTheEarliestClock() {
        TcpTimers timers = new TcpTimers();
        assertThat(timers.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        timers.userTimeout(1000);
        timers.startRetransmission(100, 50);
        timers.startDelayedAck(100, 40);
        timers.startLifetime(100, 60);
        assertThat(timers.nextDeadline()).isEqualTo(140);
        timers.stopDelayedAck();
        assertThat(timers.nextDeadline()).isEqualTo(150);
        timers.stopRetransmission();
        assertThat(timers.nextDeadline()).isEqualTo(160);
        timers.stop();
        assertThat(timers.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void retransmissionGoesOffAtTheUserTimeoutAtTheLatest() {
        TcpTimers timers = new TcpTimers();
        timers.userTimeout(1000);
        timers.startRetransmission(100, 50);
        timers.startRetransmission(150, 5000);
        assertThat(timers.nextDeadline()).isEqualTo(1100);
        assertThat(timers.isUserTimeout(1099)).isFalse();
        assertThat(timers.isUserTimeout(1100)).isTrue();
    }
}
