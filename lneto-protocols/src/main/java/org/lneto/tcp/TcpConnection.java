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
    private static final int LEAST_BUFFER = 4096;
    private static final long NO_LINGER = -1;
    private static final long REUSABLE_NANOS = 1_000_000_000L;

    final FourTuple tuple = new FourTuple();
    final TransmissionControlBlock tcb = new TransmissionControlBlock();
    final TcpTimers timers = new TcpTimers();
    final Timestamps timestamps = new Timestamps();
    final CongestionNotification congestionNotification;
    final Sender sender;
    final Receiver receiver;

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
    boolean keepAlivePending;
    int synRepetitions;

    private final TcpNode node;
    private final TcpConfig config;
    private final EventQueue events = new EventQueue(this);
    private @Nullable NodeParent parent;
    private int slot;
    private long connectionId;

    private final KeepAliveClock keepAlive;
    /** DSCP in the upper six bits. */
    short trafficClass;

    private long lingerNanos;

    private boolean held;
    private boolean pooled;
    private boolean begun;
    private boolean closedByUser;
    private boolean wantsWritable;
    private boolean leaving;
    private boolean reusable;
    /** Whether another with the same tuple went before, whose SND.MAX was {@link #formerMaximum}. */
    private boolean succeeds;

    private int formerMaximum;
    private @Nullable TcpCloseReason closeReason;
    private @Nullable Undeliverable softError;

    TcpConnection(TcpNode node) {
        this.node = node;
        config = node.config();
        keepAlive = new KeepAliveClock(config, timers);
        congestionNotification = new CongestionNotification(config.explicitCongestionNotification());
        sender = new Sender(config, node.pool(), node.tables(), tuple, tcb, timers, timestamps);
        receiver = new Receiver(config, node.pool(), tcb);
    }

    // ---- opening

    /** Makes a new connection of an object that is in no table and attached to nobody; its tuple has been set. */
    void open() {
        tcb.reset();
        timers.stop();
        timers.userTimeout(config.userTimeoutNanos());
        resetTimestamps();
        congestionNotification.reset();
        sender.open();
        receiver.open();
        events.reset();
        connectionId++;
        synPending = true;
        resetPending = false;
        keepAlivePending = false;
        synRepetitions = 0;
        keepAlive.reset();
        lingerNanos = NO_LINGER;
        trafficClass = 0;
        held = false;
        pooled = false;
        begun = false;
        closedByUser = false;
        wantsWritable = false;
        reusable = false;
        succeeds = false;
        closeReason = null;
        softError = null;
        listener = null;
    }

    private void resetTimestamps() {
        timestamps.reset(config.timestamps() ? node.timestampOffset(tuple) : 0);
    }

    /** Another connection with this tuple was in TIME-WAIT, one after whose highest sequence number is {@code maximum}. */
    void succeed(int maximum) {
        succeeds = true;
        formerMaximum = maximum;
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
        node.handshake().begin(this, segment, options);
        begun = true;
        ready();
    }

    /** Passive open by the segment that completes a handshake which nobody remembers. */
    void openByCookie(TcpListener listener, int initialSendSequence) {
        this.listener = listener;
        tcb.passive = true;
        tcb.state = TcpState.SYN_RECEIVED;
        tcb.initialSendSequence(initialSendSequence);
        tcb.sent(initialSendSequence + 1);
        synPending = false;
        begun = true;
    }

    /** From now on the application has this object. */
    void hold(TcpEvents events) {
        held = true;
        listener = null;
        this.events.user(events);
    }

    /** The first segment of an active open is being written: the local address and the time are known now. */
    void beginSending(Carrier carrier, int offsetToIp) {
        if (begun) {
            return;
        }
        begun = true;
        if (!tuple.isLocalKnown()) {
            ByteBuffer buffer = carrier.buffer();
            IpHeader.destination(buffer, offsetToIp, tuple.remoteHigh, tuple.remoteLow);
            carrier.chooseSource(offsetToIp);
            tuple.localHigh = IpHeader.sourceHigh(buffer, offsetToIp);
            tuple.localLow = IpHeader.sourceLow(buffer, offsetToIp);
        }
        resetTimestamps();
        int sequence = node.initialSequence(tuple, carrier.nowNanos());
        tcb.initialSendSequence(succeeds ? InitialSequence.after(sequence, formerMaximum) : sequence);
        timers.startLifetime(carrier.nowNanos(), config.connectTimeoutNanos());
    }

    /** Both SYNs are acknowledged. */
    void established(long nowNanos) {
        tcb.state = TcpState.ESTABLISHED;
        timers.stopLifetime();
        timers.stopRetransmission();
        sender.established(receiver.selective, synRepetitions > 0);
        heard(nowNanos);
        keepAlive.start(tcb.state, nowNanos);
        node.observer().opened(this);
        TcpListener listener = this.listener;
        if (listener != null) {
            listener.established(this);
            events.add(EventQueue.ACCEPTABLE);
        } else {
            events.add(EventQueue.ESTABLISHED);
        }
        ready(); // there may be data, or FIN, from before
    }

    // ---- identity

    /** Who is told what happens; replaces the one given before. */
    public void events(TcpEvents events) {
        this.events.user(events);
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
        return new IpAddress(tuple.localHigh, tuple.localLow);
    }

    /** The peer's address. Allocates. */
    public IpAddress remoteAddress() {
        return new IpAddress(tuple.remoteHigh, tuple.remoteLow);
    }

    @Override
    public int localPort() {
        return tuple.localPort;
    }

    /** The peer's port. */
    public int remotePort() {
        return tuple.remotePort;
    }

    /** Octets of data in the largest segment it sends. */
    public int maximumSegmentSize() {
        return tcb.maximumSegmentSize;
    }

    /** Smoothed round-trip time in nanoseconds (RFC 6298); 0 before the first measurement. */
    public long roundTripNanos() {
        return sender.rtt.smoothedNanos();
    }

    /** How it does; a snapshot. Allocates. */
    public TcpInfo info() {
        return InfoBuilder.of(this);
    }

    // ---- options

    /** Whether small segments are sent at once; false for Nagle's algorithm. */
    public void noDelay(boolean noDelay) {
        sender.noDelay = noDelay;
        if (noDelay && tcb.state.canSend()) {
            ready();
        }
    }

    /** Whether every segment is acknowledged at once from now on, rather than every second one. */
    public void quickAck(boolean quickAck) {
        receiver.acks.quickAlways(quickAck);
    }

    /** Whether keepalives are sent while nothing comes from the peer. */
    public void keepAlive(boolean wanted) {
        keepAlive.wanted(wanted);
        ready(); // the time is not known here: encapsulate starts the clock
    }

    /** When keepalives are sent. */
    public void keepAlive(TcpKeepAlive times) {
        keepAlive.times(times);
        ready();
    }

    /**
     * How long the peer may leave data, or a probe, unanswered before the connection ends with
     * {@link TcpCloseReason#TIMED_OUT} (RFC 9293, section 3.8.3; RFC 5482).
     *
     * @param nanos at least 1
     */
    public void userTimeout(long nanos) {
        if (nanos < 1 || nanos > Long.MAX_VALUE / 4) {
            throw new IllegalArgumentException("userTimeout must be 1 to 2^61: " + nanos);
        }
        timers.userTimeout(nanos);
    }

    /**
     * What {@link #close()} does with data that the peer has not acknowledged: negative to go on sending it (the default);
     * 0 to drop it and reset the connection; otherwise to reset the connection after so many nanoseconds.
     */
    public void linger(long nanos) {
        lingerNanos = nanos;
    }

    /**
     * Sets the size of the send buffer, which then does not grow by itself. It shrinks only while it is empty.
     *
     * @param octets at least 1; less than 4096 counts as 4096
     */
    public void sendBuffer(int octets) {
        sender.buffer(Math.max(octets, LEAST_BUFFER));
    }

    /**
     * Sets the size of the receive buffer, and with it the largest window; it then does not grow by itself. What the peer
     * has been offered already is not taken back.
     *
     * @param octets at least 1; less than 4096 counts as 4096, more than {@link TcpConfig#maximumReceiveBuffer()} as that
     */
    public void receiveBuffer(int octets) {
        receiver.buffer(Math.max(octets, LEAST_BUFFER), begun);
    }

    /** Sets the DSCP of what is sent (RFC 2474): the upper six bits of {@code octet}, 0 to 255. The others are ECN's. */
    public void trafficClass(int octet) {
        trafficClass = (short) (octet & ~3);
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
        int taken = sender.queue.write(source, at, length);
        if (taken < length) {
            wantsWritable = true;
            if (sender.queue.length() == 0) {
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
        return mayWrite() ? sender.queue.free() : 0;
    }

    /** Octets queued that the peer has not acknowledged. */
    public int unacknowledged() {
        return sender.queue.length();
    }

    private boolean mayWrite() {
        TcpState state = tcb.state;
        return !tcb.finQueued && (state.canSend() || state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED);
    }

    /** Whether this side has been told to send no more. */
    public boolean isOutputShutdown() {
        return tcb.finQueued || tcb.state == TcpState.CLOSED;
    }

    // ---- receiving

    /** Octets that may be read now. */
    public int readable() {
        return receiver.queue.readable();
    }

    /** Whether the peer has sent FIN; what came before may still have to be read. */
    public boolean isInputShutdown() {
        return tcb.finTaken;
    }

    /**
     * Copies received octets out. Makes room: the window opens again.
     *
     * @return octets copied, 0 when there are none now; -1 if there are none and none will come
     */
    public int read(ByteBuffer target, int at, int length) {
        int octets = receiver.queue.read(target, at, length);
        if (octets > 0) {
            consumed(octets);
            return octets;
        }
        return receiver.queue.readable() == 0 && (tcb.finTaken || tcb.state == TcpState.CLOSED) ? -1 : 0;
    }

    /** The page that holds the next octets to read, for reading without a copy; null if there are none. */
    public @Nullable ByteBuffer page() {
        return receiver.queue.firstPage();
    }

    /** Index in {@link #page()} of the next octet to read. */
    public int pageOffset() {
        return receiver.queue.firstPageOffset();
    }

    /** Octets in {@link #page()} that may be read, from {@link #pageOffset()} on. */
    public int pageLength() {
        return receiver.queue.firstPageLength();
    }

    /** Gives back octets read through {@link #page()}, at most {@link #readable()}. */
    public void consume(int length) {
        receiver.queue.consume(length);
        consumed(length);
    }

    private void consumed(int octets) {
        if (receiver.onConsumed(octets)) {
            acknowledgeNow();
        }
    }

    /** Most data in a segment that this side is ready to receive: what it tells by the MSS option. */
    int advertisedSegmentSize() {
        return node.segmentSize(tuple.isIpv4());
    }

    /** Most data in a segment that reaches the peer whole, as far as is known: perhaps from another connection to it. */
    int pathSegmentSize(long nowNanos) {
        return node.segmentSize(tuple, nowNanos);
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
        if (tcb.state == TcpState.SYN_SENT || receiver.queue.readable() > 0 || lingerNanos == 0) {
            abort();
            return;
        }
        shutdownOutput();
        ready(); // the time is not known here: encapsulate starts the clock
    }

    /** Whether the user no longer wants what the peer sends. */
    boolean isClosedByUser() {
        return closedByUser;
    }

    /** Ends the connection at once: queues are dropped, and RST is sent where the state asks for it. */
    public void abort() {
        reset();
        receiver.queue.clear();
        deliver();
    }

    /** Ends the connection without a word to the peer: for a link that is gone, and for simulated crashes. */
    public void discard() {
        end(TcpCloseReason.ABORTED);
        if (resetPending) {
            leave();
        }
        receiver.queue.clear();
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
        events.nobody();
        close();
        receiver.queue.clear();
        deliver();
    }

    /** RFC 9293, section 3.10.5. */
    void reset() {
        resetPending |= switch (tcb.state) {
            case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT -> true;
            default -> false;
        };
        end(TcpCloseReason.ABORTED);
    }

    /** The connection is over: all is freed but what its user may still read. A RST that is pending goes out yet. */
    void end(TcpCloseReason reason) {
        if (tcb.state == TcpState.CLOSED) {
            return;
        }
        tcb.state = TcpState.CLOSED;
        timers.stop();
        sender.end();
        if (held) {
            receiver.queue.dropRanges();
        } else {
            receiver.queue.clear();
        }
        node.forget(this);
        report(reason);
        if (resetPending && parent != null) {
            ready();
        } else {
            leave();
        }
    }

    /** The user is told once, and last. */
    private void report(TcpCloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
            events.add(EventQueue.CLOSED);
            node.observer().closed(this, reason);
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

    void acknowledgeNow() {
        receiver.acks.now();
        ready();
    }

    void acknowledgeDuplicate() {
        receiver.acks.duplicate();
        ready();
    }

    /** Data was taken in order. */
    void acknowledgeSoon(int octets, long nowNanos) {
        if (receiver.acks.arrived(octets, advertisedSegmentSize()) || config.delayedAckNanos() == 0) {
            acknowledgeNow();
        } else {
            timers.startDelayedAck(nowNanos, config.delayedAckNanos());
        }
    }

    /** FIN has been written, for the first time or again. */
    void finSent() {
        if (tcb.state == TcpState.ESTABLISHED) {
            tcb.state = TcpState.FIN_WAIT_1;
        } else if (tcb.state == TcpState.CLOSE_WAIT) {
            tcb.state = TcpState.LAST_ACK;
        }
    }

    // ---- clocks

    /** A segment of the peer came. */
    void heard(long nowNanos) {
        keepAlive.heard(nowNanos);
        receiver.segmentsReceived++;
    }

    /** Asks a peer that has been silent whether it is there. False when it has not answered for long enough. */
    boolean onKeepAlive(long nowNanos) {
        boolean busy = tcb.outstanding() > 0 || sender.queue.length() > 0;
        KeepAliveClock.Step step = keepAlive.due(busy, nowNanos);
        if (step == KeepAliveClock.Step.PROBE) {
            keepAlivePending = true;
            ready();
        }
        return step != KeepAliveClock.Step.GIVE_UP;
    }

    /** Starts clocks that were asked for where the time was not known. */
    private void startClocks(long nowNanos) {
        if (closedByUser && !timers.isLifetimeRunning()) {
            if (tcb.state == TcpState.FIN_WAIT_2) {
                timers.startLifetime(nowNanos, config.finWait2Nanos());
            } else if (lingerNanos > 0 && tcb.state.isSynchronized() && tcb.state != TcpState.TIME_WAIT) {
                timers.startLifetime(nowNanos, lingerNanos);
            }
        }
        keepAlive.start(tcb.state, nowNanos);
    }

    /** What a connection that gets no answer ends for: what a router said, if one did (RFC 1122, section 4.2.3.9). */
    TcpCloseReason timeoutReason() {
        Undeliverable reason = softError;
        return reason == null ? TcpCloseReason.TIMED_OUT : TcpCloseReason.of(reason);
    }

    @Override
    public long nextDeadline() {
        return timers.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        node.timeouts().process(this, nowNanos);
        deliver();
    }

    // ---- segments

    /** Takes in a segment that its node has validated and found to belong to this connection. */
    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        return node.takeIn(this, carrier, offsetToFrame);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        startClocks(carrier.nowNanos());
        if (!IpHeader.carries(carrier.buffer(), offsetToIp, tuple.remoteHigh, tuple.remoteLow)) {
            return OTHER_VERSION;
        }
        int octets = node.writer().write(this, carrier, offsetToIp, offsetToFrame);
        if (tcb.state == TcpState.CLOSED && !resetPending) {
            leave();
            recycle();
        } else {
            settle();
        }
        return octets;
    }

    /** Tells the parent of a deadline that may have come nearer. */
    private void settle() {
        NodeParent parent = this.parent;
        if (parent != null) {
            parent.childDeadline(slot);
        }
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        int sequence = TcpFrame.sequenceNumber(carrier.buffer(), offsetToFrame);
        // RFC 5927, section 4.1: an attacker off the path does not know what is in flight
        if (tcb.state == TcpState.CLOSED
                || !SequenceNumber.between(sequence, tcb.sendUnacknowledged, tcb.sendMaximum)) {
            return;
        }
        boolean handshake = tcb.state == TcpState.SYN_SENT || tcb.state == TcpState.SYN_RECEIVED;
        if (handshake && TcpCloseReason.isHard(reason)) {
            node.statistics().failedOpens++;
            end(TcpCloseReason.of(reason)); // RFC 5461, section 4.1: nobody would answer; the user is told now
        } else if (reason == Undeliverable.FRAGMENTATION_NEEDED) {
            if (tcb.state.isSynchronized() && sender.narrowPath(carrier.nextHopMtu())) {
                ready();
            }
        } else {
            softError = reason; // RFC 5927, section 5.2
        }
        deliver();
    }

    // ---- what the state machine decides

    /** Octets were taken in order. */
    void octetsArrived() {
        events.add(EventQueue.READABLE);
    }

    /** The peer's FIN was taken in order. */
    void inputEnded() {
        tcb.finTaken = true;
        events.add(EventQueue.INPUT_SHUTDOWN);
    }

    /** There may be room in the send queue, or in the node's memory, of which others may have taken all by now. */
    void roomMade() {
        if (!wantsWritable || !mayWrite()) {
            return;
        }
        int free = sender.queue.free();
        boolean last = sender.queue.length() == 0; // no acknowledgment will come that makes room
        if (free >= usefulRoom() || (last && free > 0)) {
            wantsWritable = false;
            events.add(EventQueue.WRITABLE);
        } else if (last) {
            node.starves(this);
        }
    }

    /** Less would be filled by small segments, whose acknowledgments make as little room again. */
    private int usefulRoom() {
        return Math.min(tcb.maximumSegmentSize, sender.queue.capacity() / 2);
    }

    /** Our FIN is acknowledged and the peer's is yet to come. */
    void enterFinWait2(long nowNanos) {
        tcb.state = TcpState.FIN_WAIT_2;
        timers.stopRetransmission();
        if (closedByUser) {
            timers.startLifetime(nowNanos, config.finWait2Nanos());
        }
    }

    /** Both sides have sent all; this one waits for old segments to die (RFC 9293, section 3.6.1). */
    void enterTimeWait(long nowNanos) {
        tcb.state = TcpState.TIME_WAIT;
        timers.stop();
        restartTimeWait(nowNanos);
        node.enterTimeWait(this);
        report(TcpCloseReason.NORMAL);
    }

    void restartTimeWait(long nowNanos) {
        reusable = false;
        long nanos = config.timeWaitNanos();
        timers.startLifetime(nowNanos, timestamps.areUsed() ? Math.min(REUSABLE_NANOS, nanos) : nanos);
    }

    /** TIME-WAIT is over, or the first second of it, if there are timestamps. */
    void timeWaitDue(long nowNanos) {
        long left = config.timeWaitNanos() - REUSABLE_NANOS;
        if (timestamps.areUsed() && !reusable && left > 0) {
            reusable = true;
            timers.startLifetime(nowNanos, left);
        } else {
            end(TcpCloseReason.NORMAL);
        }
    }

    /**
     * Whether it is in TIME-WAIT and gives way to another connection that this side opens: by their timestamps, which are
     * a second later at least, old segments are told from those of the new one (RFC 6191; RFC 7323, appendix B).
     */
    boolean isReusable() {
        return reusable && tcb.state == TcpState.TIME_WAIT;
    }

    /** Calls the user back for what has happened, now that all is consistent; then frees what nobody uses. */
    void deliver() {
        if (events.deliver()) {
            settle();
            recycle();
        }
    }

    /** Gives the object to the node once nobody refers to it. */
    private void recycle() {
        if (!held && !pooled && !events.isDelivering() && parent == null && tcb.state == TcpState.CLOSED) {
            pooled = true;
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
        if (!leaving) { // not by its own doing: the node is being taken down
            resetPending = false;
            end(TcpCloseReason.ABORTED);
            deliver();
        }
    }

    @Override
    public String toString() {
        return tuple + " " + tcb.state;
    }
}
