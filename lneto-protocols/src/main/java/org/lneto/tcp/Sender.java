package org.lneto.tcp;

import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;

/** What a connection has to send, and when it may: its queue, its losses, its windows and the clocks of all that. */
final class Sender {
    private static final int MAXIMUM_PROBE_BACKOFF = 16;
    private static final int LEAST_PATH_MTU = 552; // what Linux goes down to
    private static final int LEAST_PATH_MTU_IPV6 = 1280; // RFC 8200, section 5

    final SendQueue queue;
    final LossRecovery losses;
    final RttEstimator rtt;
    final RoundTripTimer handshake = new RoundTripTimer();
    private final @Nullable Pacer pacer;
    /** Null while there has been no suspicion: an idle connection takes less memory. */
    private @Nullable BlackHoleDetection blackHole;

    private boolean fullArrived;
    private boolean fixedBuffer;

    /** Whether small segments are sent at once. */
    boolean noDelay;

    /** A window probe is to be sent. */
    boolean windowProbePending;

    /** A tail loss probe is to be sent. */
    boolean tailProbePending;

    /** Sequence number after the last segment that was not full; Minshall's variant of Nagle's algorithm. */
    private int smallEnd;

    private boolean smallOutstanding;

    private int timeouts;
    private int windowProbes;
    private long lastSentAt;
    private boolean everSent;

    long segmentsSent;
    long segmentsRetransmitted;
    long octetsSent;
    long octetsRetransmitted;
    long octetsAcknowledged;

    private final FourTuple tuple;
    private final TransmissionControlBlock tcb;
    private final TcpTimers timers;
    private final Timestamps timestamps;
    private final TcpConfig config;

    Sender(
            TcpConfig config,
            BufferPool pool,
            SegmentTable.Pool tables,
            FourTuple tuple,
            TransmissionControlBlock tcb,
            TcpTimers timers,
            Timestamps timestamps) {
        this.config = config;
        this.tuple = tuple;
        this.tcb = tcb;
        this.timers = timers;
        this.timestamps = timestamps;
        rtt = new RttEstimator(config.minimumRtoNanos(), config.maximumRtoNanos());
        queue = new SendQueue(pool, config.sendBuffer());
        pacer = config.pacing() ? new Pacer() : null;
        losses = new LossRecovery(
                new SentSegments(tables), config.congestionControl().create(config.pacing()), rtt);
    }

    /** Begins anew, for another connection. */
    void open() {
        rtt.reset();
        handshake.stop();
        queue.reset(config.sendBuffer());
        fixedBuffer = false;
        noDelay = config.noDelay();
        windowProbePending = false;
        tailProbePending = false;
        smallOutstanding = false;
        timeouts = 0;
        windowProbes = 0;
        everSent = false;
        blackHole = null;
        fullArrived = false;
        segmentsSent = 0;
        segmentsRetransmitted = 0;
        octetsSent = 0;
        octetsRetransmitted = 0;
        octetsAcknowledged = 0;
    }

    /** The handshake is complete. */
    void established(boolean selective, boolean synWasLost) {
        if (synWasLost) {
            rtt.synWasLost();
        }
        losses.begin(tcb, selective, synWasLost);
        if (pacer != null) {
            pacer.reset(tcb.maximumSegmentSize);
        }
        if (rtt.isMeasured()) {
            losses.rack.sample(rtt.smoothedNanos());
        }
    }

    /** The connection is over: all memory is given back. */
    void end() {
        queue.clear();
        losses.end();
    }

    // ---- what may be sent

    /** Octets of new data that the congestion control admits; begins anew after silence (RFC 5681, section 4.1). */
    int admitted(long nowNanos) {
        if (everSent && tcb.outstanding() == 0 && nowNanos - lastSentAt > rtt.rtoNanos()) {
            losses.congestion().onIdle(nowNanos, nowNanos - lastSentAt);
        }
        return losses.window() - losses.inFlight();
    }

    /** Whether pacing admits a segment now; else the connection is asked again when it does. */
    boolean mayPace(long nowNanos) {
        if (pacer == null || pacer.mayFire(nowNanos)) {
            return true;
        }
        timers.startPacing(pacer.nextSendNanos());
        return false;
    }

    private void paced(int octets, long nowNanos) {
        if (pacer != null) {
            int window = losses.window();
            boolean slowStart = window < losses.congestion().slowStartThreshold();
            pacer.onSent(nowNanos, octets, Pacer.rate(window, rtt.smoothedNanos(), slowStart));
        }
    }

    /** Whether data as short as this waits: another short segment is not acknowledged yet (Minshall). */
    boolean isSmallOutstanding() {
        return smallOutstanding && SequenceNumber.before(tcb.sendUnacknowledged, smallEnd);
    }

    /** Octets of the queue that have not been sent; -1 after FIN. */
    int unsent() {
        return queue.length() - (tcb.sendNext - tcb.sendQueueStart());
    }

    // ---- what was sent

    /** New data, or FIN, was sent; or data that goes again because all does. */
    void sent(int sequence, int end, boolean small, long nowNanos) {
        boolean again = SequenceNumber.before(sequence, tcb.sendMaximum);
        losses.sent(end, nowNanos, again);
        tcb.sent(end);
        if (small) {
            smallOutstanding = true;
            smallEnd = end;
        }
        if (again) {
            countAgain(end - sequence);
        }
        paced(end - sequence, nowNanos);
        dataSent(nowNanos);
    }

    /** The oldest lost segment was sent again. */
    void sentAgain(long nowNanos) {
        SentSegments segments = losses.segments;
        boolean oldest = segments.lostStart() == tcb.sendUnacknowledged;
        int octets = segments.lostEnd() - segments.lostStart();
        countAgain(octets);
        paced(octets, nowNanos);
        losses.sentAgain(nowNanos, timestamps.value(nowNanos));
        if (oldest) {
            startRetransmission(nowNanos);
        }
        dataSent(nowNanos);
    }

    void countAgain(int octets) {
        segmentsRetransmitted++;
        octetsRetransmitted += octets;
    }

    /** Something that the peer is to acknowledge was sent. */
    void dataSent(long nowNanos) {
        everSent = true;
        lastSentAt = nowNanos;
        if (!timers.isRetransmissionRunning() || timers.isProbing()) {
            startRetransmission(nowNanos);
        }
        scheduleLossTimer(nowNanos);
    }

    // ---- what is acknowledged

    /**
     * SND.UNA moves to {@code acknowledgment}: what was acknowledged is forgotten; the rest gets its time anew (RFC 6298,
     * (5.2), (5.3)).
     */
    void forward(int acknowledgment, long rttNanos, long nowNanos) {
        int octets = Math.min(acknowledgment - tcb.sendQueueStart(), queue.length()); // FIN is not in the queue
        queue.acknowledge(octets);
        if (!SequenceNumber.before(acknowledgment, smallEnd)) {
            smallOutstanding = false; // or it would seem outstanding again after 2 GiB more
        }
        octetsAcknowledged += octets;
        fullArrived |= octets >= tcb.maximumSegmentSize;
        tcb.acknowledge(acknowledgment);
        if (rttNanos == AckSample.NO_RTT) {
            rtt.forward();
        } else {
            rtt.sample(rttNanos);
        }
        if (blackHole != null) {
            segmentSize(blackHole.onAcknowledged(timeouts, tcb.maximumSegmentSize));
            blackHole = null;
        }
        timeouts = 0;
        windowProbes = 0;
        if (losses.restartsTimer()) {
            timers.stopRetransmission();
            if (tcb.outstanding() > 0) {
                startRetransmission(nowNanos);
            }
        }
        growBuffer();
    }

    /** RFC 9293 leaves it to the host: twice the congestion window keeps the path full while acknowledgments come. */
    private void growBuffer() {
        int capacity = queue.capacity();
        if (!fixedBuffer && capacity < config.maximumSendBuffer()) {
            int wanted = 2 * Math.min(losses.window(), 1 << 29);
            if (wanted > capacity) {
                queue.grow(Math.min(wanted, config.maximumSendBuffer()));
            }
        }
    }

    /** The user wants a buffer of this size. It does not shrink while there is something in it. */
    void buffer(int octets) {
        fixedBuffer = true;
        if (queue.length() == 0) {
            queue.reset(octets);
        } else if (octets > queue.capacity()) {
            queue.grow(octets);
        }
    }

    // ---- clocks

    void startRetransmission(long nowNanos) {
        timers.startRetransmission(nowNanos, rtt.rtoNanos());
    }

    /** Starts the timer that finds losses earlier than the retransmission timer would. */
    void scheduleLossTimer(long nowNanos) {
        long reorderingAt = losses.reorderingAt();
        if (reorderingAt != StackNode.NO_DEADLINE) {
            timers.startLossTimer(reorderingAt, false);
        } else if (losses.wantsProbe()) {
            long nanos = TailLossProbe.timeoutNanos(rtt, losses.segments.size());
            timers.startLossTimer(Math.min(nowNanos + nanos, timers.retransmissionAt()), true);
        } else {
            timers.stopLossTimer();
        }
    }

    void startWindowProbe(long nowNanos) {
        timers.startProbe(nowNanos, Math.min(rtt.rtoNanos() << windowProbes, config.maximumRtoNanos()));
    }

    /** The next window probe comes after twice the time. */
    void probeLater(long nowNanos) {
        if (windowProbes < MAXIMUM_PROBE_BACKOFF) {
            windowProbes++;
        }
        startWindowProbe(nowNanos);
    }

    /** The peer's window is open: the next probe, if there is to be one, comes early again. */
    void windowOpened() {
        windowProbes = 0;
        if (timers.isProbing()) {
            timers.stopRetransmission();
        }
    }

    /** A window probe is due: all that is outstanding, which the peer has no room for, goes again when it has. */
    void probeWindow(long nowNanos) {
        losses.rewind(tcb);
        windowProbePending = true;
        probeLater(nowNanos);
    }

    /** RFC 6298, (5.4) to (5.6). */
    void onTimeout(long nowNanos) {
        timeouts++;
        losses.onTimeout(tcb, nowNanos);
        if (config.blackHoleDetection()
                && BlackHoleDetection.isTime(timeouts, fullArrived)
                && losses.segments.hasLost()) {
            suspectBlackHole();
        }
        rtt.backOff();
        startRetransmission(nowNanos);
        timers.stopLossTimer();
    }

    private void suspectBlackHole() {
        boolean ipv4 = tuple.isIpv4();
        int lost = losses.segments.lostEnd() - losses.segments.lostStart();
        int headers = -TcpNode.segmentSize(0, ipv4) + optionOctets();
        BlackHoleDetection suspicion = blackHole == null ? new BlackHoleDetection() : blackHole;
        if (narrow(suspicion.onTimeout(timeouts, tcb.maximumSegmentSize, lost, headers, ipv4))) {
            blackHole = suspicion;
        }
    }

    /**
     * A router says that the path takes packets of {@code mtu} octets only (RFC 1191, section 6.4; RFC 8201, section 5.4).
     * Whether that is news: what is in flight then goes again.
     */
    boolean narrowPath(int mtu) {
        // RFC 1191, section 5: a router of old does not tell; below the least nobody but an attacker goes
        int least = tuple.isIpv4() ? LEAST_PATH_MTU : LEAST_PATH_MTU_IPV6;
        blackHole = null; // now somebody tells
        return narrow(TcpNode.segmentSize(Math.max(mtu, least), tuple.isIpv4()) - optionOctets());
    }

    /** Octets of the options that each segment with data has. */
    int optionOctets() {
        return timestamps.areUsed() ? TcpOptions.TIMESTAMPS_LENGTH : 0;
    }

    /** Whether the path takes shorter segments only: what is in flight then goes again in such. */
    private boolean narrow(int size) {
        if (size >= tcb.maximumSegmentSize) {
            return false;
        }
        segmentSize(size);
        losses.rewind(tcb);
        return true;
    }

    private void segmentSize(int size) {
        if (size != tcb.maximumSegmentSize) {
            tcb.maximumSegmentSize = size;
            losses.maximumSegmentSize(size);
        }
    }

    /** Timeouts since something new was acknowledged. */
    int timeouts() {
        return timeouts;
    }
}
