package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.RST;
import static org.lneto.tcp.TcpFrame.SYN;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;

/** A listener whose backlog of handshakes is full (RFC 4987). */
class TcpSynCookieTest {
    private static final int BACKLOG = 4;

    private final ScriptedPeer it = new ScriptedPeer();

    /** As many handshakes as the backlog holds, which nobody completes. */
    private void flood() {
        flood(it);
    }

    private static void flood(ScriptedPeer it) {
        it.listen();
        for (int port = 1000; port < 1000 + BACKLOG; port++) {
            TestSegment syn = it.syn();
            syn.sourcePort = port;
            it.take(syn);
        }
        it.host.drain();
        assertThat(it.listener.halfOpen()).isEqualTo(BACKLOG);
    }

    private TestSegment cookie(TestSegment syn) {
        TestSegment synAck = it.answer(syn);
        assertThat(synAck.has(SYN | ACK)).isTrue();
        it.iss = synAck.sequence;
        return synAck;
    }

    @Test
    void synBeyondTheBacklogIsAnsweredAndForgotten() {
        flood();
        cookie(it.syn());
        assertThat(it.host.node.connections()).isEqualTo(BACKLOG);
        assertThat(it.host.node.statistics().synCookiesSent()).isEqualTo(1);
    }

    @Test
    void acknowledgmentOfACookieIsAConnection() {
        flood();
        cookie(it.syn());
        it.take(it.data(0, 0, "hello"));
        it.connection = it.listener.accept(it.user);
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(it.read()).isEqualTo("hello");
        assertThat(it.connection.maximumSegmentSize()).isEqualTo(1460);
        it.write("world");
        assertThat(it.host.drain()).anyMatch(segment -> segment.text().equals("world"));
        assertThat(it.host.node.statistics().synCookiesReceived()).isEqualTo(1);
    }

    @Test
    void segmentSizeIsTheNextLowerOneThatACookieTells() {
        flood();
        cookie(it.peer(SYN, -1).mss(1400));
        it.take(it.peer(ACK, 0, 0));
        assertThat(it.listener.accept(it.user).maximumSegmentSize()).isEqualTo(1380);
    }

    @Test
    void optionsSurviveInTheTimestamp() {
        flood();
        TestSegment synAck = cookie(it.syn().sackPermitted().timestamps(77, 0).scale(9));
        TcpOptions told = synAck.parsed();
        assertThat(told.sackPermitted()).isTrue();
        assertThat(told.windowScale()).isEqualTo(7);
        assertThat(told.timestampEchoReply()).isEqualTo(77);
        it.take(it.peer(ACK, 0, 0).window(100).timestamps(78, told.timestampValue()));
        TcpInfo info = it.listener.accept(it.user).info();
        assertThat(info.selectiveAcknowledgments()).isTrue();
        assertThat(info.windowScaling()).isTrue();
        assertThat(info.timestamps()).isTrue();
        assertThat(info.sendWindow()).isEqualTo(100 << 9);
    }

    @Test
    void optionsThatWouldBeForgottenAreNotAgreedTo() {
        flood();
        TcpOptions told = cookie(it.syn().sackPermitted().scale(9)).parsed();
        assertThat(told.sackPermitted()).isFalse();
        assertThat(told.hasWindowScale()).isFalse();
        it.take(it.peer(ACK, 0, 0).window(100));
        TcpInfo info = it.listener.accept(it.user).info();
        assertThat(info.windowScaling()).isFalse();
        assertThat(info.sendWindow()).isEqualTo(100);
    }

    @Test
    void ownTimestampsGoOnFromTheCookie() {
        flood();
        int cookie = cookie(it.syn().timestamps(77, 0)).parsed().timestampValue();
        it.take(it.peer(ACK, 0, 0).timestamps(78, cookie));
        it.connection = it.listener.accept(it.user);
        it.write("x");
        assertThat(it.only().parsed().timestampValue() - cookie).isBetween(0, 100);
    }

    @Test
    void acknowledgmentThatIsMadeUpIsReset() {
        flood();
        cookie(it.syn());
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            TestSegment forged = it.peer(ACK, 0).ack(random.nextInt());
            forged.sourcePort = 2000 + random.nextInt(1000);
            assertThat(it.take(forged)).isEqualTo(Verdict.UNEXPECTED);
            it.host.drain();
        }
        assertThat(it.listener.acceptable()).isZero();
    }

    @Test
    void cookieExpires() {
        flood();
        cookie(it.syn());
        it.host.now += 129 * SECOND;
        assertThat(it.answer(it.peer(ACK, 0, 0)).has(RST)).isTrue();
    }

    @Test
    void listenerWithFullQueueOfConnectionsTakesNoCookie() {
        flood();
        for (int port = 3000; port <= 3000 + BACKLOG; port++) {
            TestSegment syn = it.syn();
            syn.sourcePort = port;
            TestSegment synAck = it.answer(syn);
            TestSegment ack = TestSegment.of(ACK)
                    .seq(syn.sequence + 1)
                    .ack(synAck.sequence + 1)
                    .between(syn.source, port, syn.destination, syn.destinationPort);
            Verdict verdict = it.take(ack);
            if (port < 3000 + BACKLOG - 1) {
                assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
            } else {
                assertThat(it.listener.acceptable()).isEqualTo(BACKLOG);
                return;
            }
        }
    }

    @Test
    void withoutCookiesSynIsNotAnswered() {
        ScriptedPeer plain = new ScriptedPeer(TcpConfig.DEFAULT.synCookies(false));
        flood(plain);
        assertThat(plain.take(plain.syn())).isEqualTo(Verdict.QUEUE_FULL);
        plain.silent();
    }

    @Test
    void withoutCookiesSynIsRefusedIfWished() {
        ScriptedPeer plain =
                new ScriptedPeer(TcpConfig.DEFAULT.synCookies(false).resetWhenFull(true));
        flood(plain);
        assertThat(plain.answer(plain.syn()).has(RST)).isTrue();
    }

    @Test
    void floodTakesNoMemory() {
        flood();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            TestSegment syn = it.syn().timestamps(i, 0);
            syn.source = random.nextInt() | 1;
            syn.sourcePort = 1 + random.nextInt(65535);
            it.take(syn);
            if ((i & 63) == 0) {
                it.host.drain();
            }
        }
        assertThat(it.host.node.connections()).isEqualTo(BACKLOG);
        assertThat(it.host.node.pagesInUse()).isZero();
    }
}
