package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lneto.tcp.ScriptedPeer.REMOTE;
import static org.lneto.tcp.ScriptedPeer.REMOTE_PORT;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.SYN;

import java.net.BindException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

/** What may follow a connection in TIME-WAIT with the same addresses and ports (RFC 1122, 4.2.2.13; RFC 6191). */
class TcpTimeWaitTest {
    private static final int LOCAL_PORT = 50_123;

    private final ScriptedPeer it = new ScriptedPeer();
    private int peerClock = 7000;

    private TcpConnection connect(int port) throws SocketException {
        return it.host.node.connect(IpAddress.ANY_IPV4, port, IpAddress.ofIpv4(REMOTE), REMOTE_PORT, it.user);
    }

    private TestSegment open(boolean timestamps) throws SocketException {
        it.connection = connect(LOCAL_PORT);
        TestSegment syn = it.only();
        it.iss = syn.sequence;
        TestSegment synAck = it.peer(SYN, -1, 0).mss(1460);
        it.take(timestamps ? synAck.timestamps(peerClock, 0) : synAck);
        it.host.drain();
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        return syn;
    }

    private TestSegment timed(TestSegment segment, boolean timestamps) {
        return timestamps ? segment.timestamps(++peerClock, 0) : segment;
    }

    /** Sends so much and waits in TIME-WAIT; gives our last segment. */
    private TestSegment exchange(int octets, boolean timestamps) {
        int sent = 0;
        while (sent < octets) {
            it.write("x".repeat(10_000));
            sent += 10_000;
            it.host.drain();
            it.take(timed(it.peer(ACK, 0, sent), timestamps));
        }
        it.connection.shutdownOutput();
        it.only();
        TestSegment last = it.answer(timed(it.peer(FIN | ACK, 0, sent + 1), timestamps));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        return last;
    }

    @Test
    void portIsTakenInTheFirstSecond() throws SocketException {
        open(true);
        exchange(0, true);
        it.host.advance(SECOND - 1);
        assertThatThrownBy(() -> connect(LOCAL_PORT)).isInstanceOf(BindException.class);
    }

    @Test
    void portIsTakenWithoutTimestamps() throws SocketException {
        open(false);
        exchange(0, false);
        it.host.advance(59 * SECOND);
        assertThatThrownBy(() -> connect(LOCAL_PORT)).isInstanceOf(BindException.class);
    }

    @Test
    void portMayBeUsedAgainAfterASecondWithTimestamps() throws SocketException {
        open(true);
        TestSegment last = exchange(0, true);
        it.host.advance(SECOND);
        TestSegment syn = open(true);
        assertThat(syn.sourcePort).isEqualTo(LOCAL_PORT);
        assertThat(syn.parsed().timestampValue() - last.parsed().timestampValue())
                .isPositive();
        assertThat(it.host.node.timeWaits()).isZero();
    }

    @Test
    void sequenceNumbersBeginAfterThoseUsedThoughTheClockHasNotKeptUp() throws SocketException {
        open(true);
        TestSegment last = exchange(1_000_000, true); // in no time: the clock makes 250,000 in a second
        it.host.advance(SECOND);
        TestSegment syn = open(true);
        assertThat(syn.sequence - last.sequence).isPositive();
    }

    @Test
    void repeatedFinBeginsTheSecondAnew() throws SocketException {
        open(true);
        exchange(0, true);
        it.host.advance(SECOND);
        it.take(timed(it.peer(FIN | ACK, 0, 1), true));
        assertThatThrownBy(() -> connect(LOCAL_PORT)).isInstanceOf(BindException.class);
    }

    @Test
    void timeWaitLastsAsLongWithTimestamps() throws SocketException {
        open(true);
        exchange(0, true);
        it.host.advance(60 * SECOND - 1);
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        it.host.advance(1);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void finThatIsNotThePeersLastDoesNotProlongTimeWait() throws SocketException {
        open(true);
        exchange(0, true);
        it.host.advance(30 * SECOND);
        it.take(timed(it.peer(FIN | ACK, -100_000, 1), true));
        it.host.advance(30 * SECOND);
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void chosenPortsAreUsedAgainOnlyWhenNoneIsFree() throws SocketException {
        ScriptedPeer two = new ScriptedPeer(
                TcpConfig.DEFAULT.firstEphemeralPort(LOCAL_PORT).lastEphemeralPort(LOCAL_PORT + 1));
        for (int i = 0; i < 2; i++) {
            two.connection = null;
            TestSegment syn = two.synSent();
            two.take(two.peer(SYN, -1, 0).mss(1460).timestamps(5, 0));
            two.host.drain();
            two.connection.shutdownOutput();
            two.only();
            two.take(two.peer(FIN | ACK, 0, 1).timestamps(6, syn.parsed().timestampValue()));
            two.host.drain();
            two.host.advance(2 * SECOND);
        }
        assertThat(two.host.node.timeWaits()).isEqualTo(2);
        two.synSent();
        assertThat(two.host.node.timeWaits()).isEqualTo(1);
    }

    // ---- opened anew by the peer

    private void passive() {
        it.synReceived(it.syn().timestamps(peerClock, 0));
        it.take(timed(it.peer(ACK, 0, 0), true));
        it.connection = it.listener.accept(it.user);
    }

    @Test
    void synBeyondWithAnEarlierTimestampIsAnOldOne() {
        passive();
        exchange(0, true);
        TestSegment syn = it.peer(SYN, 5000).mss(1460).timestamps(peerClock - 1, 0);
        assertThat(it.answer(syn).has(SYN)).isFalse();
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void synBeyondWithTheSameTimestampIsTaken() {
        passive();
        exchange(0, true);
        assertThat(it.answer(it.peer(SYN, 5000).mss(1460).timestamps(peerClock, 0))
                        .has(SYN | ACK))
                .isTrue();
    }

    @Test
    void synWithoutAListenerDoesNotEndTimeWait() {
        passive();
        exchange(0, true);
        it.listener.close();
        it.take(it.peer(SYN, 5000).mss(1460).timestamps(peerClock + 1, 0));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void synAckBeginsAfterTheSequenceNumbersUsed() {
        passive();
        TestSegment last = exchange(1_000_000, true);
        TestSegment synAck = it.answer(it.peer(SYN, 5000).mss(1460).timestamps(peerClock + 1, 0));
        assertThat(synAck.has(SYN | ACK)).isTrue();
        assertThat(synAck.sequence - last.sequence).isPositive();
    }
}
