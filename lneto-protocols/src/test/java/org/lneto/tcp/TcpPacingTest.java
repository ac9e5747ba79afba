package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.TcpFrame.ACK;

import org.junit.jupiter.api.Test;

/** Segments spread over the round trip, and buffers that grow with it. */
class TcpPacingTest {
    private static final long RTT = 100 * MILLI;

    private final ScriptedPeer it =
            new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).pacing(true));

    private void establish(ScriptedPeer it) {
        it.synReceived(it.syn());
        it.host.now += RTT;
        it.take(it.peer(ACK, 0, 0).window(65_535));
        it.connection = it.listener.accept(it.user);
    }

    @Test
    void windowIsSpreadOverTheRoundTrip() {
        establish(it);
        it.write("x".repeat(14_600));
        assertThat(it.host.drain()).as("the first burst").hasSizeBetween(1, 4);
        int early = it.host.advance(RTT / 4).size();
        int late = it.host.advance(RTT / 4).size();
        assertThat(early).isBetween(1, 6);
        assertThat(it.connection.info().segmentsOutstanding())
                .as("twice the rate in slow start")
                .isEqualTo(10);
        assertThat(late).isPositive();
    }

    @Test
    void unpacedWindowGoesAtOnce() {
        ScriptedPeer unpaced = new ScriptedPeer();
        establish(unpaced);
        unpaced.write("x".repeat(14_600));
        assertThat(unpaced.host.drain()).hasSize(10);
    }

    @Test
    void deliveryRateIsWhatArrivesInARoundTrip() {
        ScriptedPeer unpaced = new ScriptedPeer();
        establish(unpaced);
        unpaced.write("x".repeat(29_200));
        for (int acknowledged = 0; acknowledged < 29_200; acknowledged += 14_600) {
            unpaced.host.drain();
            unpaced.host.now += RTT;
            unpaced.take(unpaced.peer(ACK, 0, acknowledged + 14_600).window(65_535));
        }
        assertThat(unpaced.connection.info().deliveryRate()).isEqualTo(146_000);
    }

    // ---- buffers

    @Test
    void sendBufferGrowsWithTheCongestionWindow() {
        ScriptedPeer growing = new ScriptedPeer(TcpConfig.DEFAULT.sendBuffer(20_000, 50_000));
        establish(growing);
        assertThat(growing.connection.writable()).isEqualTo(20_000);
        growing.write("x".repeat(14_600));
        growing.host.drain();
        growing.host.now += RTT;
        growing.take(growing.peer(ACK, 0, 14_600).window(65_535));
        assertThat(growing.connection.writable()).isBetween(30_000, 50_000);
    }

    @Test
    void receiveWindowGrowsForAReaderWhoKeepsUp() {
        ScriptedPeer growing = new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).receiveBuffer(16_000, 60_000));
        establish(growing);
        int window = 0;
        for (int sequence = 0; sequence < 160_000; sequence += 1000) {
            growing.take(growing.data(sequence, 0, "x".repeat(1000)));
            growing.read();
            if (sequence % 16_000 == 15_000) {
                growing.host.now += RTT;
            }
            for (TestSegment segment : growing.host.drain()) {
                window = segment.window;
            }
        }
        assertThat(window).isBetween(50_000, 60_000);
    }

    @Test
    void receiveWindowDoesNotGrowForAReaderWhoDoesNot() {
        ScriptedPeer slow = new ScriptedPeer(TcpConfig.DEFAULT.quickAcks(0).receiveBuffer(16_000, 60_000));
        establish(slow);
        for (int sequence = 0; sequence < 12_000; sequence += 1000) {
            slow.take(slow.data(sequence, 0, "x".repeat(1000)));
            slow.host.now += RTT;
        }
        slow.host.drain();
        assertThat(slow.connection.info().receiveWindow()).isLessThanOrEqualTo(16_000 - 12_000);
    }

    // ---- black hole

    @Test
    void largeSegmentsThatNeverArriveAreMadeSmaller() {
        ScriptedPeer hole = new ScriptedPeer();
        establish(hole);
        hole.write("x".repeat(2920));
        hole.host.drain();
        int largest = 0;
        for (TestSegment segment : hole.host.advance(10_000 * MILLI)) {
            largest = segment.data.length;
        }
        assertThat(largest).isEqualTo(1240);
    }

    @Test
    void largeSegmentsStayLargeIfNotLookedFor() {
        ScriptedPeer hole = new ScriptedPeer(TcpConfig.DEFAULT.blackHoleDetection(false));
        establish(hole);
        hole.write("x".repeat(2920));
        hole.host.drain();
        assertThat(hole.host.advance(10_000 * MILLI)).allMatch(segment -> segment.data.length == 1460);
    }
}
