package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.ip.IpHeader;

/** Decides what a connection sends now, and writes it: at most one segment a call. One for all connections of a node. */
final class SegmentWriter {
    private static final int MAXIMUM_WINDOW_FIELD = 0xffff;

    private final TcpStatistics statistics;

    SegmentWriter(TcpStatistics statistics) {
        this.statistics = statistics;
    }

    /** Writes the connection's next segment; 0 if it has none to send now. */
    int write(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        if (carrier.available(at) < TcpFrame.HEADER_LENGTH) {
            return 0;
        }
        return switch (connection.tcb.state) {
            case CLOSED -> writeReset(connection, carrier, offsetToIp, at);
            case SYN_SENT, SYN_RECEIVED -> writeHandshake(connection, carrier, offsetToIp, at);
            case FIN_WAIT_2, TIME_WAIT -> writeAcknowledgment(connection, carrier, offsetToIp, at);
            default -> writeSynchronized(connection, carrier, offsetToIp, at);
        };
    }

    private int writeReset(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        if (!connection.resetPending) {
            return 0;
        }
        connection.resetPending = false;
        statistics.resetsSent++;
        int flags = Segment.RST | Segment.ACK;
        int octets = writeHeader(connection, carrier, at, connection.tcb.sendNext, flags);
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    // ---- handshake

    private int writeHandshake(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        if (!connection.synPending) {
            return writeAcknowledgment(connection, carrier, offsetToIp, at);
        }
        TransmissionControlBlock tcb = connection.tcb;
        boolean scale = connection.offersWindowScale();
        int octets = TcpFrame.HEADER_LENGTH
                + TcpOptions.MAXIMUM_SEGMENT_SIZE_LENGTH
                + (scale ? TcpOptions.WINDOW_SCALE_LENGTH : 0);
        if (carrier.available(at) < octets) {
            return 0;
        }
        connection.beginSending(carrier, offsetToIp);
        ByteBuffer buffer = carrier.buffer();
        int flags = tcb.state == TcpState.SYN_SENT ? Segment.SYN : Segment.SYN | Segment.ACK;
        // RFC 7323, section 2.2: the window of a segment with SYN is never scaled
        int window = Math.max(tcb.receiveWindow(), connection.receiveQueue.window());
        window = Math.min(MAXIMUM_WINDOW_FIELD, window);
        tcb.receiveAdvertised = tcb.receiveNext + window;
        fillHeader(connection, buffer, at, tcb.initialSendSequence, flags, octets, window);
        int option = at + TcpFrame.HEADER_LENGTH;
        option += TcpOptions.writeMaximumSegmentSize(buffer, option, connection.advertisedSegmentSize());
        if (scale) {
            TcpOptions.writeWindowScale(buffer, option, connection.ownWindowShift());
        }
        connection.synPending = false;
        if (tcb.outstanding() > 0) {
            statistics.segmentsRetransmitted++;
            connection.roundTrip.stop();
        } else {
            connection.roundTrip.start(tcb.initialSendSequence + 1, carrier.nowNanos());
        }
        tcb.sent(tcb.initialSendSequence + 1);
        connection.startRetransmission(carrier.nowNanos());
        if (tcb.state != TcpState.SYN_SENT) {
            connection.acks.carried();
        }
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    // ---- data, FIN, acknowledgments

    private int writeSynchronized(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        int octets = 0;
        if (connection.retransmitPending) {
            octets = writeOldest(connection, carrier, offsetToIp, at);
        }
        if (octets == 0) {
            octets = writeNext(connection, carrier, offsetToIp, at);
        }
        return octets > 0 ? octets : writeAcknowledgment(connection, carrier, offsetToIp, at);
    }

    /** Sends the oldest unacknowledged segment again; what comes after it is thought to be on its way. */
    private int writeOldest(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        connection.retransmitPending = false;
        TransmissionControlBlock tcb = connection.tcb;
        int outstanding = tcb.outstanding();
        int queued = connection.sendQueue.length();
        int admitted = Math.max(1, tcb.sendWindow); // the window may have shrunk (RFC 9293, section 3.8.6)
        int length = Math.min(Math.min(outstanding, queued), Math.min(admitted, limit(connection, carrier, at)));
        boolean fin = length == queued && outstanding > queued; // what is outstanding beyond the data is our FIN
        if (length <= 0 && !fin) {
            return 0;
        }
        return writeData(connection, carrier, offsetToIp, at, tcb.sendUnacknowledged, length, fin);
    }

    /** Sends what follows SND.NXT, if windows, Nagle and the silly window rule admit it. */
    private int writeNext(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        TransmissionControlBlock tcb = connection.tcb;
        int sent = tcb.sendNext - tcb.sendQueueStart();
        int unsent = connection.sendQueue.length() - sent; // -1 after FIN
        boolean finUnsent = tcb.finQueued && unsent >= 0;
        if (unsent <= 0 && !finUnsent) {
            connection.probePending = false;
            return 0;
        }
        int offered = tcb.sendWindow - tcb.inFlight();
        int usable = Math.min(offered, connection.congestionWindow(carrier.nowNanos()) - tcb.inFlight());
        int limit = limit(connection, carrier, at);
        int length = Math.max(0, Math.min(Math.min(unsent, limit), usable));
        boolean fin = finUnsent && length == unsent && offered > length;
        if (connection.probePending) {
            connection.probePending = false;
            if (length == 0 && !fin) {
                return writeProbe(connection, carrier, offsetToIp, at, unsent);
            }
        } else if (!maySend(connection, length, unsent, limit, fin)) {
            if (tcb.inFlight() == 0 && !connection.timers.isProbing()) {
                connection.startProbe(carrier.nowNanos());
            }
            return 0;
        }
        return writeData(connection, carrier, offsetToIp, at, tcb.sendNext, length, fin);
    }

    /** RFC 9293, sections 3.7.4 (Nagle) and 3.8.6.2.1 (silly window avoidance). */
    private static boolean maySend(TcpConnection connection, int length, int unsent, int limit, boolean fin) {
        TransmissionControlBlock tcb = connection.tcb;
        if (length == limit || fin) {
            return true;
        }
        if (length == 0) {
            return false;
        }
        if (length == unsent && (connection.noDelay || tcb.outstanding() == 0)) {
            return true;
        }
        return tcb.sendNext != tcb.sendMaximum || length >= Math.max(1, tcb.maximumSendWindow / 2);
    }

    /** RFC 9293, section 3.8.6.1: one octet, or our FIN, beyond the window, to be told whether it has opened. */
    private int writeProbe(TcpConnection connection, Carrier carrier, int offsetToIp, int at, int unsent) {
        TransmissionControlBlock tcb = connection.tcb;
        int next = tcb.sendNext;
        statistics.windowProbes++;
        int octets = writeData(connection, carrier, offsetToIp, at, next, Math.min(1, unsent), unsent == 0);
        tcb.sendNext = next; // it does not count as in flight: the peer will not have taken it
        connection.startProbe(carrier.nowNanos());
        return octets;
    }

    private int writeData(
            TcpConnection connection, Carrier carrier, int offsetToIp, int at, int sequence, int length, boolean fin) {
        TransmissionControlBlock tcb = connection.tcb;
        int offset = sequence - tcb.sendQueueStart();
        int flags = Segment.ACK;
        if (length > 0 && offset + length == connection.sendQueue.length()) {
            flags |= Segment.PSH; // RFC 9293, section 3.9.1.2: the last of what is queued
        }
        if (fin) {
            flags |= Segment.FIN;
        }
        int header = writeHeader(connection, carrier, at, sequence, flags);
        connection.sendQueue.copy(offset, carrier.buffer(), at + header, length);
        int end = sequence + length + (fin ? 1 : 0);
        if (SequenceNumber.before(sequence, tcb.sendMaximum)) {
            statistics.segmentsRetransmitted++;
            connection.roundTrip.stop(); // RFC 6298, section 3: Karn's algorithm
        } else {
            connection.roundTrip.start(end, carrier.nowNanos());
        }
        if (SequenceNumber.after(end, tcb.sendNext)) {
            tcb.sent(end);
        }
        if (fin) {
            connection.finSent();
        }
        statistics.octetsSent += length;
        connection.startRetransmissionUnlessRunning(carrier.nowNanos());
        connection.dataSent(carrier.nowNanos());
        connection.acks.carried();
        connection.timers.stopDelayedAck();
        return finish(connection, carrier, offsetToIp, at, header + length);
    }

    private int writeAcknowledgment(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        if (!connection.acks.take()) {
            return 0;
        }
        int octets = writeHeader(connection, carrier, at, acknowledgmentSequence(connection.tcb), Segment.ACK);
        connection.acks.sent();
        connection.timers.stopDelayedAck();
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    /** SEG.SEQ of a segment without data: the newest number that the peer's window admits. */
    private static int acknowledgmentSequence(TransmissionControlBlock tcb) {
        int edge = tcb.sendUnacknowledged + tcb.sendWindow;
        if (!SequenceNumber.after(tcb.sendMaximum, edge)) {
            return tcb.sendMaximum;
        }
        return SequenceNumber.after(edge, tcb.sendNext) ? edge : tcb.sendNext;
    }

    /** Most data that fits a segment of this connection in this frame. */
    private static int limit(TcpConnection connection, Carrier carrier, int at) {
        int size = Math.min(connection.tcb.maximumSegmentSize, connection.pathSegmentSize(carrier.nowNanos()));
        return Math.min(size, carrier.available(at) - TcpFrame.HEADER_LENGTH);
    }

    // ---- octets

    private int writeHeader(TcpConnection connection, Carrier carrier, int at, int sequence, int flags) {
        fillHeader(connection, carrier.buffer(), at, sequence, flags, TcpFrame.HEADER_LENGTH, window(connection));
        return TcpFrame.HEADER_LENGTH;
    }

    /** The window field; what it says becomes RCV.WND. The right edge never moves back (RFC 9293, section 3.8.6.2.2). */
    private static int window(TcpConnection connection) {
        TransmissionControlBlock tcb = connection.tcb;
        int shift = tcb.receiveWindowShift;
        int least = tcb.receiveWindow();
        int window = Math.max(least, connection.usefulWindow());
        int field = window >>> shift;
        if (field << shift < least) {
            field++;
        }
        field = Math.min(field, MAXIMUM_WINDOW_FIELD);
        tcb.receiveAdvertised = tcb.receiveNext + (field << shift);
        return field;
    }

    private static void fillHeader(
            TcpConnection connection, ByteBuffer buffer, int at, int sequence, int flags, int octets, int window) {
        int acknowledgment = (flags & Segment.ACK) != 0 ? connection.tcb.receiveNext : 0;
        TcpFrame.portsAndSequence(buffer, at, connection.tuple.localPort, connection.tuple.remotePort, sequence);
        TcpFrame.acknowledgmentAndFlags(buffer, at, acknowledgment, octets, flags, window);
    }

    private int finish(TcpConnection connection, Carrier carrier, int offsetToIp, int at, int octets) {
        ByteBuffer buffer = carrier.buffer();
        FourTuple tuple = connection.tuple;
        if (tuple.isLocalKnown()) {
            IpHeader.source(buffer, offsetToIp, tuple.localHigh, tuple.localLow);
        }
        IpHeader.destination(buffer, offsetToIp, tuple.remoteHigh, tuple.remoteLow);
        checksum(buffer, offsetToIp, at, octets);
        return octets;
    }

    private void checksum(ByteBuffer buffer, int offsetToIp, int at, int octets) {
        long sum = IpHeader.pseudoHeaderSum(buffer, offsetToIp, TcpNode.PROTOCOL, octets);
        TcpFrame.writeChecksum(buffer, at, octets, sum);
        statistics.segmentsSent++;
    }

    /** Writes a segment without data that belongs to no connection. */
    int writeAnswer(Carrier carrier, int offsetToIp, int at, ResetQueue queue) {
        if (carrier.available(at) < TcpFrame.HEADER_LENGTH) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        queue.fill(buffer, offsetToIp, at);
        checksum(buffer, offsetToIp, at, TcpFrame.HEADER_LENGTH);
        statistics.resetsSent++;
        return TcpFrame.HEADER_LENGTH;
    }
}
