package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.CWR;
import static org.lneto.tcp.TcpFrame.ECE;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.PSH;
import static org.lneto.tcp.TcpFrame.RST;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;

/** RFC 9293, section 3.10.7, step by step, with a peer whose segments are written by hand. */
class SegmentProcessorTest {
    private final ScriptedPeer it = new ScriptedPeer();

    // ---- 3.10.7.1 CLOSED

    @Test
    void synToClosedPortIsAnsweredByReset() {
        assertThat(it.take(it.peer(SYN, -1))).isEqualTo(Verdict.NO_PORT);
        TestSegment reset = it.only();
        assertThat(reset.flags).isEqualTo(RST | ACK);
        assertThat(reset.sequence).isZero();
        assertThat(it.ack(reset)).isZero();
        assertThat(reset.sourcePort).isEqualTo(ScriptedPeer.PORT);
        assertThat(reset.destinationPort).isEqualTo(ScriptedPeer.REMOTE_PORT);
        assertThat(reset.destination).isEqualTo(ScriptedPeer.REMOTE);
        assertThat(reset.source).isEqualTo(ScriptedPeer.LOCAL);
    }

    @Test
    void bareAckToClosedPortIsAnsweredByResetWithItsNumber() {
        TestSegment reset = it.answer(it.peer(ACK, 0, 77));
        assertThat(reset.flags).isEqualTo(RST);
        assertThat(it.seq(reset)).isEqualTo(77);
    }

    @Test
    void dataToClosedPortIsAcknowledgedByTheReset() {
        TestSegment reset = it.answer(it.peer(0, 0).data("abc"));
        assertThat(it.ack(reset)).isEqualTo(3);
    }

    @Test
    void resetToClosedPortIsNotAnswered() {
        assertThat(it.take(it.peer(RST, 0))).isEqualTo(Verdict.NO_PORT);
        it.silent();
    }

    @Test
    void segmentToGroupIsNotAnswered() {
        for (int group : new int[] {0xe0000001, 0xffffffff}) {
            TestSegment segment = it.peer(SYN, -1);
            segment.destination = group;
            assertThat(it.take(segment)).isEqualTo(Verdict.UNEXPECTED);
            it.silent();
        }
    }

    // ---- 3.10.7.2 LISTEN

    @Test
    void listenerIgnoresReset() {
        it.listen();
        assertThat(it.take(it.peer(RST, 0))).isEqualTo(Verdict.UNEXPECTED);
        it.silent();
    }

    @Test
    void listenerAnswersAckByReset() {
        it.listen();
        TestSegment reset = it.answer(it.peer(ACK, 0, 5));
        assertThat(reset.flags).isEqualTo(RST);
        assertThat(it.seq(reset)).isEqualTo(5);
    }

    @Test
    void listenerAnswersSynBySynAck() {
        TestSegment synAck = it.synReceived(it.syn());
        assertThat(synAck.flags).isEqualTo(SYN | ACK);
        assertThat(it.ack(synAck)).isZero();
        assertThat(synAck.options).containsExactly(2, 4, 1460 >> 8, (byte) 1460);
    }

    @Test
    void listenerAnswersSynThatAsksForEcnBySynAckWithoutIt() {
        TestSegment synAck = it.synReceived(it.peer(SYN | ECE | CWR, -1).mss(1460));
        assertThat(synAck.flags).isEqualTo(SYN | ACK);
    }

    @Test
    void listenerOffersWindowScaleToWhomOffersIt() {
        TestSegment synAck = it.synReceived(it.syn().scale(7));
        assertThat(synAck.options).containsExactly(2, 4, 1460 >> 8, (byte) 1460, 1, 3, 3, 7);
    }

    @Test
    void malformedOptionsOfSynAreDropped() {
        it.listen();
        assertThat(it.take(it.peer(SYN, -1).option(3, 0, 3, 3))).isEqualTo(Verdict.BAD_OPTION);
        it.silent();
    }

    @Test
    void synAckWithWrongAcknowledgmentIsResetAndTheHandshakeGoesOn() {
        it.synSent();
        TestSegment reset = it.answer(it.peer(SYN, -1, 5));
        assertThat(reset.flags).isEqualTo(RST);
        assertThat(it.seq(reset)).isEqualTo(5);
        assertThat(it.connection.state()).isEqualTo(TcpState.SYN_SENT);
        it.take(it.peer(SYN, -1, 0));
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void blindResetInSynSentIsIgnored() {
        it.synSent();
        it.take(it.peer(RST, 0));
        it.take(it.peer(RST, 0, 99));
        it.silent();
        assertThat(it.connection.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void resetThatAcknowledgesTheSynRefuses() {
        it.synSent();
        it.take(it.peer(RST, 0, 0));
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
        assertThat(it.user.events).containsExactly("closed REFUSED");
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void ackWithoutSynInSynSentIsDropped() {
        it.synSent();
        it.take(it.peer(ACK, 0, 0));
        it.silent();
        assertThat(it.connection.state()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void synAckEstablishesAndIsAcknowledged() {
        it.synSent();
        TestSegment ack = it.answer(it.peer(SYN, -1, 0));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.seq(ack)).isZero();
        assertThat(it.ack(ack)).isZero();
        assertThat(it.user.events).containsExactly("established");
    }

    @Test
    void dataThatComesWithSynAckIsTaken() {
        it.synSent();
        it.take(it.peer(SYN, -1, 0).data("hi"));
        assertThat(it.read()).isEqualTo("hi");
        assertThat(it.user.events).containsExactly("established", "readable");
    }

    @Test
    void crossingSynsOpenSimultaneously() {
        it.synSent();
        TestSegment synAck = it.answer(it.peer(SYN, -1));
        assertThat(synAck.flags).isEqualTo(SYN | ACK);
        assertThat(synAck.sequence).isEqualTo(it.iss);
        assertThat(it.connection.state()).isEqualTo(TcpState.SYN_RECEIVED);
        it.take(it.peer(ACK, 0, 0));
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(it.user.events).containsExactly("established");
    }

    @Test
    void crossingSynAckOfSimultaneousOpenEstablishes() {
        it.synSent();
        it.answer(it.peer(SYN, -1));
        TestSegment ack = it.answer(it.peer(SYN, -1, 0));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void windowOfTheSynAckOfSimultaneousOpenIsNotScaled() {
        it.synSent();
        it.answer(it.peer(SYN, -1).scale(7));
        it.take(it.peer(SYN, -1, 0).scale(7).window(1000));
        assertThat(it.connection.info().sendWindow()).isEqualTo(1000);
    }

    // ---- 3.10.7.4 first: sequence number

    @Test
    void repeatedSynIsAnsweredBySynAckAgain() {
        it.synReceived(it.syn());
        assertThat(it.answer(it.syn()).flags).isEqualTo(SYN | ACK);
    }

    @Test
    void repeatedSynsDoNotProlongAHandshake() {
        it.synReceived(it.syn());
        for (int i = 0; i < 300 && it.listener.halfOpen() > 0; i++) {
            it.host.advance(ScriptedPeer.SECOND / 2);
            if (it.listener.halfOpen() > 0) {
                it.take(it.syn());
            }
        }
        assertThat(it.listener.halfOpen()).isZero();
    }

    @Test
    void floodOfSynsOutsideTheWindowIsAnsweredOnceInATime() {
        it.established();
        for (int i = 0; i < 100; i++) {
            it.take(it.peer(SYN, -50_000 - i));
        }
        assertThat(it.host.drain()).hasSize(1);
    }

    @Test
    void repeatedSynAckIsAcknowledgedAgain() {
        it.connected();
        TestSegment ack = it.answer(it.peer(SYN, -1, 0));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.ack(ack)).isZero();
    }

    @Test
    void keepaliveProbeWithoutDataIsAnswered() {
        it.established();
        TestSegment ack = it.answer(it.peer(ACK, -1, 0));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.ack(ack)).isZero();
    }

    @Test
    void keepaliveProbeWithOneOctetIsAnswered() {
        it.established();
        assertThat(it.ack(it.answer(it.data(-1, 0, "x")))).isZero();
        assertThat(it.connection.readable()).isZero();
    }

    @Test
    void segmentsWithoutDataOutsideTheWindowAreNotAnsweredWithoutEnd() {
        it.established();
        it.answer(it.peer(ACK, -1, 0));
        it.take(it.peer(ACK, -1, 0));
        it.silent();
        it.host.advance(ScriptedPeer.SECOND);
        it.answer(it.peer(ACK, -1, 0));
    }

    @Test
    void oldDataIsAcknowledgedAndNotTakenTwice() {
        it.established();
        it.take(it.data(0, 0, "abc"));
        it.host.advance(ScriptedPeer.SECOND);
        assertThat(it.ack(it.answer(it.data(0, 0, "abc")))).isEqualTo(3);
        assertThat(it.read()).isEqualTo("abc");
    }

    @Test
    void overlappingDataIsTakenOnce() {
        it.established();
        it.take(it.data(0, 0, "abc"));
        it.take(it.data(1, 0, "bcde"));
        assertThat(it.read()).isEqualTo("abcde");
    }

    @Test
    void dataBeyondTheWindowIsCutOff() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(1024));
        small.established();
        small.take(small.data(0, 0, "x".repeat(1400)));
        assertThat(small.connection.readable()).isEqualTo(1024);
        TestSegment ack = small.only();
        assertThat(small.ack(ack)).isEqualTo(1024);
        assertThat(ack.window).isZero();
    }

    @Test
    void finBeyondTheWindowIsNotTaken() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(1024));
        small.established();
        small.take(small.data(0, 0, "x".repeat(1400)).seq(ScriptedPeer.IRS + 1));
        small.host.drain();
        small.take(small.peer(FIN, 1024, 0));
        assertThat(small.connection.isInputShutdown()).isFalse();
        small.read();
        assertThat(small.only().window).isEqualTo(1024);
        small.take(small.peer(FIN, 1024, 0));
        assertThat(small.connection.isInputShutdown()).isTrue();
    }

    @Test
    void acknowledgmentIsTakenThoughTheReceiveWindowIsClosed() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(1024));
        small.established();
        small.write("hello");
        small.host.drain();
        small.take(small.data(0, 0, "x".repeat(1024)));
        small.host.drain();
        TestSegment answer = small.answer(small.data(1024, 5, "y"));
        assertThat(small.ack(answer)).isEqualTo(1024);
        assertThat(small.connection.unacknowledged()).isZero();
    }

    // ---- second: RST

    @Test
    void resetAtRcvNxtEndsTheConnection() {
        it.established();
        it.take(it.peer(RST, 0));
        assertThat(it.user.events).containsExactly("closed RESET_BY_PEER");
        assertThat(it.host.node.connections()).isZero();
        it.silent();
    }

    @Test
    void resetInsideWindowButNotAtRcvNxtIsChallenged() {
        it.established();
        TestSegment ack = it.answer(it.peer(RST, 1));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void resetOutsideWindowIsDropped() {
        it.established();
        assertThat(it.take(it.peer(RST, -1))).isEqualTo(Verdict.OUT_OF_WINDOW);
        assertThat(it.take(it.peer(RST, 1 << 20))).isEqualTo(Verdict.OUT_OF_WINDOW);
        it.silent();
    }

    @Test
    void dataInOrderStaysReadableAfterReset() {
        it.established();
        it.take(it.data(0, 0, "last words"));
        it.take(it.peer(RST, 10));
        assertThat(it.user.events).containsExactly("readable", "closed RESET_BY_PEER");
        assertThat(it.read()).isEqualTo("last words");
        assertThat(it.host.node.pagesInUse()).isZero();
    }

    @Test
    void resetOfHalfOpenConnectionGoesBackToListen() {
        it.synReceived(it.syn());
        it.take(it.peer(RST, 0));
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.listener.halfOpen()).isZero();
        it.answer(it.syn());
    }

    @Test
    void challengesAreLimited() {
        it.established();
        int challenges = 0;
        for (int i = 0; i < 1000; i++) {
            if (it.take(it.peer(RST, 1)) == Verdict.OUT_OF_WINDOW) {
                challenges++;
            }
        }
        assertThat(challenges).isBetween(50, 150);
        it.host.advance(2 * ScriptedPeer.SECOND);
        assertThat(it.take(it.peer(RST, 1))).isEqualTo(Verdict.OUT_OF_WINDOW);
    }

    // ---- fourth: SYN

    @Test
    void synInsideWindowIsChallengedByOneAckAndNothingElse() {
        it.established();
        TestSegment ack = it.answer(it.peer(SYN, 10));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.ack(ack)).isZero();
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    // ---- fifth: ACK

    @Test
    void segmentWithoutAckIsDropped() {
        it.established();
        assertThat(it.take(it.peer(PSH, 0).data("abc"))).isEqualTo(Verdict.BAD_STATE);
        assertThat(it.connection.readable()).isZero();
    }

    @Test
    void handshakeWithWrongAcknowledgmentIsReset() {
        it.synReceived(it.syn());
        TestSegment reset = it.answer(it.peer(ACK, 0, 1));
        assertThat(reset.flags).isEqualTo(RST);
        assertThat(it.seq(reset)).isEqualTo(1);
        it.take(it.peer(ACK, 0, 0));
        assertThat(it.listener.acceptable()).isEqualTo(1);
    }

    @Test
    void acknowledgmentOfWhatWasNotSentIsChallenged() {
        it.established();
        assertThat(it.answer(it.data(0, 1, "abc")).flags).isEqualTo(ACK);
        assertThat(it.connection.readable()).isZero();
    }

    @Test
    void acknowledgmentOlderThanAnyWindowIsChallenged() {
        it.established();
        it.answer(it.data(0, -70_000, "abc"));
        assertThat(it.connection.readable()).isZero();
    }

    @Test
    void oldAcknowledgmentDoesNotMoveTheWindow() {
        it.established();
        it.write("abc");
        it.host.drain();
        it.take(it.peer(ACK, 0, 3).window(1000));
        it.take(it.data(0, 0, "x").window(5));
        it.write("abcdefgh");
        assertThat(it.only().data).hasSize(8);
    }

    @Test
    void handshakeWaitsWhileTheAcceptQueueIsFull() {
        it.listen();
        for (int i = 0; i < 4; i++) {
            TestSegment syn = it.syn();
            syn.sourcePort += i;
            TestSegment synAck = it.answer(syn);
            TestSegment ack = it.peer(ACK, 0).ack(synAck.sequence + 1);
            ack.sourcePort += i;
            it.take(ack);
        }
        assertThat(it.listener.acceptable()).isEqualTo(4);
        TestSegment syn = it.syn();
        syn.sourcePort += 4;
        assertThat(it.take(syn)).isEqualTo(Verdict.QUEUE_FULL);
        assertThat(it.listener.accept(it.user)).isNotNull();
        assertThat(it.take(syn)).isEqualTo(Verdict.ACCEPTED);
    }

    // ---- seventh: text

    @Test
    void dataWithoutPushIsTaken() {
        it.established();
        it.take(it.data(0, 0, "no push"));
        assertThat(it.user.events).containsExactly("readable");
        assertThat(it.read()).isEqualTo("no push");
    }

    @Test
    void dataAheadOfOrderIsKeptAndAnsweredAtOnce() {
        it.established();
        TestSegment duplicate = it.answer(it.data(3, 0, "def"));
        assertThat(it.ack(duplicate)).isZero();
        assertThat(it.connection.readable()).isZero();
        TestSegment ack = it.answer(it.data(0, 0, "abc"));
        assertThat(it.ack(ack)).isEqualTo(6);
        assertThat(it.read()).isEqualTo("abcdef");
    }

    @Test
    void eachSegmentAheadOfOrderGetsADuplicateAcknowledgment() {
        it.established();
        it.take(it.data(3, 0, "def"));
        it.take(it.data(6, 0, "ghi"));
        it.take(it.data(9, 0, "jkl"));
        List<TestSegment> sent = it.host.drain();
        assertThat(sent).hasSize(3).allMatch(segment -> it.ack(segment) == 0 && segment.window == 65535);
    }

    @Test
    void dataAheadOfOrderDoesNotMoveTheRightEdgeBack() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(4096));
        TestSegment synAck = small.synReceived(small.syn());
        small.take(small.peer(ACK, 0, 0));
        small.connection = small.listener.accept(small.user);
        int edge = synAck.window;
        TestSegment ack = small.answer(small.data(1000, 0, "x".repeat(1000)));
        assertThat(small.ack(ack) + ack.window).isEqualTo(edge);
        small.take(small.data(3000, 0, "x".repeat(1096)));
        small.take(small.data(2000, 0, "x".repeat(1000)));
        small.take(small.data(0, 0, "x".repeat(1000)));
        assertThat(small.connection.readable()).isEqualTo(4096);
    }

    // ---- eighth: FIN

    @Test
    void finIsAcknowledgedAndToldAfterTheData() {
        it.established();
        TestSegment ack = it.answer(it.peer(FIN, 0, 0).data("bye"));
        assertThat(it.ack(ack)).isEqualTo(4);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(it.user.events).containsExactly("readable", "inputShutdown");
        assertThat(it.read()).isEqualTo("bye");
        assertThat(it.connection.read(java.nio.ByteBuffer.allocateDirect(1), 0, 1))
                .isEqualTo(-1);
    }

    @Test
    void finAheadOfOrderWaitsForTheData() {
        it.established();
        it.answer(it.peer(FIN, 3, 0).data("def"));
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        TestSegment ack = it.answer(it.data(0, 0, "abc"));
        assertThat(it.ack(ack)).isEqualTo(7);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    @Test
    void halfClosedConnectionGoesOnSending() {
        it.established();
        it.answer(it.peer(FIN, 0, 0));
        it.write("still here");
        assertThat(it.only().text()).isEqualTo("still here");
        it.take(it.peer(ACK, 1, 10));
        it.connection.shutdownOutput();
        assertThat(it.only().flags).isEqualTo(FIN | ACK);
        assertThat(it.connection.state()).isEqualTo(TcpState.LAST_ACK);
        it.take(it.peer(ACK, 1, 11));
        assertThat(it.user.events).containsExactly("inputShutdown", "closed NORMAL");
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void halfClosedConnectionGoesOnReceiving() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.take(it.peer(ACK, 0, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.FIN_WAIT_2);
        it.take(it.data(0, 1, "more"));
        assertThat(it.read()).isEqualTo("more");
        it.take(it.peer(FIN, 4, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void finsThatCrossAreClosing() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        TestSegment ack = it.answer(it.peer(FIN, 0, 0));
        assertThat(it.ack(ack)).isEqualTo(1);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSING);
        it.take(it.peer(ACK, 1, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(it.user.events).containsExactly("inputShutdown", "closed NORMAL");
    }

    @Test
    void finThatAcknowledgesOursGoesToTimeWait() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.answer(it.peer(FIN, 0, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    // ---- TIME-WAIT

    @Test
    void timeWaitAnswersRepeatedFinAndWaitsAnew() {
        finThatAcknowledgesOursGoesToTimeWait();
        it.host.advance(59 * ScriptedPeer.SECOND);
        TestSegment ack = it.answer(it.peer(FIN, 0, 1));
        assertThat(it.ack(ack)).isEqualTo(1);
        it.host.advance(59 * ScriptedPeer.SECOND);
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        it.host.advance(2 * ScriptedPeer.SECOND);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void timeWaitGivesWayToANewerSyn() {
        finThatAcknowledgesOursGoesToTimeWait();
        TestSegment synAck = it.answer(it.peer(SYN, 1000));
        assertThat(synAck.flags).isEqualTo(SYN | ACK);
        assertThat(it.ack(synAck)).isEqualTo(1001);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void timeWaitAnswersAnOlderSynByAck() {
        finThatAcknowledgesOursGoesToTimeWait();
        TestSegment ack = it.answer(it.peer(SYN, -1000));
        assertThat(ack.flags).isEqualTo(ACK);
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }
}
