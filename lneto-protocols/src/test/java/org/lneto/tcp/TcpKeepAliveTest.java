package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.RST;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a silent peer is waited for: keepalives, user timeout, linger. */
class TcpKeepAliveTest {
    private static final TcpKeepAlive TIMES = new TcpKeepAlive(10 * SECOND, 2 * SECOND, 3);

    private final ScriptedPeer it =
            new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).keepAlive(true).keepAliveTimes(TIMES));

    @Test
    void idleConnectionIsProbedWithTheOctetBeforeTheNext() {
        it.established();
        assertThat(it.host.advance(10 * SECOND - 1)).isEmpty();
        List<TestSegment> sent = it.host.advance(1);
        assertThat(sent).hasSize(1);
        assertThat(it.seq(sent.get(0))).isEqualTo(-1);
        assertThat(sent.get(0).data).isEmpty();
        assertThat(sent.get(0).flags).isEqualTo(ACK);
        assertThat(it.host.node.statistics().keepAlives()).isEqualTo(1);
    }

    @Test
    void peerThatAnswersIsProbedForEver() {
        it.established();
        for (int i = 0; i < 100; i++) {
            assertThat(it.host.advance(10 * SECOND)).hasSize(1);
            it.take(it.peer(ACK, 0, 0));
        }
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void peerThatDoesNotAnswerIsGivenUpAfterAllProbes() {
        it.established();
        assertThat(it.host.advance(10 * SECOND)).hasSize(1);
        assertThat(it.host.advance(4 * SECOND)).hasSize(2);
        List<TestSegment> sent = it.host.advance(2 * SECOND);
        assertThat(sent).hasSize(1).first().matches(segment -> segment.has(RST));
        assertThat(it.user.events).containsExactly("closed TIMED_OUT");
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void dataFromThePeerPutsTheProbeOff() {
        it.established();
        it.host.advance(9 * SECOND);
        it.take(it.data(0, 0, "here"));
        it.host.advance(40 * MILLI);
        assertThat(it.host.advance(9 * SECOND)).isEmpty();
        assertThat(it.host.advance(SECOND)).hasSize(1);
    }

    @Test
    void unacknowledgedDataIsNotProbedBeside() {
        it.established();
        it.write("x");
        it.host.drain();
        List<TestSegment> sent = it.host.advance(12 * SECOND);
        assertThat(sent).isNotEmpty().allMatch(segment -> segment.text().equals("x"));
    }

    @Test
    void keepAlivesAreSwitchedOnAndOffAtAnyTime() {
        ScriptedPeer quiet = new ScriptedPeer();
        quiet.established();
        assertThat(quiet.host.advance(100 * SECOND)).isEmpty();
        quiet.connection.keepAlive(TIMES);
        quiet.connection.keepAlive(true);
        quiet.host.drain();
        assertThat(quiet.host.advance(10 * SECOND)).hasSize(1);
        quiet.connection.keepAlive(false);
        assertThat(quiet.host.advance(100 * SECOND)).isEmpty();
        assertThat(quiet.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void connectionInTimeWaitIsNotProbed() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.take(it.peer(ACK | FIN, 0, 1));
        it.host.drain();
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(it.host.advance(100 * SECOND)).isEmpty();
    }

    @Test
    void halfClosedConnectionIsProbed() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.take(it.peer(ACK, 0, 1));
        assertThat(it.connection.state()).isEqualTo(TcpState.FIN_WAIT_2);
        List<TestSegment> sent = it.host.advance(10 * SECOND);
        assertThat(sent).hasSize(1);
        assertThat(it.seq(sent.get(0))).isZero();
    }

    @Test
    void timesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TcpKeepAlive(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TcpKeepAlive(SECOND, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TcpKeepAlive(SECOND, SECOND, 0));
    }

    // ---- user timeout

    @Test
    void userTimeoutOfAConnectionIsItsOwn() {
        it.established();
        it.connection.userTimeout(3 * SECOND);
        it.write("anybody?");
        it.host.drain();
        it.host.advance(3 * SECOND);
        assertThat(it.user.events).containsExactly("closed TIMED_OUT");
    }

    @Test
    void userTimeoutMustBePositive() {
        it.established();
        assertThatIllegalArgumentException().isThrownBy(() -> it.connection.userTimeout(0));
    }

    // ---- linger

    @Test
    void closeWithoutLingerResetsAtOnce() {
        it.established();
        it.write("dropped");
        it.host.drain();
        it.connection.linger(0);
        it.connection.close();
        assertThat(it.only().has(RST)).isTrue();
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void lingeringCloseResetsWhenItsTimeIsOver() {
        it.established();
        it.connection.linger(3 * SECOND);
        it.write("waits");
        it.connection.close();
        assertThat(it.only().has(FIN)).isTrue();
        List<TestSegment> sent = it.host.advance(3 * SECOND);
        assertThat(sent.get(sent.size() - 1).has(RST)).isTrue();
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void lingeringCloseThatIsAcknowledgedEndsAsAnyOther() {
        it.established();
        it.connection.linger(3 * SECOND);
        it.write("waits");
        it.connection.close();
        it.only();
        it.take(it.peer(ACK | FIN, 0, 6));
        assertThat(it.connection.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(it.host.advance(10 * SECOND)).noneMatch(segment -> segment.has(RST));
    }
}
