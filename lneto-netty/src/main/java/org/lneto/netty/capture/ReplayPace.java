package org.lneto.netty.capture;

/** When the frames of a recording are due. All times in nanoseconds. */
final class ReplayPace {
    private final double pace;
    private boolean started;
    private long offset; // of the recording, from its first frame; does not go back
    private long startNanos;
    private long firstEpochNanos = -1;

    /**
     * Creates a pace.
     *
     * @param pace how many times as fast as recorded; 0 for no waiting
     */
    ReplayPace(double pace) {
        this.pace = pace;
    }

    /** The clock runs from now on: the first frame is due. */
    void start(long nowNanos) {
        if (!started) {
            started = true;
            startNanos = nowNanos;
        }
    }

    /** A frame comes next that was captured then, not before 1970; the first call says when the recording began. */
    void next(long epochNanos) {
        if (firstEpochNanos < 0) {
            firstEpochNanos = epochNanos;
        }
        offset = Math.max(offset, epochNanos - firstEpochNanos);
    }

    /** How long to wait for the frame; 0 if it is due, or nothing has started. */
    long delay(long nowNanos) {
        if (!started || pace == 0) {
            return 0;
        }
        long scaled = (long) (offset / pace); // as far away as there is room for, if need be
        return Math.max(0, scaled - (nowNanos - startNanos));
    }
}
