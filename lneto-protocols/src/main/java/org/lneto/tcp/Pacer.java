package org.lneto.tcp;

/**
 * Spreads segments over time, so that a window is not sent in one burst that a short queue on the path drops. No RFC says
 * how for TCP; RFC 9002, section 7.7, does for QUIC, and RFC 9406, section 4.2, lets slow start grow faster with it.
 *
 * <pre>
 *   may go   ####            ####            ####
 *   ---------|---|-----------|---|-----------|----------- time
 *             quantum         quantum
 *            |&lt;- at the rate -&gt;|
 * </pre>
 *
 * <p>Segments go in small bursts of a quantum each, which is two segments or what the rate makes in a millisecond, if that
 * is more: so a fast sender sets no timer for each segment. Between bursts the sender waits until the rate has caught up
 * with all that was sent. One that comes back late, because its timer was late or it had nothing to send, may catch up by
 * a quantum and no more: lateness costs no throughput, and silence earns no burst.
 */
final class Pacer {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long QUANTUM_NANOS = 1_000_000;
    private static final int QUANTUM_SEGMENTS = 2;

    private int mss = 536;
    private boolean begun;

    /** When the rate has caught up with what was sent. */
    private long paidNanos;

    private long nextNanos;

    /** Forgets what was sent, for another connection. */
    void reset(int maximumSegmentSize) {
        mss = maximumSegmentSize;
        begun = false;
    }

    /**
     * The usual rate for a window: twice as fast as it takes to send it in a round trip in slow start, in which it doubles,
     * and a little faster than that otherwise, so that pacing does not become the limit.
     *
     * @param smoothedRttNanos 0 if it is not known
     * @return octets per second; 0, for no limit, if the round-trip time is not known
     */
    static long rate(int window, long smoothedRttNanos, boolean slowStart) {
        if (smoothedRttNanos <= 0) {
            return 0;
        }
        long octets = slowStart ? 2L * window : window + window / 5L;
        return Math.max(1, octets * SECOND_NANOS / smoothedRttNanos);
    }

    /** Whether a segment may go now. */
    boolean mayFire(long nowNanos) {
        return !begun || nowNanos - nextNanos >= 0;
    }

    /** When the next segment may go, if {@link #mayFire} says that it may not now. */
    long nextSendNanos() {
        return nextNanos;
    }

    /**
     * A segment was sent.
     *
     * @param octets of it, positive
     * @param rate octets per second; 0 for no limit
     */
    void onSent(long nowNanos, int octets, long rate) {
        if (rate <= 0) {
            begun = false;
            return;
        }
        long quantum = Math.max(QUANTUM_NANOS, nanosFor(QUANTUM_SEGMENTS * (long) mss, rate));
        long earliest = nowNanos - quantum;
        if (!begun || paidNanos - earliest < 0) {
            paidNanos = earliest;
            begun = true;
        }
        paidNanos += nanosFor(octets, rate);
        nextNanos = paidNanos - nowNanos >= quantum ? paidNanos : nowNanos;
    }

    /** To the nearest, so that many segments do not add up to an error. */
    private static long nanosFor(long octets, long rate) {
        return (octets * SECOND_NANOS + rate / 2) / rate;
    }
}
