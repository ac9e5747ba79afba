package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final int MSS = 1000;
    private static final long MILLISECOND = 1_000_000L;

    private final SlowStart slowStart = new SlowStart(false);

    SlowStartTest() {
        slowStart.start();
    }

    @Test
    void windowGrowsByWhatIsAcknowledged() {
        assertThat(slowStart.growth(1, MSS)).isEqualTo(1);
        assertThat(slowStart.growth(2 * MSS, MSS)).isEqualTo(2 * MSS);
    }

    @Test
    void oneAcknowledgmentAddsEightSegmentsAtMost() {
        assertThat(slowStart.growth(100 * MSS, MSS)).isEqualTo(8 * MSS);
    }

    @Test
    void pacedSenderHasNoSuchLimit() {
        SlowStart paced = new SlowStart(true);
        paced.start();
        assertThat(paced.growth(100 * MSS, MSS)).isEqualTo(100 * MSS);
    }

    @Test
    void oneSegmentIsAddedWhileWhatTimedOutIsRepaired() {
        slowStart.restart();
        assertThat(slowStart.growth(100 * MSS, MSS)).isEqualTo(MSS);
        slowStart.onRound();
        assertThat(slowStart.growth(100 * MSS, MSS)).isEqualTo(MSS);
        slowStart.onRound();
        assertThat(slowStart.growth(100 * MSS, MSS)).isEqualTo(8 * MSS);
    }

    @Test
    void steadyRoundTripsDoNotEndIt() {
        for (int round = 0; round < 50; round++) {
            round(20, 8);
        }
        assertThat(slowStart.isConservative()).isFalse();
        assertThat(slowStart.isOver()).isFalse();
    }

    @Test
    void roundTripsThatGrowByAnEighthSlowItDown() {
        round(80, 8);
        round(89, 8);
        assertThat(slowStart.isConservative()).as("less than an eighth").isFalse();
        round(101, 8);
        assertThat(slowStart.isConservative())
                .as("more than an eighth of 89 ms")
                .isTrue();
        assertThat(slowStart.growth(8 * MSS, MSS)).isEqualTo(2 * MSS);
    }

    @Test
    void fourMillisecondsAreNothingOnAShortPath() {
        round(1, 8);
        round(4, 8);
        assertThat(slowStart.isConservative()).isFalse();
        round(8, 8);
        assertThat(slowStart.isConservative()).isTrue();
    }

    @Test
    void sixteenMillisecondsAreEnoughOnALongPath() {
        round(400, 8);
        round(415, 8);
        assertThat(slowStart.isConservative()).isFalse();
        round(431, 8);
        assertThat(slowStart.isConservative()).isTrue();
    }

    @Test
    void roundOfFewSamplesSaysNothing() {
        round(20, 8);
        round(100, 7);
        assertThat(slowStart.isConservative()).isFalse();
    }

    @Test
    void leastOfARoundCounts() {
        round(20, 8);
        slowStart.onRound();
        slowStart.onAcknowledged(20 * MILLISECOND);
        for (int i = 0; i < 50; i++) {
            slowStart.onAcknowledged(200 * MILLISECOND);
        }
        assertThat(slowStart.isConservative()).isFalse();
    }

    @Test
    void acknowledgmentWithoutAMeasurementIsNoSample() {
        round(20, 8);
        round(100, 7);
        slowStart.onAcknowledged(-1);
        assertThat(slowStart.isConservative()).isFalse();
    }

    @Test
    void fiveRoundsLaterItIsOver() {
        slowDown();
        for (int round = 0; round < 4; round++) {
            round(40, 8);
            assertThat(slowStart.isOver()).as("round %d", round).isFalse();
        }
        slowStart.onRound();
        assertThat(slowStart.isOver())
                .as("the round in which it slowed down counts")
                .isTrue();
    }

    @Test
    void shrinkingRoundTripsResumeIt() {
        slowDown();
        round(40, 8);
        round(39, 8);
        assertThat(slowStart.isConservative()).isFalse();
        assertThat(slowStart.growth(8 * MSS, MSS)).isEqualTo(8 * MSS);
        for (int round = 0; round < 10; round++) {
            round(39, 8);
        }
        assertThat(slowStart.isOver()).isFalse();
        round(50, 8);
        assertThat(slowStart.isConservative())
                .as("and it looks for its end again")
                .isTrue();
    }

    @Test
    void laterSlowStartEndsAtItsThresholdAlone() {
        slowStart.stop();
        slowDown();
        assertThat(slowStart.isConservative()).isFalse();
        slowStart.restart();
        slowDown();
        assertThat(slowStart.isConservative()).isFalse();
    }

    private void slowDown() {
        round(20, 8);
        round(40, 8);
    }

    private void round(long milliseconds, int samples) {
        slowStart.onRound();
        for (int i = 0; i < samples; i++) {
            slowStart.onAcknowledged(milliseconds * MILLISECOND);
        }
    }
}
