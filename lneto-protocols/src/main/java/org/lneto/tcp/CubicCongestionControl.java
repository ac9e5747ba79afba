package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * CUBIC (RFC 9438): after a loss the window returns to nearly what it was, stays there for a while and then looks for
 * more, by the time since the loss and not by the number of round trips. Slow start is HyStart++ (RFC 9406), the initial
 * window that of RFC 6928.
 *
 * <p>The window does not grow while the connection does not fill it, and the time does not count (section 5.8). It is
 * filled if an acknowledgment of this round trip or the last one found less than two segments of it unused: a sender that
 * stops for a moment now and then is still limited by the network.
 */
final class CubicCongestionControl implements CongestionControl {
    /** What a window is multiplied by at a loss. */
    static final double BETA = 0.7;

    private static final int MAXIMUM_WINDOW = 1 << 30;

    private final SlowStart slowStart;
    private int mss = 536;
    private double window;
    private int threshold;
    private boolean filled;
    private boolean filledBefore;

    /** Null while slow start has not ended yet, so that a connection with little to send takes little memory. */
    private @Nullable CubicHistory history;

    /** Null until the window has been filled for a round trip. */
    private @Nullable LossReduction reduction;

    private final boolean strict;

    /** Creates one without pacing, for segments of the default size, RFC 9293's 536 octets. */
    CubicCongestionControl() {
        this(false, false);
    }

    /**
     * @param paced whether segments are spread over the round trip: slow start may then grow faster (RFC 9406, 4.2)
     * @param strict whether every loss is taken for congestion
     */
    CubicCongestionControl(boolean paced, boolean strict) {
        this.strict = strict;
        slowStart = new SlowStart(paced);
        start(mss, false);
    }

    @Override
    public void start(int maximumSegmentSize, boolean synWasLost) {
        mss = maximumSegmentSize;
        window = synWasLost ? mss : initialWindow(); // RFC 5681 (3.1)
        threshold = Integer.MAX_VALUE; // RFC 5681 (3.1): arbitrarily high
        filled = false;
        filledBefore = false;
        slowStart.start();
        if (history != null) {
            history.reset();
        }
        if (reduction != null) {
            reduction.reset();
        }
    }

    @Override
    public void maximumSegmentSize(int octets) {
        mss = octets;
        window = Math.max(window, mss);
        threshold = Math.max(threshold, 2 * mss);
        endEpoch(); // K is counted in segments
    }

    @Override
    public void onRound(long nowNanos) {
        if (reduction != null) {
            reduction.onRound();
        } else if (filled && !strict) {
            reduction = new LossReduction();
        }
        filledBefore = filled;
        filled = false;
        slowStart.onRound();
        if (slowStart.isOver()) {
            slowStart.stop();
            threshold = window();
            window = threshold;
            history().epoch.end(window); // RFC 9438 (4.10)
        }
    }

    @Override
    public void onAcknowledged(long nowNanos, int acknowledged, int inFlight, long rttNanos) {
        filled |= inFlight > window - 2 * mss;
        if (reduction != null) {
            reduction.onAcknowledged(acknowledged, rttNanos);
        }
        if (isSlowStart()) {
            slowStart(acknowledged, inFlight, rttNanos);
        } else {
            avoidCongestion(nowNanos, acknowledged, rttNanos);
        }
    }

    private void slowStart(int acknowledged, int inFlight, long rttNanos) {
        endEpoch();
        if (inFlight >= window / 2) {
            double most = Math.min(MAXIMUM_WINDOW, threshold);
            window = Math.min(most, window + slowStart.growth(acknowledged, mss));
        }
        slowStart.onAcknowledged(rttNanos);
    }

    private void avoidCongestion(long nowNanos, int acknowledged, long rttNanos) {
        CubicEpoch epoch = history().epoch;
        if (!epoch.isBegun()) {
            epoch.begin(nowNanos, window, mss);
        }
        if (filled || filledBefore) {
            window = Math.min(MAXIMUM_WINDOW, epoch.grown(nowNanos, window, acknowledged, rttNanos));
        } else {
            epoch.pause(nowNanos);
        }
    }

    @Override
    public void onLoss(long nowNanos, int inFlight) {
        reduce(inFlight, BETA);
    }

    /** {@inheritDoc} How much it is reduced by tells {@link LossReduction}, unless it ends slow start. */
    @Override
    public void onIsolatedLoss(long nowNanos, int inFlight) {
        double factor = reduction == null ? BETA : reduction.onLoss(mss);
        reduce(inFlight, isSlowStart() ? BETA : factor);
    }

    private void reduce(int inFlight, double factor) {
        history().remember(window, threshold);
        history().epoch.end(window, factor);
        // no more than the window: lost octets that wait to be sent again are not in flight, though outstanding
        threshold = reduced(Math.min(inFlight, window), factor);
        window = threshold;
        slowStart.stop();
    }

    @Override
    public void onRecovered(long nowNanos) {
        window = Math.min(window, threshold);
    }

    @Override
    public void onTimeout(long nowNanos, int inFlight, boolean again) {
        if (!again) {
            history().remember(window, threshold);
            history().epoch.end(window); // RFC 9438 (4.8)
            threshold = reduced(inFlight, BETA); // RFC 5681 (3.1): held when the timer sends the same octets again
        }
        endEpoch();
        window = mss;
        slowStart.restart();
    }

    @Override
    public void onSpurious(long nowNanos) {
        CubicHistory known = history;
        if (known == null || !known.undo(window)) {
            return;
        }
        window = known.windowBefore();
        threshold = Math.max(threshold, known.thresholdBefore());
        if (threshold == Integer.MAX_VALUE) {
            slowStart.start();
        } else {
            slowStart.stop();
        }
    }

    @Override
    public void onIdle(long nowNanos, long idleNanos) {
        filled = false;
        filledBefore = false;
        if (window > initialWindow()) {
            window = initialWindow(); // RFC 5681 (4.1)
            endEpoch();
        } else if (history != null && history.epoch.isBegun()) {
            history.epoch.pause(nowNanos); // RFC 9438 (5.8)
        }
        if (threshold == Integer.MAX_VALUE) {
            slowStart.start(); // what the round-trip time was says nothing of the path as it is now
        }
    }

    @Override
    public int window() {
        return (int) window;
    }

    @Override
    public int slowStartThreshold() {
        return threshold;
    }

    /** Whether the window is below the threshold. */
    boolean isSlowStart() {
        return window < threshold;
    }

    private void endEpoch() {
        if (history != null) {
            history.epoch.end();
        }
    }

    private CubicHistory history() {
        CubicHistory known = history;
        if (known == null) {
            known = new CubicHistory();
            history = known;
        }
        return known;
    }

    private int initialWindow() {
        return Math.min(10 * mss, Math.max(2 * mss, 14_600)); // RFC 6928 (2)
    }

    /** RFC 9438 (4.6): from what was in flight, so that a window that was not used is not kept. */
    private int reduced(double inFlight, double factor) {
        return (int) Math.max(Math.min(inFlight, MAXIMUM_WINDOW) * factor, 2.0 * mss);
    }
}
