package org.lneto.tcp;

/** Measures one round trip at a time for the {@link RttEstimator} (RFC 6298, section 3). */
final class RoundTripTimer {
    private boolean running;
    private int end;
    private long startedAt;

    /** Measures until {@code end} is acknowledged, unless another measurement is under way. */
    void start(int end, long nowNanos) {
        if (!running) {
            running = true;
            this.end = end;
            startedAt = nowNanos;
        }
    }

    /** Something is sent again: its acknowledgment would not tell which was acknowledged (Karn's algorithm). */
    void stop() {
        running = false;
    }

    /** The time since the start if {@code acknowledgment} ends the measurement; else {@link AckSample#NO_RTT}. */
    long sample(int acknowledgment, long nowNanos) {
        if (!running || SequenceNumber.before(acknowledgment, end)) {
            return AckSample.NO_RTT;
        }
        running = false;
        return nowNanos - startedAt;
    }
}
