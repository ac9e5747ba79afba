package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.ip.IpHeader;

/** Decides what a connection sends now, and writes it: at most one segment a call. One for all connections of a node. */
final class SegmentWriter {
    private static final int HANDSHAKE_OPTIONS = TcpOptions.MAXIMUM_SEGMENT_SIZE_LENGTH
            + TcpOptions.WINDOW_SCALE_LENGTH
            + TcpOptions.SACK_PERMITTED_LENGTH
            + TcpOptions.TIMESTAMPS_LENGTH;

    private final TcpStatistics statistics;
    private final OptionWriter options;

    private TcpObserver observer = TcpObserver.NONE;

    SegmentWriter(TcpStatistics statistics, Handshake handshake) {
        this.statistics = statistics;
        options = new OptionWriter(handshake);
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
        int octets = writeHeader(connection, carrier, at, connection.tcb.sendNext, flags, 0);
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    // ---- handshake

    private int writeHandshake(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        if (!connection.synPending) {
            return writeAcknowledgment(connection, carrier, offsetToIp, at);
        }
        if (carrier.available(at) < TcpFrame.HEADER_LENGTH + HANDSHAKE_OPTIONS) {
            return 0;
        }
        TransmissionControlBlock tcb = connection.tcb;
        connection.beginSending(carrier, offsetToIp);
        long now = carrier.nowNanos();
        boolean first = tcb.state == TcpState.SYN_SENT;
        // RFC 7323, section 2.2: the window of a segment with SYN is never scaled
        int window = Math.max(tcb.receiveWindow(), connection.receiver.queue.window());
        window = Math.min(Receiver.MAXIMUM_WINDOW_FIELD, window);
        tcb.receiveAdvertised = tcb.receiveNext + window;
        int octets = TcpFrame.HEADER_LENGTH + options.writeHandshake(connection, carrier, at + TcpFrame.HEADER_LENGTH);
        int flags = first ? Segment.SYN : Segment.SYN | Segment.ACK;
        flags |= connection.congestionNotification.handshakeFlags(first, connection.synRepetitions);
        fillHeader(connection, carrier.buffer(), at, tcb.initialSendSequence, flags, octets, window);
        connection.synPending = false;
        if (tcb.outstanding() > 0) {
            again(connection, tcb.initialSendSequence, 0);
            connection.sender.countAgain(0);
            connection.sender.handshake.stop();
        } else {
            connection.sender.handshake.start(tcb.initialSendSequence + 1, now);
        }
        tcb.sent(tcb.initialSendSequence + 1);
        if (!connection.timers.isRetransmissionRunning()) {
            connection.sender.startRetransmission(now); // not anew: who repeats its SYN would hold the place for ever
        }
        if (!first) {
            connection.timestamps.acknowledged(tcb.receiveNext);
            connection.receiver.acks.carried();
        }
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    // ---- data, FIN, acknowledgments

    private int writeSynchronized(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        int octets = 0;
        connection.sender.tailProbePending &= connection.sender.losses.wantsProbe();
        if (connection.sender.losses.maySendAgain()) {
            octets = writeLost(connection, carrier, offsetToIp, at);
        }
        if (octets == 0) {
            octets = writeNext(connection, carrier, offsetToIp, at);
        }
        if (octets == 0 && connection.sender.tailProbePending) {
            octets = writeTailProbe(connection, carrier, offsetToIp, at);
        }
        if (octets == 0 && connection.sender.losses.maySendAgain()) {
            octets = writeLost(connection, carrier, offsetToIp, at); // which new data went before, had there been any
        }
        return octets > 0 ? octets : writeAcknowledgment(connection, carrier, offsetToIp, at);
    }

    void observer(TcpObserver observer) {
        this.observer = observer;
    }

    private void again(TcpConnection connection, int sequence, int octets) {
        statistics.segmentsRetransmitted++;
        observer.retransmitted(connection, sequence, octets);
    }

    /** Sends the oldest of the lost segments again, as it was. */
    private int writeLost(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        SentSegments segments = connection.sender.losses.segments;
        int sequence = segments.lostStart();
        int end = segments.lostEnd();
        if (!fits(connection, carrier, at, sequence, end)) {
            connection.sender.losses.rewind(connection.tcb); // the path has become narrower: all goes in shorter ones
            return 0;
        }
        if (!connection.sender.mayPace(carrier.nowNanos())) {
            return 0;
        }
        int octets = writeData(connection, carrier, offsetToIp, at, sequence, end);
        again(connection, sequence, end - sequence);
        connection.sender.sentAgain(carrier.nowNanos());
        return octets;
    }

    /** RFC 8985, section 7.3: new data if there is and the peer takes it, else the newest segment again. */
    private int writeTailProbe(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        Sender sender = connection.sender;
        sender.tailProbePending = false;
        SentSegments segments = sender.losses.segments;
        int sequence = segments.newestStart();
        int end = segments.end();
        if (!fits(connection, carrier, at, sequence, end)) {
            return 0;
        }
        int octets = writeData(connection, carrier, offsetToIp, at, sequence, end);
        again(connection, sequence, end - sequence);
        statistics.tailLossProbes++;
        sender.countAgain(end - sequence);
        sender.losses.probeSent(end, true, carrier.nowNanos());
        sender.startRetransmission(carrier.nowNanos());
        return octets;
    }

    private static boolean fits(TcpConnection connection, Carrier carrier, int at, int sequence, int end) {
        Sender sender = connection.sender;
        int data = Math.min(end - sequence, sender.queue.length() - (sequence - connection.tcb.sendQueueStart()));
        return data <= limit(connection, carrier, at);
    }

    /** Sends what follows SND.NXT, if windows, Nagle and the silly window rule admit it. */
    private int writeNext(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        TransmissionControlBlock tcb = connection.tcb;
        Sender sender = connection.sender;
        int unsent = sender.unsent();
        boolean finUnsent = tcb.finQueued && unsent >= 0;
        if (unsent <= 0 && !finUnsent) {
            sender.windowProbePending = false;
            sender.losses.noNewData();
            return 0;
        }
        int offered = tcb.sendWindow - tcb.inFlight();
        int usable = sender.tailProbePending ? offered : Math.min(offered, sender.admitted(carrier.nowNanos()));
        int limit = limit(connection, carrier, at) - options.blockOctets(connection);
        int length = Math.max(0, Math.min(Math.min(unsent, limit), usable));
        boolean fin = finUnsent && length == unsent && offered > length;
        if (sender.windowProbePending) {
            sender.windowProbePending = false;
            if (length == 0 && !fin) {
                return writeWindowProbe(connection, carrier, offsetToIp, at, unsent);
            }
        } else if (!maySend(connection, length, unsent, limit, fin) || !sender.losses.segments.hasRoom()) {
            if (tcb.inFlight() == 0 && !connection.timers.isProbing()) {
                sender.startWindowProbe(carrier.nowNanos());
            }
            sender.losses.noNewData();
            return 0;
        }
        if (!sender.mayPace(carrier.nowNanos())) {
            return 0;
        }
        int sequence = tcb.sendNext;
        int end = sequence + length + (fin ? 1 : 0);
        int octets = writeData(connection, carrier, offsetToIp, at, sequence, end);
        if (SequenceNumber.before(sequence, tcb.sendMaximum)) {
            again(connection, sequence, length);
        }
        if (fin) {
            connection.finSent();
        }
        boolean probe = sender.tailProbePending;
        sender.tailProbePending = false;
        sender.sent(sequence, end, length < limit, carrier.nowNanos());
        if (probe) {
            statistics.tailLossProbes++;
            sender.losses.probeSent(end, false, carrier.nowNanos());
            sender.startRetransmission(carrier.nowNanos());
        }
        return octets;
    }

    /** RFC 9293, sections 3.7.4 (Nagle) and 3.8.6.2.1 (silly window avoidance). */
    private static boolean maySend(TcpConnection connection, int length, int unsent, int limit, boolean fin) {
        TransmissionControlBlock tcb = connection.tcb;
        if (fin) {
            return true;
        }
        if (length == 0) {
            return false;
        }
        if (length == limit) {
            return true;
        }
        // Minshall's variant: what waits is a short segment behind a short one, not behind full ones
        if (length == unsent && (connection.sender.noDelay || !connection.sender.isSmallOutstanding())) {
            return true;
        }
        return tcb.sendNext != tcb.sendMaximum || length >= Math.max(1, tcb.maximumSendWindow / 2);
    }

    /** RFC 9293, section 3.8.6.1: one octet, or our FIN, beyond the window, to be told whether it has opened. */
    private int writeWindowProbe(TcpConnection connection, Carrier carrier, int offsetToIp, int at, int unsent) {
        TransmissionControlBlock tcb = connection.tcb;
        int sequence = tcb.sendNext;
        int end = sequence + 1;
        statistics.windowProbes++;
        int octets = writeData(connection, carrier, offsetToIp, at, sequence, end);
        if (SequenceNumber.before(sequence, tcb.sendMaximum)) {
            connection.sender.countAgain(1);
        }
        tcb.sent(end);
        tcb.sendNext = sequence; // it does not count as in flight: the peer will not have taken it
        if (unsent == 0) {
            connection.finSent();
        }
        connection.sender.startWindowProbe(carrier.nowNanos());
        return octets;
    }

    /** Writes the octets from {@code sequence} to before {@code end}, the last of which may be FIN's. */
    private int writeData(TcpConnection connection, Carrier carrier, int offsetToIp, int at, int sequence, int end) {
        Sender sender = connection.sender;
        int offset = sequence - connection.tcb.sendQueueStart();
        int length = Math.min(end - sequence, sender.queue.length() - offset);
        int flags = Segment.ACK;
        if (length > 0 && offset + length == sender.queue.length()) {
            flags |= Segment.PSH; // RFC 9293, section 3.9.1.2: the last of what is queued
        }
        if (length < end - sequence) {
            flags |= Segment.FIN;
        }
        boolean again = SequenceNumber.before(sequence, connection.tcb.sendMaximum);
        // RFC 3168, sections 6.1.5 and 6.1.6: not if it goes again, nor if it is a probe beyond the window
        boolean capable = !again && SequenceNumber.atOrBefore(end, connection.tcb.windowEnd());
        if (capable) {
            flags |= connection.congestionNotification.takeReduced();
        }
        int room = connection.receiver.hasBlocks() ? limit(connection, carrier, at) - length : 0;
        int header = writeHeader(connection, carrier, at, sequence, flags, room);
        if (connection.congestionNotification.isUsed() && capable) {
            IpHeader.congestion(carrier.buffer(), offsetToIp, IpHeader.ECT_0);
        }
        sender.queue.copy(offset, carrier.buffer(), at + header, length);
        statistics.octetsSent += length;
        sender.octetsSent += length;
        connection.receiver.acks.carried();
        connection.timers.stopDelayedAck();
        return finish(connection, carrier, offsetToIp, at, header + length);
    }

    private int writeAcknowledgment(TcpConnection connection, Carrier carrier, int offsetToIp, int at) {
        int sequence = acknowledgmentSequence(connection.tcb);
        if (connection.keepAlivePending) {
            connection.keepAlivePending = false;
            statistics.keepAlives++;
            sequence = connection.tcb.sendNext - 1; // RFC 9293, section 3.8.4: the peer answers what it has already
        } else if (!connection.receiver.acks.take()) {
            return 0;
        }
        int octets = writeHeader(connection, carrier, at, sequence, Segment.ACK, OptionWriter.MOST);
        connection.receiver.acks.sent();
        connection.timers.stopDelayedAck();
        return finish(connection, carrier, offsetToIp, at, octets);
    }

    /** SEG.SEQ of a segment without data: the newest number that the peer's window admits. */
    private static int acknowledgmentSequence(TransmissionControlBlock tcb) {
        int edge = tcb.windowEnd();
        if (!SequenceNumber.after(tcb.sendMaximum, edge)) {
            return tcb.sendMaximum;
        }
        return SequenceNumber.after(edge, tcb.sendNext) ? edge : tcb.sendNext;
    }

    /** Most data that fits a segment of this connection in this frame, if it has no SACK. */
    private static int limit(TcpConnection connection, Carrier carrier, int at) {
        int options = connection.sender.optionOctets();
        int path =
                Math.min(connection.tcb.maximumSegmentSize, connection.pathSegmentSize(carrier.nowNanos()) - options);
        return Math.min(path, carrier.available(at) - TcpFrame.HEADER_LENGTH - options);
    }

    // ---- octets

    /** @param room octets that there are for SACK */
    private int writeHeader(TcpConnection connection, Carrier carrier, int at, int sequence, int flags, int room) {
        int header = TcpFrame.HEADER_LENGTH + options.write(connection, carrier, at + TcpFrame.HEADER_LENGTH, room);
        int all = (flags & Segment.RST) != 0 ? flags : flags | connection.congestionNotification.echo();
        fillHeader(connection, carrier.buffer(), at, sequence, all, header, window(connection));
        connection.timestamps.acknowledged(connection.tcb.receiveNext);
        return header;
    }

    /**
     * The window field. It is rounded down, and may so tell less by a few octets than before; what was told stays
     * acceptable (RFC 7323, section 2.4). Rounded up each time, it would come to tell of more than there is room for.
     */
    private static int window(TcpConnection connection) {
        TransmissionControlBlock tcb = connection.tcb;
        int shift = tcb.receiveWindowShift;
        int told = tcb.receiveWindow();
        int window = Math.max(told, connection.receiver.usefulWindow());
        int field = Math.min(window >>> shift, Receiver.MAXIMUM_WINDOW_FIELD);
        if (field == 0 && connection.receiver.isEmptyWithRoom()) {
            field = 1; // all the room there is is less than can be told: what is too much is dropped
        }
        tcb.receiveAdvertised = tcb.receiveNext + Math.max(told, field << shift);
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
        if (connection.trafficClass != 0) {
            IpHeader.trafficClass(
                    buffer, offsetToIp, connection.trafficClass | IpHeader.congestion(buffer, offsetToIp));
        }
        checksum(buffer, offsetToIp, at, octets);
        connection.sender.segmentsSent++;
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

    /** Writes the SYN,ACK of a handshake that nobody remembers. */
    int writeAnswer(int line, Carrier carrier, int offsetToIp, int at, StatelessHandshakes handshakes) {
        if (carrier.available(at) < TcpFrame.HEADER_LENGTH + HANDSHAKE_OPTIONS) {
            return 0;
        }
        int octets = handshakes.fill(line, carrier, offsetToIp, at);
        checksum(carrier.buffer(), offsetToIp, at, octets);
        return octets;
    }
}
