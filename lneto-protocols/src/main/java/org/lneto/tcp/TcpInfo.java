package org.lneto.tcp;

/**
 * How a connection does, as {@code ss -ti} shows for those of an operating system: a snapshot. Times are nanoseconds.
 *
 * @param state where it stands
 * @param recovery whether losses are being repaired
 * @param maximumSegmentSize octets of data in a full segment sent
 * @param congestionWindow octets that may be in flight
 * @param slowStartThreshold ssthresh in octets; {@link Integer#MAX_VALUE} before a loss
 * @param smoothedRttNanos SRTT; 0 before a measurement
 * @param rttVariationNanos RTTVAR
 * @param minimumRttNanos the least round-trip time seen; 0 before a measurement
 * @param rtoNanos retransmission timeout, back-off included
 * @param timeouts retransmission timeouts since the peer last acknowledged something new
 * @param octetsInFlight octets thought to be on their way
 * @param segmentsOutstanding segments sent and not acknowledged in order
 * @param segmentsSacked those of them that the peer has selectively acknowledged
 * @param segmentsLost those of them that are thought to be lost and wait to be sent again
 * @param segmentsRetransmitted segments sent again, of the whole connection
 * @param octetsRetransmitted octets sent again, of the whole connection
 * @param segmentsSent segments sent, all kinds, those sent again included
 * @param segmentsReceived segments that came for it
 * @param octetsSent octets of data sent, those sent again included
 * @param octetsAcknowledged octets of data that the peer has acknowledged
 * @param octetsReceived octets of data taken in order
 * @param deliveryRate octets per second that have lately arrived at the peer; 0 before a measurement
 * @param sendQueue octets queued that the peer has not acknowledged
 * @param receiveQueue octets that may be read
 * @param sendWindow octets that the peer takes
 * @param receiveWindow octets that the peer has been told it may send
 * @param timestamps whether segments carry timestamps
 * @param selectiveAcknowledgments whether the peer sends SACK
 * @param windowScaling whether windows are scaled
 * @param explicitCongestionNotification whether both sides use ECN
 * @param reorderingSeen whether segments have arrived in another order than sent
 */
public record TcpInfo(
        TcpState state,
        Recovery recovery,
        int maximumSegmentSize,
        int congestionWindow,
        int slowStartThreshold,
        long smoothedRttNanos,
        long rttVariationNanos,
        long minimumRttNanos,
        long rtoNanos,
        int timeouts,
        int octetsInFlight,
        int segmentsOutstanding,
        int segmentsSacked,
        int segmentsLost,
        long segmentsRetransmitted,
        long octetsRetransmitted,
        long segmentsSent,
        long segmentsReceived,
        long octetsSent,
        long octetsAcknowledged,
        long octetsReceived,
        long deliveryRate,
        int sendQueue,
        int receiveQueue,
        int sendWindow,
        int receiveWindow,
        boolean timestamps,
        boolean selectiveAcknowledgments,
        boolean windowScaling,
        boolean explicitCongestionNotification,
        boolean reorderingSeen) {
    /** What the sender does about losses. */
    public enum Recovery {
        /** None is known. */
        OPEN,
        /** Lost segments are sent again (fast recovery). */
        RECOVERY,
        /** The window shrinks because a router marked packets (ECN). */
        CONGESTED,
        /** The retransmission timer has gone off, and not all that was outstanding then is acknowledged. */
        TIMED_OUT
    }
}
