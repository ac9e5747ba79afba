package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.RST;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;

/** RFC 7323: timestamps, and protection against old segments. */
class TcpTimestampsTest {
    private static final long DAY = 24 * 3600 * SECOND;

    private final ScriptedPeer it = new ScriptedPeer();
    private int peerClock = 1000;

    private void establish() {
        TestSegment synAck = it.synReceived(it.syn().timestamps(peerClock, 0));
        assertThat(synAck.parsed().timestampEchoReply()).isEqualTo(peerClock);
        it.take(timed(it.peer(ACK, 0, 0)));
        it.connection = it.listener.accept(it.user);
    }

    private TestSegment timed(TestSegment segment) {
        return segment.timestamps(++peerClock, 0);
    }

    @Test
    void synOffersTimestamps() {
        assertThat(it.synSent().parsed().hasTimestamps()).isTrue();
    }

    @Test
    void synAckHasTimestampsOnlyInAnswerToThem() {
        assertThat(it.synReceived(it.syn()).parsed().hasTimestamps()).isFalse();
    }

    @Test
    void peerWithoutTimestampsGetsNone() {
        it.connected();
        it.write("x");
        assertThat(it.only().options).isEmpty();
    }

    @Test
    void segmentsCarryThemAndAreShorterForIt() {
        establish();
        it.write("x".repeat(2000));
        List<TestSegment> sent = it.host.drain();
        assertThat(sent).allMatch(segment -> segment.parsed().hasTimestamps());
        assertThat(sent.get(0).data).hasSize(1460 - 12);
    }

    @Test
    void echoIsOfTheSegmentThatTheAcknowledgmentIsAbout() {
        establish();
        it.take(it.data(0, 0, "a").timestamps(2000, 0));
        it.take(it.data(1, 0, "b").timestamps(2001, 0)); // delays: the first one's time is echoed (section 4.3)
        it.write("x");
        assertThat(it.only().parsed().timestampEchoReply()).isEqualTo(2000);
    }

    @Test
    void segmentAheadOfAGapIsNotEchoed() {
        establish();
        it.take(it.data(0, 0, "a").timestamps(2000, 0));
        it.host.advance(SECOND);
        assertThat(it.answer(it.data(500, 0, "late").timestamps(3000, 0))
                        .parsed()
                        .timestampEchoReply())
                .isEqualTo(2000);
    }

    @Test
    void ownClockTicksInMilliseconds() {
        establish();
        it.write("x");
        int first = it.only().parsed().timestampValue();
        it.take(timed(it.peer(ACK, 0, 1)));
        it.host.advance(SECOND);
        it.write("y");
        assertThat(it.only().parsed().timestampValue() - first).isEqualTo(1000);
    }

    @Test
    void clocksOfDifferentHostsDiffer() {
        int one = it.synReceived(it.syn().timestamps(1, 0)).parsed().timestampValue();
        TestSegment other = it.syn().timestamps(1, 0);
        other.source++;
        assertThat(Math.abs((long) one - it.answer(other).parsed().timestampValue()))
                .isGreaterThan(10_000);
    }

    // ---- PAWS

    @Test
    void oldSegmentIsDroppedAndAnswered() {
        establish();
        it.take(it.data(0, 0, "new").timestamps(5000, 0));
        it.host.drain();
        assertThat(it.take(it.data(3, 0, "old").timestamps(4999, 0))).isEqualTo(Verdict.OLD_TIMESTAMP);
        assertThat(it.ack(it.only())).isEqualTo(3);
        assertThat(it.read()).isEqualTo("new");
    }

    @Test
    void segmentWithoutTimestampsIsDropped() {
        establish();
        assertThat(it.take(it.data(0, 0, "forged"))).isEqualTo(Verdict.OLD_TIMESTAMP);
        assertThat(it.connection.readable()).isZero();
    }

    @Test
    void synWithoutTimestampsIsChallenged() {
        establish();
        TestSegment challenge = it.answer(it.peer(SYN, 100).mss(1460)); // a peer that has lost its memory
        assertThat(challenge.flags).isEqualTo(ACK);
        assertThat(it.ack(challenge)).isZero();
    }

    @Test
    void resetNeedsNoTimestamps() {
        establish();
        it.take(it.peer(RST, 0));
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void timestampsMayWrap() {
        peerClock = Integer.MAX_VALUE - 1;
        establish();
        it.take(it.data(0, 0, "a").timestamps(Integer.MAX_VALUE, 0));
        it.take(it.data(1, 0, "b").timestamps(Integer.MIN_VALUE + 7, 0));
        assertThat(it.read()).isEqualTo("ab");
    }

    @Test
    void afterTwentyFourDaysOfSilenceAnyTimestampIsTaken() {
        establish();
        it.host.advance(25 * DAY);
        it.take(it.data(0, 0, "back").timestamps(3, 0));
        assertThat(it.read()).isEqualTo("back");
    }

    // ---- time

    @Test
    void segmentThatWasSentAgainIsTimedByItsEcho() {
        establish();
        it.write("lost");
        it.only();
        TestSegment again = it.host.advance(200 * MILLI).get(0);
        it.host.advance(500 * MILLI); // the answer takes long now
        it.take(it.peer(ACK, 0, 4).timestamps(++peerClock, again.parsed().timestampValue()));
        assertThat(it.connection.info().smoothedRttNanos()).isGreaterThan(50 * MILLI);
    }

    // ---- TIME-WAIT

    @Test
    void laterTimestampOpensWhatWaitsInTimeWait() {
        establish();
        it.connection.shutdownOutput();
        it.only();
        it.take(timed(it.peer(FIN | ACK, 0, 1)));
        it.host.drain();
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        // an initial sequence number below what was used before (RFC 6191)
        TestSegment syn = it.peer(SYN, -5000).mss(1460).timestamps(peerClock + 1, 0);
        assertThat(it.answer(syn).has(SYN | ACK)).isTrue();
    }

    @Test
    void earlierTimestampDoesNotOpenWhatWaitsInTimeWait() {
        establish();
        it.connection.shutdownOutput();
        it.only();
        it.take(timed(it.peer(FIN | ACK, 0, 1)));
        it.host.drain();
        TestSegment syn = it.peer(SYN, -5000).mss(1460).timestamps(peerClock - 1, 0);
        assertThat(it.answer(syn).has(SYN)).isFalse();
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }
}
