package org.lneto.tcp;

/**
 * Time-based loss detection (RACK, RFC 8985, section 6): a segment is lost when one sent later has arrived and the time
 * that reordering may take has passed. Names are the RFC's.
 */
final class Rack {
    private static final int DUPLICATE_THRESHOLD = 3;
    private static final int RECOVERIES_TO_PERSIST = 16;
    private static final int MAXIMUM_MULTIPLIER = 20;

    /** RACK.xmit_ts, RACK.end_seq and RACK.rtt of the segment sent last of those that have arrived. */
    private long sentAt;

    private int end;
    private long rttNanos;
    private boolean measured;

    /** RACK.min_RTT; 0 before a measurement. */
    private long minimumRttNanos;

    /** RACK.fack: one after the highest sequence number that has arrived. */
    private int forward;

    private boolean reorderingSeen;
    private int windowMultiplier; // RACK.reo_wnd_mult
    private int windowPersist; // RACK.reo_wnd_persist
    private int roundEnd; // RACK.dsack_round
    private boolean roundRunning;

    /** A connection begins with this sequence number. */
    void begin(int sequence) {
        measured = false;
        sentAt = 0;
        end = sequence;
        rttNanos = 0;
        minimumRttNanos = 0;
        forward = sequence;
        reorderingSeen = false;
        windowMultiplier = 1;
        windowPersist = 0;
        roundRunning = false;
    }

    /** The least round-trip time seen; 0 before a measurement. */
    long minimumRttNanos() {
        return minimumRttNanos;
    }

    /** Whether segments have been seen to arrive in another order than they were sent in. */
    boolean isReorderingSeen() {
        return reorderingSeen;
    }

    /** A round-trip time was measured, by the handshake or by a segment sent once. */
    void sample(long nanos) {
        // the path may change: what is far above the minimum for a whole connection is not known here
        minimumRttNanos = minimumRttNanos == 0 ? Math.max(1, nanos) : Math.min(minimumRttNanos, Math.max(1, nanos));
    }

    /** Steps 1 to 3, and the D-SACK part of step 4: an acknowledgment has delivered something, or told of a duplicate. */
    void onAcknowledged(AckSample sample, int acknowledgment, int sendNext, long nowNanos) {
        if (sample.newestRttNanos != AckSample.NO_RTT) {
            sample(sample.newestRttNanos);
        }
        if (sample.originalDelivered && SequenceNumber.before(sample.lowestOriginalEnd, forward)) {
            reorderingSeen = true;
        }
        if (sample.hasLatest) {
            if (SequenceNumber.after(sample.latestEnd, forward)) {
                forward = sample.latestEnd;
            }
            boolean later = sample.latestSentAt > sentAt
                    || (sample.latestSentAt == sentAt && SequenceNumber.after(sample.latestEnd, end));
            if (!measured || later) {
                measured = true;
                sentAt = sample.latestSentAt;
                end = sample.latestEnd;
            }
            rttNanos = nowNanos - sample.latestSentAt;
        }
        if (roundRunning && !SequenceNumber.before(acknowledgment, roundEnd)) {
            roundRunning = false;
        }
        if (sample.duplicateArrived && !roundRunning) {
            roundRunning = true;
            roundEnd = sendNext;
            windowMultiplier = Math.min(MAXIMUM_MULTIPLIER, windowMultiplier + 1);
            windowPersist = RECOVERIES_TO_PERSIST;
        }
    }

    /** A recovery has ended: after some without a D-SACK the reordering window is narrow again. */
    void onRecovered() {
        if (windowPersist > 0 && --windowPersist == 0) {
            windowMultiplier = 1;
        }
    }

    /** Step 4: how much later than one sent after it a segment may arrive. */
    long reorderingWindowNanos(boolean recovering, int segmentsSacked, long smoothedRttNanos) {
        if (!reorderingSeen && (recovering || segmentsSacked >= DUPLICATE_THRESHOLD)) {
            return 0;
        }
        return Math.min(windowMultiplier * (minimumRttNanos / 4), smoothedRttNanos);
    }

    /**
     * Step 5: marks what is lost.
     *
     * @return when to look again, in nanoseconds from now; 0 if there is no need to
     */
    long detect(SentSegments segments, long windowNanos, long nowNanos) {
        if (!measured) {
            return 0;
        }
        long wait = rttNanos + windowNanos;
        boolean more = segments.markLostBefore(sentAt, end, wait, nowNanos);
        return more ? Math.max(1, sentAt + wait - nowNanos) : 0;
    }

    /** How long after its sending a segment in flight counts as lost when the retransmission timer has gone off. */
    long waitNanos() {
        return rttNanos;
    }
}
