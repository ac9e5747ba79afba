package org.lneto.tcp;

/** Makes the {@link TcpInfo} of a connection. */
final class InfoBuilder {
    private InfoBuilder() {}

    static TcpInfo of(TcpConnection connection) {
        TransmissionControlBlock tcb = connection.tcb;
        Sender sender = connection.sender;
        Receiver receiver = connection.receiver;
        LossRecovery losses = sender.losses;
        SentSegments segments = losses.segments;
        return new TcpInfo(
                tcb.state,
                losses.phase(),
                tcb.maximumSegmentSize,
                losses.window(),
                losses.congestion().slowStartThreshold(),
                sender.rtt.smoothedNanos(),
                sender.rtt.variationNanos(),
                losses.rack.minimumRttNanos(),
                sender.rtt.rtoNanos(),
                sender.timeouts(),
                losses.inFlight(),
                segments.size(),
                segments.segmentsSacked(),
                segments.segmentsLost(),
                sender.segmentsRetransmitted,
                sender.octetsRetransmitted,
                sender.segmentsSent,
                receiver.segmentsReceived,
                sender.octetsSent,
                sender.octetsAcknowledged,
                receiver.octetsReceived,
                losses.deliveryRate.octetsPerSecond(),
                sender.queue.length(),
                receiver.queue.readable(),
                tcb.sendWindow,
                tcb.receiveWindow(),
                connection.timestamps.areUsed(),
                receiver.selective,
                tcb.windowScaling,
                connection.congestionNotification.isUsed(),
                losses.rack.isReorderingSeen());
    }
}
