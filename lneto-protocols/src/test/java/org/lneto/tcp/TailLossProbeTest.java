package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 8985, section 7, alone: when to probe, and what the answer says. */
class TailLossProbeTest {
    private static final long MILLI = 1_000_000L;
    private static final int END = Integer.MIN_VALUE; // the numbers wrap around it

    private final TailLossProbe probe = new TailLossProbe();
    private final RttEstimator rtt = new RttEstimator(200 * MILLI, 60_000 * MILLI);

    private void sent(boolean again) {
        probe.reset();
        probe.sent(END, again);
    }

    @Test
    void timeoutIsASecondBeforeAnythingWasMeasured() {
        assertThat(TailLossProbe.timeoutNanos(rtt, 5)).isEqualTo(1000 * MILLI);
    }

    @Test
    void timeoutIsTwoRoundTripsAndMoreForOneSegment() {
        rtt.sample(40 * MILLI);
        assertThat(TailLossProbe.timeoutNanos(rtt, 2)).isEqualTo(82 * MILLI);
        assertThat(TailLossProbe.timeoutNanos(rtt, 1)).isEqualTo(280 * MILLI);
    }

    @Test
    void probeOfNewDataTellsNothingOfLosses() {
        sent(false);
        assertThat(probe.onAcknowledged(END, true, false, false)).isFalse();
        assertThat(probe.isOutstanding()).isFalse();
    }

    @Test
    void acknowledgmentBelowTheProbeLeavesItOutstanding() {
        sent(true);
        assertThat(probe.onAcknowledged(END - 1, true, false, false)).isFalse();
        assertThat(probe.isOutstanding()).isTrue();
    }

    @Test
    void duplicateReportMeansThatBothArrived() {
        sent(true);
        assertThat(probe.onAcknowledged(END, true, true, true)).isFalse();
        assertThat(probe.isOutstanding()).isFalse();
    }

    @Test
    void secondAcknowledgmentOfTheSameMeansThatBothArrived() {
        sent(true);
        assertThat(probe.onAcknowledged(END, true, false, false)).isFalse();
        assertThat(probe.isOutstanding()).isTrue();
        assertThat(probe.onAcknowledged(END, false, false, false)).isFalse();
        assertThat(probe.isOutstanding()).isFalse();
    }

    @Test
    void acknowledgmentOfMoreMeansThatOneWasLost() {
        sent(true);
        assertThat(probe.onAcknowledged(END, true, false, false)).isFalse();
        assertThat(probe.onAcknowledged(END + 1, true, false, false)).isTrue();
        assertThat(probe.isOutstanding()).isFalse();
    }

    @Test
    void nothingIsToldWithoutAProbe() {
        probe.reset();
        assertThat(probe.onAcknowledged(END + 1, true, false, false)).isFalse();
    }
}
