package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Windows that their field, being scaled, cannot tell to the octet. */
class TcpReceiveWindowTest {
    private static final int SHIFT = 7; // for buffers of up to 6 MiB
    private static final int BUFFER = 10_000; // no multiple of 128
    private static final int SEGMENT = 1000;

    private final ScriptedPeer it =
            new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(1024).receiveBuffer(BUFFER, 6 * 1024 * 1024));

    private TestSegment fill(int from, int to) {
        TestSegment last = null;
        for (int at = from; at < to; at += SEGMENT) {
            last = it.answer(it.data(at, 0, "x".repeat(Math.min(SEGMENT, to - at))));
            assertThat(it.ack(last) + (last.window << SHIFT)).as("right edge").isLessThanOrEqualTo(BUFFER);
        }
        return last;
    }

    @Test
    void noMoreIsOfferedThanThereIsRoomFor() {
        it.established(it.syn().scale(7), 65535);
        TestSegment last = fill(0, BUFFER);
        assertThat(it.ack(last)).isEqualTo(BUFFER);
        assertThat(last.window).isZero();
    }

    @Test
    void whatWasOfferedIsTakenThoughTheFieldTellsLess() {
        it.established(it.syn().scale(7), 65535);
        TestSegment last = fill(0, 9000);
        assertThat(last.window << SHIFT).isLessThan(1000);
        last = it.answer(it.data(9000, 0, "y".repeat(1000))); // offered by SYN,ACK
        assertThat(it.ack(last)).isEqualTo(BUFFER);
    }
}
