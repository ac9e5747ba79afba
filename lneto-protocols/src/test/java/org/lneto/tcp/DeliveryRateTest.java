package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryRateTest {
    private static final long MILLISECOND = 1_000_000L;

    private final DeliveryRate rate = new DeliveryRate();

    @Test
    void nothingIsKnownBeforeTheFirstRoundEnds() {
        rate.onBegin(0);
        rate.onDelivered(10 * MILLISECOND, 5000);
        assertThat(rate.octetsPerSecond()).isZero();
        rate.onRound(10 * MILLISECOND);
        assertThat(rate.octetsPerSecond()).isEqualTo(500_000);
    }

    @Test
    void eachRoundIsMeasuredAlone() {
        rate.onBegin(0);
        rate.onDelivered(5 * MILLISECOND, 2000);
        rate.onDelivered(10 * MILLISECOND, 3000);
        rate.onRound(10 * MILLISECOND);
        rate.onDelivered(30 * MILLISECOND, 20_000);
        rate.onRound(30 * MILLISECOND);
        assertThat(rate.octetsPerSecond()).isEqualTo(1_000_000);
    }

    @Test
    void timeBeforeSendingBeginsAgainDoesNotCount() {
        rate.onBegin(0);
        rate.onDelivered(10 * MILLISECOND, 5000);
        rate.onRound(10 * MILLISECOND);
        rate.onBegin(60_000 * MILLISECOND);
        rate.onDelivered(60_010 * MILLISECOND, 8000);
        rate.onRound(60_010 * MILLISECOND);
        assertThat(rate.octetsPerSecond()).isEqualTo(800_000);
    }

    @Test
    void roundThatTakesNoTimeJoinsTheNext() {
        rate.onBegin(7);
        rate.onDelivered(7, 1000);
        rate.onRound(7);
        assertThat(rate.octetsPerSecond()).isZero();
        rate.onDelivered(7 + MILLISECOND, 1000);
        rate.onRound(7 + MILLISECOND);
        assertThat(rate.octetsPerSecond()).isEqualTo(2_000_000);
    }

    @Test
    void clockMayWrapAndRatesBeLarge() {
        rate.onBegin(Long.MAX_VALUE - 10);
        for (int i = 0; i < 100; i++) {
            rate.onDelivered(Long.MIN_VALUE, 1 << 30);
        }
        rate.onRound(Long.MAX_VALUE - 10 + MILLISECOND);
        assertThat(rate.octetsPerSecond()).as("what is counted ends at 2^31").isEqualTo(Integer.MAX_VALUE * 1000L);
    }

    @Test
    void anotherConnectionBeginsAnew() {
        rate.onBegin(0);
        rate.onDelivered(MILLISECOND, 5000);
        rate.onRound(MILLISECOND);
        rate.reset();
        assertThat(rate.octetsPerSecond()).isZero();
        rate.onRound(5 * MILLISECOND);
        assertThat(rate.octetsPerSecond()).isZero();
    }
}
