package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final int MSS = 1000;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;

    private final Pacer pacer = new Pacer();

    PacerTest() {
        pacer.reset(MSS);
    }

    @Test
    void firstSegmentMayGoAtOnce() {
        assertThat(pacer.mayFire(-5)).isTrue();
    }

    @Test
    void slowSenderSendsTwoSegmentsAtATime() {
        long rate = 100_000; // a segment in 10 ms
        assertThat(burst(0, rate))
                .as("a quantum, and the one that silence has earned")
                .isEqualTo(4);
        assertThat(pacer.nextSendNanos()).isEqualTo(20 * MILLISECOND);
        assertThat(pacer.mayFire(20 * MILLISECOND - 1)).isFalse();
        assertThat(burst(20 * MILLISECOND, rate)).isEqualTo(2);
        assertThat(pacer.nextSendNanos()).isEqualTo(40 * MILLISECOND);
    }

    @Test
    void fastSenderSendsAMillisecondAtATime() {
        long rate = 100_000_000; // 100 segments in 1 ms
        burst(0, rate);
        assertThat(pacer.nextSendNanos()).isEqualTo(MILLISECOND);
        assertThat(burst(MILLISECOND, rate)).isEqualTo(100);
        assertThat(pacer.nextSendNanos()).isEqualTo(2 * MILLISECOND);
    }

    @Test
    void rateIsKeptByASenderThatComesBackLate() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (long rate : new long[] {20_000, 1_000_000, 12_500_000, 1_250_000_000L}) {
            pacer.reset(MSS);
            long now = 0;
            long sent = burst(now, rate) * (long) MSS;
            long first = sent;
            long quantum = Math.max(MILLISECOND, 2 * MSS * SECOND / rate);
            while (now < 100 * quantum) {
                now = pacer.nextSendNanos() + random.nextLong(quantum);
                sent += burst(now, rate) * (long) MSS;
            }
            double expected = now * 1e-9 * rate;
            assertThat((double) sent - first)
                    .as("rate %d, seed %d", rate, seed)
                    .isEqualTo(expected, within(0.03 * expected));
        }
    }

    @Test
    void steadySenderDoesNotDrift() {
        long rate = 1_234_567_891L;
        long now = 0;
        burst(now, rate);
        long sent = 0;
        for (int i = 0; i < 10_000; i++) {
            now = pacer.nextSendNanos();
            sent += burst(now, rate) * (long) MSS;
        }
        double expected = now * 1e-9 * rate;
        assertThat((double) sent).isEqualTo(expected, within(0.001 * expected));
    }

    @Test
    void silenceEarnsNoMoreThanAQuantum() {
        long rate = 100_000;
        burst(0, rate);
        assertThat(burst(3600 * SECOND, rate)).isEqualTo(4);
        assertThat(burst(3600 * SECOND, rate)).isZero();
    }

    @Test
    void largeSegmentIsWaitedFor() {
        pacer.onSent(0, 64_000, 1_000_000);
        assertThat(pacer.nextSendNanos())
                .as("64 ms less the quantum that silence has earned")
                .isEqualTo(62 * MILLISECOND);
    }

    @Test
    void rateMayChangeWithEachSegment() {
        burst(0, 100_000);
        long next = pacer.nextSendNanos();
        pacer.onSent(next, MSS, 1_000_000);
        assertThat(pacer.mayFire(next)).as("a second one makes the quantum").isTrue();
        pacer.onSent(next, MSS, 1_000_000);
        assertThat(pacer.nextSendNanos() - next).isEqualTo(2 * MILLISECOND);
    }

    @Test
    void unlimitedSenderNeverWaits() {
        burst(0, 100_000);
        assertThat(pacer.mayFire(0)).isFalse();
        pacer.onSent(0, MSS, 0);
        assertThat(pacer.mayFire(0)).isTrue();
    }

    @Test
    void anotherConnectionBeginsAnew() {
        burst(0, 100_000);
        pacer.reset(MSS);
        assertThat(pacer.mayFire(0)).isTrue();
    }

    @Test
    void clockMayWrap() {
        long now = Long.MAX_VALUE - MILLISECOND;
        burst(now, 100_000);
        assertThat(pacer.mayFire(now)).isFalse();
        assertThat(pacer.mayFire(now + 20 * MILLISECOND)).isTrue();
    }

    @Test
    void windowIsSpreadOverTheRoundTrip() {
        assertThat(Pacer.rate(100_000, 100 * MILLISECOND, false)).isEqualTo(1_200_000);
        assertThat(Pacer.rate(100_000, 100 * MILLISECOND, true)).isEqualTo(2_000_000);
        assertThat(Pacer.rate(100_000, 0, true)).as("no limit").isZero();
        assertThat(Pacer.rate(1 << 30, 1000, true)).isEqualTo((1L << 31) * 1_000_000);
        assertThat(Pacer.rate(1, 60 * SECOND, false)).isEqualTo(1);
    }

    /** Sends as many segments as may go now; how many. */
    private int burst(long nowNanos, long rate) {
        int segments = 0;
        while (pacer.mayFire(nowNanos)) {
            pacer.onSent(nowNanos, MSS, rate);
            segments++;
        }
        return segments;
    }
}
