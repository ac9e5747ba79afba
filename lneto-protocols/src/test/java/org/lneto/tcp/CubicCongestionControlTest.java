package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CubicCongestionControlTest {
    private static final int MSS = 1000;
    private static final int INITIAL = 10 * MSS;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;

    private final CubicCongestionControl control = new CubicCongestionControl();
    private long nowNanos;

    CubicCongestionControlTest() {
        control.start(MSS, false);
    }

    @Test
    void initialWindowFollowsRfc6928() {
        assertThat(initialWindow(1460)).isEqualTo(14_600);
        assertThat(initialWindow(536)).isEqualTo(5_360);
        assertThat(initialWindow(9000)).isEqualTo(18_000);
    }

    @Test
    void windowIsOneSegmentAfterALostSyn() {
        control.start(MSS, true);
        assertThat(control.window()).isEqualTo(MSS);
    }

    @Test
    void slowStartDoublesTheWindowInARound() {
        round(20 * MILLISECOND);
        assertThat(control.window()).isEqualTo(2 * INITIAL);
        assertThat(control.isSlowStart()).isTrue();
    }

    @Test
    void oneAcknowledgmentAddsEightSegmentsAtMost() {
        acknowledge(10 * MSS);
        assertThat(control.window()).as("RFC 9406, L = 8").isEqualTo(INITIAL + 8 * MSS);
    }

    @Test
    void pacedSenderTakesAllThatIsAcknowledged() {
        CubicCongestionControl paced = new CubicCongestionControl(true, false);
        paced.start(MSS, false);
        paced.onAcknowledged(0, 10 * MSS, 10 * MSS, -1);
        assertThat(paced.window()).isEqualTo(2 * INITIAL);
    }

    @Test
    void growingRoundTripsEndSlowStartWithoutALoss() {
        round(20 * MILLISECOND);
        int rounds = 0;
        while (control.isSlowStart()) {
            round((30 + rounds) * MILLISECOND);
            assertThat(++rounds).isLessThan(10);
        }
        assertThat(rounds)
                .as("five of conservative slow start, of which the first was cut short")
                .isEqualTo(6);
        assertThat(control.window() - control.slowStartThreshold())
                .as("a round of congestion avoidance has followed")
                .isBetween(0, MSS);
        assertThat(control.window()).isBetween(3 * INITIAL, 16 * INITIAL);
    }

    @Test
    void congestionAvoidanceAfterSlowStartWithoutALossBeginsAtItsPlateau() {
        growingRoundTripsEndSlowStartWithoutALoss();
        double window = control.window();
        round(20 * MILLISECOND);
        assertThat(control.window() - window)
                .as("Reno's segment for a round, or the foot of the cube")
                .isEqualTo(MSS, within(0.1 * MSS));
    }

    @Test
    void lossTakesThreeTenthsAway() {
        growTo(100);
        control.onLoss(nowNanos, 100 * MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(70 * MSS);
        assertThat(control.window()).isEqualTo(70 * MSS);
        control.onRecovered(nowNanos);
        assertThat(control.window()).isEqualTo(70 * MSS);
        assertThat(control.isSlowStart()).isFalse();
    }

    @Test
    void lossLeavesTwoSegments() {
        control.onLoss(0, 2 * MSS);
        assertThat(control.slowStartThreshold()).as("RFC 9438, figure 5").isEqualTo(2 * MSS);
    }

    @Test
    void windowThatWasNotUsedIsNotKept() {
        growTo(100);
        control.onLoss(nowNanos, 50 * MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(35 * MSS);
    }

    @Test
    void windowReturnsToThePlateauAfterKAndThenLeavesIt() {
        growTo(1000);
        lose();
        assertThat(control.window()).isEqualTo(700 * MSS);
        long rtt = 100 * MILLISECOND;
        long begin = nowNanos + rtt;
        double k = Math.cbrt(300 / 0.4);
        int before = 0;
        int after = 0;
        while (nowNanos - begin < 2 * k * SECOND) {
            round(rtt);
            if (nowNanos - begin <= k * SECOND) {
                before = control.window();
            } else if (nowNanos - begin <= 1.5 * k * SECOND) {
                after = control.window();
            }
        }
        assertThat(before).as("at K").isBetween(985 * MSS, 1000 * MSS);
        assertThat(after).as("at 1.5 K: 1000 + 0.4 (K / 2)^3").isBetween(1030 * MSS, 1040 * MSS);
        assertThat(control.window()).as("at 2 K: 1000 + 300").isBetween(1280 * MSS, 1310 * MSS);
    }

    @Test
    void growthFollowsTheClockAndNotTheRounds() {
        int slow = windowAfter(20 * SECOND, 200 * MILLISECOND);
        int fast = windowAfter(20 * SECOND, 50 * MILLISECOND);
        assertThat((double) slow / fast).isBetween(0.9, 1.1);
    }

    @Test
    void shortPathGrowsAsReno() {
        growTo(20);
        lose();
        int window = control.window();
        for (int i = 0; i < 8; i++) {
            round(MILLISECOND);
        }
        assertThat(control.window() - window)
                .as("eight rounds of 3 (1 - 0.7) / (1 + 0.7) segments; the cube has moved by less than one")
                .isBetween(4 * MSS, 5 * MSS);
    }

    @Test
    void secondLossBelowTheLastWindowMakesRoom() {
        growTo(700);
        lose();
        assertThat(windowAfterSeconds(8)).as("back at the plateau").isBetween(690 * MSS, 700 * MSS);
        control.start(MSS, false);
        growTo(1000);
        lose();
        lose();
        assertThat(windowAfterSeconds(8)).as("RFC 9438, 4.7: 700 (1 + 0.7) / 2").isBetween(590 * MSS, 600 * MSS);
    }

    @Test
    void windowThatIsNotFilledDoesNotGrow() {
        control.onAcknowledged(0, MSS, 4 * MSS, -1);
        assertThat(control.window()).as("in slow start").isEqualTo(INITIAL);
        growTo(100);
        lose();
        leaveRounds();
        int window = control.window();
        for (int i = 0; i < 1000; i++) {
            nowNanos += 10 * MILLISECOND;
            control.onRound(nowNanos);
            control.onAcknowledged(nowNanos, MSS, window / 2, 10 * MILLISECOND);
        }
        assertThat(control.window()).isEqualTo(window);
    }

    @Test
    void timeInWhichTheWindowIsNotFilledDoesNotCount() {
        growTo(1000);
        lose();
        round(100 * MILLISECOND);
        round(100 * MILLISECOND);
        leaveRounds();
        int window = control.window();
        for (int i = 0; i < 600; i++) {
            nowNanos += 100 * MILLISECOND;
            control.onRound(nowNanos);
            control.onAcknowledged(nowNanos, MSS, MSS, 100 * MILLISECOND);
        }
        round(100 * MILLISECOND);
        assertThat(control.window() - window).as("a minute later").isBetween(0, 30 * MSS);
    }

    @Test
    void windowThatIsFilledOnceInARoundGrows() {
        growTo(100);
        lose();
        int window = control.window();
        for (int i = 0; i < 20; i++) {
            nowNanos += 10 * MILLISECOND;
            control.onRound(nowNanos);
            control.onAcknowledged(nowNanos, window / 2, control.window(), 10 * MILLISECOND);
            control.onAcknowledged(nowNanos, window / 2, window / 2, 10 * MILLISECOND);
        }
        assertThat(control.window()).isGreaterThan(window + 4 * MSS);
    }

    @Test
    void timeoutGoesBackToOneSegment() {
        growTo(100);
        control.onTimeout(nowNanos, 100 * MSS, false);
        assertThat(control.window()).isEqualTo(MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(70 * MSS);
        control.onTimeout(nowNanos, MSS, true);
        assertThat(control.slowStartThreshold()).as("the same octets again").isEqualTo(70 * MSS);
    }

    @Test
    void slowStartAfterATimeoutEndsAtTheThreshold() {
        growTo(100);
        control.onTimeout(nowNanos, 100 * MSS, false);
        acknowledge(5 * MSS);
        assertThat(control.window()).as("RFC 3465, L = 1").isEqualTo(2 * MSS);
        int rounds = 0;
        while (control.isSlowStart()) {
            round(20 * MILLISECOND);
            assertThat(++rounds).isLessThan(10);
        }
        assertThat(control.window()).isBetween(70 * MSS, 71 * MSS);
    }

    @Test
    void congestionAvoidanceAfterATimeoutBeginsAtItsPlateau() {
        slowStartAfterATimeoutEndsAtTheThreshold();
        for (int i = 0; i < 10; i++) {
            round(100 * MILLISECOND);
        }
        assertThat(control.window())
                .as("RFC 9438, 4.8: 0.4 t^3, or Reno's half a segment a round")
                .isBetween(73 * MSS, 77 * MSS);
    }

    @Test
    void lossForNothingIsUndone() {
        growTo(100);
        control.onLoss(nowNanos, 100 * MSS);
        control.onSpurious(nowNanos);
        assertThat(control.window()).isEqualTo(100 * MSS);
        assertThat(control.slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
        control.onSpurious(nowNanos);
        assertThat(control.window()).as("once").isEqualTo(100 * MSS);
    }

    @Test
    void timeoutForNothingIsUndoneAndTheCubeGoesOn() {
        growTo(1000);
        lose();
        for (int i = 0; i < 20; i++) {
            round(100 * MILLISECOND);
        }
        int window = control.window();
        control.onTimeout(nowNanos, window, false);
        control.onTimeout(nowNanos, MSS, true);
        acknowledge(MSS);
        control.onSpurious(nowNanos);
        assertThat(control.window()).isEqualTo(window);
        assertThat(control.slowStartThreshold()).isEqualTo(700 * MSS);
        round(100 * MILLISECOND);
        round(100 * MILLISECOND);
        assertThat(control.window()).isBetween(window + 4 * MSS, window + 30 * MSS);
    }

    @Test
    void windowThatHasGrownBeyondIsNotUndone() {
        growTo(20);
        control.onLoss(nowNanos, 20 * MSS);
        control.onRecovered(nowNanos);
        for (int i = 0; i < 40; i++) {
            round(10 * MILLISECOND);
        }
        int window = control.window();
        assertThat(window).isGreaterThan(20 * MSS);
        control.onSpurious(nowNanos);
        assertThat(control.window()).isEqualTo(window);
        assertThat(control.slowStartThreshold()).isEqualTo(14 * MSS);
    }

    @Test
    void idleConnectionRestartsFromTheInitialWindow() {
        growTo(100);
        lose();
        control.onIdle(nowNanos += 10 * SECOND, 10 * SECOND);
        assertThat(control.window()).isEqualTo(INITIAL);
        assertThat(control.slowStartThreshold()).isEqualTo(70 * MSS);
        assertThat(control.isSlowStart()).isTrue();
    }

    @Test
    void idleTimeDoesNotCount() {
        growTo(12);
        lose();
        round(100 * MILLISECOND);
        int window = control.window();
        control.onIdle(nowNanos += 1000 * SECOND, 1000 * SECOND);
        round(100 * MILLISECOND);
        assertThat(control.window() - window).isBetween(0, 2 * MSS);
    }

    @Test
    void segmentsOfAnotherSizeChangeTheWindowsBounds() {
        control.onLoss(0, MSS);
        control.maximumSegmentSize(9000);
        assertThat(control.window()).isEqualTo(9000);
        assertThat(control.slowStartThreshold()).isEqualTo(18_000);
    }

    @Test
    void largestWindowIsReachedAndNotPassed() {
        control.start(65_495, false);
        while (control.window() < 1 << 30) {
            acknowledge(8 * 65_495);
        }
        control.onLoss(nowNanos, 1 << 30);
        control.onRecovered(nowNanos);
        assertThat(control.window()).isEqualTo((int) (0.7 * (1 << 30)));
        for (int i = 0; i < 400; i++) {
            nowNanos += 60 * SECOND;
            control.onRound(nowNanos);
            control.onAcknowledged(nowNanos, control.window(), control.window(), 60 * SECOND);
        }
        assertThat(control.window()).isEqualTo(1 << 30);
    }

    @Test
    void windowStaysInItsBoundsWhateverHappens() {
        for (long seed = 20261123; seed < 20261133; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CubicCongestionControl walker = new CubicCongestionControl(random.nextBoolean(), random.nextBoolean());
            walker.start(500, false);
            int mss = 500;
            long now = random.nextLong();
            for (int step = 0; step < 20_000; step++) {
                now += random.nextLong(1L << random.nextInt(1, 40));
                int octets = 1 + random.nextInt(random.nextBoolean() ? 3000 : 1 << 30);
                long rtt = random.nextInt(4) == 0 ? -1 : 1000 + random.nextLong(60 * SECOND);
                int window = walker.window();
                boolean again = random.nextBoolean();
                switch (random.nextInt(16)) {
                    case 0 -> {
                        walker.onLoss(now, octets);
                        assertThat(walker.window())
                                .as("step %d of seed %d", step, seed)
                                .isGreaterThanOrEqualTo(2 * mss);
                    }
                    case 1 -> walker.onRecovered(now);
                    case 2 -> walker.onTimeout(now, octets, again);
                    case 3 -> walker.onIdle(now, octets);
                    case 4 -> walker.onSpurious(now);
                    case 5 -> {
                        mss = 500 + random.nextInt(1000);
                        walker.maximumSegmentSize(mss);
                    }
                    case 6, 7, 8 -> walker.onRound(now);
                    default -> {
                        walker.onAcknowledged(now, octets, 1 << 30, rtt);
                        assertThat(walker.window())
                                .as("step %d of seed %d", step, seed)
                                .isGreaterThanOrEqualTo(window);
                    }
                }
                assertThat(walker.window()).as("step %d of seed %d", step, seed).isBetween(mss, 1 << 30);
                assertThat(walker.slowStartThreshold()).isGreaterThanOrEqualTo(2 * mss);
            }
        }
    }

    private int windowAfterSeconds(long seconds) {
        for (long end = nowNanos + seconds * SECOND; nowNanos < end; ) {
            round(100 * MILLISECOND);
        }
        return control.window();
    }

    private int windowAfter(long nanos, long rtt) {
        control.start(MSS, false);
        growTo(1000);
        lose();
        for (long end = nowNanos + nanos; nowNanos < end; ) {
            round(rtt);
        }
        return control.window();
    }

    /** Slow start to a window of so many segments. */
    private void growTo(int segments) {
        while (control.window() < segments * MSS) {
            acknowledge(Math.min(MSS, segments * MSS - control.window()));
        }
    }

    private void lose() {
        control.onLoss(nowNanos, control.window());
        control.onRecovered(nowNanos);
    }

    /** A round trip in which the window was filled and each second segment acknowledged. */
    private void round(long rtt) {
        nowNanos += rtt;
        control.onRound(nowNanos);
        for (int left = control.window(); left > 0; left -= 2 * MSS) {
            control.onAcknowledged(nowNanos, Math.min(left, 2 * MSS), control.window(), rtt);
        }
    }

    /** Forgets that the window was filled. */
    private void leaveRounds() {
        control.onRound(nowNanos);
        control.onRound(nowNanos);
    }

    private void acknowledge(int octets) {
        control.onAcknowledged(nowNanos, octets, control.window(), -1);
    }

    private int initialWindow(int mss) {
        control.start(mss, false);
        return control.window();
    }
}
