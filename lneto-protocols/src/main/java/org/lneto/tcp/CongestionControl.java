package org.lneto.tcp;

/**
 * How much may be in flight: told what happens to what was sent, it answers with a window. It knows neither segments nor
 * sequence numbers, which are the loss detector's.
 *
 * <p>Octets are of data; times are nanoseconds of the stack's clock. {@code inFlight} is FlightSize (RFC 5681, section
 * 2), SND.NXT - SND.UNA, as it was before the acknowledgment that is told.
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
     * New data was acknowledged, outside recovery.
     *
     * @param acknowledged octets, positive
     * @param rttNanos the time measured by it; negative if none was
     */
    void onAcknowledged(long nowNanos, int acknowledged, int inFlight, long rttNanos);

    /** A loss was detected by duplicate acknowledgments: recovery begins. */
    void onLoss(long nowNanos, int inFlight);

    /** One more duplicate acknowledgment came during recovery. */
    void onDuplicateInRecovery();

    /** New data was acknowledged during recovery, but not all that was in flight when it began. */
    void onPartiallyAcknowledged(int acknowledged);

    /** All that was in flight when recovery began is acknowledged: recovery ends. */
    void onRecovered(int inFlight);

    /**
     * The retransmission timer has expired. It ends recovery.
     *
     * @param again whether the same octets were already sent again by the timer
     */
    void onTimeout(long nowNanos, int inFlight, boolean again);

    /** Nothing was sent for longer than the retransmission timeout, and now something is. */
    void onIdle();

    /** Octets that may be in flight, at least one segment. */
    int window();

    /** Octets of window at which slow start ends (ssthresh). */
    int slowStartThreshold();
}
