package org.lneto.tcp;

/**
 * One stage of congestion avoidance by CUBIC (RFC 9438, sections 4.1 to 4.5): how the window grows with the time since it
 * began.
 *
 * <pre>
 *   window
 *     |                             /   convex
 *   W_max ............._______.....
 *     |            ___/
 *     |        __/     concave
 *   begin   _/
 *     |    |              |
 *     +----0--------------K----------- t
 * </pre>
 *
 * <p>Windows are octets, as fractions; times are nanoseconds of the stack's clock, or seconds where the RFC's formulas
 * have them.
 */
final class CubicEpoch {
    /** The RFC's C, in segments per second to the third. */
    private static final double C = 0.4;

    private static final double MOST_IN_A_ROUND = 1.5;
    private static final double NANO = 1e-9;

    private boolean begun;
    private long beginNanos;
    private long lastNanos;
    private long smoothedRttNanos;
    private double scale;
    private double maximum;
    private double prior;
    private double estimate;
    private double k;

    /** Forgets all, for another connection. */
    void reset() {
        begun = false;
        maximum = 0;
        prior = 0;
        smoothedRttNanos = 0;
    }

    /** Becomes like another. */
    void set(CubicEpoch other) {
        begun = other.begun;
        beginNanos = other.beginNanos;
        lastNanos = other.lastNanos;
        smoothedRttNanos = other.smoothedRttNanos;
        scale = other.scale;
        maximum = other.maximum;
        prior = other.prior;
        estimate = other.estimate;
        k = other.k;
    }

    /**
     * The window is about to be reduced, and this stage ends.
     *
     * @param window before
     * @param beta what it will be multiplied by
     */
    void end(double window, double beta) {
        begun = false;
        prior = window;
        // RFC 9438 (4.7): a window that has not come up to the last one leaves room for newcomers (fast convergence)
        maximum = window < maximum ? window * (1 + beta) / 2 : window;
    }

    /** The stage ends, and nothing is known of where the next one should lead to: it begins at its plateau. */
    void end(double window) {
        begun = false;
        prior = window;
        maximum = 0;
    }

    /** The stage ends for another reason than congestion; the next one leads to the same window. */
    void end() {
        begun = false;
    }

    /** Whether it has begun and not ended. */
    boolean isBegun() {
        return begun;
    }

    /** A stage begins. */
    void begin(long nowNanos, double window, int maximumSegmentSize) {
        begun = true;
        beginNanos = nowNanos;
        lastNanos = nowNanos;
        scale = C * maximumSegmentSize;
        estimate = window;
        // RFC 9438 (4.8, 4.10): after a timeout, or a slow start without loss, the plateau is here. So it is too where
        // the
        // last one has been passed already
        maximum = Math.max(maximum, window);
        k = Math.cbrt((maximum - window) / scale);
    }

    /** The time since the window was last told does not count: it was not filled (RFC 9438, sections 4.2 and 5.8). */
    void pause(long nowNanos) {
        beginNanos += nowNanos - lastNanos;
        lastNanos = nowNanos;
    }

    /**
     * The window after an acknowledgment.
     *
     * @param window before
     * @param acknowledged octets, positive
     * @param rttNanos the time measured by it; negative if none was
     */
    double grown(long nowNanos, double window, int acknowledged, long rttNanos) {
        lastNanos = nowNanos;
        if (rttNanos >= 0) {
            smoothedRttNanos += smoothedRttNanos == 0 ? rttNanos : (rttNanos - smoothedRttNanos) / 8;
        }
        double share = Math.min(acknowledged, window) / window;
        estimate += renoIncrease() * share;
        if (cubic(nowNanos) < estimate) {
            return Math.max(window, estimate); // RFC 9438 (4.3): Reno would have more
        }
        double target = Math.min(cubic(nowNanos + smoothedRttNanos), MOST_IN_A_ROUND * window);
        return window + Math.max(0, target - window) * share; // RFC 9438 (4.2, 4.4, 4.5)
    }

    /** W_cubic(t). */
    double cubic(long nowNanos) {
        double t = (nowNanos - beginNanos) * NANO - k;
        return scale * t * t * t + maximum;
    }

    /** Octets that W_est grows by in a round trip: the RFC's alpha, in segments (4.3). */
    private double renoIncrease() {
        double segment = scale / C;
        double beta = CubicCongestionControl.BETA;
        return estimate >= prior ? segment : segment * 3 * (1 - beta) / (1 + beta);
    }

    /** W_max: the window at the plateau; 0 if it is not known. */
    double maximum() {
        return maximum;
    }

    /** K: seconds from the beginning to the plateau. */
    double secondsToPlateau() {
        return k;
    }
}
