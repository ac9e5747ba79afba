package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Named by the sections of RFC 6298. */
class RttEstimatorTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;

    private final RttEstimator rtt = new RttEstimator(200 * MILLISECOND, 60 * SECOND);

    @Test
    void timeoutIsOneSecondBeforeAMeasurement() {
        assertThat(rtt.rtoNanos()).as("2.1").isEqualTo(SECOND);
        assertThat(rtt.isMeasured()).isFalse();
    }

    @Test
    void firstMeasurementIsTheAverageAndTwiceTheVariation() {
        rtt.sample(400 * MILLISECOND);
        assertThat(rtt.smoothedNanos()).as("2.2").isEqualTo(400 * MILLISECOND);
        assertThat(rtt.variationNanos()).isEqualTo(200 * MILLISECOND);
        assertThat(rtt.rtoNanos()).isEqualTo(1200 * MILLISECOND);
    }

    @Test
    void laterMeasurementsAreAveraged() {
        rtt.sample(400 * MILLISECOND);
        rtt.sample(480 * MILLISECOND);
        // 2.3: RTTVAR = 3/4 * 200 + 1/4 * 80, then SRTT = 7/8 * 400 + 1/8 * 480
        assertThat(rtt.variationNanos()).isEqualTo(170 * MILLISECOND);
        assertThat(rtt.smoothedNanos()).isEqualTo(410 * MILLISECOND);
        assertThat(rtt.rtoNanos()).isEqualTo(1090 * MILLISECOND);
    }

    @Test
    void steadyTimeLeavesTheMinimumAsMargin() {
        for (int i = 0; i < 200; i++) {
            rtt.sample(500 * MILLISECOND);
        }
        assertThat(rtt.variationNanos()).isLessThan(MILLISECOND / 4);
        assertThat(rtt.rtoNanos()).as("2.3: max(G, K*RTTVAR)").isEqualTo(700 * MILLISECOND);
    }

    @Test
    void timeoutOfAShortPathIsLittleMoreThanTheMinimum() {
        rtt.sample(MILLISECOND);
        assertThat(rtt.rtoNanos()).as("2.4").isEqualTo(201 * MILLISECOND);
    }

    @Test
    void timeoutHasAMaximum() {
        rtt.sample(100 * SECOND);
        assertThat(rtt.rtoNanos()).as("2.5").isEqualTo(60 * SECOND);
    }

    @Test
    void backOffDoublesUpToTheMaximum() {
        long[] expected = {2, 4, 8, 16, 32, 60, 60};
        for (long seconds : expected) {
            rtt.backOff();
            assertThat(rtt.rtoNanos()).as("5.5").isEqualTo(seconds * SECOND);
        }
    }

    @Test
    void measurementEndsTheBackOff() {
        rtt.sample(400 * MILLISECOND);
        rtt.backOff();
        rtt.backOff();
        rtt.sample(400 * MILLISECOND);
        assertThat(rtt.rtoNanos()).as("5: 400 + 4 * 150").isEqualTo(1000 * MILLISECOND);
    }

    @Test
    void forwardProgressEndsTheBackOff() {
        rtt.backOff();
        rtt.forward();
        assertThat(rtt.rtoNanos()).as("before a measurement").isEqualTo(SECOND);
        rtt.sample(400 * MILLISECOND);
        rtt.backOff();
        rtt.forward();
        assertThat(rtt.rtoNanos()).as("after one").isEqualTo(1200 * MILLISECOND);
    }

    @Test
    void lostSynStartsFromThreeSeconds() {
        rtt.backOff();
        rtt.synWasLost();
        assertThat(rtt.rtoNanos()).as("5.7").isEqualTo(3 * SECOND);
        rtt.backOff();
        rtt.forward();
        assertThat(rtt.rtoNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void resetForgets() {
        rtt.sample(400 * MILLISECOND);
        rtt.reset();
        assertThat(rtt.rtoNanos()).isEqualTo(SECOND);
        assertThat(rtt.isMeasured()).isFalse();
        assertThat(rtt.smoothedNanos()).isZero();
    }

    @Test
    void negativeTimeIsAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> rtt.sample(-1));
    }

    @Test
    void timeoutStaysInItsBoundsWhateverIsMeasured() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            switch (random.nextInt(8)) {
                case 0 -> rtt.backOff();
                case 1 -> rtt.sample(random.nextLong(Long.MAX_VALUE / 8));
                default -> rtt.sample(random.nextLong(SECOND));
            }
            assertThat(rtt.rtoNanos()).as("step %d of seed %d", i, seed).isBetween(200 * MILLISECOND, 60 * SECOND);
            assertThat(rtt.variationNanos()).isNotNegative();
        }
    }
}
