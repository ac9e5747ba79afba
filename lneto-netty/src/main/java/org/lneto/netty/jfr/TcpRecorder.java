package org.lneto.netty.jfr;

import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpInfo;
import org.lneto.tcp.TcpObserver;

/** Records what a stack's connections do. */
public final class TcpRecorder implements TcpObserver {
    // events whose only use is to tell whether their kind is recorded
    private static final TcpOpenEvent OPEN = new TcpOpenEvent();
    private static final TcpCloseEvent CLOSE = new TcpCloseEvent();
    private static final TcpRetransmissionEvent RETRANSMISSION = new TcpRetransmissionEvent();

    /** Records for any stack. */
    public TcpRecorder() {}

    @Override
    public void opened(TcpConnection connection) {
        if (OPEN.isEnabled()) {
            TcpOpenEvent event = new TcpOpenEvent();
            event.of(connection);
            event.maximumSegmentSize = connection.maximumSegmentSize();
            event.commit();
        }
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        if (CLOSE.isEnabled()) {
            TcpCloseEvent event = new TcpCloseEvent();
            event.of(connection);
            event.reason = reason.name();
            TcpInfo info = connection.info();
            event.octetsSent = info.octetsSent();
            event.octetsReceived = info.octetsReceived();
            event.segmentsRetransmitted = info.segmentsRetransmitted();
            event.smoothedRtt = info.smoothedRttNanos();
            event.commit();
        }
    }

    @Override
    public void retransmitted(TcpConnection connection, int sequenceNumber, int octets) {
        if (RETRANSMISSION.isEnabled()) {
            TcpRetransmissionEvent event = new TcpRetransmissionEvent();
            event.of(connection);
            event.sequenceNumber = Integer.toUnsignedLong(sequenceNumber);
            event.octets = octets;
            event.commit();
        }
    }
}
