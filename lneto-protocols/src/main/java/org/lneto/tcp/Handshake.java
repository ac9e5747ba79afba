package org.lneto.tcp;

/** What the two sides of a connection agree on by the options of their SYNs. */
final class Handshake {
    private static final int DEFAULT_SEGMENT_SIZE = 536;
    private static final int DEFAULT_SEGMENT_SIZE_IPV6 = 1220;
    private static final int MINIMUM_SEGMENT_SIZE = 48; // less would be an attack: headers without end

    private final TcpConfig config;

    Handshake(TcpConfig config) {
        this.config = config;
    }

    /** Whether our SYN carries a window scale: as wished, but in answer to a SYN only if that did (RFC 7323, 2.2). */
    boolean offersWindowScale(TcpConnection connection) {
        return config.windowScale() && (isFirst(connection) || connection.tcb.windowScaling);
    }

    /** The same for timestamps (RFC 7323, section 3.2). */
    boolean offersTimestamps(TcpConnection connection) {
        return config.timestamps() && (isFirst(connection) || connection.timestamps.areUsed());
    }

    /** The same for SACK (RFC 2018, section 2). */
    boolean offersSelectiveAcknowledgments(TcpConnection connection) {
        return config.selectiveAcknowledgments() && (isFirst(connection) || connection.receiver.selective);
    }

    private static boolean isFirst(TcpConnection connection) {
        return connection.tcb.state == TcpState.SYN_SENT;
    }

    /** Takes the peer's SYN, and from it what both directions will use: windows, segment size, scale, timestamps, SACK. */
    void begin(TcpConnection connection, Segment segment, TcpOptions options) {
        connection.tcb.initialReceiveSequence(segment.sequence);
        connection.congestionNotification.negotiate(segment, isFirst(connection), connection.synRepetitions);
        agree(connection, segment, options);
    }

    /** The same from the segment after a SYN that nobody remembers, with what that said in {@code options}. */
    void restore(TcpConnection connection, Segment segment, TcpOptions options, boolean congestionNotified) {
        TransmissionControlBlock tcb = connection.tcb;
        tcb.initialReceiveSequence(segment.sequence - 1);
        tcb.receiveAdvertised = tcb.receiveNext + Receiver.handshakeWindow(config);
        connection.congestionNotification.restore(congestionNotified);
        connection.timestamps.acknowledged(tcb.receiveNext);
        agree(connection, segment, options);
    }

    private void agree(TcpConnection connection, Segment segment, TcpOptions options) {
        TransmissionControlBlock tcb = connection.tcb;
        if (config.timestamps() && options.hasTimestamps()) {
            connection.timestamps.begin(options.timestampValue(), segment.nowNanos());
        }
        connection.receiver.selective = config.selectiveAcknowledgments() && options.sackPermitted();
        int peer = peerSegmentSize(connection.tuple.isIpv4(), options);
        // RFC 9293, section 3.7.1: options take their part of the segment
        int size = Math.min(connection.pathSegmentSize(segment.nowNanos()), peer);
        tcb.maximumSegmentSize = size - connection.sender.optionOctets();
        tcb.windowScaling = config.windowScale() && options.windowScale() != TcpOptions.NO_WINDOW_SCALE;
        if (tcb.windowScaling) {
            tcb.sendWindowShift = options.windowScale();
            tcb.receiveWindowShift = connection.receiver.windowShift();
        }
        // RFC 7323, section 2.2: the window of a SYN is not scaled
        tcb.setSendWindow(segment.sequence, segment.acknowledgment, segment.window);
    }

    /** Most data in a segment that the peer takes, by its SYN. */
    static int peerSegmentSize(boolean ipv4, TcpOptions options) {
        int told = options.maximumSegmentSize();
        if (told == 0) {
            // RFC 9293, section 3.7.1: what any host takes
            return ipv4 ? DEFAULT_SEGMENT_SIZE : DEFAULT_SEGMENT_SIZE_IPV6;
        }
        return Math.max(told, MINIMUM_SEGMENT_SIZE);
    }
}
