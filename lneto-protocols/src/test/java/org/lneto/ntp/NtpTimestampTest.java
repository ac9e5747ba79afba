package org.lneto.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NtpTimestampTest {
    private static final long SECOND = 1_000_000_000L;

    /** RFC 5905, figure 4. */
    @ParameterizedTest
    @CsvSource({
        "1900-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:00Z, 2208988800",
        "1972-01-01T00:00:00Z, 2272060800",
        "1999-12-31T00:00:00Z, 3155587200",
        "2036-02-08T00:00:00Z, 63104"
    })
    void datesOfTheRfcHaveTheirSeconds(Instant instant, long seconds) {
        assertThat(NtpTimestamp.ofInstant(instant)).isEqualTo(seconds << 32);
        assertThat(NtpTimestamp.toInstant(seconds << 32, instant.plusSeconds(1_000_000_000)))
                .isEqualTo(instant);
        assertThat(NtpTimestamp.toInstant(seconds << 32, instant.minusSeconds(1_000_000_000)))
                .isEqualTo(instant);
    }

    @Test
    void chronysTransmitTimeIsWhenItWasCaptured() {
        Instant near = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(NtpTimestamp.toInstant(0xeeae778376dda44cL, near)).isEqualTo("2026-11-23T08:27:47.464319485Z");
    }

    @Test
    void eraRollsOverIn2036() {
        long last = Instant.parse("2036-02-07T06:28:15Z").getEpochSecond() * SECOND;
        assertThat(NtpTimestamp.ofEpochNanos(last)).isEqualTo(0xffffffff_00000000L);
        assertThat(NtpTimestamp.ofEpochNanos(last + SECOND)).isZero();
        assertThat(NtpTimestamp.toEpochNanos(0, last)).isEqualTo(last + SECOND);
        assertThat(NtpTimestamp.toEpochNanos(0xffffffff_00000000L, last + SECOND))
                .isEqualTo(last);
        assertThat(NtpTimestamp.differenceNanos(0, 0xffffffff_00000000L)).isEqualTo(SECOND);
        assertThat(NtpTimestamp.differenceNanos(0xffffffff_00000000L, 0)).isEqualTo(-SECOND);
    }

    @Test
    void everyNanosecondSurvives() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong(-2 * 365 * 86_400 * SECOND, 136L * 365 * 86_400 * SECOND);
            long near = nanos + random.nextLong(-67L * 365 * 86_400 * SECOND, 67L * 365 * 86_400 * SECOND);
            assertThat(NtpTimestamp.toEpochNanos(NtpTimestamp.ofEpochNanos(nanos), near))
                    .as("seed %d", seed)
                    .isEqualTo(nanos);
        }
    }

    @Test
    void fractionsAreRoundedToTheNearest() {
        assertThat(NtpTimestamp.ofEpochNanos(500_000_000)).isEqualTo((2_208_988_800L << 32) + 0x80000000L);
        assertThat(NtpTimestamp.differenceNanos(0x1_00000000L, 1)).isEqualTo(SECOND);
        assertThat(NtpTimestamp.differenceNanos(3, 0)).isEqualTo(1);
        assertThat(NtpTimestamp.differenceNanos(2, 0)).isZero();
    }

    @Test
    void shortFormatIsSecondsAnd65536ths() {
        assertThat(NtpTimestamp.shortToNanos(0x00010000)).isEqualTo(SECOND);
        assertThat(NtpTimestamp.shortToNanos(0x00008000)).isEqualTo(SECOND / 2);
        assertThat(NtpTimestamp.shortToNanos(-1)).isEqualTo(65_535_999_984_741L);
        assertThat(NtpTimestamp.nanosToShort(SECOND)).isEqualTo(0x00010000);
        assertThat(NtpTimestamp.nanosToShort(15_259)).isEqualTo(1);
        assertThat(NtpTimestamp.nanosToShort(70_000 * SECOND)).isEqualTo(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> NtpTimestamp.nanosToShort(-1));
    }
}
