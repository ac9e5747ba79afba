package org.lneto.tcp;

/**
 * The sequence variables of a connection (RFC 9293, section 3.3.1): state, and tests on it, without any reaction.
 *
 * <pre>
 *  send:      iss            UNA               NXT        MAX            UNA+WND
 *         -----|--------------|-----------------|----------|----------------|----
 *                acknowledged    sent, in flight  sent once   may be sent
 *                                                 before, to
 *                                                 be sent again
 *
 *  receive:   irs                              NXT                       ADV
 *         -----|--------------------------------|-------------------------|------
 *                received in order                the window as advertised
 * </pre>
 *
 * <p>NXT is MAX but after a timeout, when everything from UNA on is sent again. ADV, the right edge that the peer was
 * told, never moves back.
 */
final class TransmissionControlBlock {
    TcpState state = TcpState.CLOSED;

    /** ISS. */
    int initialSendSequence;

    /** Whether our SYN has been acknowledged: SND.UNA alone does not tell, it comes by ISS again every 4 GiB. */
    private boolean synAcknowledged;

    /** SND.UNA: oldest unacknowledged. */
    int sendUnacknowledged;

    /** SND.NXT: next to be sent. */
    int sendNext;

    /** SND.MAX: one after the highest ever sent. */
    int sendMaximum;

    /** SND.WND in octets, scale applied. */
    int sendWindow;

    /** SND.WL1: SEG.SEQ of the last window update. */
    int sendWindowSequence;

    /** SND.WL2: SEG.ACK of the last window update. */
    int sendWindowAcknowledgment;

    /** MAX.SND.WND: the largest window the peer has offered (RFC 5961, section 5; RFC 9293, section 3.8.6.2.1). */
    int maximumSendWindow;

    /** Snd.Wind.Shift (RFC 7323, section 2.3). */
    int sendWindowShift;

    /** IRS. */
    int initialReceiveSequence;

    /** RCV.NXT: next octet expected. */
    int receiveNext;

    /** RCV.NXT + RCV.WND as last advertised. */
    int receiveAdvertised;

    /** Rcv.Wind.Shift; 0 until the peer has shown that it understands scaling. */
    int receiveWindowShift;

    /** Whether both sides offered window scale. */
    boolean windowScaling;

    /** Eff.snd.MSS: most data in a segment sent (RFC 9293, section 3.7.1). */
    int maximumSegmentSize;

    /** Sequence number of the peer's FIN if {@link #finReceived}. */
    int finSequence;

    /** Whether the peer's FIN is known, though data before it may still be missing. */
    boolean finReceived;

    /** Whether the peer's FIN has been taken: nothing is missing before it. */
    boolean finTaken;

    /** Whether the user has said that nothing follows what is queued: FIN is to be sent. */
    boolean finQueued;

    /** Whether the connection was opened by LISTEN. */
    boolean passive;

    /** Forgets all, for another connection. */
    void reset() {
        state = TcpState.CLOSED;
        sendWindow = 0;
        maximumSendWindow = 0;
        sendWindowShift = 0;
        receiveWindowShift = 0;
        receiveNext = 0;
        receiveAdvertised = 0;
        windowScaling = false;
        finReceived = false;
        finTaken = false;
        finQueued = false;
        passive = false;
    }

    /** Begins the send sequence space; nothing is sent yet. */
    void initialSendSequence(int sequence) {
        initialSendSequence = sequence;
        synAcknowledged = false;
        sendUnacknowledged = sequence;
        sendNext = sequence;
        sendMaximum = sequence;
    }

    /** Takes the peer's SYN: the receive sequence space begins after it, with the window that our SYN offered. */
    void initialReceiveSequence(int sequence) {
        int offered = receiveWindow();
        initialReceiveSequence = sequence;
        receiveNext = sequence + 1;
        receiveAdvertised = receiveNext + offered;
    }

    /** RCV.WND: what the peer may send by the last advertisement. */
    int receiveWindow() {
        return receiveAdvertised - receiveNext;
    }

    /** Sequence numbers sent and not acknowledged, those waiting to be sent again included. */
    int outstanding() {
        return sendMaximum - sendUnacknowledged;
    }

    /** Sequence numbers thought to be on their way. */
    int inFlight() {
        return sendNext - sendUnacknowledged;
    }

    /** SND.UNA + SND.WND: the right edge of the peer's window. */
    int windowEnd() {
        return sendUnacknowledged + sendWindow;
    }

    /** Whether our SYN has been acknowledged. */
    boolean isSynAcknowledged() {
        return synAcknowledged;
    }

    /** Sequence number of the first octet in the send queue. */
    int sendQueueStart() {
        return isSynAcknowledged() ? sendUnacknowledged : initialSendSequence + 1;
    }

    /**
     * RFC 9293, section 3.10.7.4, first check: whether any of a segment lies in the receive window.
     *
     * <p>Deviation: without data it may also lie at the window's right edge, as that of a peer does that has filled the
     * window; its acknowledgment counts though some of what it filled the window with is lost.
     */
    boolean isAcceptable(int sequence, int length) {
        int window = receiveWindow();
        if (length == 0) {
            return Integer.compareUnsigned(sequence - receiveNext, window) <= 0;
        }
        return window != 0 && (isInReceiveWindow(sequence) || isInReceiveWindow(sequence + length - 1));
    }

    /** RCV.NXT =< sequence < RCV.NXT+RCV.WND. */
    boolean isInReceiveWindow(int sequence) {
        return Integer.compareUnsigned(sequence - receiveNext, receiveWindow()) < 0;
    }

    /** SND.UNA < acknowledgment =< SND.MAX: it acknowledges something new. */
    boolean isNewAcknowledgment(int acknowledgment) {
        return SequenceNumber.after(acknowledgment, sendUnacknowledged)
                && !SequenceNumber.after(acknowledgment, sendMaximum);
    }

    /** RFC 5961, section 5.2: SND.UNA - MAX.SND.WND =< acknowledgment =< SND.MAX. */
    boolean isPlausibleAcknowledgment(int acknowledgment) {
        return !SequenceNumber.after(acknowledgment, sendMaximum)
                && !SequenceNumber.before(acknowledgment, sendUnacknowledged - maximumSendWindow);
    }

    /**
     * Takes a window that the peer offers, scale applied, unless the segment is older than the last one that did.
     *
     * <p>Deviation: RFC 9293, section 3.10.7.4, compares sequence numbers first. When the peer sends old data again with
     * a new acknowledgment, that would move SND.UNA without its window, and with them the right edge too far.
     */
    boolean updateSendWindow(int sequence, int acknowledgment, int window) {
        boolean newer = SequenceNumber.after(acknowledgment, sendWindowAcknowledgment)
                || (acknowledgment == sendWindowAcknowledgment
                        && SequenceNumber.atOrAfter(sequence, sendWindowSequence));
        if (newer) {
            setSendWindow(sequence, acknowledgment, window);
        }
        return newer;
    }

    /** Takes a window without asking how old it is. */
    void setSendWindow(int sequence, int acknowledgment, int window) {
        sendWindow = window;
        sendWindowSequence = sequence;
        sendWindowAcknowledgment = acknowledgment;
        maximumSendWindow = Math.max(maximumSendWindow, window);
    }

    /** Moves SND.UNA. After a timeout an acknowledgment may overtake what is sent again. */
    void acknowledge(int acknowledgment) {
        synAcknowledged = true;
        sendUnacknowledged = acknowledgment;
        if (SequenceNumber.before(sendNext, acknowledgment)) {
            sendNext = acknowledgment;
        }
    }

    /** Notes that sequence numbers up to {@code next} have been sent. */
    void sent(int next) {
        sendNext = next;
        if (SequenceNumber.after(next, sendMaximum)) {
            sendMaximum = next;
        }
    }
}
