package org.lneto.tcp;

/**
 * The tail loss probe (RFC 8985, section 7): when no acknowledgment comes for some round trips, one segment is sent, so
 * that what the peer answers shows whether the last segments were lost. Repairs them without waiting for the timeout.
 */
final class TailLossProbe {
    private static final long PTO_UNMEASURED_NANOS = 1_000_000_000L; // RFC 8985, section 7.2
    private static final long LEAST_PTO_NANOS = 2_000_000L;
    private static final long WORST_DELAYED_ACK_NANOS = 200_000_000L;

    private boolean outstanding;
    private boolean again;
    private int end; // TLP.end_seq

    void reset() {
        outstanding = false;
    }

    /** Whether one was sent and nothing learnt of it yet: no other is sent meanwhile. */
    boolean isOutstanding() {
        return outstanding;
    }

    /** A probe was sent, whose last sequence number is before {@code end}. */
    void sent(int end, boolean again) {
        outstanding = true;
        this.end = end;
        this.again = again;
    }

    /** PTO: how long to wait for an acknowledgment after sending. */
    static long timeoutNanos(RttEstimator rtt, int segments) {
        if (!rtt.isMeasured()) {
            return PTO_UNMEASURED_NANOS;
        }
        long nanos = 2 * rtt.smoothedNanos();
        // a single segment may be waiting for the peer's delayed acknowledgment
        return nanos + (segments == 1 ? WORST_DELAYED_ACK_NANOS : LEAST_PTO_NANOS);
    }

    /**
     * An acknowledgment came (RFC 8985, section 7.4.2).
     *
     * @param advanced whether it acknowledges something new
     * @param selective whether it has SACK blocks
     * @return whether the probe has repaired a loss that nobody has noticed: the congestion control must be told
     */
    boolean onAcknowledged(int acknowledgment, boolean advanced, boolean selective, boolean duplicateArrived) {
        if (!outstanding || SequenceNumber.before(acknowledgment, end)) {
            return false;
        }
        if (!again || duplicateArrived) {
            outstanding = false;
            return false;
        }
        if (SequenceNumber.after(acknowledgment, end)) {
            outstanding = false;
            return true;
        }
        if (!advanced && !selective) {
            outstanding = false; // both the segment and its repetition have arrived
        }
        return false;
    }
}
