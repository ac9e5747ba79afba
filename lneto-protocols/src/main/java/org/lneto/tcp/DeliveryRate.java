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

    private static final int NOT_BEGUN = -1;

    private long beginNanos;
    private int octets = NOT_BEGUN; // each connection has one of these
    private long octetsPerSecond;

    /** Forgets all, for another connection. */
    void reset() {
        octets = NOT_BEGUN;
        octetsPerSecond = 0;
    }

    /** Something is sent while nothing is in flight: the time before does not count. */
    void onBegin(long nowNanos) {
        beginNanos = nowNanos;
        octets = 0;
    }

    /** So many octets were acknowledged, by whatever means, for the first time. */
    void onDelivered(long nowNanos, int octets) {
        if (this.octets == NOT_BEGUN) {
            onBegin(nowNanos);
        }
        this.octets = (int) Math.min(Integer.MAX_VALUE, (long) this.octets + octets); // rather less than it is
    }

    /** A round trip is over, and the next begins; told after {@link #onDelivered} of the same acknowledgment. */
    void onRound(long nowNanos) {
        long nanos = nowNanos - beginNanos;
        if (octets != NOT_BEGUN && nanos > 0) {
            octetsPerSecond = Math.round(octets * SECOND_NANOS / nanos);
            onBegin(nowNanos);
        }
    }

    /** The rate in the last whole round trip; 0 before there was one. */
    long octetsPerSecond() {
        return octetsPerSecond;
    }
}
