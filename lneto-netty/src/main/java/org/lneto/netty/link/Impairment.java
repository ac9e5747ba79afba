package org.lneto.netty.link;

import java.time.Duration;

/**
 * What happens to the frames that one port sends into its link. Immutable; each {@code with} method returns a copy.
 *
 * @param loss share of frames that are lost, 0 to 1
 * @param duplicate share of frames that arrive twice, 0 to 1
 * @param reorder share of frames that are held back by {@code reorderDelay}, so that later ones overtake them, 0 to 1
 * @param reorderDelay how long such a frame is held back
 * @param corrupt share of frames in which one bit arrives wrong, 0 to 1
 * @param delay time from the last bit sent to its arrival
 * @param jitter most that is added to {@code delay}, drawn evenly for each frame; frames may overtake each other by it
 * @param bitsPerSecond speed of the port; 0 means no limit
 * @param queueOctets octets that may wait for a port with a speed; frames beyond are dropped (tail drop)
 */
public record Impairment(
        double loss,
        double duplicate,
        double reorder,
        Duration reorderDelay,
        double corrupt,
        Duration delay,
        Duration jitter,
        long bitsPerSecond,
        int queueOctets) {
    private static final int DEFAULT_QUEUE_OCTETS = 256 * 1024;

    /** A perfect wire: nothing is lost, frames arrive at once. */
    public static final Impairment NONE =
            new Impairment(0, 0, 0, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, 0, DEFAULT_QUEUE_OCTETS);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left, naming it
     */
    public Impairment {
        share("loss", loss);
        share("duplicate", duplicate);
        share("reorder", reorder);
        share("corrupt", corrupt);
        notNegative("reorderDelay", reorderDelay);
        notNegative("delay", delay);
        notNegative("jitter", jitter);
        if (bitsPerSecond < 0) {
            throw new IllegalArgumentException("bitsPerSecond must be 0 (no limit) or more: " + bitsPerSecond);
        }
        if (queueOctets < 1) {
            throw new IllegalArgumentException("queueOctets must be at least 1: " + queueOctets);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be a share from 0 to 1: " + value);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    /** Sets the share of frames lost. */
    public Impairment withLoss(double share) {
        return new Impairment(
                share, duplicate, reorder, reorderDelay, corrupt, delay, jitter, bitsPerSecond, queueOctets);
    }

    /** Sets the share of frames that arrive twice. */
    public Impairment withDuplicate(double share) {
        return new Impairment(loss, share, reorder, reorderDelay, corrupt, delay, jitter, bitsPerSecond, queueOctets);
    }

    /** Sets the share of frames held back, and for how long. */
    public Impairment withReorder(double share, Duration heldBack) {
        return new Impairment(loss, duplicate, share, heldBack, corrupt, delay, jitter, bitsPerSecond, queueOctets);
    }

    /** Sets the share of frames with a wrong bit. */
    public Impairment withCorrupt(double share) {
        return new Impairment(loss, duplicate, reorder, reorderDelay, share, delay, jitter, bitsPerSecond, queueOctets);
    }

    /** Sets the delay, one way. */
    public Impairment withDelay(Duration oneWay) {
        return new Impairment(
                loss, duplicate, reorder, reorderDelay, corrupt, oneWay, jitter, bitsPerSecond, queueOctets);
    }

    /** Sets the most that is added to the delay. */
    public Impairment withJitter(Duration most) {
        return new Impairment(loss, duplicate, reorder, reorderDelay, corrupt, delay, most, bitsPerSecond, queueOctets);
    }

    /** Sets the speed and the queue in front of it. */
    public Impairment withBandwidth(long bitsPerSecond, int queueOctets) {
        return new Impairment(
                loss, duplicate, reorder, reorderDelay, corrupt, delay, jitter, bitsPerSecond, queueOctets);
    }
}
