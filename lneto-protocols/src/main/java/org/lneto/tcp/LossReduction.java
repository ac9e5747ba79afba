package org.lneto.tcp;

/**
 * What a window is multiplied by at a loss that may be chance.
 *
 * <p>Deviation from RFC 9438, section 4.6, which has 0.7 for every loss: a path that loses one packet in a thousand for
 * reasons of its own would be used to a quarter (100 Mbit/s, 20 ms). Round-trip times tell the two apart. A queue that
 * overflows was long before. So a loss is congestion if the round-trip time is in the upper half of what it has been of
 * late, or if more than one segment in fifty is lost. Otherwise the window is reduced to what the path holds without its
 * queue: by the least round-trip time over the present one. That is 1 where the queue is empty, and never less than 0.7.
 *
 * <p>Where round-trip times hardly differ, there is no queue to speak of, and no loss is of its making.
 */
final class LossReduction {
    private static final double LEAST_SEGMENTS_BETWEEN_LOSSES = 50;
    private static final int SIGNIFICANT = 24; // a range of more than this part of the least round-trip time
    private static final int ROUNDS_TO_FORGET = 64;
    private static final int GAIN = 8;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private long leastRttNanos;
    private long mostRttNanos;

    // the least of this round trip and of the last one
    private long currentRttNanos;
    private long previousRttNanos;

    private long acknowledged;
    private double segmentsBetweenLosses;

    LossReduction() {
        reset();
    }

    /** Forgets all, for another connection. */
    void reset() {
        leastRttNanos = UNKNOWN;
        mostRttNanos = 0;
        currentRttNanos = UNKNOWN;
        previousRttNanos = UNKNOWN;
        acknowledged = 0;
        segmentsBetweenLosses = 0;
    }

    /** A round trip is over, and the next begins. */
    void onRound() {
        previousRttNanos = currentRttNanos;
        if (currentRttNanos != UNKNOWN) {
            long faded = mostRttNanos - (mostRttNanos - currentRttNanos) / ROUNDS_TO_FORGET;
            mostRttNanos = Math.max(currentRttNanos, faded);
        }
        currentRttNanos = UNKNOWN;
    }

    /**
     * New data was acknowledged.
     *
     * @param octets of it
     * @param rttNanos negative if none was measured
     */
    void onAcknowledged(int octets, long rttNanos) {
        acknowledged += octets;
        if (rttNanos >= 0) {
            leastRttNanos = Math.min(leastRttNanos, rttNanos);
            currentRttNanos = Math.min(currentRttNanos, rttNanos);
        }
    }

    /** A loss was found: what to multiply the window by, {@link CubicCongestionControl#BETA} to 1. */
    double onLoss(int maximumSegmentSize) {
        double segments = (double) acknowledged / maximumSegmentSize;
        acknowledged = 0;
        segmentsBetweenLosses += segmentsBetweenLosses == 0 ? segments : (segments - segmentsBetweenLosses) / GAIN;
        long now = Math.min(currentRttNanos, previousRttNanos);
        if (now == UNKNOWN || segmentsBetweenLosses < LEAST_SEGMENTS_BETWEEN_LOSSES || isQueueLong(now)) {
            return CubicCongestionControl.BETA;
        }
        return Math.max(CubicCongestionControl.BETA, (double) leastRttNanos / now);
    }

    private boolean isQueueLong(long now) {
        long range = Math.max(mostRttNanos, now) - leastRttNanos;
        return range > leastRttNanos / SIGNIFICANT && now - leastRttNanos > range / 2;
    }
}
