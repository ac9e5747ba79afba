package org.lneto.tcp;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Verdict;

/**
 * What a connection does when a segment arrives (RFC 9293, section 3.10.7): one method for each step of the text. One for
 * all connections of a node.
 *
 * <p>The RFC's fourth to eighth steps run on the connection; whether a step ends the processing is told by its verdict,
 * null to go on.
 */
final class SegmentProcessor {
    private static final long MAXIMUM_RTT_NANOS = 600_000_000_000L;

    private final TcpNode node;
    private final TcpStatistics statistics;
    private final TcpOptions options;
    private final AckSample sample = new AckSample();

    SegmentProcessor(TcpNode node, TcpOptions options) {
        this.node = node;
        this.statistics = node.statistics();
        this.options = options;
    }

    /** Section 3.10.7.1: no connection has the segment's tuple, and no listener its port. */
    Verdict closed(Segment segment) {
        if (!segment.has(Segment.RST)) {
            node.answerByReset(segment);
        }
        return Verdict.NO_PORT;
    }

    /** Section 3.10.7.2: a listener has the port. */
    Verdict listen(TcpListener listener, Segment segment) {
        if (segment.has(Segment.RST)) {
            return Verdict.UNEXPECTED;
        }
        if (segment.has(Segment.ACK)) {
            if (!segment.has(Segment.SYN) && node.isOfCookie(segment)) {
                return completeByCookie(listener, segment);
            }
            node.answerByReset(segment);
            return Verdict.UNEXPECTED;
        }
        if (!segment.has(Segment.SYN) || segment.has(Segment.FIN)) {
            return Verdict.UNEXPECTED;
        }
        return node.openPassive(listener, segment);
    }

    /** The third segment of a handshake that nobody remembers. */
    private Verdict completeByCookie(TcpListener listener, Segment segment) {
        TcpConnection connection = node.openByCookie(listener, segment);
        if (connection == null) {
            return Verdict.QUEUE_FULL; // not answered: the peer sends again what it has to say
        }
        Verdict verdict = process(connection, segment);
        connection.deliver();
        return verdict;
    }

    /** Takes in a segment for a connection. */
    Verdict process(TcpConnection connection, Segment segment) {
        return switch (connection.tcb.state) {
            case CLOSED -> closed(segment);
            case SYN_SENT -> synSent(connection, segment);
            default -> otherStates(connection, segment);
        };
    }

    // ---- section 3.10.7.3

    private Verdict synSent(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        boolean ack = segment.has(Segment.ACK);
        if (ack && (tcb.outstanding() == 0 || !tcb.isNewAcknowledgment(segment.acknowledgment))) {
            if (!segment.has(Segment.RST)) {
                node.answerByReset(segment);
            }
            return Verdict.BAD_ACKNOWLEDGMENT;
        }
        if (segment.has(Segment.RST)) {
            if (!ack) {
                return Verdict.UNEXPECTED; // RFC 5961, section 3.1: a blind reset
            }
            statistics.resetsReceived++;
            return fail(connection, TcpCloseReason.REFUSED, Verdict.ACCEPTED);
        }
        if (!segment.has(Segment.SYN)) {
            return Verdict.UNEXPECTED;
        }
        node.handshake().begin(connection, segment, options);
        if (ack) {
            sampleHandshake(connection, segment);
            tcb.acknowledge(segment.acknowledgment);
            connection.established(segment.nowNanos());
            connection.acknowledgeNow();
            segment.trimFront(1);
            return takeTextAndFin(connection, segment); // data may come with the SYN,ACK
        }
        // simultaneous open: SYN,ACK with the sequence number that was sent before
        tcb.state = TcpState.SYN_RECEIVED;
        connection.synPending = true;
        connection.ready();
        return Verdict.ACCEPTED;
    }

    private static void sampleHandshake(TcpConnection connection, Segment segment) {
        long rtt = connection.sender.handshake.sample(segment.acknowledgment, segment.nowNanos());
        if (rtt != AckSample.NO_RTT) {
            connection.sender.rtt.sample(rtt);
        }
    }

    private Verdict fail(TcpConnection connection, TcpCloseReason reason, Verdict verdict) {
        statistics.failedOpens++;
        connection.end(reason);
        return verdict;
    }

    // ---- section 3.10.7.4

    private Verdict otherStates(TcpConnection connection, Segment segment) {
        @Nullable Verdict verdict = checkTimestamp(connection, segment);
        if (verdict == null) {
            verdict = checkSequence(connection, segment);
        }
        if (verdict == null) {
            verdict = checkReset(connection, segment);
        }
        if (verdict == null) {
            verdict = checkSyn(connection, segment);
        }
        if (verdict == null) {
            verdict = checkAck(connection, segment);
        }
        return verdict == null ? takeTextAndFin(connection, segment) : verdict;
    }

    /** RFC 7323, section 5.3, R1, and section 3.2: a segment with an old timestamp, or with none, is an old one. */
    private @Nullable Verdict checkTimestamp(TcpConnection connection, Segment segment) {
        Timestamps timestamps = connection.timestamps;
        if (!timestamps.areUsed() || segment.has(Segment.RST)) {
            return null;
        }
        if (!options.hasTimestamps()) {
            return segment.has(Segment.SYN) ? null : Verdict.OLD_TIMESTAMP; // a SYN is challenged (RFC 5961, section 4)
        }
        if (!timestamps.isOld(options.timestampValue(), segment.nowNanos())) {
            return null;
        }
        answerInvalid(connection, segment);
        return Verdict.OLD_TIMESTAMP;
    }

    /** Answers a segment that is not taken; one without data not each time (RFC 5961, section 7). */
    private static void answerInvalid(TcpConnection connection, Segment segment) {
        boolean text = segment.length() > 0 && !segment.has(Segment.SYN);
        if (text || connection.receiver.acks.mayAnswerInvalid(segment.nowNanos())) {
            noteDuplicate(connection, segment);
            connection.acknowledgeDuplicate();
        }
    }

    /** Whether octets that have been taken come again: the peer is told (RFC 2883, section 4). */
    private static boolean noteDuplicate(TcpConnection connection, Segment segment) {
        int next = connection.tcb.receiveNext;
        if (segment.dataLength == 0 || !SequenceNumber.before(segment.sequence, next)) {
            return false;
        }
        int end = segment.sequence + segment.dataLength;
        connection.receiver.duplicate(segment.sequence, SequenceNumber.min(end, next));
        return true;
    }

    private @Nullable Verdict checkSequence(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        if (tcb.state == TcpState.SYN_RECEIVED
                && segment.has(Segment.SYN)
                && !segment.has(Segment.RST)
                && segment.sequence == tcb.initialReceiveSequence) {
            return repeatedSyn(connection, segment);
        }
        if (tcb.isAcceptable(segment.sequence, segment.length())) {
            connection.heard(segment.nowNanos());
            if (connection.timestamps.areUsed() && options.hasTimestamps()) {
                connection.timestamps.update(segment.sequence, options.timestampValue(), segment.nowNanos());
            }
            return null;
        }
        if (tcb.receiveWindow() == 0 && segment.sequence == tcb.receiveNext) {
            // "special allowance should be made to accept valid ACKs": a window probe, or data sent too early
            connection.acknowledgeNow();
            segment.trimEnd(tcb.receiveNext);
            return null;
        }
        if (segment.has(Segment.RST)) {
            return Verdict.OUT_OF_WINDOW;
        }
        if (tcb.state == TcpState.TIME_WAIT && segment.has(Segment.FIN) && segment.end() == tcb.receiveNext) {
            connection.restartTimeWait(segment.nowNanos()); // the peer has not got our last ACK
        }
        answerInvalid(connection, segment); // also keepalives and window probes, one below RCV.NXT
        connection.heard(segment.nowNanos());
        if (isRepeated(connection, segment)) {
            acknowledge(connection, segment);
            afterAck(connection, segment);
        }
        return Verdict.OUT_OF_WINDOW;
    }

    /**
     * Whether a segment has old data and yet a new acknowledgment.
     *
     * <p>Deviation: RFC 9293, section 3.10.7.4, drops it with its acknowledgment. When each side has sent more than the
     * other would take, segments sent again are the only ones that both understand.
     */
    private static boolean isRepeated(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        int old = tcb.receiveNext - segment.sequence;
        return tcb.state.isSynchronized()
                && !segment.has(Segment.SYN)
                && segment.has(Segment.ACK)
                && old > 0
                && old <= connection.receiver.queue.capacity()
                && tcb.isNewAcknowledgment(segment.acknowledgment);
    }

    /** The peer's SYN again, or its SYN,ACK in a simultaneous open. */
    private @Nullable Verdict repeatedSyn(TcpConnection connection, Segment segment) {
        if (!segment.has(Segment.ACK)) {
            connection.synPending = true; // our SYN,ACK was lost
            connection.ready();
            return Verdict.ACCEPTED;
        }
        segment.trimFront(1);
        connection.acknowledgeNow();
        return null;
    }

    private @Nullable Verdict checkReset(TcpConnection connection, Segment segment) {
        if (!segment.has(Segment.RST)) {
            return null;
        }
        TransmissionControlBlock tcb = connection.tcb;
        if (segment.sequence != tcb.receiveNext) {
            return challenge(connection, segment); // RFC 5961, section 3.2
        }
        statistics.resetsReceived++;
        switch (tcb.state) {
            case SYN_RECEIVED -> {
                return fail(connection, TcpCloseReason.REFUSED, Verdict.ACCEPTED);
            }
            case CLOSING, LAST_ACK, TIME_WAIT -> {
                // if only the acknowledgment of our FIN is missing, a peer that has forgotten us had got all
                boolean complete = connection.unacknowledged() == 0;
                connection.end(complete ? TcpCloseReason.NORMAL : TcpCloseReason.RESET_BY_PEER);
            }
            default -> {
                statistics.establishedResets++;
                connection.end(TcpCloseReason.RESET_BY_PEER);
            }
        }
        return Verdict.ACCEPTED;
    }

    private @Nullable Verdict checkSyn(TcpConnection connection, Segment segment) {
        if (!segment.has(Segment.SYN)) {
            return null;
        }
        if (connection.tcb.state == TcpState.SYN_RECEIVED && connection.tcb.passive) {
            return fail(connection, TcpCloseReason.REFUSED, Verdict.UNEXPECTED); // return to LISTEN
        }
        return challenge(connection, segment); // RFC 5961, section 4.2
    }

    /** RFC 5961: a segment that may be forged is answered with an ACK, so that a true peer can prove itself. */
    private Verdict challenge(TcpConnection connection, Segment segment) {
        if (!node.mayChallenge(segment.nowNanos())) {
            return Verdict.RATE_LIMITED;
        }
        statistics.challengeAcks++;
        connection.acknowledgeDuplicate();
        return Verdict.OUT_OF_WINDOW;
    }

    private @Nullable Verdict checkAck(TcpConnection connection, Segment segment) {
        if (!segment.has(Segment.ACK)) {
            return Verdict.BAD_STATE;
        }
        TransmissionControlBlock tcb = connection.tcb;
        if (tcb.state == TcpState.SYN_RECEIVED) {
            @Nullable Verdict verdict = completeHandshake(connection, segment);
            if (verdict != null) {
                return verdict;
            }
        } else if (!tcb.isPlausibleAcknowledgment(segment.acknowledgment)) {
            return challenge(connection, segment); // RFC 5961, section 5.2
        } else {
            acknowledge(connection, segment);
        }
        return afterAck(connection, segment);
    }

    private @Nullable Verdict completeHandshake(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        if (!tcb.isNewAcknowledgment(segment.acknowledgment)) {
            node.answerByReset(segment);
            return Verdict.BAD_ACKNOWLEDGMENT;
        }
        TcpListener listener = connection.listener;
        if (listener != null && !listener.hasRoomForComplete()) {
            statistics.listenOverflows++;
            return Verdict.QUEUE_FULL;
        }
        sampleHandshake(connection, segment);
        tcb.acknowledge(tcb.initialSendSequence + 1);
        tcb.setSendWindow(segment.sequence, segment.acknowledgment, segment.windowOctets(tcb.sendWindowShift));
        connection.established(segment.nowNanos());
        return null;
    }

    private void acknowledge(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        Sender sender = connection.sender;
        int acknowledgment = segment.acknowledgment;
        int outstanding = tcb.outstanding();
        int window = segment.windowOctets(tcb.sendWindowShift);
        long now = segment.nowNanos();
        if (!connection.isClosedByUser()) {
            connection.timers.answered(now); // nobody waits for ever for a closed window (RFC 6429)
        }
        if (!SequenceNumber.before(acknowledgment, tcb.sendUnacknowledged)) {
            takeAcknowledgment(connection, segment, isDuplicate(tcb, segment, window));
        }
        if (connection.congestionNotification.onSegment(segment)
                && sender.losses.onCongestionEcho(tcb, outstanding, now)) {
            connection.congestionNotification.reduced();
        }
        boolean closed = tcb.sendWindow == 0;
        if (!SequenceNumber.before(acknowledgment, tcb.sendUnacknowledged)
                && tcb.updateSendWindow(segment.sequence, acknowledgment, window)
                && tcb.sendWindow > 0) {
            if (closed) {
                sender.windowOpened();
            }
            connection.ready();
        }
    }

    private void takeAcknowledgment(TcpConnection connection, Segment segment, boolean duplicate) {
        TransmissionControlBlock tcb = connection.tcb;
        Sender sender = connection.sender;
        boolean advances = tcb.isNewAcknowledgment(segment.acknowledgment);
        if (!advances && !duplicate && options.sackBlocks() == 0) {
            return;
        }
        boolean recovering = sender.losses.isRecovering();
        boolean echoed = connection.timestamps.areUsed();
        long now = segment.nowNanos();
        sender.losses.onAcknowledged(tcb, segment, options, sample, duplicate, echoed, options.timestampEchoReply());
        if (!recovering && sender.losses.phase() == TcpInfo.Recovery.RECOVERY) {
            statistics.fastRetransmits++;
            connection.congestionNotification.reduced();
        }
        if (advances) {
            sender.forward(segment.acknowledgment, rtt(connection, now), now);
            connection.roomMade();
        }
        sender.scheduleLossTimer(now);
        connection.ready(); // the window has grown, or something is to be sent again
    }

    /** The time measured by this acknowledgment; by its timestamp if by nothing else (RFC 7323, section 4.1). */
    private long rtt(TcpConnection connection, long nowNanos) {
        long rtt = sample.rttNanos();
        if (rtt == AckSample.NO_RTT && connection.timestamps.areUsed() && options.timestampEchoReply() != 0) {
            long elapsed = connection.timestamps.elapsedNanos(options.timestampEchoReply(), nowNanos);
            return elapsed >= 0 && elapsed < MAXIMUM_RTT_NANOS ? elapsed : AckSample.NO_RTT;
        }
        return rtt;
    }

    /** RFC 5681, section 2. */
    private static boolean isDuplicate(TransmissionControlBlock tcb, Segment segment, int window) {
        return segment.acknowledgment == tcb.sendUnacknowledged
                && tcb.inFlight() > 0
                && segment.length() == 0
                && window == tcb.sendWindow;
    }

    /** What the acknowledgment of our FIN leads to. */
    private @Nullable Verdict afterAck(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        boolean finAcknowledged = tcb.outstanding() == 0;
        switch (tcb.state) {
            case FIN_WAIT_1 -> {
                if (finAcknowledged) {
                    connection.enterFinWait2(segment.nowNanos());
                }
            }
            case CLOSING -> {
                if (finAcknowledged) {
                    connection.enterTimeWait(segment.nowNanos());
                    return Verdict.ACCEPTED;
                }
            }
            case LAST_ACK -> {
                if (finAcknowledged) {
                    connection.end(TcpCloseReason.NORMAL);
                    return Verdict.ACCEPTED;
                }
            }
            case TIME_WAIT -> {
                if (segment.has(Segment.FIN)) {
                    connection.acknowledgeNow();
                    connection.restartTimeWait(segment.nowNanos());
                }
                return Verdict.ACCEPTED;
            }
            default -> {
                // data flows on
            }
        }
        return null;
    }

    /** The seventh and eighth steps. */
    private Verdict takeTextAndFin(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        if (!tcb.state.canReceive()) {
            return Verdict.ACCEPTED; // after the peer's FIN nothing can follow: ignored
        }
        if (noteDuplicate(connection, segment)) {
            connection.acknowledgeNow();
        }
        segment.trimFront(Math.max(0, tcb.receiveNext - segment.sequence));
        if (segment.trimEnd(tcb.receiveAdvertised)) {
            connection.acknowledgeNow(); // the sender learns at once where the window ends
        }
        if (segment.dataLength > 0) {
            if (connection.isClosedByUser()) {
                return refuseText(connection);
            }
            processText(connection, segment);
        }
        if (segment.has(Segment.FIN)) {
            tcb.finReceived = true;
            tcb.finSequence = segment.sequence + segment.dataLength;
        }
        return checkFin(connection, segment);
    }

    /** RFC 1122, section 4.2.2.13: data for a user who has closed is lost; the peer must learn of it. */
    private Verdict refuseText(TcpConnection connection) {
        connection.reset();
        return Verdict.BAD_STATE;
    }

    private void processText(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        int offset = segment.sequence - tcb.receiveNext;
        boolean gap = connection.receiver.queue.hasGap();
        int advance = connection.receiver.queue.insert(offset, segment.buffer(), segment.dataAt, segment.dataLength);
        statistics.octetsReceived += segment.dataLength;
        if (advance == 0) {
            connection.acknowledgeDuplicate(); // RFC 5681, section 4.2: ahead of order, or no room
            return;
        }
        tcb.receiveNext += advance;
        connection.receiver.onArrived(advance, connection.sender.rtt.smoothedNanos(), segment.nowNanos());
        connection.octetsArrived();
        if (gap) {
            connection.acknowledgeNow(); // RFC 5681, section 4.2: fills a gap
        } else {
            connection.acknowledgeSoon(advance, segment.nowNanos());
        }
    }

    private Verdict checkFin(TcpConnection connection, Segment segment) {
        TransmissionControlBlock tcb = connection.tcb;
        if (!tcb.finReceived || tcb.finSequence != tcb.receiveNext) {
            if (segment.has(Segment.FIN)) {
                connection.acknowledgeNow(); // something before it is missing
            }
            return Verdict.ACCEPTED;
        }
        tcb.receiveNext++;
        if (SequenceNumber.before(tcb.receiveAdvertised, tcb.receiveNext)) {
            tcb.receiveAdvertised = tcb.receiveNext;
        }
        connection.acknowledgeNow();
        connection.inputEnded();
        switch (tcb.state) {
            case ESTABLISHED -> tcb.state = TcpState.CLOSE_WAIT;
            case FIN_WAIT_1 -> tcb.state = TcpState.CLOSING; // afterAck has seen to an acknowledged FIN
            default -> connection.enterTimeWait(segment.nowNanos());
        }
        return Verdict.ACCEPTED;
    }
}
