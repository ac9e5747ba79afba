package org.lneto.capture;

/**
 * What a pcapng interface's timestamps count (if_tsresol, if_tsoffset).
 *
 * @param code below 0x80 the power of ten, else in 7 bits the power of two, that a unit is the part of a second of
 * @param offsetSeconds to add to each
 */
record TimestampResolution(int code, long offsetSeconds) {
    static final int DEFAULT = 6;
    static final TimestampResolution MICROSECONDS = new TimestampResolution(DEFAULT, 0);

    private static final int BINARY = 0x80;
    private static final int NANOSECONDS = 9;
    private static final int LONGEST_POWER_OF_TEN = 18;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Nanoseconds since 1970 of a count of units, unsigned; the next there is where that has none. */
    long epochNanos(long units) {
        long nanos = (code & BINARY) == 0 ? decimal(units) : binary(units, code & ~BINARY);
        long offset = multiply(Math.abs(Math.max(offsetSeconds, -Long.MAX_VALUE)), NANOS_PER_SECOND);
        if (offsetSeconds < 0) {
            return Math.max(0, nanos - offset);
        }
        return nanos > Long.MAX_VALUE - offset ? Long.MAX_VALUE : nanos + offset;
    }

    private long decimal(long units) {
        if (code <= NANOSECONDS) {
            return multiply(units, power(NANOSECONDS - code));
        }
        int excess = code - NANOSECONDS;
        return excess > LONGEST_POWER_OF_TEN ? 0 : Long.divideUnsigned(units, power(excess));
    }

    private static long binary(long units, int bits) {
        if (bits >= Long.SIZE) {
            return 0; // the largest count is less than a nanosecond
        }
        long seconds = units >>> bits;
        long fraction = bits == 0 ? 0 : units & (-1L >>> (Long.SIZE - bits));
        int kept = Math.min(bits, 32); // so that the product fits
        long nanos = (fraction >>> (bits - kept)) * NANOS_PER_SECOND >>> kept;
        long whole = multiply(seconds, NANOS_PER_SECOND);
        return whole > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : whole + nanos;
    }

    /** An unsigned number times a positive one, at most the largest there is. */
    private static long multiply(long value, long factor) {
        return value < 0 || value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
