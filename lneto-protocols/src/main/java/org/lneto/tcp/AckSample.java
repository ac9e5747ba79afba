package org.lneto.tcp;

/**
 * What one acknowledgment, with its SACK blocks, tells. One for all connections of a node: filled anew for each.
 *
 * <p>"Delivered" are octets that no acknowledgment before told to have arrived.
 */
final class AckSample {
    /** In place of a round-trip time where none was measured. */
    static final long NO_RTT = -1;

    private long nowNanos;
    private long minimumRttNanos;

    /** Octets delivered, in order or not. */
    int delivered;

    /** Segments delivered out of order. */
    int newlySacked;

    /** Whether a segment that was sent only once was delivered. */
    boolean originalDelivered;

    /** Whether a segment that was sent more than once was delivered. */
    boolean retransmissionDelivered;

    /** Whether it tells of octets that came twice (D-SACK, RFC 2883). */
    boolean duplicateArrived;

    /** The first of those, if {@link #duplicateArrived}. */
    int duplicateStart;

    /** Since the sending of the oldest segment delivered that was sent once, or {@link #NO_RTT}. */
    long oldestRttNanos;

    /** The same of the newest one: the path's time, without that of a delayed acknowledgment. */
    long newestRttNanos;

    /** Whether the next three are of any segment: the one sent last of those delivered (RFC 8985, section 6.2, step 2). */
    boolean hasLatest;

    long latestSentAt;
    int latestEnd;

    /** End of the lowest segment delivered that was sent once, if {@link #originalDelivered}. */
    int lowestOriginalEnd;

    /** Begins a new one. */
    void begin(long nowNanos, long minimumRttNanos) {
        this.nowNanos = nowNanos;
        this.minimumRttNanos = minimumRttNanos;
        delivered = 0;
        newlySacked = 0;
        originalDelivered = false;
        retransmissionDelivered = false;
        duplicateArrived = false;
        oldestRttNanos = NO_RTT;
        newestRttNanos = NO_RTT;
        hasLatest = false;
    }

    /** A segment was delivered. */
    void delivered(long sentAt, int end, int octets, boolean retransmitted) {
        delivered += octets;
        long rtt = nowNanos - sentAt;
        if (!retransmitted) {
            original(rtt, end);
        } else {
            retransmissionDelivered = true;
            if (rtt < minimumRttNanos) {
                return; // RFC 8985, section 6.2, step 2: it is the first transmission that has arrived
            }
        }
        if (!hasLatest || sentAt > latestSentAt || (sentAt == latestSentAt && SequenceNumber.after(end, latestEnd))) {
            hasLatest = true;
            latestSentAt = sentAt;
            latestEnd = end;
        }
    }

    private void original(long rtt, int end) {
        if (!originalDelivered || SequenceNumber.before(end, lowestOriginalEnd)) {
            lowestOriginalEnd = end;
        }
        originalDelivered = true;
        oldestRttNanos = Math.max(oldestRttNanos, rtt);
        newestRttNanos = newestRttNanos == NO_RTT ? rtt : Math.min(newestRttNanos, rtt);
    }

    /** The measurement for the retransmission timer: none if it could be of a segment that waited for another's repair. */
    long rttNanos() {
        return retransmissionDelivered ? NO_RTT : oldestRttNanos;
    }
}
