package org.lneto.ntp;

import java.time.Instant;

/**
 * NTP's 64-bit timestamps as a {@code long}: seconds since 1900 in the upper half, their fraction in the lower (RFC 5905,
 * section 6).
 *
 * <p>The seconds begin anew every 136 years, first in 2036; which era is meant follows from a time known to be within 68
 * years of the timestamp.
 */
public final class NtpTimestamp {
    /** Seconds from 1900-01-01 to 1970-01-01 (RFC 5905, figure 4). */
    public static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

    private static final long SECOND = 1_000_000_000L;

    private NtpTimestamp() {}

    /**
     * The timestamp of a Unix time; its era is lost.
     *
     * @param epochNanos nanoseconds since 1970-01-01T00:00Z
     */
    public static long ofEpochNanos(long epochNanos) {
        long seconds = Math.floorDiv(epochNanos, SECOND) + UNIX_EPOCH_SECONDS;
        return (seconds << 32) + fraction(Math.floorMod(epochNanos, SECOND));
    }

    /** The timestamp of an instant; its era is lost. */
    public static long ofInstant(Instant instant) {
        return (instant.getEpochSecond() + UNIX_EPOCH_SECONDS << 32) + fraction(instant.getNano());
    }

    /**
     * The Unix time of a timestamp, to the nearest nanosecond.
     *
     * @param timestamp of any era
     * @param nearEpochNanos a time less than 68 years away, which tells the era
     * @return nanoseconds since 1970-01-01T00:00Z
     */
    public static long toEpochNanos(long timestamp, long nearEpochNanos) {
        return nearEpochNanos + differenceNanos(timestamp, ofEpochNanos(nearEpochNanos));
    }

    /** The instant of a timestamp; see {@link #toEpochNanos}. */
    public static Instant toInstant(long timestamp, Instant near) {
        return near.plusNanos(differenceNanos(timestamp, ofInstant(near)));
    }

    /**
     * Nanoseconds from {@code earlier} to {@code later}, negative if it is the other way round. Right across eras, if they
     * are less than 68 years apart (RFC 5905, section 6).
     */
    public static long differenceNanos(long later, long earlier) {
        long difference = later - earlier;
        return (difference >> 32) * SECOND + nanos(difference & 0xffff_ffffL);
    }

    /** Nanoseconds of a time in the short format: seconds in the upper 16 bits, their fraction in the lower. */
    public static long shortToNanos(int shortFormat) {
        return ((shortFormat & 0xffff_ffffL) * SECOND + (1 << 15)) >>> 16;
    }

    /** The short format of a time; one too long for it is the longest. */
    public static int nanosToShort(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a time in the short format is not negative: " + nanos);
        }
        long seconds = nanos / SECOND;
        return seconds > 0xffff ? -1 : (int) ((seconds << 16) + ((nanos % SECOND << 16) + SECOND / 2) / SECOND);
    }

    private static long fraction(long nanos) {
        return ((nanos << 32) + SECOND / 2) / SECOND;
    }

    private static long nanos(long fraction) {
        return (fraction * SECOND + (1L << 31)) >>> 32;
    }
}
