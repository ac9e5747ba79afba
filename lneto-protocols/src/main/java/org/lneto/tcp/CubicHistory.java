package org.lneto.tcp;

/**
 * What CUBIC knows of a path once slow start has come to its end: the stage of congestion avoidance, and how all was before
 * the last reduction, which may turn out to have been for nothing. Many connections end without any of it.
 */
final class CubicHistory {
    final CubicEpoch epoch = new CubicEpoch();

    // RFC 9438 (4.9)
    private final CubicEpoch epochBefore = new CubicEpoch();
    private double windowBefore;
    private int thresholdBefore;
    private boolean undoable;

    /** Forgets all, for another connection. */
    void reset() {
        epoch.reset();
        undoable = false;
    }

    /** The window is about to be reduced. */
    void remember(double window, int threshold) {
        epochBefore.set(epoch);
        windowBefore = window;
        thresholdBefore = threshold;
        undoable = true;
    }

    /**
     * Restores the stage as it was, once for each reduction.
     *
     * @return whether the window is to be restored too: not if it has grown beyond what it was (RFC 9438, section 4.9.2)
     */
    boolean undo(double window) {
        boolean undone = undoable && window < windowBefore;
        undoable = false;
        if (undone) {
            epoch.set(epochBefore);
        }
        return undone;
    }

    /** The window before the last reduction. */
    double windowBefore() {
        return windowBefore;
    }

    /** The threshold before it. */
    int thresholdBefore() {
        return thresholdBefore;
    }
}
