package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.CWR;
import static org.lneto.tcp.TcpFrame.ECE;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpHeader;

/** Explicit congestion notification (RFC 3168). */
class TcpEcnTest {
    private final ScriptedPeer it =
            new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).explicitCongestionNotification(true));

    private void establish() {
        it.established(it.peer(SYN | ECE | CWR, -1).mss(1000), 65535);
    }

    private int codepoint() {
        return IpHeader.congestion(it.host.buffer, TestHost.IP);
    }

    @Test
    void synAsksForIt() {
        assertThat(it.synSent().flags).isEqualTo(SYN | ECE | CWR);
    }

    @Test
    void synSentAgainDoesNotAsk() {
        it.synSent();
        assertThat(it.host.advance(ScriptedPeer.SECOND).get(0).flags).isEqualTo(SYN);
    }

    @Test
    void synAckAgrees() {
        TestSegment synAck = it.synReceived(it.peer(SYN | ECE | CWR, -1).mss(1000));
        assertThat(synAck.flags).isEqualTo(SYN | ACK | ECE);
    }

    @Test
    void synAckToWhomDoesNotAskIsPlain() {
        assertThat(it.synReceived(it.syn()).flags).isEqualTo(SYN | ACK);
    }

    @Test
    void peerThatDoesNotAgreeGetsPlainPackets() {
        it.connected();
        it.write("x");
        it.only();
        assertThat(codepoint()).isEqualTo(IpHeader.NOT_ECT);
    }

    @Test
    void newDataIsMarkedAsCapable() {
        establish();
        it.write("x");
        it.only();
        assertThat(codepoint()).isEqualTo(IpHeader.ECT_0);
    }

    @Test
    void dataSentAgainIsNot() {
        establish();
        it.write("x");
        it.only();
        it.host.buffer.put(TestHost.IP + 1, (byte) 0);
        assertThat(it.host.advance(ScriptedPeer.SECOND)).isNotEmpty();
        assertThat(codepoint()).isEqualTo(IpHeader.NOT_ECT);
    }

    @Test
    void markedPacketIsEchoedUntilTheSenderHasReduced() {
        establish();
        it.host.buffer.put(TestHost.IP + 1, (byte) IpHeader.CE);
        it.take(it.data(0, 0, "x".repeat(1000)));
        it.host.buffer.put(TestHost.IP + 1, (byte) IpHeader.ECT_0);
        assertThat(it.answer(it.data(1000, 0, "x".repeat(1000))).flags).isEqualTo(ACK | ECE);
        it.take(it.data(2000, 0, "x".repeat(1000)));
        TestSegment reduced = it.data(3000, 0, "x".repeat(1000));
        reduced.flags |= CWR;
        assertThat(it.answer(reduced).flags).isEqualTo(ACK);
    }

    @Test
    void probeOfAClosedWindowIsNot() {
        establish();
        it.take(it.peer(ACK, 0, 0).window(0));
        it.write("x");
        assertThat(it.host.advance(ScriptedPeer.SECOND)).isNotEmpty();
        assertThat(codepoint()).isEqualTo(IpHeader.NOT_ECT);
    }

    @Test
    void echoWithTheLastAcknowledgmentHalvesTheWindow() {
        establish();
        it.write("x".repeat(10_000));
        it.host.drain();
        it.take(it.peer(ACK | ECE, 0, 10_000));
        assertThat(it.connection.info().slowStartThreshold()).isGreaterThanOrEqualTo(5000);
    }

    @Test
    void echoHalvesTheWindowOnceAndIsAnswered() {
        establish();
        it.write("x".repeat(30_000));
        it.host.drain();
        it.take(it.peer(ACK | ECE, 0, 1000));
        it.take(it.peer(ACK | ECE, 0, 2000));
        assertThat(it.connection.info().recovery()).isEqualTo(TcpInfo.Recovery.CONGESTED);
        int threshold = it.connection.info().slowStartThreshold();
        List<TestSegment> sent = it.host.drain();
        for (int acknowledged = 3000; sent.isEmpty(); acknowledged += 1000) {
            it.take(it.peer(ACK | ECE, 0, acknowledged));
            sent = it.host.drain();
        }
        assertThat(sent.get(0).flags & CWR).isEqualTo(CWR);
        assertThat(it.connection.info().slowStartThreshold()).isEqualTo(threshold);
        assertThat(it.host.node.statistics().segmentsRetransmitted()).isZero();
    }
}
