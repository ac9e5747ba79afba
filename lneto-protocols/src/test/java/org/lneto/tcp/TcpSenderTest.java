package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.PSH;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent, and when: sizes, windows, Nagle, silly windows, fast retransmit. */
class TcpSenderTest {
    private final ScriptedPeer it = new ScriptedPeer();

    private static List<Integer> lengths(List<TestSegment> segments) {
        return segments.stream().map(segment -> segment.data.length).toList();
    }

    @Test
    void segmentsAreNoLargerThanThePeerTakes() {
        it.established(it.peer(SYN, -1).mss(500), 65535);
        it.write("x".repeat(1200));
        assertThat(lengths(it.host.drain())).containsExactly(500, 500, 200);
    }

    @Test
    void segmentsAreNoLargerThanTheLinkTakes() {
        ScriptedPeer narrow = new ScriptedPeer(TcpConfig.DEFAULT.mtu(576));
        narrow.established(narrow.peer(SYN, -1).mss(1460), 65535);
        narrow.write("x".repeat(600));
        assertThat(lengths(narrow.host.drain())).containsExactly(536, 64);
    }

    @Test
    void peerThatStatesNoSegmentSizeGets536() {
        it.established(it.peer(SYN, -1), 65535);
        it.write("x".repeat(536));
        assertThat(lengths(it.host.drain())).containsExactly(536);
    }

    @Test
    void lastOfWhatIsQueuedHasPush() {
        it.established();
        it.write("x".repeat(2920));
        assertThat(it.host.drain()).extracting(segment -> segment.has(PSH)).containsExactly(false, true);
    }

    @Test
    void initialWindowIsTenSegments() {
        it.established();
        it.write("x".repeat(40_000));
        assertThat(it.host.drain()).hasSize(10);
    }

    @Test
    void peerWindowIsNotExceeded() {
        it.established(it.syn(), 2000);
        it.write("x".repeat(4000));
        assertThat(lengths(it.host.drain())).containsExactly(1460);
        it.take(it.peer(ACK, 0, 1460).window(2000));
        assertThat(lengths(it.host.drain())).containsExactly(1460);
    }

    @Test
    void halfTheLargestWindowIsWorthASegment() {
        it.established(it.syn().window(1000), 1000);
        it.write("x".repeat(4000));
        assertThat(lengths(it.host.drain())).containsExactly(1000);
        it.take(it.peer(ACK, 0, 1000).window(400));
        it.silent();
        it.take(it.peer(ACK, 0, 1000).window(500));
        assertThat(lengths(it.host.drain())).containsExactly(500);
    }

    @Test
    void sillyWindowIsUsedAfterATime() {
        it.established(it.syn().window(1000), 1000);
        it.write("x".repeat(4000));
        it.host.drain();
        it.take(it.peer(ACK, 0, 1000).window(100));
        assertThat(lengths(it.host.advance(200 * MILLI))).containsExactly(100);
    }

    @Test
    void windowOfSynIsNotScaled() {
        it.established(it.syn().scale(7).window(3000), 1000);
        it.write("x".repeat(20_000));
        assertThat(it.host.drain()).hasSize(10); // 1000 << 7 after the handshake: the congestion window rules
    }

    @Test
    void windowOfSynAckIsNotScaled() {
        it.synSent();
        it.take(it.peer(SYN, -1, 0).mss(1460).scale(7).window(2000));
        it.host.drain();
        it.write("x".repeat(20_000));
        assertThat(lengths(it.host.drain())).containsExactly(1460);
    }

    @Test
    void ownWindowIsScaledAfterTheHandshakeOnly() {
        TestSegment synAck = it.synReceived(it.syn().scale(0));
        assertThat(synAck.window).isEqualTo(65535);
        it.take(it.peer(ACK, 0, 0));
        it.connection = it.listener.accept(it.user);
        it.write("x");
        assertThat(it.only().window).isEqualTo(256 * 1024 >> 7);
    }

    @Test
    void ownWindowIsNotScaledIfThePeerDoesNotOfferIt() {
        it.established();
        it.write("x");
        assertThat(it.only().window).isEqualTo(65535);
    }

    // ---- Nagle

    @Test
    void smallSegmentWaitsForTheAcknowledgmentOfTheLast() {
        it.established();
        it.write("a");
        it.only();
        it.write("b");
        it.write("c");
        it.silent();
        it.take(it.peer(ACK, 0, 1));
        assertThat(it.only().text()).isEqualTo("bc");
    }

    @Test
    void smallSegmentsGoAtOnceWithNoDelay() {
        it.established();
        it.connection.noDelay(true);
        it.write("a");
        it.only();
        it.write("b");
        assertThat(it.only().text()).isEqualTo("b");
    }

    @Test
    void lastSmallSegmentGoesWithFin() {
        it.established();
        it.write("a");
        it.only();
        it.write("b");
        it.silent();
        it.connection.shutdownOutput();
        assertThat(it.only()).matches(segment -> segment.text().equals("b") && segment.has(FIN));
    }

    // ---- loss

    @Test
    void thirdDuplicateAcknowledgmentSendsTheOldestAgain() {
        it.established();
        it.write("x".repeat(14_600));
        it.host.drain();
        it.take(it.peer(ACK, 0, 0));
        it.take(it.peer(ACK, 0, 0));
        it.silent();
        TestSegment again = it.answer(it.peer(ACK, 0, 0));
        assertThat(it.seq(again)).isZero();
        assertThat(again.data).hasSize(1460);
        assertThat(it.host.node.statistics().fastRetransmits()).isEqualTo(1);
    }

    @Test
    void partialAcknowledgmentSendsTheNextHoleAgain() {
        it.established();
        it.write("x".repeat(14_600));
        it.host.drain();
        for (int i = 0; i < 3; i++) {
            it.take(it.peer(ACK, 0, 0));
        }
        it.host.drain();
        it.take(it.peer(ACK, 0, 2920));
        assertThat(it.seq(it.host.drain().get(0))).isEqualTo(2920);
    }

    @Test
    void furtherDuplicatesSendNewData() {
        it.established();
        it.write("x".repeat(40_000));
        it.host.drain();
        for (int i = 0; i < 3; i++) {
            it.take(it.peer(ACK, 0, 0));
        }
        it.host.drain();
        for (int i = 0; i < 7; i++) {
            it.take(it.peer(ACK, 0, 0));
        }
        List<TestSegment> sent = it.host.drain();
        assertThat(sent).isNotEmpty();
        assertThat(it.seq(sent.get(0))).isEqualTo(14_600);
    }

    @Test
    void recoveryEndsWithHalfTheWindow() {
        ScriptedPeer it =
                new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).congestionControl(CongestionAlgorithm.NEW_RENO));
        it.established();
        it.write("x".repeat(40_000));
        it.host.drain();
        for (int i = 0; i < 3; i++) {
            it.take(it.peer(ACK, 0, 0));
        }
        it.host.drain();
        it.take(it.peer(ACK, 0, 14_600));
        assertThat(it.connection.sender.losses.isRecovering()).isFalse();
        assertThat(it.connection.sender.losses.window()).isLessThanOrEqualTo(7300);
    }

    @Test
    void windowUpdatesAreNoDuplicates() {
        it.established();
        it.write("x".repeat(14_600));
        it.host.drain();
        for (int i = 0; i < 5; i++) {
            it.take(it.peer(ACK, 0, 0).window(60_000 - i));
        }
        it.silent();
    }

    // ---- sequence numbers

    @Test
    void initialSequenceNumbersOfDifferentPortsDiffer() {
        it.listen();
        int first = it.answer(it.syn()).sequence;
        TestSegment syn = it.syn();
        syn.sourcePort++;
        int second = it.answer(syn).sequence;
        assertThat(Math.abs((long) first - second)).isGreaterThan(100_000);
    }

    @Test
    void initialSequenceNumberOfOneTupleGrowsWithTime() {
        it.synReceived(it.syn());
        it.take(it.peer(TcpFrame.RST, 0));
        it.host.advance(SECOND);
        assertThat(it.answer(it.syn()).sequence - it.iss).isEqualTo(250_000);
    }
}
