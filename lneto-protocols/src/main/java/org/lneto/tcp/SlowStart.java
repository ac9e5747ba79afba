package org.lneto.tcp;

/**
 * Slow start: how much the window grows by an acknowledgment, and when to stop before a loss says so (HyStart++, RFC
 * 9406).
 *
 * <pre>
 *                 RTT grew                      five rounds
 *   slow start -------------> conservative -------------------> over
 *       ^                      slow start
 *       +--------------------------+
 *          RTT shrank: it was jitter
 * </pre>
 *
 * <p>HyStart++ is for the first slow start, which has no threshold; a later one ends at the threshold that the last loss
 * has left (RFC 9406, section 4.3). Its owner has the window, and tells of rounds, acknowledgments and losses.
 */
final class SlowStart {
    /** Segments that one acknowledgment may add to the window of a sender without pacing (L). */
    static final int SEGMENTS_AN_ACKNOWLEDGMENT = 8;

    private static final int MINIMUM_RTT_THRESHOLD_MICROS = 4_000;
    private static final int MAXIMUM_RTT_THRESHOLD_MICROS = 16_000;
    private static final long NANOS_A_MICROSECOND = 1_000;
    private static final int RTT_DIVISOR = 8;
    private static final int RTT_SAMPLES = 8;
    private static final int CONSERVATIVE_DIVISOR = 4;
    private static final int CONSERVATIVE_ROUNDS = 5;
    private static final int UNKNOWN = Integer.MAX_VALUE;
    private static final byte ROUNDS_AFTER_TIMEOUT = 2;

    private final boolean paced;
    private boolean searching;
    private boolean conservative;

    // each connection has one of these: counters that end at eight, and microseconds up to half an hour
    private byte conservativeRounds;
    private byte roundsOfRepair;
    private byte samples;
    private int lastMinimum;
    private int currentMinimum;
    private int baseline;

    /**
     * Creates one that is not searching for its end.
     *
     * @param paced whether segments are spread over the round trip: then nothing limits what one acknowledgment adds
     */
    SlowStart(boolean paced) {
        this.paced = paced;
        stop();
    }

    /** The first slow start begins, one without a threshold, or goes on after an idle time. */
    void start() {
        searching = true;
        conservative = false;
        conservativeRounds = 0;
        roundsOfRepair = 0;
        samples = 0;
        lastMinimum = UNKNOWN;
        currentMinimum = UNKNOWN;
        baseline = UNKNOWN;
    }

    /** A loss has ended it; there is a threshold from now on. */
    void stop() {
        start();
        searching = false;
    }

    /** The retransmission timer has expired: slow start begins anew, up to the threshold. */
    void restart() {
        stop();
        roundsOfRepair = ROUNDS_AFTER_TIMEOUT;
    }

    /** A round trip is over, and the next begins. */
    void onRound() {
        if (roundsOfRepair > 0) {
            roundsOfRepair--;
        }
        lastMinimum = currentMinimum;
        currentMinimum = UNKNOWN;
        samples = 0;
        if (conservative && !isOver()) {
            conservativeRounds++; // RFC 9406 (4.2): the round in which it began counts
        }
    }

    /**
     * Octets that the window grows by.
     *
     * @param acknowledged octets, positive
     */
    int growth(int acknowledged, int maximumSegmentSize) {
        int octets = acknowledged;
        if (roundsOfRepair > 0) {
            // RFC 3465 (2.3): what is acknowledged may have arrived long ago; so it is for what was in flight at the
            // timeout, which is over when two rounds have ended
            octets = Math.min(acknowledged, maximumSegmentSize);
        } else if (!paced) {
            octets = Math.min(acknowledged, SEGMENTS_AN_ACKNOWLEDGMENT * maximumSegmentSize);
        }
        return conservative ? octets / CONSERVATIVE_DIVISOR : octets;
    }

    /**
     * An acknowledgment in slow start has come; follows its {@link #growth}.
     *
     * @param rttNanos negative if it measured nothing
     */
    void onAcknowledged(long rttNanos) {
        if (!searching || rttNanos < 0) {
            return;
        }
        currentMinimum = (int) Math.min(currentMinimum, rttNanos / NANOS_A_MICROSECOND);
        if (samples < RTT_SAMPLES) {
            samples++;
        }
        if (samples < RTT_SAMPLES) {
            return;
        }
        if (conservative) {
            if (currentMinimum < baseline) {
                // RFC 9406 (4.2): it left slow start for nothing
                conservative = false;
                baseline = UNKNOWN;
            }
        } else if (lastMinimum != UNKNOWN && currentMinimum - threshold() >= lastMinimum) {
            baseline = currentMinimum;
            conservative = true;
            conservativeRounds = 0;
        }
    }

    /** Whether the window is large enough, and congestion avoidance is to begin: the threshold becomes the window. */
    boolean isOver() {
        return conservative && conservativeRounds >= CONSERVATIVE_ROUNDS;
    }

    /** Whether the round-trip time has grown and the window grows more slowly. */
    boolean isConservative() {
        return conservative;
    }

    private int threshold() {
        int share = lastMinimum / RTT_DIVISOR;
        return Math.max(MINIMUM_RTT_THRESHOLD_MICROS, Math.min(share, MAXIMUM_RTT_THRESHOLD_MICROS));
    }
}
