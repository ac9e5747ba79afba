package org.lneto.netty.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayPaceTest {
    private static final long EPOCH = 1_795_440_623_307_451_331L;

    private static ReplayPace started(double factor) {
        ReplayPace pace = new ReplayPace(factor);
        pace.next(EPOCH);
        pace.start(-50);
        return pace;
    }

    @Test
    void firstFrameIsDueWhenReadingStarts() {
        assertThat(started(1).delay(-50)).isZero();
    }

    @Test
    void laterFramesAreDueByTheirTimeDividedByThePace() {
        for (double factor : new double[] {0.5, 1, 2}) {
            ReplayPace pace = started(factor);
            pace.next(EPOCH + 1000);
            assertThat(pace.delay(-50)).isEqualTo((long) (1000 / factor));
            assertThat(pace.delay(-50 + 400)).isEqualTo((long) (1000 / factor) - 400);
        }
    }

    @Test
    void lateFrameIsDueAtOnce() {
        ReplayPace pace = started(1);
        pace.next(EPOCH + 1000);
        assertThat(pace.delay(5000)).isZero();
    }

    @Test
    void frameFromBeforeItsPredecessorComesWithIt() {
        ReplayPace pace = started(1);
        pace.next(EPOCH + 1000);
        pace.next(EPOCH - 1000);
        assertThat(pace.delay(-50)).isEqualTo(1000);
    }

    @Test
    void paceZeroNeverWaits() {
        ReplayPace pace = started(0);
        pace.next(Long.MAX_VALUE);
        assertThat(pace.delay(-50)).isZero();
    }

    @Test
    void farthestFrameIsAsFarAsThereIsTime() {
        ReplayPace pace = new ReplayPace(1e-9);
        pace.next(0);
        pace.start(0);
        pace.next(Long.MAX_VALUE);
        assertThat(pace.delay(0)).isEqualTo(Long.MAX_VALUE);
    }
}
