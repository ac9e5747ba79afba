package org.lneto.tcp;

/** When a connection acknowledges: how many acknowledgments it owes now, and what may wait for the next. */
final class AckPolicy {
    private static final int MAXIMUM_OWED = 64;
    private static final int LEAST_FULL_SEGMENT = 536;
    private static final long INVALID_INTERVAL_NANOS = 100_000_000L;

    private int owed;
    private int unacknowledgedOctets;
    private int largestSegment;
    private int quick;
    private boolean quickAlways;
    private long invalidAnsweredAt;

    /** @param quick full segments at the start that are acknowledged one by one */
    void reset(int quick) {
        this.quick = quick;
        quickAlways = false;
        owed = 0;
        unacknowledgedOctets = 0;
        largestSegment = LEAST_FULL_SEGMENT;
        invalidAnsweredAt = -INVALID_INTERVAL_NANOS;
    }

    /** One is to be sent at once; any segment carries it. */
    void now() {
        if (owed == 0) {
            owed = 1;
        }
    }

    /** One more is to be sent at once: the sender counts them (RFC 5681, section 4.2). Bounded. */
    void duplicate() {
        if (owed < MAXIMUM_OWED) {
            owed++;
        }
    }

    /**
     * Data was taken in order.
     *
     * @return whether it is acknowledged now, as every second full segment is; else it may wait (RFC 9293, 3.8.6.3)
     */
    boolean arrived(int octets, int maximumSegmentSize) {
        largestSegment = Math.max(largestSegment, Math.min(octets, maximumSegmentSize));
        unacknowledgedOctets += octets;
        if (quick > 0) {
            quick--;
            return true;
        }
        return quickAlways || unacknowledgedOctets >= 2 * largestSegment;
    }

    /** Whether every segment is acknowledged at once from now on. */
    void quickAlways(boolean quickAlways) {
        this.quickAlways = quickAlways;
        quick = 0;
    }

    /** The user answers: an acknowledgment that waits a little travels with data. */
    void interactive() {
        quick = 0;
    }

    /**
     * Whether a segment outside the window, without data, is answered: not again at once, or two hosts that disagree
     * would answer each other for ever.
     */
    boolean mayAnswerInvalid(long nowNanos) {
        if (nowNanos - invalidAnsweredAt < INVALID_INTERVAL_NANOS) {
            return false;
        }
        invalidAnsweredAt = nowNanos;
        return true;
    }

    /** Takes one that is to be sent by itself. */
    boolean take() {
        if (owed == 0) {
            return false;
        }
        owed--;
        return true;
    }

    /** A segment with ACK was written; what duplicates are owed beyond it stay so. */
    void carried() {
        unacknowledgedOctets = 0;
        if (owed > 0) {
            owed--;
        }
    }

    /** An acknowledgment that was {@link #take taken} was written. */
    void sent() {
        unacknowledgedOctets = 0;
    }
}
