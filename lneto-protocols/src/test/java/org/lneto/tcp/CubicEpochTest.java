package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CubicEpochTest {
    private static final int MSS = 1000;
    private static final long SECOND = 1_000_000_000L;

    private final CubicEpoch epoch = new CubicEpoch();

    @Test
    void plateauIsReachedAfterK() {
        begin(100, 0.7);
        assertThat(epoch.secondsToPlateau())
                .as("RFC 9438, figure 2: the cube root of 30 / 0.4")
                .isEqualTo(4.217, within(0.001));
    }

    @Test
    void windowFollowsTheCube() {
        begin(100, 0.7);
        assertThat(segmentsAt(0)).isEqualTo(70.0, within(1e-6));
        assertThat(segmentsAt(1)).as("0.4 (1 - 4.217)^3 + 100").isEqualTo(86.6809, within(1e-3));
        assertThat(segmentsAt(4.217163)).isEqualTo(100.0, within(1e-6));
        assertThat(segmentsAt(6)).as("0.4 (6 - 4.217)^3 + 100").isEqualTo(102.2667, within(1e-3));
        assertThat(segmentsAt(2 * 4.217163)).as("as far above as it was below").isEqualTo(130.0, within(1e-3));
    }

    @Test
    void roundOfAcknowledgmentsGoesTowardsTheWindowOneRoundAhead() {
        begin(1000, 0.7);
        double window = 700.0 * MSS;
        long rtt = SECOND / 10;
        double target = epoch.cubic(5 * SECOND + rtt);
        for (int i = 0; i < 7000; i++) {
            window = epoch.grown(5 * SECOND, window, MSS, rtt);
        }
        assertThat(window).isEqualTo(target, within(0.01 * target));
    }

    @Test
    void windowGrowsByHalfInARoundAtMost() {
        begin(1000, 0.7);
        double window = 700.0 * MSS;
        assertThat(epoch.grown(3600 * SECOND, window, (int) window, SECOND)).isEqualTo(1.5 * window);
    }

    @Test
    void renoIsFollowedWhereItWouldHaveMore() {
        begin(10, 0.7);
        double window = 7.0 * MSS;
        // on a path of 1 ms the cube takes seconds; Reno adds 3 (1 - 0.7) / (1 + 0.7) segments in a round
        double grown = epoch.grown(SECOND / 1000, window, 7 * MSS, SECOND / 1000);
        assertThat(grown - window).isEqualTo(0.9 / 1.7 * MSS, within(1e-6));
    }

    @Test
    void renoGrowsByASegmentARoundBeyondThePriorWindow() {
        begin(10, 0.7);
        double window = 7.0 * MSS;
        while (window < 10.0 * MSS) {
            window = epoch.grown(1_000_000, window, (int) window, 1_000_000);
        }
        double next = epoch.grown(1_000_000, window, (int) window + 1, 1_000_000);
        assertThat(next - window).isEqualTo(MSS, within(1e-6));
    }

    @Test
    void windowThatDidNotComeUpToTheLastOneMakesRoom() {
        epoch.end(100.0 * MSS, 0.7);
        assertThat(epoch.maximum()).isEqualTo(100.0 * MSS);
        epoch.end(90.0 * MSS, 0.7);
        assertThat(epoch.maximum()).as("RFC 9438, 4.7: 90 (1 + 0.7) / 2").isEqualTo(76.5 * MSS, within(1e-6));
        epoch.end(80.0 * MSS, 0.7);
        assertThat(epoch.maximum()).as("above the last one").isEqualTo(80.0 * MSS);
    }

    @Test
    void stageAfterATimeoutBeginsAtItsPlateau() {
        epoch.end(100.0 * MSS);
        epoch.begin(0, 50.0 * MSS, MSS);
        assertThat(epoch.secondsToPlateau()).isZero();
        assertThat(epoch.maximum()).isEqualTo(50.0 * MSS);
        assertThat(segmentsAt(2)).as("0.4 2^3 above").isEqualTo(53.2, within(1e-6));
    }

    @Test
    void pausedTimeDoesNotCount() {
        begin(100, 0.7);
        double before = epoch.cubic(2 * SECOND);
        epoch.grown(2 * SECOND, 70.0 * MSS, MSS, -1);
        epoch.pause(12 * SECOND);
        assertThat(epoch.cubic(12 * SECOND)).isEqualTo(before, within(1e-6));
    }

    @Test
    void copyGoesOnAsTheOriginal() {
        begin(100, 0.7);
        CubicEpoch copy = new CubicEpoch();
        copy.set(epoch);
        assertThat(copy.isBegun()).isTrue();
        assertThat(copy.grown(SECOND, 75.0 * MSS, MSS, SECOND)).isEqualTo(epoch.grown(SECOND, 75.0 * MSS, MSS, SECOND));
        epoch.reset();
        assertThat(epoch.isBegun()).isFalse();
        assertThat(copy.isBegun()).isTrue();
    }

    private void begin(int segments, double beta) {
        epoch.end((double) segments * MSS, beta);
        epoch.begin(0, segments * beta * MSS, MSS);
    }

    private double segmentsAt(double seconds) {
        return epoch.cubic((long) (seconds * SECOND)) / MSS;
    }
}
