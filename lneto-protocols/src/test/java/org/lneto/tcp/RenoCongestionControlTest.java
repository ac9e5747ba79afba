package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RenoCongestionControlTest {
    private static final int MSS = 1000;
    private static final int INITIAL = 10 * MSS;

    private final RenoCongestionControl control = new RenoCongestionControl();

    RenoCongestionControlTest() {
        control.start(MSS, false);
    }

    @Test
    void initialWindowFollowsRfc6928() {
        assertThat(initialWindow(1460)).isEqualTo(14_600);
        assertThat(initialWindow(536)).isEqualTo(5_360);
        assertThat(initialWindow(4000)).isEqualTo(14_600);
        assertThat(initialWindow(9000)).isEqualTo(18_000);
    }

    @Test
    void windowIsOneSegmentAfterALostSyn() {
        control.start(MSS, true);
        assertThat(control.window()).isEqualTo(MSS);
    }

    @Test
    void slowStartDoublesTheWindowInARound() {
        for (int acknowledged = 0; acknowledged < INITIAL; acknowledged += MSS) {
            acknowledge(MSS);
        }
        assertThat(control.window()).isEqualTo(2 * INITIAL);
    }

    @Test
    void oneAcknowledgmentAddsTwoSegmentsAtMost() {
        acknowledge(8 * MSS);
        assertThat(control.window()).as("RFC 3465, L = 2").isEqualTo(INITIAL + 2 * MSS);
    }

    @Test
    void congestionAvoidanceAddsOneSegmentARound() {
        leaveSlowStart();
        int window = control.window();
        for (int acknowledged = 0; acknowledged < window - MSS; acknowledged += MSS) {
            acknowledge(MSS);
        }
        assertThat(control.window()).isEqualTo(window);
        acknowledge(MSS);
        assertThat(control.window()).isEqualTo(window + MSS);
    }

    @Test
    void windowThatIsNotFilledDoesNotGrow() {
        control.onAcknowledged(0, MSS, 2 * MSS, -1);
        assertThat(control.window()).isEqualTo(INITIAL);
        leaveSlowStart();
        int window = control.window();
        for (int i = 0; i < 100; i++) {
            control.onAcknowledged(0, MSS, window / 2, -1);
        }
        assertThat(control.window()).isEqualTo(window);
    }

    @Test
    void lossHalvesWhatWasInFlight() {
        control.onLoss(0, 10 * MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(5 * MSS);
        assertThat(control.window()).isEqualTo(5 * MSS);
    }

    @Test
    void lossLeavesTwoSegments() {
        control.onLoss(0, 2 * MSS);
        assertThat(control.slowStartThreshold()).as("RFC 5681, equation 4").isEqualTo(2 * MSS);
    }

    @Test
    void spuriousLossGivesWindowAndThresholdBack() {
        int window = control.window();
        control.onLoss(0, 10 * MSS);
        control.onRecovered(0);
        control.onSpurious(0);
        assertThat(control.window()).isEqualTo(window);
        assertThat(control.slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void spuriousTimeoutGivesWindowAndThresholdBack() {
        int window = control.window();
        control.onTimeout(0, 10 * MSS, false);
        control.onTimeout(0, 10 * MSS, true);
        control.onSpurious(0);
        assertThat(control.window()).isEqualTo(window);
        assertThat(control.slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void timeoutGoesBackToOneSegment() {
        control.onTimeout(0, 10 * MSS, false);
        assertThat(control.window()).isEqualTo(MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(5 * MSS);
    }

    @Test
    void secondTimeoutOfTheSameOctetsHoldsTheThreshold() {
        control.onTimeout(0, 10 * MSS, false);
        control.onTimeout(0, MSS, true);
        assertThat(control.slowStartThreshold()).isEqualTo(5 * MSS);
    }

    @Test
    void slowStartAfterATimeoutAddsOneSegmentAtMost() {
        control.onTimeout(0, 20 * MSS, false);
        control.onAcknowledged(0, 4 * MSS, 4 * MSS, -1);
        assertThat(control.window()).as("RFC 3465, L = 1").isEqualTo(2 * MSS);
    }

    @Test
    void idleConnectionRestartsFromTheInitialWindow() {
        for (int i = 0; i < 20; i++) {
            acknowledge(MSS);
        }
        control.onIdle(0, 1_000_000_000L);
        assertThat(control.window()).isEqualTo(INITIAL);
    }

    @Test
    void windowStaysInItsBoundsWhateverHappens() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            int octets = 1 + random.nextInt(random.nextBoolean() ? 3000 : 1 << 30);
            switch (random.nextInt(9)) {
                case 0 -> control.onLoss(i, octets);
                case 1 -> control.onRound(i);
                case 2 -> control.onSpurious(i);
                case 3 -> control.onRecovered(i);
                case 4 -> control.onTimeout(i, octets, random.nextBoolean());
                case 5 -> control.onIdle(i, i);
                case 6 -> control.maximumSegmentSize(500 + random.nextInt(1000));
                default -> control.onAcknowledged(i, octets, 1 << 30, 1000);
            }
            assertThat(control.window()).as("step %d of seed %d", i, seed).isBetween(500, 1 << 30);
            assertThat(control.slowStartThreshold()).isGreaterThanOrEqualTo(1000);
        }
    }

    private void acknowledge(int octets) {
        control.onAcknowledged(0, octets, control.window(), -1);
    }

    private void leaveSlowStart() {
        control.onLoss(0, 20 * MSS);
        control.onRecovered(0);
        assertThat(control.window()).isEqualTo(control.slowStartThreshold());
    }

    private int initialWindow(int mss) {
        control.start(mss, false);
        return control.window();
    }
}
