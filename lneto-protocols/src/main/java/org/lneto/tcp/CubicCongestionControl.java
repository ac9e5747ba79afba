package org.lneto.tcp;

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
    private final CubicEpoch epoch = new CubicEpoch();
    private int mss = 536;
    private double window;
    private int threshold;
    private long smoothedRttNanos;
    private long acknowledgedNanos;
    private boolean filled;
    private boolean filledBefore;

    // RFC 9438 (4.9): as all was before the last reduction
    private final CubicEpoch epochBefore = new CubicEpoch();
    private double windowBefore;
    private int thresholdBefore;
    private boolean undoable;

    /** Creates one without pacing, for segments of the default size, RFC 9293's 536 octets. */
    CubicCongestionControl() {
        this(false);
    }

    /** @param paced whether segments are spread over the round trip: slow start may then grow faster (RFC 9406, 4.2) */
    CubicCongestionControl(boolean paced) {
        slowStart = new SlowStart(paced);
        start(mss, false);
    }

    @Override
    public void start(int maximumSegmentSize, boolean synWasLost) {
        mss = maximumSegmentSize;
        window = synWasLost ? mss : initialWindow(); // RFC 5681 (3.1)
        threshold = Integer.MAX_VALUE; // RFC 5681 (3.1): arbitrarily high
        smoothedRttNanos = 0;
        filled = false;
        filledBefore = false;
        undoable = false;
        slowStart.start();
        epoch.reset();
    }

    @Override
    public void maximumSegmentSize(int octets) {
        mss = octets;
        window = Math.max(window, mss);
        threshold = Math.max(threshold, 2 * mss);
        epoch.end(); // K is counted in segments
    }

    @Override
    public void onRound(long nowNanos) {
        filledBefore = filled;
        filled = false;
        slowStart.onRound();
        if (slowStart.isOver()) {
            slowStart.stop();
            threshold = window();
            window = threshold;
            epoch.end(window); // RFC 9438 (4.10)
        }
    }

    @Override
    public void onAcknowledged(long nowNanos, int acknowledged, int inFlight, long rttNanos) {
        if (rttNanos >= 0) {
            smoothedRttNanos += smoothedRttNanos == 0 ? rttNanos : (rttNanos - smoothedRttNanos) / 8;
        }
        filled |= inFlight > window - 2 * mss;
        if (isSlowStart()) {
            slowStart(acknowledged, inFlight, rttNanos);
        } else {
            avoidCongestion(nowNanos, acknowledged);
        }
    }

    private void slowStart(int acknowledged, int inFlight, long rttNanos) {
        epoch.end();
        if (inFlight >= window / 2) {
            double most = Math.min(MAXIMUM_WINDOW, threshold);
            window = Math.min(most, window + slowStart.growth(acknowledged, mss));
        }
        slowStart.onAcknowledged(rttNanos);
    }

    private void avoidCongestion(long nowNanos, int acknowledged) {
        if (!epoch.isBegun()) {
            epoch.begin(nowNanos, window, mss);
        } else if (!filled && !filledBefore) {
            epoch.pause(nowNanos - acknowledgedNanos);
        }
        acknowledgedNanos = nowNanos;
        if (filled || filledBefore) {
            window = Math.min(MAXIMUM_WINDOW, epoch.grown(nowNanos, smoothedRttNanos, window, acknowledged));
        }
    }

    @Override
    public void onLoss(long nowNanos, int inFlight) {
        remember();
        epoch.end(window, BETA);
        // no more than the window: lost octets that wait to be sent again are not in flight, though outstanding
        threshold = reduced(Math.min(inFlight, window));
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
            remember();
            epoch.end(window); // RFC 9438 (4.8)
            threshold = reduced(inFlight); // RFC 5681 (3.1): held when the timer sends the same octets again
        }
        epoch.end();
        window = mss;
        slowStart.restart();
    }

    @Override
    public void onSpurious(long nowNanos) {
        // RFC 9438 (4.9.2): not if the window has grown beyond what it was
        if (undoable && window < windowBefore) {
            window = windowBefore;
            threshold = Math.max(threshold, thresholdBefore);
            epoch.set(epochBefore);
            if (threshold == Integer.MAX_VALUE) {
                slowStart.start();
            } else {
                slowStart.stop();
            }
        }
        undoable = false;
    }

    private void remember() {
        undoable = true;
        windowBefore = window;
        thresholdBefore = threshold;
        epochBefore.set(epoch);
    }

    @Override
    public void onIdle(long nowNanos, long idleNanos) {
        filled = false;
        filledBefore = false;
        if (window > initialWindow()) {
            window = initialWindow(); // RFC 5681 (4.1)
            epoch.end();
        } else if (epoch.isBegun()) {
            epoch.pause(nowNanos - acknowledgedNanos); // RFC 9438 (5.8)
            acknowledgedNanos = nowNanos;
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

    private int initialWindow() {
        return Math.min(10 * mss, Math.max(2 * mss, 14_600)); // RFC 6928 (2)
    }

    /** RFC 9438 (4.6): from what was in flight, so that a window that was not used is not kept. */
    private int reduced(double inFlight) {
        return (int) Math.max(Math.min(inFlight, MAXIMUM_WINDOW) * BETA, 2.0 * mss);
    }
}
