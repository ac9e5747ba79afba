package org.lneto.tcp;

/**
 * Slow start and congestion avoidance (RFC 5681) as NewReno has them (RFC 6582), with an initial window of ten segments
 * (RFC 6928) and increase by octets acknowledged (RFC 3465).
 *
 * <p>The window does not grow while the connection does not fill it: what was not tried says nothing of the path (RFC
 * 9438, section 5.8, says so for CUBIC; RFC 7661 explains why).
 */
final class RenoCongestionControl implements CongestionControl {
    private static final int MAXIMUM_WINDOW = 1 << 30;

    private int mss = 536;
    private int window;
    private int threshold;
    private int acknowledgedInRound;
    private boolean afterTimeout;
    private int windowBefore;
    private int thresholdBefore;

    /** Creates one for segments of the default size, RFC 9293's 536 octets. */
    RenoCongestionControl() {
        start(mss, false);
    }

    @Override
    public void start(int maximumSegmentSize, boolean synWasLost) {
        mss = maximumSegmentSize;
        // RFC 5681 (3.1): one segment after the loss of a SYN
        window = synWasLost ? mss : initialWindow();
        threshold = Integer.MAX_VALUE; // RFC 5681 (3.1): arbitrarily high
        acknowledgedInRound = 0;
        afterTimeout = synWasLost;
        remember();
    }

    @Override
    public void maximumSegmentSize(int octets) {
        mss = octets;
        window = Math.max(window, mss);
    }

    @Override
    public void onAcknowledged(long nowNanos, int acknowledged, int inFlight, long rttNanos) {
        if (window < threshold) {
            if (inFlight >= window / 2) {
                slowStart(acknowledged);
            }
        } else {
            afterTimeout = false;
            if (inFlight > window - 2 * mss) {
                avoidCongestion(acknowledged);
            }
        }
    }

    private void slowStart(int acknowledged) {
        // RFC 3465 (2.2, 2.3): L is 2, but 1 in the slow start that follows a timeout
        int limit = afterTimeout ? mss : 2 * mss;
        window = Math.min(MAXIMUM_WINDOW, window + Math.min(acknowledged, limit));
    }

    private void avoidCongestion(int acknowledged) {
        // RFC 3465 (2.1): one segment for each window of octets acknowledged
        acknowledgedInRound += Math.min(acknowledged, window);
        if (acknowledgedInRound >= window) {
            acknowledgedInRound -= window;
            window = Math.min(MAXIMUM_WINDOW, window + mss);
        }
    }

    @Override
    public void onRound(long nowNanos) {
        // slow start ends by loss alone
    }

    @Override
    public void onLoss(long nowNanos, int inFlight) {
        remember();
        threshold = halved(inFlight); // RFC 5681 (3.2), step 2
        window = threshold;
        acknowledgedInRound = 0;
    }

    @Override
    public void onRecovered(long nowNanos) {
        window = Math.min(window, threshold);
        acknowledgedInRound = 0;
    }

    @Override
    public void onTimeout(long nowNanos, int inFlight, boolean again) {
        if (!again) {
            remember();
            threshold = halved(inFlight); // RFC 5681 (3.1): held when the timer sends the same octets again
        }
        window = mss;
        acknowledgedInRound = 0;
        afterTimeout = true;
    }

    @Override
    public void onSpurious(long nowNanos) {
        // RFC 4015 (3.2), without its restriction to what is in flight
        window = Math.max(window, windowBefore);
        threshold = Math.max(threshold, thresholdBefore);
        afterTimeout = false;
    }

    private void remember() {
        windowBefore = window;
        thresholdBefore = threshold;
    }

    @Override
    public void onIdle(long nowNanos, long idleNanos) {
        window = Math.min(window, initialWindow()); // RFC 5681 (4.1)
        acknowledgedInRound = 0;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int slowStartThreshold() {
        return threshold;
    }

    private int initialWindow() {
        return Math.min(10 * mss, Math.max(2 * mss, 14_600)); // RFC 6928 (2)
    }

    /** RFC 5681, equation 4. */
    private int halved(int inFlight) {
        return Math.max(inFlight / 2, 2 * mss);
    }
}
