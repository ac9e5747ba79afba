package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.IRS;
import static org.lneto.tcp.TcpFrame.ACK;

import org.junit.jupiter.api.Test;

/** What is told of octets received ahead of order, or twice (RFC 2018, RFC 2883). */
class TcpSackTest {
    private final ScriptedPeer it = new ScriptedPeer();

    private static String blocks(TestSegment segment) {
        TcpOptions options = segment.parsed();
        StringBuilder text = new StringBuilder();
        for (int block = 0; block < options.sackBlocks(); block++) {
            text.append(options.sackLeftEdge(block) - IRS - 1)
                    .append('-')
                    .append(options.sackRightEdge(block) - IRS - 1)
                    .append(' ');
        }
        return text.toString().trim();
    }

    private void establish() {
        it.established(it.syn().sackPermitted(), 65535);
    }

    @Test
    void synOffersSack() {
        assertThat(it.synSent().parsed().sackPermitted()).isTrue();
    }

    @Test
    void synAckOffersSackToWhomOffersIt() {
        assertThat(it.synReceived(it.syn().sackPermitted()).parsed().sackPermitted())
                .isTrue();
    }

    @Test
    void synAckDoesNotOfferSackToOthers() {
        assertThat(it.synReceived(it.syn()).parsed().sackPermitted()).isFalse();
    }

    @Test
    void peerWithoutSackIsToldNothing() {
        it.established();
        assertThat(it.answer(it.data(10, 0, "ahead")).options).isEmpty();
    }

    @Test
    void rangeAheadOfAGapIsTold() {
        establish();
        assertThat(blocks(it.answer(it.data(10, 0, "ahead")))).isEqualTo("10-15");
    }

    @Test
    void newestRangeIsToldFirst() {
        establish();
        it.answer(it.data(10, 0, "ab"));
        it.answer(it.data(30, 0, "cd"));
        assertThat(blocks(it.answer(it.data(20, 0, "ef")))).isEqualTo("20-22 30-32 10-12");
        assertThat(blocks(it.answer(it.data(12, 0, "gh")))).isEqualTo("10-14 20-22 30-32");
    }

    @Test
    void noMoreThanFourRangesAreTold() {
        establish();
        for (int i = 1; i <= 5; i++) {
            it.answer(it.data(10 * i, 0, "x"));
        }
        assertThat(blocks(it.answer(it.data(60, 0, "x")))).isEqualTo("60-61 50-51 40-41 30-31");
    }

    @Test
    void noMoreThanThreeRangesFitBesideTimestamps() {
        it.synReceived(it.syn().sackPermitted().timestamps(7, 0));
        it.take(it.peer(ACK, 0, 0).timestamps(7, 0));
        it.connection = it.listener.accept(it.user);
        for (int i = 1; i <= 4; i++) {
            it.answer(it.data(10 * i, 0, "x").timestamps(8, 0));
        }
        assertThat(blocks(it.answer(it.data(50, 0, "x").timestamps(8, 0)))).isEqualTo("50-51 40-41 30-31");
    }

    @Test
    void filledGapIsToldNoMore() {
        establish();
        it.answer(it.data(5, 0, "world"));
        TestSegment ack = it.answer(it.data(0, 0, "hello"));
        assertThat(it.ack(ack)).isEqualTo(10);
        assertThat(blocks(ack)).isEmpty();
    }

    @Test
    void octetsThatComeTwiceAreToldOnce() {
        establish();
        it.take(it.data(0, 0, "hello"));
        it.host.advance(ScriptedPeer.SECOND);
        TestSegment ack = it.answer(it.data(0, 0, "hello"));
        assertThat(blocks(ack)).isEqualTo("0-5");
        assertThat(it.ack(ack)).isEqualTo(5);
        assertThat(blocks(it.answer(it.data(20, 0, "x")))).isEqualTo("20-21");
    }

    @Test
    void octetsThatComeTwiceAreToldBeforeTheRanges() {
        establish();
        it.take(it.data(0, 0, "hello"));
        it.answer(it.data(20, 0, "x"));
        assertThat(blocks(it.answer(it.data(0, 0, "hell")))).isEqualTo("0-4 20-21");
    }

    @Test
    void overlapWithWhatWasTakenIsTold() {
        establish();
        it.take(it.data(0, 0, "hello"));
        TestSegment ack = it.answer(it.data(3, 0, "lo world"));
        assertThat(it.read()).isEqualTo("hello world");
        assertThat(blocks(ack)).isEqualTo("3-5");
    }

    @Test
    void dataCarriesSackToo() {
        establish();
        it.answer(it.data(10, 0, "ahead"));
        it.write("x".repeat(1460));
        TestSegment data = it.host.drain().get(0);
        assertThat(blocks(data)).isEqualTo("10-15");
        assertThat(data.data).hasSize(1460 - 12);
    }
}
