package org.lneto.tcp;

import java.net.BindException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.Ipv4Address;
import org.lneto.core.NodeParent;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ip.PathMtu;
import org.lneto.ip.TransportNode;

/**
 * TCP (RFC 9293): the connections and listeners of one stack. A child of an IP node.
 *
 * <p>Connections, and what they queue in, are kept for reuse when they are released: opening one allocates nothing once
 * there were as many. All tables are bounded by the {@link TcpConfig}.
 *
 * <p>What arrives for a connection is told by {@link TcpEvents}. What arrives for nobody is answered with RST and is
 * {@link Verdict#NO_PORT}. Segments addressed to a group are dropped without an answer.
 */
public final class TcpNode extends TransportNode {
    /** TCP's IP protocol number. */
    public static final int PROTOCOL = 6;

    private static final int TCP_AND_IPV4_HEADER = 40;
    private static final int TCP_AND_IPV6_HEADER = 60;
    private static final long CHALLENGE_PERIOD_NANOS = 1_000_000_000L;
    private static final int CHALLENGES = 100;

    private final TcpConfig config;
    private final RandomGenerator random;
    private final TcpStatistics statistics = new TcpStatistics();
    private final InitialSequence initialSequence;
    private final BufferPool pool;
    private final SegmentTable.Pool tables = new SegmentTable.Pool();
    private final Handshake handshake;
    private final SegmentWriter writer;
    private final SegmentProcessor processor;
    private final TimeoutProcessor timeouts;
    private final StatelessHandshakes stateless;
    private final Segment segment = new Segment();
    private final TcpOptions options = new TcpOptions();

    private final Children children;
    private final ConnectionTable table;
    private final ListenerTable listeners = new ListenerTable();
    private final Ports ports;
    private final FreeObjects free = new FreeObjects(this);
    private final ResetQueue[] resets = {new ResetQueue(), new ResetQueue()}; // over IPv4, over IPv6
    private final ConnectionList timeWaits = new ConnectionList();
    private final ConnectionList starved = new ConnectionList();
    private final Runnable pagesFreedListener = this::pagesFreed;
    private boolean awaitsPages;
    private boolean pagesFreed;
    private PathMtu pathMtu = PathMtu.UNKNOWN;
    private TcpObserver observer = TcpObserver.NONE;

    private long challengePeriodEnd;
    private int challengesLeft;
    /** Whether the SYN in hand ends a connection in TIME-WAIT, whose SND.MAX was {@link #reopenedMaximum}. */
    private boolean reopened;

    private int reopenedMaximum;

    /**
     * Creates a node without connections.
     *
     * @param config its settings
     * @param random for initial sequence numbers and ports; must not be guessable where peers are not trusted
     */
    public TcpNode(TcpConfig config, RandomGenerator random) {
        this(config, random, new TcpMemory(config.pageSize(), config.pages()));
    }

    /**
     * Creates a node without connections, which shares its memory with others.
     *
     * @param config its settings; page size and pages are those of the memory
     * @param random for initial sequence numbers and ports; must not be guessable where peers are not trusted
     * @param memory for what its connections queue
     */
    public TcpNode(TcpConfig config, RandomGenerator random, TcpMemory memory) {
        this.config = config;
        this.random = random;
        initialSequence = new InitialSequence(random);
        pool = memory.pool();
        handshake = new Handshake(config);
        writer = new SegmentWriter(statistics, handshake);
        processor = new SegmentProcessor(this, options);
        timeouts = new TimeoutProcessor(config, statistics);
        children = new Children(this, config.connections());
        table = new ConnectionTable(random.nextLong());
        ports = new Ports(config, random, table, listeners);
        stateless = new StatelessHandshakes(this, new SynCookie(random));
    }

    /** Sets who knows about paths to IPv6 hosts; nobody by default. */
    public void pathMtu(PathMtu pathMtu) {
        this.pathMtu = pathMtu;
    }

    /** Sets who sees what connections do; nobody by default. */
    public void observer(TcpObserver observer) {
        this.observer = observer;
        writer.observer(observer);
    }

    TcpObserver observer() {
        return observer;
    }

    /** Its settings. */
    public TcpConfig config() {
        return config;
    }

    /** What it has done so far; the object is live. */
    public TcpStatistics statistics() {
        return statistics;
    }

    /** Connections in all states. */
    public int connections() {
        return children.size();
    }

    /** Connections in TIME-WAIT. */
    public int timeWaits() {
        return timeWaits.size();
    }

    /** Pages of its memory that hold data now, those of other nodes included if it is shared. */
    public int pagesInUse() {
        return pool.outstanding();
    }

    // ---- opening

    /**
     * Opens a connection. {@link TcpEvents#established} or {@link TcpEvents#closed} follows.
     *
     * <p>A port counts as free when the only connection with the same tuple has been in TIME-WAIT for a second and has
     * timestamps (RFC 6191); of those chosen at random it is the last resort.
     *
     * @param local the address to send from; unspecified for the one the IP node chooses
     * @param localPort the port to send from; 0 for one chosen at random (RFC 6056)
     * @param remote the peer
     * @param remotePort the peer's port, 1 to 65535
     * @throws BindException if the port is in use, or no port is free
     * @throws SocketException if there are as many connections as the configuration allows
     */
    public TcpConnection connect(IpAddress local, int localPort, IpAddress remote, int remotePort, TcpEvents events)
            throws SocketException {
        if (remote.isUnspecified()) {
            throw new IllegalArgumentException("the peer's address is unspecified");
        }
        int port = ports.forConnection(local, localPort, remote, remotePort);
        TcpConnection former =
                table.conflicting(local.high(), local.low(), port, remote.high(), remote.low(), remotePort);
        boolean succeeds = former != null;
        int formerMaximum = former == null ? 0 : succeed(former);
        makeRoom();
        TcpConnection connection = free.connection();
        connection.tuple.set(local.high(), local.low(), port, remote.high(), remote.low(), remotePort);
        connection.open();
        if (!add(connection)) {
            throw new SocketException("No buffer space available: " + config.connections() + " connections are open");
        }
        if (succeeds) {
            connection.succeed(formerMaximum);
        }
        statistics.activeOpens++;
        connection.openActive(events);
        return connection;
    }

    /**
     * Accepts connections on a port.
     *
     * @param local the address to accept on; unspecified for any
     * @param port the port, 1 to 65535; 0 for one chosen at random
     * @param backlog most connections whose handshake is under way, and most that wait to be taken; at least 1
     * @throws BindException if the port is in use, or there are as many listeners as the configuration allows
     */
    public TcpListener listen(IpAddress local, int port, int backlog, TcpAcceptor acceptor) throws BindException {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1: " + backlog);
        }
        int chosen = ports.forListener(local, port);
        if (listeners.size() >= config.listeners()) {
            throw new BindException("Too many listeners: " + config.listeners());
        }
        TcpListener listener = free.listener();
        listener.open(local, chosen, backlog, acceptor);
        listeners.add(listener);
        return listener;
    }

    /** Ends a connection in TIME-WAIT for another with its tuple; one after the highest sequence number that it has used. */
    private static int succeed(TcpConnection former) {
        int maximum = former.tcb.sendMaximum;
        former.end(TcpCloseReason.NORMAL);
        former.deliver();
        return maximum;
    }

    /** A SYN has come to a listener. */
    Verdict openPassive(TcpListener listener, Segment segment) {
        makeRoom();
        boolean room = children.size() < config.connections() && listener.hasRoomForComplete();
        if (room && listener.hasRoomForHalfOpen()) {
            TcpConnection connection = takeFor(segment);
            listener.halfOpened(connection);
            int sequence = initialSequence(connection.tuple, segment.nowNanos());
            int beyond = reopened ? InitialSequence.after(sequence, reopenedMaximum) : sequence;
            connection.openPassive(listener, segment, options, beyond);
            return Verdict.ACCEPTED;
        }
        if (room && config.synCookies() && stateless.answer(segment, options)) {
            statistics.synCookiesSent++;
            ready(line(segment));
            return Verdict.ACCEPTED;
        }
        statistics.listenOverflows++;
        if (config.resetWhenFull()) {
            answerByReset(segment);
        }
        return Verdict.QUEUE_FULL;
    }

    /** Whether an acknowledgment that has come to a listener completes a handshake by cookie. */
    boolean isOfCookie(Segment segment) {
        return stateless.check(segment, options) != SynCookie.INVALID;
    }

    /** The connection of such a handshake; null if there is no room for it. */
    @Nullable
    TcpConnection openByCookie(TcpListener listener, Segment segment) {
        makeRoom();
        if (children.size() >= config.connections() || !listener.hasRoomForComplete()) {
            statistics.listenOverflows++;
            return null;
        }
        statistics.synCookiesReceived++;
        TcpConnection connection = takeFor(segment);
        listener.halfOpened(connection);
        connection.openByCookie(listener, segment.acknowledgment - 1);
        handshake.restore(connection, segment, options, stateless.isCongestionNotified(options));
        return connection;
    }

    /** A connection with the tuple of a segment that has come, in the tables. */
    private TcpConnection takeFor(Segment segment) {
        TcpConnection connection = free.connection();
        connection.tuple.read(segment);
        connection.open();
        add(connection);
        statistics.passiveOpens++;
        return connection;
    }

    int initialSequence(FourTuple tuple, long nowNanos) {
        return initialSequence.next(
                nowNanos,
                tuple.localHigh,
                tuple.localLow,
                tuple.localPort,
                tuple.remoteHigh,
                tuple.remoteLow,
                tuple.remotePort);
    }

    /** RFC 7323, section 5.4: a clock of its own for each pair of hosts, that nobody else can guess. */
    int timestampOffset(FourTuple tuple) {
        return initialSequence.next(0, tuple.localHigh, tuple.localLow, 0, tuple.remoteHigh, tuple.remoteLow, 0);
    }

    private boolean add(TcpConnection connection) {
        if (children.add(connection) == Children.NONE) {
            recycle(connection);
            return false;
        }
        table.add(connection);
        return true;
    }

    // ---- ending

    /** The connection is over: its tuple is free. */
    void forget(TcpConnection connection) {
        table.remove(connection);
        ConnectionList list = connection.list;
        if (list != null) {
            list.remove(connection);
        }
    }

    /** The connection in the slot has nothing more to send or to wait for. */
    void leave(int slot) {
        children.remove(slot);
    }

    /** Nobody refers to the object any more. */
    void recycle(TcpConnection connection) {
        free.giveBack(connection);
    }

    void recycle(TcpListener listener) {
        free.giveBack(listener);
    }

    void remove(TcpListener listener) {
        listeners.remove(listener);
    }

    /** A connection has entered TIME-WAIT; if there are too many, the oldest is forgotten. */
    void enterTimeWait(TcpConnection connection) {
        ConnectionList list = connection.list;
        if (list != null) {
            list.remove(connection);
        }
        timeWaits.add(connection);
        if (timeWaits.size() > config.timeWaits()) {
            forgetOldestTimeWait();
        }
    }

    private void makeRoom() {
        if (children.size() >= config.connections()) {
            forgetOldestTimeWait();
        }
    }

    private void forgetOldestTimeWait() {
        TcpConnection oldest = timeWaits.first();
        if (oldest != null) {
            statistics.timeWaitsForgotten++;
            oldest.end(TcpCloseReason.NORMAL);
            oldest.deliver();
        }
    }

    // ---- memory

    BufferPool pool() {
        return pool;
    }

    SegmentTable.Pool tables() {
        return tables;
    }

    /** A writer found no page, and has nothing queued whose acknowledgment would wake it. */
    void starves(TcpConnection connection) {
        if (connection.list == null) {
            starved.add(connection);
            if (!awaitsPages) {
                awaitsPages = true;
                pool.notifyWhenAvailable(pagesFreedListener);
            }
        }
    }

    private void pagesFreed() {
        awaitsPages = false;
        pagesFreed = true;
        ready(0);
        ready(1);
    }

    private void wakeStarved() {
        pagesFreed = false;
        for (int left = starved.size(); left > 0; left--) {
            TcpConnection connection = starved.poll();
            if (connection != null) {
                connection.roomMade();
                connection.deliver();
            }
        }
    }

    // ---- segments

    Handshake handshake() {
        return handshake;
    }

    SegmentWriter writer() {
        return writer;
    }

    TimeoutProcessor timeouts() {
        return timeouts;
    }

    /** Octets of data that fit a packet of the link. */
    int segmentSize(boolean ipv4) {
        return segmentSize(config.mtu(), ipv4);
    }

    /** Octets of data that fit a packet of {@code mtu} octets. */
    static int segmentSize(int mtu, boolean ipv4) {
        return mtu - (ipv4 ? TCP_AND_IPV4_HEADER : TCP_AND_IPV6_HEADER);
    }

    /** Octets of data that reach the peer in a packet, as far as is known. */
    int segmentSize(FourTuple tuple, long nowNanos) {
        boolean ipv4 = tuple.isIpv4();
        int path = ipv4 ? Integer.MAX_VALUE : pathMtu.to(tuple.remoteHigh, tuple.remoteLow, nowNanos);
        return segmentSize(Math.min(path, config.mtu()), ipv4);
    }

    /** Answers a segment that belongs to no connection (RFC 9293, section 3.10.7.1). */
    void answerByReset(Segment segment) {
        int line = line(segment);
        if (resets[line].answer(segment)) {
            ready(line);
        }
    }

    private static int line(Segment segment) {
        return IpHeader.version(segment.buffer(), segment.carrier.offsetToIp()) == 4 ? 0 : 1;
    }

    /** Whether one more challenge ACK may be sent (RFC 5961, section 7). */
    boolean mayChallenge(long nowNanos) {
        if (challengePeriodEnd - nowNanos <= 0) {
            challengePeriodEnd = nowNanos + CHALLENGE_PERIOD_NANOS;
            // not the same number each time: who counts answers would learn of other connections (RFC 5961, 10.1)
            challengesLeft = CHALLENGES / 2 + random.nextInt(CHALLENGES);
        }
        return challengesLeft-- > 0;
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    @Override
    protected int encapsulate(int line, Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (pagesFreed) {
            wakeStarved();
        }
        ResetQueue answers = resets[line];
        if (!answers.isEmpty()) {
            int octets = writer.writeAnswer(carrier, offsetToIp, offsetToFrame, answers);
            if (octets > 0) {
                return octets;
            }
        }
        if (stateless.hasAnswer(line)) {
            int octets = writer.writeAnswer(line, carrier, offsetToIp, offsetToFrame, stateless);
            if (octets > 0) {
                return octets;
            }
        }
        return children.encapsulate(line, carrier, offsetToIp, offsetToFrame);
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        Verdict verdict = validate(carrier, offsetToFrame);
        if (verdict != Verdict.ACCEPTED) {
            return drop(verdict);
        }
        statistics.segmentsReceived++;
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        long localHigh = IpHeader.destinationHigh(buffer, ip);
        long localLow = IpHeader.destinationLow(buffer, ip);
        int localPort = TcpFrame.destinationPort(buffer, offsetToFrame);
        TcpConnection connection = table.find(
                localHigh,
                localLow,
                localPort,
                IpHeader.sourceHigh(buffer, ip),
                IpHeader.sourceLow(buffer, ip),
                TcpFrame.sourcePort(buffer, offsetToFrame));
        segment.read(carrier, offsetToFrame);
        if (!parseOptions()) {
            return drop(Verdict.BAD_OPTION);
        }
        reopened = connection != null && maySucceed(connection);
        TcpListener listener = connection == null || reopened ? listeners.find(localHigh, localLow, localPort) : null;
        if (connection != null) {
            if (listener == null) {
                return process(connection);
            }
            reopenedMaximum = succeed(connection);
        }
        return drop(listener == null ? processor.closed(segment) : processor.listen(listener, segment));
    }

    /** A segment for this connection. */
    Verdict takeIn(TcpConnection connection, Carrier carrier, int offsetToFrame) {
        segment.read(carrier, offsetToFrame);
        return parseOptions() ? process(connection) : drop(Verdict.BAD_OPTION);
    }

    private Verdict process(TcpConnection connection) {
        Verdict verdict = processor.process(connection, segment);
        connection.deliver();
        return drop(verdict);
    }

    private boolean parseOptions() {
        int at = segment.at + TcpFrame.HEADER_LENGTH;
        return options.parse(segment.buffer(), at, segment.dataAt - at, segment.has(Segment.SYN));
    }

    /** Whether a segment opens anew what waits in TIME-WAIT, if there is a listener (RFC 1122, 4.2.2.13; RFC 6191). */
    private boolean maySucceed(TcpConnection connection) {
        boolean beyond = SequenceNumber.after(segment.sequence, connection.tcb.receiveNext);
        return connection.state() == TcpState.TIME_WAIT
                && (segment.flags & (Segment.SYN | Segment.ACK | Segment.RST | Segment.FIN)) == Segment.SYN
                && connection.timestamps.admitsReopening(options.hasTimestamps(), options.timestampValue(), beyond);
    }

    /** Lengths, ports, checksum and destination. */
    private static Verdict validate(Carrier carrier, int at) {
        int available = carrier.available(at);
        if (available < TcpFrame.HEADER_LENGTH) {
            return Verdict.TRUNCATED;
        }
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int header = TcpFrame.headerLength(buffer, at);
        if (header < TcpFrame.HEADER_LENGTH || header > available) {
            return Verdict.BAD_LENGTH;
        }
        if (!TcpFrame.verifies(buffer, at, available, IpHeader.pseudoHeaderSum(buffer, ip, PROTOCOL, available))) {
            return Verdict.BAD_CHECKSUM;
        }
        if (TcpFrame.sourcePort(buffer, at) == 0 || TcpFrame.destinationPort(buffer, at) == 0) {
            return Verdict.BAD_FIELD;
        }
        // RFC 9293, section 3.9.2.3: not to a group, and not answered
        return carrier.isLinkGroup() || isGroup(buffer, ip) ? Verdict.UNEXPECTED : Verdict.ACCEPTED;
    }

    private static boolean isGroup(ByteBuffer buffer, int ip) {
        long high = IpHeader.destinationHigh(buffer, ip);
        long low = IpHeader.destinationLow(buffer, ip);
        if (IpAddress.isIpv4(high, low)) {
            return Ipv4Address.isMulticast((int) low) || (int) low == Ipv4Address.LIMITED_BROADCAST;
        }
        return high >>> 56 == 0xff;
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        if (carrier.available(offsetToFrame) < 8) {
            return;
        }
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        TcpConnection connection = table.find(
                IpHeader.sourceHigh(buffer, ip),
                IpHeader.sourceLow(buffer, ip),
                TcpFrame.sourcePort(buffer, offsetToFrame),
                IpHeader.destinationHigh(buffer, ip),
                IpHeader.destinationLow(buffer, ip),
                TcpFrame.destinationPort(buffer, offsetToFrame));
        if (connection != null) {
            connection.undeliverable(carrier, offsetToFrame, reason);
        }
    }

    @Override
    public long nextDeadline() {
        return children.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        if (children.hasReady()) {
            ready();
        }
    }

    /** {@inheritDoc} Listeners are closed, connections {@link TcpCloseReason#ABORTED}. */
    @Override
    public void detached() {
        for (TcpListener listener = listeners.any(); listener != null; listener = listeners.any()) {
            listener.close();
        }
        children.clear();
        resets[0].clear();
        resets[1].clear();
        stateless.clear();
        super.detached();
    }
}
