package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossReductionTest {
    private static final int MSS = 1000;
    private static final long MILLISECOND = 1_000_000L;

    private final LossReduction reduction = new LossReduction();

    /** So many segments are acknowledged in a round trip of so long. */
    private void round(int segments, long milliseconds) {
        for (int i = 0; i < segments; i++) {
            reduction.onAcknowledged(MSS, milliseconds * MILLISECOND);
        }
        reduction.onRound();
    }

    @Test
    void lossBeforeAnyRoundTripIsCongestion() {
        assertThat(reduction.onLoss(MSS)).isEqualTo(0.7);
    }

    @Test
    void lossWhileTheQueueIsEmptyReducesNothing() {
        round(100, 20);
        round(100, 20);
        assertThat(reduction.onLoss(MSS)).isEqualTo(1);
    }

    @Test
    void lossWhileTheQueueIsFullIsCongestion() {
        round(100, 20);
        round(100, 23);
        round(100, 26);
        round(100, 26);
        assertThat(reduction.onLoss(MSS)).isEqualTo(0.7);
    }

    @Test
    void lossWhileTheQueueIsShortReducesToWhatThePathHolds() {
        round(100, 20);
        round(100, 40);
        round(100, 22);
        round(100, 22);
        assertThat(reduction.onLoss(MSS)).isCloseTo(20 / 22.0, within(1e-9));
    }

    @Test
    void longQueueOfTheOtherTimesIsForgotten() {
        round(100, 20);
        round(100, 60);
        for (int i = 0; i < 500; i++) {
            round(100, 21);
        }
        assertThat(reduction.onLoss(MSS))
                .as("21 ms is as much as it is of late")
                .isEqualTo(0.7);
    }

    @Test
    void factorIsNeverLessThanThatOfTheRfc() {
        round(100, 20);
        round(100, 100);
        round(100, 55);
        round(100, 55);
        assertThat(reduction.onLoss(MSS)).isEqualTo(0.7);
    }

    @Test
    void moreThanOneLossInFiftySegmentsIsCongestion() {
        for (int i = 0; i < 50; i++) {
            round(20, 20);
            round(20, 20);
            reduction.onLoss(MSS);
        }
        round(20, 20);
        round(20, 20);
        assertThat(reduction.onLoss(MSS)).isEqualTo(0.7);
        round(500, 20);
        round(500, 20);
        assertThat(reduction.onLoss(MSS)).isEqualTo(1);
    }

    @Test
    void acknowledgmentsThatMeasureNothingTellNothingOfTheQueue() {
        round(100, 20);
        reduction.onAcknowledged(100 * MSS, -1);
        assertThat(reduction.onLoss(MSS)).isEqualTo(1);
    }

    @Test
    void resetForgetsThePath() {
        round(1000, 20);
        reduction.reset();
        round(100, 50);
        assertThat(reduction.onLoss(MSS)).isEqualTo(1);
    }
}
