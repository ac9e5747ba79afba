package org.lneto.netty.jfr;

import jdk.jfr.FlightRecorder;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpInfo;
import org.lneto.tcp.TcpObserver;

/** Records what a stack's connections do. */
public final class TcpRecorder implements TcpObserver {
    /** Records for any stack. */
    public TcpRecorder() {}

    /** Events whose only use is to tell whether their kind is recorded. */
    private static final class Switches {
        static final TcpOpenEvent OPEN = new TcpOpenEvent();
        static final TcpCloseEvent CLOSE = new TcpCloseEvent();
        static final TcpRetransmissionEvent RETRANSMISSION = new TcpRetransmissionEvent();
    }

    /** Asked first: to begin with the recorder takes too long for an event loop. */
    private static boolean isOn() {
        return FlightRecorder.isInitialized();
    }

    @Override
    public void opened(TcpConnection connection) {
        if (isOn() && Switches.OPEN.isEnabled()) {
            TcpOpenEvent event = new TcpOpenEvent();
            event.of(connection);
            event.maximumSegmentSize = connection.maximumSegmentSize();
            event.commit();
        }
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        if (isOn() && Switches.CLOSE.isEnabled()) {
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
        if (isOn() && Switches.RETRANSMISSION.isEnabled()) {
            TcpRetransmissionEvent event = new TcpRetransmissionEvent();
            event.of(connection);
            event.sequenceNumber = Integer.toUnsignedLong(sequenceNumber);
            event.octets = octets;
            event.commit();
        }
    }
}
