package org.lneto.tcp;

/**
 * How much may be in flight: told what happens to what was sent, it answers with a window. It knows neither segments nor
 * sequence numbers, which are the loss recovery's.
 *
 * <p>Octets are of data; times are nanoseconds of the stack's clock. {@code inFlight} is what was thought to be on its
 * way before the acknowledgment that is told.
 */
interface CongestionControl {
    /**
     * Begins a connection.
     *
     * @param maximumSegmentSize octets of data in a full segment (SMSS)
     * @param synWasLost whether its SYN, or SYN,ACK, had to be sent again
     */
    void start(int maximumSegmentSize, boolean synWasLost);

    /** The path takes segments of another size from now on. */
    void maximumSegmentSize(int octets);

    /**
     * A round trip is over, and the next begins: what was in flight when it began is acknowledged. Told before the
     * {@link #onAcknowledged} of the same acknowledgment.
     */
    void onRound(long nowNanos);

    /**
     * New data was acknowledged, outside fast recovery.
     *
     * @param acknowledged octets, positive
     * @param rttNanos the time measured by it; negative if none was
     */
    void onAcknowledged(long nowNanos, int acknowledged, int inFlight, long rttNanos);

    /**
     * Congestion: a loss was found, or a router marked a packet. {@link #slowStartThreshold()} is reduced, and the window
     * is to become that. How it does so during recovery is for the caller (RFC 6937): nothing more is told before
     * {@link #onRecovered}.
     */
    void onLoss(long nowNanos, int inFlight);

    /**
     * As {@link #onLoss}, but perhaps by chance: no router has said so, and SACK tells that what was sent around it has
     * arrived. Taken for congestion unless the algorithm knows better.
     */
    default void onIsolatedLoss(long nowNanos, int inFlight) {
        onLoss(nowNanos, inFlight);
    }

    /** Recovery is over: the window is the {@link #slowStartThreshold()} at most. */
    void onRecovered(long nowNanos);

    /**
     * The retransmission timer has expired. It ends recovery.
     *
     * @param again whether the same octets were already sent again by the timer
     */
    void onTimeout(long nowNanos, int inFlight, boolean again);

    /** The last {@link #onLoss} or {@link #onTimeout} was for nothing: window and threshold are as before, at least. */
    void onSpurious(long nowNanos);

    /**
     * Nothing was in flight for longer than the retransmission timeout, and now something is sent.
     *
     * @param idleNanos since the last sending
     */
    void onIdle(long nowNanos, long idleNanos);

    /** Octets that may be in flight, at least one segment. */
    int window();

    /** Octets of window at which slow start ends (ssthresh). */
    int slowStartThreshold();
}
