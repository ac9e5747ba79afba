package org.lneto.tcp;

/**
 * How fast a connection delivers, for statistics: what was acknowledged in the last whole round trip, by the time that it
 * took. This is the estimate of draft-cheng-iccrg-delivery-rate-estimation with one sample for each round trip in place of
 * one for each segment, so that nothing is kept with the segments.
 *
 * <p>An application that sends less than the path carries gets the rate that it sends at.
 */
final class DeliveryRate {
    private static final double SECOND_NANOS = 1e9;

    private boolean begun;
    private long beginNanos;
    private long octets;
    private long octetsPerSecond;

    /** Forgets all, for another connection. */
    void reset() {
        begun = false;
        octetsPerSecond = 0;
    }

    /** Something is sent while nothing is in flight: the time before does not count. */
    void onBegin(long nowNanos) {
        begun = true;
        beginNanos = nowNanos;
        octets = 0;
    }

    /** So many octets were acknowledged, by whatever means, for the first time. */
    void onDelivered(long nowNanos, int octets) {
        if (!begun) {
            onBegin(nowNanos);
        }
        this.octets += octets;
    }

    /** A round trip is over, and the next begins; told after {@link #onDelivered} of the same acknowledgment. */
    void onRound(long nowNanos) {
        long nanos = nowNanos - beginNanos;
        if (begun && nanos > 0) {
            octetsPerSecond = Math.round(octets * SECOND_NANOS / nanos);
            onBegin(nowNanos);
        }
    }

    /** The rate in the last whole round trip; 0 before there was one. */
    long octetsPerSecond() {
        return octetsPerSecond;
    }
}
