package org.lneto.core;

/**
 * A rate limit: up to {@code burst} at once, {@code perSecond} in the long run (RFC 1812, section 4.3.2.8). Full at the
 * start.
 */
public final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long capacity;
    private long credit; // nanoseconds
    private long last;

    /**
     * Creates a full bucket.
     *
     * @param perSecond 1 to 1,000,000,000
     * @param burst at least 1
     */
    public TokenBucket(int perSecond, int burst) {
        if (perSecond < 1 || perSecond > SECOND || burst < 1) {
            throw new IllegalArgumentException(
                    "rate must be 1 to 1000000000 a second and burst at least 1: " + perSecond + ", " + burst);
        }
        interval = SECOND / perSecond;
        capacity = interval * burst;
        credit = capacity;
    }

    /** Takes one if the rate admits it now. */
    public boolean tryTake(long nowNanos) {
        credit = Math.min(capacity, credit + Math.max(0, nowNanos - last));
        last = nowNanos;
        if (credit < interval) {
            return false;
        }
        credit -= interval;
        return true;
    }
}
