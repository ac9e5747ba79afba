package org.lneto.tcp;

/**
 * Finds losses by duplicate acknowledgments (RFC 5681, section 3.2; RFC 6582) and says when the oldest segment is to be
 * sent again; tells the congestion control what that means for the window.
 */
final class LossDetector {
    /** In place of a round-trip time where none was measured. */
    static final long NO_SAMPLE = -1;

    private static final int DUPLICATE_THRESHOLD = 3;

    private final CongestionControl congestion;
    private int duplicates;
    private boolean recovering;
    private int partialAcknowledgments;

    /** One after the highest sequence number sent when the last loss was found. */
    private int recover;

    private boolean timedOut;
    private int timedOutAt;

    LossDetector(CongestionControl congestion) {
        this.congestion = congestion;
    }

    /** The handshake is complete. */
    void begin(TransmissionControlBlock tcb, boolean synWasLost) {
        congestion.start(tcb.maximumSegmentSize, synWasLost);
        duplicates = 0;
        recovering = false;
        recover = tcb.sendUnacknowledged;
        timedOut = false;
    }

    /** Octets that may be in flight. */
    int window() {
        return congestion.window();
    }

    boolean isRecovering() {
        return recovering;
    }

    /**
     * Whether an acknowledgment of new data starts the retransmission timer anew. Of those during recovery only the first
     * one does (RFC 6582, section 3.2, step 3): each repairs one loss in a round trip, and if many were lost the timer
     * is to go off and repair them faster.
     */
    boolean restartsTimer() {
        return !recovering || partialAcknowledgments <= 1;
    }

    CongestionControl congestion() {
        return congestion;
    }

    /**
     * New data is acknowledged; the block still says what was before.
     *
     * @param rttNanos measured by it, or {@link #NO_SAMPLE}
     * @return whether the segment that is now the oldest is to be sent again
     */
    boolean onAcknowledged(TransmissionControlBlock tcb, int acknowledgment, long nowNanos, long rttNanos) {
        int acknowledged = acknowledgment - tcb.sendUnacknowledged;
        duplicates = 0;
        timedOut = false;
        if (!recovering) {
            congestion.onAcknowledged(nowNanos, acknowledged, tcb.inFlight(), rttNanos);
            return false;
        }
        if (SequenceNumber.before(acknowledgment, recover)) {
            partialAcknowledgments++;
            congestion.onPartiallyAcknowledged(acknowledged); // RFC 6582, section 3.2, step 3: another one is missing
            return true;
        }
        recovering = false;
        congestion.onRecovered(Math.max(0, tcb.sendNext - acknowledgment));
        return false;
    }

    /**
     * A duplicate acknowledgment came.
     *
     * @return whether the oldest segment is to be sent again
     */
    boolean onDuplicate(TransmissionControlBlock tcb, long nowNanos) {
        if (recovering) {
            congestion.onDuplicateInRecovery();
            return false;
        }
        duplicates++;
        // RFC 6582, section 3.2, step 2: not for what was in flight before the last loss
        if (duplicates != DUPLICATE_THRESHOLD || SequenceNumber.before(tcb.sendUnacknowledged, recover)) {
            return false;
        }
        recovering = true;
        partialAcknowledgments = 0;
        recover = tcb.sendMaximum;
        congestion.onLoss(nowNanos, tcb.outstanding());
        return true;
    }

    /** Everything outstanding goes again for another reason than loss: there is nothing left to recover. */
    void onResent(TransmissionControlBlock tcb) {
        if (recovering) {
            recovering = false;
            congestion.onRecovered(0);
        }
        duplicates = 0;
        recover = tcb.sendMaximum;
    }

    /** The retransmission timer has gone off. */
    void onTimeout(TransmissionControlBlock tcb, long nowNanos) {
        boolean again = timedOut && timedOutAt == tcb.sendUnacknowledged;
        congestion.onTimeout(nowNanos, tcb.outstanding(), again);
        timedOut = true;
        timedOutAt = tcb.sendUnacknowledged;
        recovering = false;
        duplicates = 0;
        recover = tcb.sendMaximum; // RFC 6582, section 4
    }
}
