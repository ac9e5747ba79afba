package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/**
 * One TCP connection: what its user may do with it, and the wiring between its parts.
 *
 * <p>Made by {@link TcpNode#connect} or {@link TcpListener#accept}; it belongs to the caller from then on, until
 * {@link #release()}. Every method is called on the event loop, also from within {@link TcpEvents}. None needs the time:
 * what a call leads to on the wire happens when the stack next builds frames.
 */
public final class TcpConnection implements StackNode {
    private static final TcpEvents NO_EVENTS = new TcpEvents() {};

    private static final int EVENT_ACCEPTABLE = 1;
    private static final int EVENT_ESTABLISHED = 2;
    private static final int EVENT_READABLE = 4;
    private static final int EVENT_INPUT_SHUTDOWN = 8;
    private static final int EVENT_WRITABLE = 16;
    private static final int EVENT_CLOSED = 32;

    private static final int MAXIMUM_PENDING_ACKS = 64;
    private static final int MAXIMUM_BACKOFF = 16;
    private static final int DEFAULT_SEGMENT_SIZE = 536;
    private static final int DEFAULT_SEGMENT_SIZE_IPV6 = 1220;
    private static final int MINIMUM_SEGMENT_SIZE = 48; // less would be an attack: headers without end

    final TransmissionControlBlock tcb = new TransmissionControlBlock();
    final TcpTimers timers = new TcpTimers();
    final SendQueue sendQueue;
    final ReceiveQueue receiveQueue;
    final RttEstimator rtt;
    final LossDetector losses;

    // places in the node's structures
    int hash;

    @Nullable
    ConnectionList list;

    @Nullable
    TcpConnection next;

    @Nullable
    TcpConnection previous;

    @Nullable
    TcpListener listener;

    // what to send when asked
    boolean synPending;
    boolean resetPending;
    boolean retransmitPending;
    boolean probePending;
    boolean noDelay;

    private final TcpNode node;
    private TcpEvents events = NO_EVENTS;
    private @Nullable NodeParent parent;
    private int slot;
    private long connectionId;

    private long localHigh;
    private long localLow;
    private long remoteHigh;
    private long remoteLow;
    private int localPort;
    private int remotePort;

    private int pendingAcks;
    private int unacknowledgedOctets;
    private int retries;
    private int probeBackoff;
    private boolean timing;
    private int timedEnd;
    private long timedAt;

    private boolean held;
    private boolean pooled;
    private boolean synSentAgain;
    private boolean closedByUser;
    private boolean wantsWritable;
    private boolean begun;
    private boolean leaving;
    private boolean delivering;
    private boolean closedReported;
    private int pendingEvents;
    private @Nullable TcpCloseReason closeReason;
    private @Nullable Undeliverable softError;

    TcpConnection(TcpNode node) {
        this.node = node;
        TcpConfig config = node.config();
        sendQueue = new SendQueue(node.pool(), config.sendBuffer());
        receiveQueue = new ReceiveQueue(node.pool(), config.receiveBuffer());
        rtt = new RttEstimator(config.minimumRtoNanos(), config.maximumRtoNanos());
        losses = new LossDetector(new RenoCongestionControl());
    }

    // ---- opening

    /** Makes a new connection of an object that is in no table and attached to nobody. */
    void open(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.localPort = localPort;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
        tcb.reset();
        timers.stop();
        rtt.reset();
        connectionId++;
        noDelay = node.config().noDelay();
        synPending = true;
        resetPending = false;
        retransmitPending = false;
        probePending = false;
        pendingAcks = 0;
        unacknowledgedOctets = 0;
        retries = 0;
        probeBackoff = 0;
        timing = false;
        held = false;
        closedByUser = false;
        wantsWritable = false;
        begun = false;
        closedReported = false;
        pendingEvents = 0;
        closeReason = null;
        softError = null;
        listener = null;
        pooled = false;
        synSentAgain = false;
    }

    /** The node keeps the object for another connection. */
    void pooled() {
        pooled = true;
    }

    /** Active open (RFC 9293, section 3.10.1). */
    void openActive(TcpEvents events) {
        hold(events);
        tcb.state = TcpState.SYN_SENT;
        tcb.maximumSegmentSize = advertisedSegmentSize();
        ready();
    }

    /** Passive open: a listener got the SYN {@code segment} (RFC 9293, section 3.10.7.2). */
    void openPassive(TcpListener listener, Segment segment, TcpOptions options, int initialSendSequence) {
        this.listener = listener;
        tcb.passive = true;
        tcb.state = TcpState.SYN_RECEIVED;
        tcb.initialSendSequence(initialSendSequence);
        beginReceiving(segment, options);
        tcb.receiveAdvertised = tcb.receiveNext; // nothing was offered yet
        begun = true;
        ready();
    }

    /** From now on the application has this object. */
    void hold(TcpEvents events) {
        this.held = true;
        this.events = events;
        this.listener = null;
    }

    /** The first segment of an active open is being written: the local address and the time are known now. */
    void beginSending(long nowNanos, ByteBuffer buffer, int offsetToIp) {
        if (begun) {
            return;
        }
        begun = true;
        if (!isLocalAddressKnown()) {
            localHigh = IpHeader.sourceHigh(buffer, offsetToIp);
            localLow = IpHeader.sourceLow(buffer, offsetToIp);
        }
        tcb.initialSendSequence(node.initialSequence(this, nowNanos));
        timers.startLifetime(nowNanos, node.config().connectTimeoutNanos());
    }

    /** Takes the peer's SYN, and from it what both directions will use: windows, segment size, window scale. */
    void beginReceiving(Segment segment, TcpOptions options) {
        tcb.initialReceiveSequence(segment.sequence);
        tcb.receiveAdvertised = tcb.receiveNext + Math.min(0xffff, receiveQueue.window()); // as our SYN said
        int peer = options.maximumSegmentSize();
        if (peer == 0) {
            // RFC 9293, section 3.7.1: what any host takes
            peer = IpAddress.isIpv4(remoteHigh, remoteLow) ? DEFAULT_SEGMENT_SIZE : DEFAULT_SEGMENT_SIZE_IPV6;
        }
        tcb.maximumSegmentSize = Math.min(advertisedSegmentSize(), Math.max(peer, MINIMUM_SEGMENT_SIZE));
        tcb.windowScaling = node.config().windowScale() && options.windowScale() != TcpOptions.NO_WINDOW_SCALE;
        if (tcb.windowScaling) {
            tcb.sendWindowShift = options.windowScale();
            tcb.receiveWindowShift = ownWindowShift();
        }
        // RFC 7323, section 2.2: the window of a SYN is not scaled
        tcb.setSendWindow(segment.sequence, segment.acknowledgment, segment.window);
    }

    /** Both SYNs are acknowledged. */
    void established() {
        tcb.state = TcpState.ESTABLISHED;
        timers.stopLifetime();
        timers.stopRetransmission();
        if (synSentAgain) {
            rtt.synWasLost();
        }
        losses.begin(tcb, synSentAgain);
        TcpListener listener = this.listener;
        if (listener != null) {
            listener.established(this);
            signal(EVENT_ACCEPTABLE);
        } else {
            signal(EVENT_ESTABLISHED);
        }
        ready(); // there may be data, or FIN, from before
    }

    // ---- identity

    /** Who is told what happens; replaces the one given before. */
    public void events(TcpEvents events) {
        this.events = events;
    }

    /** Where the connection stands. */
    public TcpState state() {
        return tcb.state;
    }

    /** Why it is over; null while it is not. */
    public @Nullable TcpCloseReason closeReason() {
        return closeReason;
    }

    /** This side's address; unspecified before the first segment is sent if none was asked for. Allocates. */
    public IpAddress localAddress() {
        return new IpAddress(localHigh, localLow);
    }

    /** The peer's address. Allocates. */
    public IpAddress remoteAddress() {
        return new IpAddress(remoteHigh, remoteLow);
    }

    @Override
    public int localPort() {
        return localPort;
    }

    /** The peer's port. */
    public int remotePort() {
        return remotePort;
    }

    /** Upper half of the local address as in {@link IpAddress}. */
    public long localHigh() {
        return localHigh;
    }

    /** Lower half of the local address as in {@link IpAddress}. */
    public long localLow() {
        return localLow;
    }

    /** Upper half of the peer's address as in {@link IpAddress}. */
    public long remoteHigh() {
        return remoteHigh;
    }

    /** Lower half of the peer's address as in {@link IpAddress}. */
    public long remoteLow() {
        return remoteLow;
    }

    boolean isLocalAddressKnown() {
        return !TcpNode.isUnspecified(localHigh, localLow);
    }

    boolean isBetween(long lHigh, long lLow, int lPort, long rHigh, long rLow, int rPort) {
        return localPort == lPort
                && remotePort == rPort
                && remoteLow == rLow
                && remoteHigh == rHigh
                && localLow == lLow
                && localHigh == lHigh;
    }

    boolean conflicts(long lHigh, long lLow, int lPort, long rHigh, long rLow, int rPort) {
        boolean sameLocal = (localHigh == lHigh && localLow == lLow)
                || !isLocalAddressKnown()
                || TcpNode.isUnspecified(lHigh, lLow);
        return sameLocal && localPort == lPort && remotePort == rPort && remoteLow == rLow && remoteHigh == rHigh;
    }

    // ---- sending

    /**
     * Queues octets for sending; they are copied. If it takes less than it is given, {@link TcpEvents#writable} follows
     * when there is room again. May be called from SYN-SENT on.
     *
     * @return octets taken, 0 when there is no room; -1 if nothing more can be sent on this connection
     */
    public int write(ByteBuffer source, int at, int length) {
        if (!mayWrite()) {
            return -1;
        }
        int taken = sendQueue.write(source, at, length);
        if (taken < length) {
            wantsWritable = true;
            if (sendQueue.length() == 0) {
                node.starves(this);
            }
        }
        if (taken > 0 && tcb.state.canSend()) {
            ready();
        }
        return taken;
    }

    /** Octets that {@link #write} takes now; 0 also when nothing more can be sent. */
    public int writable() {
        return mayWrite() ? sendQueue.free() : 0;
    }

    /** Octets queued that the peer has not acknowledged. */
    public int unacknowledged() {
        return sendQueue.length();
    }

    private boolean mayWrite() {
        TcpState state = tcb.state;
        return !tcb.finQueued && (state.canSend() || state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED);
    }

    /** Whether small segments are sent at once; false for Nagle's algorithm. */
    public void noDelay(boolean noDelay) {
        this.noDelay = noDelay;
        if (noDelay && tcb.state.canSend()) {
            ready();
        }
    }

    /** Whether this side has been told to send no more. */
    public boolean isOutputShutdown() {
        return tcb.finQueued || tcb.state == TcpState.CLOSED;
    }

    // ---- receiving

    /** Octets that may be read now. */
    public int readable() {
        return receiveQueue.readable();
    }

    /** Whether the peer has sent FIN; what came before may still have to be read. */
    public boolean isInputShutdown() {
        return switch (tcb.state) {
            case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> true;
            default -> closeReason == TcpCloseReason.NORMAL;
        };
    }

    /**
     * Copies received octets out. Makes room: the window opens again.
     *
     * @return octets copied, 0 when there are none now; -1 if there are none and none will come
     */
    public int read(ByteBuffer target, int at, int length) {
        int octets = receiveQueue.read(target, at, length);
        if (octets > 0) {
            updateWindow();
            return octets;
        }
        return receiveQueue.readable() == 0 && (tcb.state == TcpState.CLOSED || isInputShutdown()) ? -1 : 0;
    }

    /** The page that holds the next octets to read, for reading without a copy; null if there are none. */
    public @Nullable ByteBuffer page() {
        return receiveQueue.firstPage();
    }

    /** Index in {@link #page()} of the next octet to read. */
    public int pageOffset() {
        return receiveQueue.firstPageOffset();
    }

    /** Octets in {@link #page()} that may be read, from {@link #pageOffset()} on. */
    public int pageLength() {
        return receiveQueue.firstPageLength();
    }

    /** Gives back octets read through {@link #page()}, at most {@link #readable()}. */
    public void consume(int length) {
        receiveQueue.consume(length);
        updateWindow();
    }

    /** The window to offer: the old right edge until the new one is worth it (RFC 9293, section 3.8.6.2.2). */
    int usefulWindow() {
        int window = receiveQueue.window();
        int current = tcb.receiveWindow();
        int worth = Math.min(node.config().receiveBuffer() / 2, tcb.maximumSegmentSize);
        return window - current >= worth ? window : current;
    }

    /** Tells the peer of room made by the reader, by an acknowledgment of its own if it is two segments or more. */
    private void updateWindow() {
        if (tcb.state.canReceive()) {
            int gain = receiveQueue.window() - tcb.receiveWindow();
            if (gain >= Math.min(node.config().receiveBuffer() / 2, 2 * tcb.maximumSegmentSize)) {
                acknowledgeNow();
            }
        }
    }

    /** Most data in a segment that this side is ready to receive: what it tells by the MSS option. */
    int advertisedSegmentSize() {
        return node.segmentSize(IpAddress.isIpv4(remoteHigh, remoteLow));
    }

    /** The shift that lets the largest window be told in 16 bits. */
    int ownWindowShift() {
        int bits = 32 - Integer.numberOfLeadingZeros(node.config().receiveBuffer());
        return Math.min(Math.max(0, bits - 16), TcpOptions.MAX_WINDOW_SCALE);
    }

    /** Whether our SYN carries a window scale: as wished, but in answer to a SYN only if that did (RFC 7323, 2.2). */
    boolean offersWindowScale() {
        return node.config().windowScale() && (tcb.state == TcpState.SYN_SENT || tcb.windowScaling);
    }

    // ---- closing

    /** Sends FIN after what is queued. Receiving goes on. Does nothing the second time. */
    public void shutdownOutput() {
        if (mayWrite()) {
            tcb.finQueued = true;
            if (tcb.state.canSend()) {
                ready();
            }
        }
    }

    /**
     * Closes both directions: what is queued is sent, then FIN; what comes from the peer is no longer wanted. If there
     * are unread octets now, or octets come later, the peer is told by RST (RFC 1122, section 4.2.2.13).
     * {@link TcpEvents#closed} follows. Does nothing the second time.
     */
    public void close() {
        if (closedByUser) {
            return;
        }
        closedByUser = true;
        if (tcb.state == TcpState.CLOSED) {
            return;
        }
        if (tcb.state == TcpState.SYN_SENT || receiveQueue.readable() > 0) {
            abort();
            return;
        }
        shutdownOutput();
        if (tcb.state == TcpState.FIN_WAIT_2) {
            ready(); // the time is not known here: encapsulate starts the clock
        }
    }

    /** Whether the user no longer wants what the peer sends. */
    boolean isClosedByUser() {
        return closedByUser;
    }

    /** Ends the connection at once: queues are dropped and RST is sent where the state asks for it. */
    public void abort() {
        if (tcb.state != TcpState.CLOSED) {
            resetPending = switch (tcb.state) { // RFC 9293, section 3.10.5
                case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
                default -> false;
            };
            end(TcpCloseReason.ABORTED);
        }
        receiveQueue.clear();
        deliver();
    }

    /** Ends the connection without a word to the peer: for a link that is gone, and for simulated crashes. */
    public void discard() {
        end(TcpCloseReason.ABORTED);
        receiveQueue.clear();
        deliver();
    }

    /**
     * The caller will not use this object again. {@link #close() Closes} it if it is open, without events, and lets the
     * node use the object for another connection when this one is over. Must be the last call, and be made once.
     *
     * @throws IllegalStateException if it was released before
     */
    public void release() {
        if (!held) {
            throw new IllegalStateException("released before");
        }
        held = false;
        events = NO_EVENTS;
        close();
        receiveQueue.clear();
        deliver();
    }

    /** The connection is over; a RST that is pending goes out yet. */
    void end(TcpCloseReason reason) {
        if (tcb.state == TcpState.CLOSED && !resetPending) {
            return;
        }
        boolean wasOpen = tcb.state != TcpState.CLOSED;
        tcb.state = TcpState.CLOSED;
        timers.stop();
        if (wasOpen) {
            sendQueue.clear();
            node.forget(this);
            if (!held) {
                receiveQueue.clear();
            }
            report(reason);
        }
        if (reason == TcpCloseReason.ABORTED && resetPending && wasOpen && parent != null) {
            ready();
        } else {
            leave();
        }
    }

    /** The user is told once, and first. */
    private void report(TcpCloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
            signal(EVENT_CLOSED);
        }
    }

    private void leave() {
        resetPending = false;
        connectionId++;
        if (parent != null) {
            leaving = true;
            node.leave(slot);
            leaving = false;
        }
    }

    // ---- what is to be sent

    /** Something may be sent: the node will ask. */
    void ready() {
        NodeParent parent = this.parent;
        if (parent != null) {
            parent.childReady(slot);
        }
    }

    /** An acknowledgment is to be sent at once; any segment carries it. */
    void acknowledgeNow() {
        if (pendingAcks == 0) {
            pendingAcks = 1;
        }
        ready();
    }

    /** A duplicate acknowledgment is to be sent: one for each segment that asks for it (RFC 5681, section 4.2). */
    void acknowledgeDuplicate() {
        if (pendingAcks < MAXIMUM_PENDING_ACKS) {
            pendingAcks++;
        }
        ready();
    }

    /** Data was taken in order: acknowledged now for every second full segment, else soon (RFC 9293, 3.8.6.3). */
    void acknowledgeSoon(int octets, long nowNanos) {
        unacknowledgedOctets += octets;
        long delay = node.config().delayedAckNanos();
        if (delay == 0 || unacknowledgedOctets >= 2 * tcb.maximumSegmentSize) {
            acknowledgeNow();
        } else {
            timers.startDelayedAck(nowNanos, delay);
        }
    }

    /** Whether an acknowledgment is to be sent by itself; if so it is the caller's to send. */
    boolean takeAcknowledgment() {
        if (pendingAcks == 0) {
            return false;
        }
        pendingAcks--;
        return true;
    }

    /** A segment has been written that acknowledges all received; duplicates still asked for follow by themselves. */
    void acknowledgmentSent() {
        unacknowledgedOctets = 0;
        timers.stopDelayedAck();
    }

    /** A segment with data has been written: one acknowledgment less to send. */
    void acknowledgmentCarried() {
        if (pendingAcks > 0) {
            pendingAcks--;
        }
        acknowledgmentSent();
    }

    /** FIN has been written for the first time or again. */
    void finSent() {
        if (tcb.state == TcpState.ESTABLISHED) {
            tcb.state = TcpState.FIN_WAIT_1;
        } else if (tcb.state == TcpState.CLOSE_WAIT) {
            tcb.state = TcpState.LAST_ACK;
        }
    }

    int congestionWindow() {
        return losses.window();
    }

    // ---- clocks

    void startRetransmission(long nowNanos) {
        timers.startRetransmission(nowNanos, rtt.rtoNanos(), node.config().userTimeoutNanos());
    }

    void startRetransmissionUnlessRunning(long nowNanos) {
        if (!timers.isRetransmissionRunning() || timers.isProbing()) {
            startRetransmission(nowNanos);
        }
    }

    void startProbe(long nowNanos) {
        long interval = Math.min(rtt.rtoNanos() << probeBackoff, node.config().maximumRtoNanos());
        timers.startProbe(nowNanos, interval, node.config().userTimeoutNanos());
    }

    /** The peer's window is open: the next probe, if there is to be one, comes early again. */
    void windowOpened() {
        probeBackoff = 0;
        if (timers.isProbing()) {
            timers.stopRetransmission();
        }
    }

    /** Measures the time until {@code end} is acknowledged, unless another measurement is under way. */
    void startTiming(int end, long nowNanos) {
        if (!timing) {
            timing = true;
            timedEnd = end;
            timedAt = nowNanos;
        }
    }

    /** What is measured was sent again: its acknowledgment would say nothing (RFC 6298, section 3). */
    void stopTiming() {
        timing = false;
    }

    /** Ends the measurement if {@code acknowledgment} covers it. */
    long sampleRoundTrip(int acknowledgment, long nowNanos) {
        if (timing && !SequenceNumber.before(acknowledgment, timedEnd)) {
            timing = false;
            long sample = nowNanos - timedAt;
            rtt.sample(sample);
            return sample;
        }
        return LossDetector.NO_SAMPLE;
    }

    @Override
    public long nextDeadline() {
        return timers.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (timers.isLifetimeOver(nowNanos)) {
            onLifetimeOver();
        } else {
            if (timers.isDelayedAckDue(nowNanos)) {
                timers.stopDelayedAck();
                acknowledgeNow();
            }
            if (timers.isRetransmissionDue(nowNanos)) {
                onRetransmissionDue(nowNanos);
            }
        }
        deliver();
    }

    private void onLifetimeOver() {
        switch (tcb.state) {
            case TIME_WAIT, FIN_WAIT_2 -> end(TcpCloseReason.NORMAL);
            default -> fail(timeoutReason());
        }
    }

    private TcpCloseReason timeoutReason() {
        Undeliverable reason = softError;
        return reason == null ? TcpCloseReason.TIMED_OUT : TcpCloseReason.of(reason); // RFC 1122, 4.2.3.9
    }

    private void onRetransmissionDue(long nowNanos) {
        if (timers.isUserTimeout(nowNanos, node.config().userTimeoutNanos())) {
            resetPending = tcb.state.isSynchronized();
            fail(timeoutReason());
            return;
        }
        if (timers.isProbing() || (tcb.state.isSynchronized() && tcb.sendWindow == 0)) {
            tcb.sendNext = tcb.sendUnacknowledged;
            probePending = true;
            if (probeBackoff < MAXIMUM_BACKOFF) {
                probeBackoff++;
            }
            startProbe(nowNanos);
        } else {
            retransmitAfterTimeout(nowNanos);
        }
        ready();
    }

    /** RFC 6298, (5.4) to (5.7). */
    private void retransmitAfterTimeout(long nowNanos) {
        node.statistics().timeouts++;
        rtt.backOff();
        stopTiming();
        if (tcb.state.isSynchronized()) {
            losses.onTimeout(tcb, nowNanos);
            retransmitPending = false;
            tcb.sendNext = tcb.sendUnacknowledged; // all from the oldest on goes again as the window admits
            startRetransmission(nowNanos);
            return;
        }
        if (tcb.passive && retries++ >= node.config().synAckRetries()) {
            fail(TcpCloseReason.TIMED_OUT);
            return;
        }
        synPending = true;
        synSentAgain = true;
        startRetransmission(nowNanos);
    }

    /** The connection ends by no wish of its user. */
    void fail(TcpCloseReason reason) {
        if (!tcb.state.isSynchronized()) {
            node.statistics().failedOpens++;
        }
        end(reason);
    }

    // ---- segments

    /** Takes in a segment that its node has validated and found to belong to this connection. */
    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        return node.takeIn(this, carrier, offsetToFrame);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (closedByUser && tcb.state == TcpState.FIN_WAIT_2 && !timers.isLifetimeRunning()) {
            timers.startLifetime(carrier.nowNanos(), node.config().finWait2Nanos());
        }
        int octets = node.writer().write(this, carrier, offsetToIp, offsetToFrame);
        if (tcb.state == TcpState.CLOSED) {
            leave();
            recycle();
        } else {
            settle();
        }
        return octets;
    }

    /** Tells the parent of a deadline that may have come nearer. */
    void settle() {
        NodeParent parent = this.parent;
        if (parent != null) {
            parent.childDeadline(slot);
        }
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        TransmissionControlBlock tcb = this.tcb;
        int sequence = TcpFrame.sequenceNumber(carrier.buffer(), offsetToFrame);
        // RFC 5927, section 4.1: an attacker off the path does not know what is in flight
        if (tcb.state == TcpState.CLOSED
                || SequenceNumber.before(sequence, tcb.sendUnacknowledged)
                || !SequenceNumber.before(sequence, tcb.sendMaximum)) {
            return;
        }
        boolean hard = tcb.state == TcpState.SYN_SENT || tcb.state == TcpState.SYN_RECEIVED;
        if (hard && isUnreachable(reason)) {
            fail(TcpCloseReason.of(reason)); // nobody would answer: the user is told now (RFC 5461, section 4.1)
        } else {
            softError = reason;
        }
        deliver();
    }

    private static boolean isUnreachable(Undeliverable reason) {
        return switch (reason) {
            case NETWORK_UNREACHABLE, HOST_UNREACHABLE, PROTOCOL_UNREACHABLE, PORT_UNREACHABLE, PROHIBITED -> true;
            default -> false;
        };
    }

    // ---- what the state machine decides

    /** Octets were taken in order. */
    void octetsArrived() {
        signal(EVENT_READABLE);
    }

    /** The peer's FIN was taken in order. */
    void inputEnded() {
        signal(EVENT_INPUT_SHUTDOWN);
    }

    /** SND.UNA moves: what was acknowledged is forgotten; the rest gets its time anew (RFC 6298, (5.2), (5.3)). */
    void forward(int acknowledgment, long rttNanos, long nowNanos) {
        int octets = acknowledgment - tcb.sendQueueStart();
        sendQueue.acknowledge(Math.min(octets, sendQueue.length())); // FIN is not in the queue
        tcb.acknowledge(acknowledgment);
        if (rttNanos == LossDetector.NO_SAMPLE) {
            rtt.forward();
        }
        probeBackoff = 0;
        timers.stopRetransmission();
        if (tcb.outstanding() > 0) {
            startRetransmission(nowNanos);
        }
        octetsAcknowledged();
        ready();
    }

    /** There is room in the send queue. */
    void octetsAcknowledged() {
        if (wantsWritable && sendQueue.free() > 0) {
            wantsWritable = false;
            signal(EVENT_WRITABLE);
        }
    }

    /** Our FIN is acknowledged and the peer's is yet to come. */
    void enterFinWait2(long nowNanos) {
        tcb.state = TcpState.FIN_WAIT_2;
        timers.stopRetransmission();
        if (closedByUser) {
            timers.startLifetime(nowNanos, node.config().finWait2Nanos());
        }
    }

    /** Both sides have sent all; this one waits for old segments to die (RFC 9293, section 3.6.1). */
    void enterTimeWait(long nowNanos) {
        tcb.state = TcpState.TIME_WAIT;
        timers.stopRetransmission();
        sendQueue.clear();
        restartTimeWait(nowNanos);
        node.enterTimeWait(this);
        report(TcpCloseReason.NORMAL);
    }

    void restartTimeWait(long nowNanos) {
        timers.startLifetime(nowNanos, node.config().timeWaitNanos());
    }

    // ---- events

    private void signal(int event) {
        pendingEvents |= event;
    }

    /** Calls the user back for what has happened, now that all is consistent; then frees what nobody uses. */
    void deliver() {
        if (delivering) {
            return; // the call that is under way goes on with it
        }
        delivering = true;
        try {
            while (pendingEvents != 0) {
                int event = Integer.lowestOneBit(pendingEvents);
                pendingEvents &= ~event;
                deliver(event);
            }
        } finally {
            delivering = false;
        }
        settle();
        recycle();
    }

    private void deliver(int event) {
        switch (event) {
            case EVENT_ACCEPTABLE -> {
                TcpListener listener = this.listener;
                if (listener != null) {
                    listener.tell();
                }
            }
            case EVENT_ESTABLISHED -> events.established(this);
            case EVENT_READABLE -> {
                if (receiveQueue.readable() > 0) {
                    events.readable(this);
                }
            }
            case EVENT_INPUT_SHUTDOWN -> events.inputShutdown(this);
            case EVENT_WRITABLE -> events.writable(this);
            case EVENT_CLOSED -> {
                TcpCloseReason reason = closeReason;
                if (reason != null && !closedReported) {
                    closedReported = true;
                    events.closed(this, reason);
                }
            }
            default -> throw new IllegalStateException("event " + event);
        }
    }

    private void recycle() {
        if (!held && tcb.state == TcpState.CLOSED && parent == null && !delivering && !pooled) {
            receiveQueue.clear();
            events = NO_EVENTS;
            node.recycle(this);
        }
    }

    // ---- the node

    @Override
    public int protocol() {
        return TcpNode.PROTOCOL;
    }

    @Override
    public long connectionId() {
        return connectionId;
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        if (this.parent != null) {
            throw new IllegalStateException("a connection belongs to the node that made it");
        }
        this.parent = parent;
        this.slot = slot;
    }

    @Override
    public void detached() {
        parent = null;
        if (!leaving) {
            end(TcpCloseReason.ABORTED);
            deliver();
        }
    }

    @Override
    public String toString() {
        return localAddress() + ":" + localPort + " - " + remoteAddress() + ":" + remotePort + " " + tcb.state;
    }
}
