package org.lneto.core;

/**
 * What became of a frame: the result of {@link StackNode#demux}.
 *
 * <p>Three outcomes are kept apart: the frame was {@link #ACCEPTED}; it is {@link #NOT_OURS}, so that somebody else may
 * have it; or it was dropped, for the reason the constant names. A drop is counted where it is decided
 * ({@link DropCounters}). A packet that was answered with an error of the protocol's own (a RST, an ICMP unreachable) is
 * a drop too: its data reached nobody.
 */
public enum Verdict {
    /** Consumed. */
    ACCEPTED,
    /** No node here owns it; it is untouched. */
    NOT_OURS,

    /** Dropped: see {@link FrameError#TRUNCATED}. */
    TRUNCATED,
    /** Dropped: see {@link FrameError#BAD_LENGTH}. */
    BAD_LENGTH,
    /** Dropped: see {@link FrameError#BAD_VERSION}. */
    BAD_VERSION,
    /** Dropped: see {@link FrameError#BAD_CHECKSUM}. */
    BAD_CHECKSUM,
    /** Dropped: see {@link FrameError#BAD_OPTION}. */
    BAD_OPTION,
    /** Dropped: see {@link FrameError#BAD_NAME}. */
    BAD_NAME,
    /** Dropped: see {@link FrameError#BAD_FIELD}. */
    BAD_FIELD,

    /** Dropped: a source address that no host may send from (RFC 1122, section 3.2.1.3). */
    BAD_SOURCE,
    /** Dropped: a fragment, and nothing here reassembles it. */
    FRAGMENT,
    /** Dropped: nobody listens on the port. */
    NO_PORT,
    /** Dropped: a queue is full. */
    QUEUE_FULL,
    /** Dropped: a table is full. */
    TABLE_FULL,
    /** Dropped: too many of its kind in too short a time. */
    RATE_LIMITED,
    /** Dropped: well-formed, but not what this exchange waits for (identifier, peer, type). */
    UNEXPECTED,
    /** Dropped: outside the receive window, or a duplicate (RFC 9293, section 3.10.7.4). */
    OUT_OF_WINDOW,
    /** Its timestamp is older than one seen, or missing (RFC 7323, sections 3.2 and 5.3). */
    OLD_TIMESTAMP,
    /** Dropped: it acknowledges what was not sent. */
    BAD_ACKNOWLEDGMENT,
    /** Dropped: the state admits no such segment. */
    BAD_STATE;

    private static final Verdict[] VALUES = values();
    private static final Verdict[] BY_ERROR = byError();

    /** Number of constants; indices run from 0 to this less one. */
    static final int COUNT = VALUES.length;

    /** Whether the frame was dropped: neither accepted nor left for others. */
    public boolean isDrop() {
        return this != ACCEPTED && this != NOT_OURS;
    }

    /** The drop of the same name. */
    public static Verdict of(FrameError error) {
        return BY_ERROR[error.ordinal()]; // an index in this process, not a wire code
    }

    private static Verdict[] byError() {
        FrameError[] errors = FrameError.values();
        Verdict[] verdicts = new Verdict[errors.length];
        for (FrameError error : errors) {
            verdicts[error.ordinal()] = valueOf(error.name());
        }
        return verdicts;
    }
}
