package org.lneto.tcp;

/** The timestamps of one connection (RFC 7323): our clock, what the peer's was, and protection against old segments. */
final class Timestamps {
    private static final long TICK_NANOS = 1_000_000; // RFC 7323, section 5.4: 1 ms to 1 s
    private static final long VALID_NANOS = 24L * 24 * 3600 * 1_000_000_000L; // section 5.5

    private boolean used;
    private int offset;
    private int recent; // TS.Recent
    private long recentAt;
    private int lastAckSent; // Last.ACK.sent

    void reset(int offset) {
        used = false;
        this.offset = offset;
    }

    /** The peer's SYN has them, as has ours. */
    void begin(int value, long nowNanos) {
        used = true;
        recent = value;
        recentAt = nowNanos;
    }

    /** Whether segments carry them. */
    boolean areUsed() {
        return used;
    }

    /** TSval of a segment sent now. */
    int value(long nowNanos) {
        return (int) (nowNanos / TICK_NANOS) + offset;
    }

    /** TSecr of a segment sent now. */
    int echo() {
        return recent;
    }

    /** Nanoseconds since a segment was sent that had this TSval, to the millisecond. */
    long elapsedNanos(int value, long nowNanos) {
        return (value(nowNanos) - value) * TICK_NANOS;
    }

    /** RFC 7323, section 5.3, R1: whether a segment with this TSval is an old one that comes late. */
    boolean isOld(int value, long nowNanos) {
        return value - recent < 0 && nowNanos - recentAt < VALID_NANOS;
    }

    /**
     * RFC 6191, section 2: whether a SYN may open anew a connection that has ended.
     *
     * @param timed whether the SYN has timestamps
     * @param value its TSval
     * @param beyond whether its sequence number is beyond all that the peer has used
     */
    boolean admitsReopening(boolean timed, int value, boolean beyond) {
        if (!used || !timed || value == recent) {
            return beyond;
        }
        return value - recent > 0;
    }

    /** RFC 7323, section 4.3, step 2: a segment that the next acknowledgment is about tells what to echo. */
    void update(int sequence, int value, long nowNanos) {
        if (value - recent >= 0 && !SequenceNumber.after(sequence, lastAckSent)) {
            recent = value;
            recentAt = nowNanos;
        } else if (nowNanos - recentAt >= VALID_NANOS) {
            recent = value;
            recentAt = nowNanos;
        }
    }

    /** An acknowledgment is sent. */
    void acknowledged(int acknowledgment) {
        lastAckSent = acknowledgment;
    }
}
