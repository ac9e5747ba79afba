package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Segments that a path drops for their size though nobody tells (RFC 2923, section 2.1). */
class BlackHoleDetectionTest {
    private final ScriptedPeer it = new ScriptedPeer();

    /** What is sent from now until the timer has gone off so many times. */
    private List<TestSegment> untilTimeouts(int timeouts) {
        List<TestSegment> sent = it.host.drain();
        while (it.connection.info().timeouts() < timeouts) {
            sent = it.host.advance(SECOND / 10);
        }
        return sent;
    }

    private void acknowledge(int octets) {
        it.take(it.peer(ACK, 0, octets));
        it.host.drain();
    }

    @Test
    void threeTimeoutsOfALargeSegmentTryShorterOnes() {
        it.established();
        it.write("x".repeat(1460));
        assertThat(untilTimeouts(3).get(0).data).hasSize(1240);
        acknowledge(1460);
        assertThat(it.connection.maximumSegmentSize()).isEqualTo(1240);
    }

    @Test
    void sixTryTheShortest() {
        it.established();
        it.write("x".repeat(1460));
        assertThat(untilTimeouts(6).get(0).data).hasSize(536);
    }

    @Test
    void sizeIsAsBeforeWhenShortSegmentsWereLostAsWell() {
        it.established();
        it.write("x".repeat(1460));
        untilTimeouts(4);
        acknowledge(1460);
        assertThat(it.connection.maximumSegmentSize()).isEqualTo(1460);
        it.write("x".repeat(1460));
        assertThat(it.only().data).hasSize(1460);
    }

    @Test
    void sizeIsAsAtFirstAfterTwoSuspicions() {
        it.established();
        it.write("x".repeat(1460));
        untilTimeouts(7);
        acknowledge(1460);
        assertThat(it.connection.maximumSegmentSize()).isEqualTo(1460);
    }

    @Test
    void whereFullSegmentsHaveArrivedSixTimeoutsAreOdd() {
        it.established();
        it.write("x".repeat(1460));
        it.host.drain();
        acknowledge(1460);
        it.write("x".repeat(1460));
        assertThat(untilTimeouts(5).get(0).data).as("lost by chance").hasSize(1460);
        assertThat(untilTimeouts(6).get(0).data).hasSize(1240);
    }

    @Test
    void lossOfShortSegmentsIsNotForTheirSize() {
        it.established();
        it.write("x");
        untilTimeouts(3);
        acknowledge(1);
        assertThat(it.connection.maximumSegmentSize()).isEqualTo(1460);
    }
}
