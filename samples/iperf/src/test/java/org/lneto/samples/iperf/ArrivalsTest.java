package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    private void arrive(long... numbers) {
        for (long number : numbers) {
            arrivals.arrived(number, number, number + 0.25);
        }
    }

    @Test
    void gapIsLost() {
        arrive(1, 2, 5);
        assertThat(arrivals.lost()).isEqualTo(2);
        assertThat(arrivals.packets()).isEqualTo(5);
        assertThat(arrivals.outOfOrder()).isZero();
    }

    @Test
    void lateOneIsNotLostButOutOfOrder() {
        arrive(1, 3, 2, 4);
        assertThat(arrivals.lost()).isZero();
        assertThat(arrivals.outOfOrder()).isEqualTo(1);
    }

    @Test
    void duplicateIsOutOfOrderAndLosesNothing() {
        arrive(1, 2, 2);
        assertThat(arrivals.lost()).isZero();
        assertThat(arrivals.outOfOrder()).isEqualTo(1);
    }

    @Test
    void firstThatIsNotTheFirstTellsOfLoss() {
        arrive(3);
        assertThat(arrivals.lost()).isEqualTo(2);
    }

    @Test
    void steadyTransitHasNoJitterWhateverTheClocks() {
        arrive(1, 2, 3, 4);
        assertThat(arrivals.jitterSeconds()).isZero();
    }

    @Test
    void jitterIsASixteenthOfTheChangeOfTransit() {
        arrivals.arrived(1, 1, 1.5);
        arrivals.arrived(2, 2, 2.516);
        assertThat(arrivals.jitterSeconds()).isCloseTo(0.001, within(1e-9)); // RFC 3550, section 6.4.1
        arrivals.arrived(3, 3, 3.5);
        assertThat(arrivals.jitterSeconds()).isCloseTo(0.001 + (0.016 - 0.001) / 16, within(1e-9));
    }

    @Test
    void numbersOutOfAllReasonDoNotThrow() {
        arrive(Long.MAX_VALUE, -1, 0, Long.MIN_VALUE, 1);
        assertThat(arrivals.outOfOrder()).isEqualTo(4);
    }
}
