package org.lneto.tcp;

/**
 * The retransmission timeout and the round-trip time it follows (RFC 6298). All times are nanoseconds.
 *
 * <p>It is told times measured, never times to measure: the caller keeps Karn's rule (RFC 6298, section 3) and gives no
 * sample of a segment that was sent more than once.
 *
 * <p>Deviation: RFC 6298 (2.4) rounds a timeout below one second up to one. Here, as in common hosts, a minimum that the
 * caller chooses, 200 ms say, is the least margin above the smoothed round-trip time: in (2.2) and (2.3) it stands in the
 * place of the clock granularity G. So the timeout is short on short paths, and on long and steady ones, where RTTVAR
 * vanishes, it still outlasts a delayed acknowledgment.
 */
final class RttEstimator {
    /** The timeout before anything was measured (RFC 6298, section 2.1). */
    static final long INITIAL_RTO_NANOS = 1_000_000_000L;
    /** The timeout to begin with when the SYN was sent again (RFC 6298, section 5.7). */
    static final long RTO_AFTER_LOST_SYN_NANOS = 3_000_000_000L;

    private final long minimumRtoNanos;
    private final long maximumRtoNanos;
    private boolean measured;
    private long srttNanos;
    private long rttvarNanos;
    private long initialRtoNanos;
    private long rtoNanos;

    /**
     * Creates an estimator that has measured nothing.
     *
     * @param minimumRtoNanos least timeout, and least margin above the smoothed round-trip time
     * @param maximumRtoNanos greatest timeout; RFC 6298 (2.5) asks for 60 s at least
     */
    RttEstimator(long minimumRtoNanos, long maximumRtoNanos) {
        if (minimumRtoNanos < 1 || minimumRtoNanos > maximumRtoNanos) {
            throw new IllegalArgumentException(
                    "need 1 <= minimum <= maximum: " + minimumRtoNanos + ", " + maximumRtoNanos);
        }
        this.minimumRtoNanos = minimumRtoNanos;
        this.maximumRtoNanos = maximumRtoNanos;
        reset();
    }

    /** Forgets what was measured, for another connection. */
    void reset() {
        measured = false;
        srttNanos = 0;
        rttvarNanos = 0;
        initialRtoNanos = clamp(INITIAL_RTO_NANOS);
        rtoNanos = initialRtoNanos;
    }

    /**
     * Takes a measurement. It ends a back-off.
     *
     * @param rttNanos from sending a segment once to its acknowledgment, not negative
     */
    void sample(long rttNanos) {
        if (rttNanos < 0) {
            throw new IllegalArgumentException("a round-trip time is not negative: " + rttNanos);
        }
        if (measured) {
            // RFC 6298 (2.3): beta 1/4 and alpha 1/8, RTTVAR first
            rttvarNanos += (Math.abs(srttNanos - rttNanos) - rttvarNanos) / 4;
            srttNanos += (rttNanos - srttNanos) / 8;
        } else {
            // RFC 6298 (2.2)
            measured = true;
            srttNanos = rttNanos;
            rttvarNanos = rttNanos / 2;
        }
        rtoNanos = estimate();
    }

    /** The timer has expired. RFC 6298 (5.5): back off. */
    void backOff() {
        rtoNanos = rtoNanos > maximumRtoNanos / 2 ? maximumRtoNanos : rtoNanos * 2;
    }

    /**
     * New data was acknowledged, but nothing could be measured: ends a back-off.
     *
     * <p>Deviation: RFC 6298 (5) keeps the timeout backed off until a segment is acknowledged that was sent once. On a
     * path with much loss that may not come for long; what was acknowledged shows that the path works.
     */
    void forward() {
        rtoNanos = measured ? estimate() : initialRtoNanos;
    }

    /** The handshake is complete and its SYN had to be sent again. RFC 6298 (5.7): start from 3 s, if nothing is measured. */
    void synWasLost() {
        initialRtoNanos = clamp(RTO_AFTER_LOST_SYN_NANOS);
        if (!measured) {
            rtoNanos = initialRtoNanos;
        }
    }

    /** Time to wait for an acknowledgment before sending again. */
    long rtoNanos() {
        return rtoNanos;
    }

    /** Whether there was a measurement. */
    boolean isMeasured() {
        return measured;
    }

    /** Smoothed round-trip time; 0 before the first measurement. */
    long smoothedNanos() {
        return srttNanos;
    }

    /** Its variation; 0 before the first measurement. */
    long variationNanos() {
        return rttvarNanos;
    }

    private long estimate() {
        return clamp(srttNanos + Math.max(minimumRtoNanos, 4 * rttvarNanos));
    }

    private long clamp(long nanos) {
        return Math.max(minimumRtoNanos, Math.min(maximumRtoNanos, nanos));
    }
}
