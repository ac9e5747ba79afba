package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 7323's variables, alone. */
class TimestampsTest {
    private static final long MILLI = 1_000_000L;
    private static final long DAY = 24 * 3600 * 1000L * MILLI;
    private static final int RECENT = Integer.MAX_VALUE - 1; // wraps after two more

    private final Timestamps timestamps = new Timestamps();

    private void begin() {
        timestamps.reset(77);
        timestamps.begin(RECENT, 0);
        timestamps.acknowledged(1000);
    }

    @Test
    void clockCountsMillisecondsFromItsOffset() {
        timestamps.reset(77);
        assertThat(timestamps.value(0)).isEqualTo(77);
        assertThat(timestamps.value(5 * MILLI - 1)).isEqualTo(81);
    }

    @Test
    void clockWraps() {
        timestamps.reset(Integer.MAX_VALUE);
        assertThat(timestamps.elapsedNanos(timestamps.value(0), 3 * MILLI)).isEqualTo(3 * MILLI);
    }

    @Test
    void echoOfWhatWasNotSentYetIsNegative() {
        timestamps.reset(0);
        assertThat(timestamps.elapsedNanos(10, 0)).isNegative();
    }

    @Test
    void olderIsOldAcrossTheWrap() {
        begin();
        assertThat(timestamps.isOld(RECENT - 1, MILLI)).isTrue();
        assertThat(timestamps.isOld(RECENT, MILLI)).isFalse();
        assertThat(timestamps.isOld(Integer.MIN_VALUE + 10, MILLI)).isFalse();
    }

    @Test
    void nothingIsOldAfterTwentyFourDays() {
        begin();
        assertThat(timestamps.isOld(RECENT - 1, 24 * DAY - 1)).isTrue();
        assertThat(timestamps.isOld(RECENT - 1, 24 * DAY)).isFalse();
    }

    @Test
    void segmentThatTheNextAcknowledgmentIsAboutIsEchoed() {
        begin();
        timestamps.update(1001, RECENT + 1, MILLI); // ahead of it
        assertThat(timestamps.echo()).isEqualTo(RECENT);
        timestamps.update(1000, RECENT + 1, MILLI);
        assertThat(timestamps.echo()).isEqualTo(RECENT + 1);
        timestamps.update(1000, RECENT, MILLI);
        assertThat(timestamps.echo()).isEqualTo(RECENT + 1);
    }

    @Test
    void laterSynReopensAndAnEarlierOneDoesNot() {
        begin();
        assertThat(timestamps.admitsReopening(true, RECENT + 1, false)).isTrue();
        assertThat(timestamps.admitsReopening(true, RECENT - 1, true)).isFalse();
        assertThat(timestamps.admitsReopening(true, RECENT, true)).isTrue();
        assertThat(timestamps.admitsReopening(true, RECENT, false)).isFalse();
    }

    @Test
    void withoutTimestampsTheSequenceNumberDecides() {
        begin();
        assertThat(timestamps.admitsReopening(false, 0, true)).isTrue();
        assertThat(timestamps.admitsReopening(false, 0, false)).isFalse();
        timestamps.reset(0);
        assertThat(timestamps.admitsReopening(true, RECENT + 1, false)).isFalse();
    }
}
