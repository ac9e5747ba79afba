package org.lneto.tcp;

import org.lneto.core.StackNode;
import org.lneto.tcp.TcpInfo.Recovery;

/**
 * Finds out what was lost and says what may be sent: RACK-TLP (RFC 8985) with peers that understand SACK, NewReno's
 * duplicate and partial acknowledgments (RFC 6582) with others; proportional rate reduction during recovery (RFC 6937),
 * and the undoing of what was for nothing (F-RTO, RFC 5682; Eifel, RFC 3522 and 4015; D-SACK, RFC 3708). Tells the
 * congestion control.
 *
 * <pre>
 *            loss found                  all acknowledged that was sent before
 *   OPEN ------------------> RECOVERY ------------------------------------------> OPEN
 *     \------------------> CONGESTED (ECN: nothing to repair) --------------------^
 *      \   timer went off                                                        /
 *       -----------------> TIMED_OUT -------------------------------------------
 * </pre>
 *
 * <p>Each duplicate acknowledgment of a peer without SACK is taken for the arrival of one segment (as RFC 6937, section 3,
 * says), so that what is in flight shrinks as it does with SACK: limited transmit (RFC 3042) and the sending of new data
 * during recovery follow from that without rules of their own.
 */
final class LossRecovery {
    private static final int DUPLICATE_THRESHOLD = 3;
    private static final long NEVER_WAIT = -(1L << 60);

    final SentSegments segments;
    final Rack rack = new Rack();
    final TailLossProbe probe = new TailLossProbe();
    final DeliveryRate deliveryRate = new DeliveryRate();
    private final ProportionalRateReduction reduction = new ProportionalRateReduction();
    private final SpuriousRetransmission spurious = new SpuriousRetransmission();
    private final CongestionControl congestion;
    private final RttEstimator rtt;

    private Recovery phase = Recovery.OPEN;
    private boolean selective;
    private int mss;

    /** One after the highest sequence number sent when the last recovery began. */
    private int recoveryPoint;

    private int roundEnd;
    private int partialAcknowledgments;

    // of a peer without SACK
    private int duplicates;
    private int assumedArrived;

    // after a timeout
    private int timedOutAt;
    private boolean forwardRto;
    private boolean prefersNew;
    private boolean oldestAtOnce;

    /** When to look again for losses; {@link StackNode#NO_DEADLINE} for not. */
    private long reorderingAt = StackNode.NO_DEADLINE;

    LossRecovery(SentSegments segments, CongestionControl congestion, RttEstimator rtt) {
        this.segments = segments;
        this.congestion = congestion;
        this.rtt = rtt;
    }

    /**
     * The handshake is complete.
     *
     * @param selective whether the peer sends SACK
     */
    void begin(TransmissionControlBlock tcb, boolean selective, boolean synWasLost) {
        this.selective = selective;
        mss = tcb.maximumSegmentSize;
        congestion.start(mss, synWasLost);
        segments.begin(tcb.sendUnacknowledged);
        rack.begin(tcb.sendUnacknowledged);
        recoveryPoint = tcb.sendUnacknowledged - 1;
        roundEnd = tcb.sendUnacknowledged;
        probe.reset();
        spurious.reset();
        deliveryRate.reset();
        leave();
    }

    /** Forgets all: the connection is over. */
    void end() {
        segments.clear();
    }

    // ---- what may be sent

    CongestionControl congestion() {
        return congestion;
    }

    Recovery phase() {
        return phase;
    }

    /** Whether losses are being repaired. */
    boolean isRecovering() {
        return phase == Recovery.RECOVERY || phase == Recovery.TIMED_OUT;
    }

    /** Octets that may be in flight. */
    int window() {
        return phase == Recovery.RECOVERY || phase == Recovery.CONGESTED ? reduction.window() : congestion.window();
    }

    /** Octets thought to be on their way. */
    int inFlight() {
        return Math.max(0, segments.octetsInFlight() - assumedArrived);
    }

    /** Whether the oldest of what is lost is to be sent again now. */
    boolean maySendAgain() {
        if (!segments.hasLost() || (prefersNew && !oldestAtOnce)) {
            return false;
        }
        int octets = segments.lostEnd() - segments.lostStart();
        return oldestAtOnce || inFlight() + octets <= Math.max(window(), mss);
    }

    /** There is no new data that could go before what is thought to be lost (RFC 5682, section 2.1, step 2b). */
    void noNewData() {
        if (prefersNew) {
            prefersNew = false;
            forwardRto = false;
        }
    }

    /**
     * Whether an acknowledgment of new data starts the retransmission timer anew. With a peer without SACK only the first
     * one does of those during recovery (RFC 6582, section 3.2, step 3): each repairs one loss in a round trip, and if
     * many were lost the timer is to go off and repair them faster.
     */
    boolean restartsTimer() {
        return selective || phase != Recovery.RECOVERY || partialAcknowledgments <= 1;
    }

    /** When the time is over that reordering may take; {@link StackNode#NO_DEADLINE} if nothing is waited for. */
    long reorderingAt() {
        return reorderingAt;
    }

    /** Whether a tail loss probe is to be sent if no acknowledgment comes (RFC 8985, section 7.2). */
    boolean wantsProbe() {
        return selective
                && phase == Recovery.OPEN
                && !probe.isOutstanding()
                && !segments.isEmpty()
                && !segments.hasLost()
                && segments.segmentsSacked() == 0;
    }

    // ---- what was sent

    /** A segment follows the last. */
    void sent(int end, long nowNanos, boolean again) {
        if (segments.isEmpty() && phase == Recovery.OPEN) {
            roundEnd = end;
            deliveryRate.onBegin(nowNanos);
        }
        int before = segments.end();
        segments.sent(end, nowNanos, again);
        reduction.onSent(end - before);
    }

    /** The oldest lost segment was sent again. */
    void sentAgain(long nowNanos, int timestamp) {
        reduction.onSent(segments.lostEnd() - segments.lostStart());
        segments.resentLost(nowNanos);
        spurious.resent(timestamp);
        oldestAtOnce = false;
    }

    /** The newest segment was sent again as a tail loss probe. */
    void probeSent(int end, boolean again, long nowNanos) {
        if (again) {
            segments.resentNewest(nowNanos);
        }
        probe.sent(end, again);
    }

    /** SND.NXT goes back to SND.UNA: everything outstanding goes again, for another reason than loss. */
    void rewind(TransmissionControlBlock tcb) {
        segments.begin(tcb.sendUnacknowledged);
        tcb.sendNext = tcb.sendUnacknowledged;
        if (phase == Recovery.RECOVERY || phase == Recovery.CONGESTED) {
            congestion.onRecovered(0);
        }
        recoveryPoint = tcb.sendMaximum;
        probe.reset();
        spurious.reset();
        leave();
    }

    /** The path takes segments of another size. */
    void maximumSegmentSize(int octets) {
        mss = octets;
        congestion.maximumSegmentSize(octets);
    }

    // ---- what is acknowledged

    /**
     * An acknowledgment that is not older than SND.UNA; the block still says what was before.
     *
     * @param sample filled with what it tells
     * @param duplicate whether it is a duplicate acknowledgment in the sense of RFC 5681, section 2
     * @param echoed whether {@code echo} is of a timestamp of ours
     */
    void onAcknowledged(
            TransmissionControlBlock tcb,
            Segment segment,
            TcpOptions options,
            AckSample sample,
            boolean duplicate,
            boolean echoed,
            int echo) {
        long now = segment.nowNanos();
        int acknowledgment = segment.acknowledgment;
        if (phase == Recovery.OPEN && SequenceNumber.after(tcb.sendUnacknowledged, recoveryPoint)) {
            recoveryPoint = tcb.sendUnacknowledged - 1; // or it would seem to lie ahead after 2 GiB more
        }
        int before = inFlight();
        int acknowledged = acknowledgment - tcb.sendUnacknowledged;
        sample.begin(now, rack.minimumRttNanos());
        boolean blocks = selective && takeBlocks(tcb, options, acknowledgment, sample);
        if (acknowledged > 0) {
            segments.acknowledge(acknowledgment, sample);
        }
        if (!selective) {
            assume(acknowledged, duplicate, sample);
        }
        if (blocks || acknowledged > 0) {
            rack.onAcknowledged(sample, acknowledgment, tcb.sendNext, now);
        }
        deliveryRate.onDelivered(now, sample.delivered);
        if (acknowledged > 0 && !SequenceNumber.before(acknowledgment, roundEnd)) {
            roundEnd = tcb.sendMaximum;
            deliveryRate.onRound(now);
            congestion.onRound(now);
        }
        if (probe.onAcknowledged(acknowledgment, acknowledged > 0, blocks, sample.duplicateArrived)
                && phase == Recovery.OPEN) {
            congestion.onIsolatedLoss(now, before); // RFC 8985, section 7.4.2
            congestion.onRecovered(now);
        }
        if (isSpurious(acknowledged, sample, echoed, echo)) {
            undo(now);
        }
        react(tcb, acknowledgment, acknowledged, before, sample, now);
    }

    /** Takes what SACK says; whether it says anything (RFC 2018, section 3; RFC 2883, section 4). */
    private boolean takeBlocks(TransmissionControlBlock tcb, TcpOptions options, int acknowledgment, AckSample sample) {
        int count = options.sackBlocks();
        for (int block = 0; block < count; block++) {
            int left = options.sackLeftEdge(block);
            int right = options.sackRightEdge(block);
            if (!SequenceNumber.before(left, right) || SequenceNumber.after(right, tcb.sendNext)) {
                continue; // of nothing that we have sent
            }
            if (block == 0 && isDuplicateReport(options, acknowledgment, left, right)) {
                sample.duplicateArrived = true;
                sample.duplicateStart = left;
            } else if (!SequenceNumber.before(left, tcb.sendUnacknowledged)) {
                segments.selectivelyAcknowledge(left, right, sample);
            }
        }
        return count > 0;
    }

    private static boolean isDuplicateReport(TcpOptions options, int acknowledgment, int left, int right) {
        if (!SequenceNumber.after(right, acknowledgment)) {
            return true;
        }
        return options.sackBlocks() > 1
                && !SequenceNumber.before(left, options.sackLeftEdge(1))
                && !SequenceNumber.after(right, options.sackRightEdge(1));
    }

    /** Without SACK: a duplicate acknowledgment means that a segment has arrived, nobody knows which. */
    private void assume(int acknowledged, boolean duplicate, AckSample sample) {
        if (duplicate) {
            duplicates++;
            int most = Math.max(0, segments.octetsInFlight() - mss);
            int more = Math.max(0, Math.min(mss, most - assumedArrived));
            assumedArrived += more;
            sample.delivered += more;
        } else if (acknowledged > 0) {
            duplicates = 0;
            // the first segment was missing; the others had been counted when their duplicates came
            int counted = Math.min(assumedArrived, Math.max(0, acknowledged - mss));
            assumedArrived = phase == Recovery.RECOVERY ? assumedArrived - counted : 0;
            sample.delivered = Math.max(0, sample.delivered - counted);
        }
    }

    private boolean isSpurious(int acknowledged, AckSample sample, boolean echoed, int echo) {
        if (acknowledged > 0 && echoed && isRecovering() && spurious.isEchoedBefore(echo)) {
            return true;
        }
        return sample.duplicateArrived && spurious.isEachDuplicate(sample.duplicateStart);
    }

    private void undo(long nowNanos) {
        congestion.onSpurious(nowNanos);
        segments.unmarkLost();
        spurious.reset();
        leave();
    }

    private void react(
            TransmissionControlBlock tcb,
            int acknowledgment,
            int acknowledged,
            int before,
            AckSample sample,
            long now) {
        if (phase == Recovery.TIMED_OUT && forwardRto) {
            forwardRto(tcb, acknowledgment, acknowledged, sample, now);
        }
        boolean ends =
                phase != Recovery.OPEN && acknowledged > 0 && !SequenceNumber.before(acknowledgment, recoveryPoint);
        if (ends) {
            if (phase != Recovery.TIMED_OUT) {
                congestion.onRecovered(now);
            }
            rack.onRecovered();
            leave();
        }
        boolean found = findLosses(tcb, acknowledged, now);
        if (found && (phase == Recovery.OPEN || phase == Recovery.CONGESTED)) {
            enterRecovery(tcb, acknowledged, now);
        }
        if (phase == Recovery.RECOVERY || phase == Recovery.CONGESTED) {
            int threshold = congestion.slowStartThreshold();
            reduction.onAcknowledged(sample.delivered, inFlight(), threshold, mss, segments.hasLost());
        } else if (acknowledged > 0 && !ends) {
            congestion.onAcknowledged(now, acknowledged, before, sample.newestRttNanos);
        }
    }

    // ---- losses

    /** Whether anything was found lost. */
    private boolean findLosses(TransmissionControlBlock tcb, int acknowledged, long now) {
        if (selective) {
            return detect(now);
        }
        if (phase == Recovery.RECOVERY && acknowledged > 0) {
            partialAcknowledgments++;
            oldestAtOnce = true;
            return segments.markOldestLost(); // RFC 6582, section 3.2, step 3: another one is missing
        }
        // RFC 6582, section 3.2, step 2: not for what was in flight before the last loss
        return phase == Recovery.OPEN
                && duplicates == DUPLICATE_THRESHOLD
                && !SequenceNumber.before(tcb.sendUnacknowledged, recoveryPoint)
                && acknowledged == 0
                && segments.markOldestLost();
    }

    private boolean detect(long nowNanos) {
        int lostBefore = segments.segmentsLost();
        long window = rack.reorderingWindowNanos(isRecovering(), segments.segmentsSacked(), rtt.smoothedNanos());
        long wait = rack.detect(segments, window, nowNanos);
        reorderingAt = wait > 0 ? nowNanos + wait : StackNode.NO_DEADLINE;
        return segments.segmentsLost() > lostBefore;
    }

    private void enterRecovery(TransmissionControlBlock tcb, int acknowledged, long now) {
        boolean reduced = phase == Recovery.CONGESTED; // RFC 3168, section 6.1.2: once for each window
        phase = Recovery.RECOVERY;
        recoveryPoint = tcb.sendMaximum;
        partialAcknowledgments = 0;
        int outstanding = tcb.outstanding() - acknowledged;
        if (!reduced) {
            if (selective) {
                congestion.onIsolatedLoss(now, outstanding);
            } else {
                congestion.onLoss(now, outstanding);
            }
            reduction.begin(outstanding);
            spurious.begin(tcb.sendUnacknowledged, tcb.sendMaximum);
        } else {
            spurious.reset(); // what a router asked for is not undone
        }
        probe.reset();
    }

    /** The time that reordering may take is over. Whether anything was found lost. */
    boolean onReorderingTimeout(TransmissionControlBlock tcb, long nowNanos) {
        if (!detect(nowNanos)) {
            return false;
        }
        if (phase == Recovery.OPEN || phase == Recovery.CONGESTED) {
            enterRecovery(tcb, 0, nowNanos);
        }
        if (phase == Recovery.RECOVERY) {
            reduction.onAcknowledged(0, inFlight(), congestion.slowStartThreshold(), mss, true);
        }
        return true;
    }

    /** The retransmission timer has gone off (RFC 6298, section 5; RFC 8985, section 6.3). */
    void onTimeout(TransmissionControlBlock tcb, long nowNanos) {
        if (segments.isOldestSacked()) {
            segments.forgetSacks(); // RFC 2018, section 8: the peer has thrown it away
        }
        boolean again = phase == Recovery.TIMED_OUT && timedOutAt == tcb.sendUnacknowledged;
        forwardRto = again ? forwardRto : phase == Recovery.OPEN; // RFC 5682, section 2.1, step 1
        if (!again) {
            spurious.begin(tcb.sendUnacknowledged, tcb.sendMaximum);
        }
        congestion.onTimeout(nowNanos, tcb.outstanding(), again);
        segments.markLostByTimeout(selective && !again ? rack.waitNanos() : NEVER_WAIT, nowNanos);
        phase = Recovery.TIMED_OUT;
        timedOutAt = tcb.sendUnacknowledged;
        recoveryPoint = tcb.sendMaximum; // RFC 6582, section 4
        oldestAtOnce = segments.hasLost();
        prefersNew = false;
        duplicates = 0;
        assumedArrived = 0;
        reorderingAt = StackNode.NO_DEADLINE;
        probe.reset();
    }

    /** RFC 5682, section 3.1: whether the timeout was for nothing shows when something arrives that was sent only once. */
    private void forwardRto(
            TransmissionControlBlock tcb, int acknowledgment, int acknowledged, AckSample sample, long nowNanos) {
        boolean all = !SequenceNumber.before(acknowledgment, recoveryPoint);
        boolean original = sample.originalDelivered && !SequenceNumber.after(sample.lowestOriginalEnd, recoveryPoint);
        if (original && !all && (selective || prefersNew)) {
            undo(nowNanos); // step 3b; without SACK the first acknowledgment may be of what had arrived long before
        } else if (all || acknowledged == 0 || SequenceNumber.after(tcb.sendMaximum, recoveryPoint)) {
            forwardRto = false; // steps 2a and 3a: the loss was real
            prefersNew = false;
        } else {
            prefersNew = true; // step 2b
        }
    }

    /**
     * The peer tells that a router has marked packets of ours (RFC 3168, section 6.1.2).
     *
     * @param outstanding octets that were before the acknowledgment that tells it
     * @return whether it is heeded now: once for each window, and not while what it tells may be of the last one, whose
     *     CWR has not reached the peer
     */
    boolean onCongestionEcho(TransmissionControlBlock tcb, int outstanding, long nowNanos) {
        if (phase != Recovery.OPEN
                || outstanding == 0
                || !SequenceNumber.after(tcb.sendUnacknowledged, recoveryPoint)) {
            return false;
        }
        recoveryPoint = tcb.sendMaximum;
        congestion.onLoss(nowNanos, outstanding);
        spurious.reset(); // what a router asks for is not undone
        if (tcb.outstanding() == 0) {
            congestion.onRecovered(nowNanos);
        } else {
            phase = Recovery.CONGESTED;
            reduction.begin(outstanding);
            reduction.onAcknowledged(0, inFlight(), congestion.slowStartThreshold(), mss, false);
        }
        return true;
    }

    private void leave() {
        phase = Recovery.OPEN;
        duplicates = 0;
        assumedArrived = 0;
        forwardRto = false;
        prefersNew = false;
        oldestAtOnce = false;
        reorderingAt = StackNode.NO_DEADLINE;
    }
}
