package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 8985, section 6, alone. Segments of 100 octets from 0 on. */
class RackTest {
    private static final long MILLI = 1_000_000L;
    private static final long RTT = 40 * MILLI;

    private final Rack rack = new Rack();
    private final SentSegments segments = new SentSegments(new SegmentTable.Pool());
    private final AckSample sample = new AckSample();

    private void begin() {
        rack.begin(0);
        segments.begin(0);
    }

    private void send(int count, long at) {
        for (int i = 0; i < count; i++) {
            segments.sent(segments.end() + 100, at, false);
        }
    }

    private void sack(int from, int to, long now) {
        sample.begin(now, rack.minimumRttNanos());
        segments.selectivelyAcknowledge(from * 100, to * 100, sample);
        rack.onAcknowledged(sample, 0, segments.end(), now);
    }

    private void duplicate(int acknowledgment, int sendNext) {
        sample.begin(0, rack.minimumRttNanos());
        sample.duplicateArrived = true;
        rack.onAcknowledged(sample, acknowledgment, sendNext, 0);
    }

    @Test
    void nothingIsLostBeforeAnythingHasArrived() {
        begin();
        send(4, 0);
        assertThat(rack.detect(segments, 0, 100 * RTT)).isZero();
        assertThat(segments.hasLost()).isFalse();
    }

    @Test
    void segmentsSentBeforeOneThatArrivedAreLostAfterTheWindow() {
        begin();
        send(4, 0);
        sack(3, 4, RTT);
        long window = rack.reorderingWindowNanos(false, 1, RTT);
        assertThat(window).isEqualTo(RTT / 4);
        assertThat(rack.detect(segments, window, RTT)).isEqualTo(RTT / 4);
        assertThat(segments.hasLost()).isFalse();
        assertThat(rack.detect(segments, window, RTT + RTT / 4)).isZero();
        assertThat(segments.segmentsLost()).isEqualTo(3);
    }

    @Test
    void segmentsSentLaterAreNotLost() {
        begin();
        send(2, 0);
        send(2, 5 * MILLI);
        sack(1, 2, RTT);
        rack.detect(segments, 0, 10 * RTT);
        assertThat(segments.segmentsLost()).isEqualTo(1);
    }

    @Test
    void windowIsZeroInRecoveryOrWithThreeSackedUnlessReorderingWasSeen() {
        begin();
        rack.sample(RTT);
        assertThat(rack.reorderingWindowNanos(true, 0, RTT)).isZero();
        assertThat(rack.reorderingWindowNanos(false, 3, RTT)).isZero();
        assertThat(rack.reorderingWindowNanos(false, 2, RTT)).isEqualTo(RTT / 4);
        send(3, 0);
        sack(2, 3, RTT);
        sack(0, 1, RTT); // the first arrives after the third
        assertThat(rack.isReorderingSeen()).isTrue();
        assertThat(rack.reorderingWindowNanos(true, 3, RTT)).isEqualTo(RTT / 4);
    }

    @Test
    void windowGrowsOnceARoundTripWithDuplicatesUpToTheRoundTripTime() {
        begin();
        rack.sample(RTT);
        duplicate(100, 500);
        duplicate(200, 500);
        assertThat(rack.reorderingWindowNanos(false, 0, RTT)).isEqualTo(RTT / 2);
        for (int i = 1; i < 1000; i++) {
            duplicate(500 * i, 500 * i + 500);
        }
        assertThat(rack.reorderingWindowNanos(false, 0, RTT)).isEqualTo(RTT);
        assertThat(rack.reorderingWindowNanos(false, 0, 100 * RTT)).isEqualTo(5 * RTT); // twenty quarters
    }

    @Test
    void windowIsNarrowAgainAfterSixteenRecoveriesWithoutADuplicate() {
        begin();
        rack.sample(RTT);
        duplicate(100, 500);
        for (int i = 0; i < 15; i++) {
            rack.onRecovered();
        }
        assertThat(rack.reorderingWindowNanos(false, 0, RTT)).isEqualTo(RTT / 2);
        rack.onRecovered();
        assertThat(rack.reorderingWindowNanos(false, 0, RTT)).isEqualTo(RTT / 4);
    }

    @Test
    void repetitionAcknowledgedSoonerThanAnyRoundTripTellsNothing() {
        begin();
        rack.sample(RTT);
        send(2, 0);
        segments.markOldestLost();
        segments.resentLost(3 * RTT);
        sample.begin(3 * RTT + 1, rack.minimumRttNanos());
        segments.acknowledge(100, sample);
        assertThat(sample.hasLatest).isFalse();
    }
}
