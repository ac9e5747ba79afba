package org.lneto.tcp;

/**
 * Settings of a {@link TcpNode}. Immutable: {@link #DEFAULT} is the start, and each setter returns a changed copy.
 * Times are nanoseconds.
 */
public final class TcpConfig {
    /** The settings that fit an Ethernet link and a few thousand connections. */
    public static final TcpConfig DEFAULT = new TcpConfig();

    private int mtu = 1500;
    private int sendBuffer = 256 * 1024;
    private int receiveBuffer = 256 * 1024;
    private int pageSize = 4096;
    private int pages = 32 * 1024;
    private int connections = 128 * 1024;
    private int listeners = 1024;
    private int timeWaits = 16 * 1024;
    private long timeWaitNanos = 60_000_000_000L;
    private long finWait2Nanos = 60_000_000_000L;
    private long delayedAckNanos = 40_000_000L;
    private long minimumRtoNanos = 200_000_000L;
    private long maximumRtoNanos = 60_000_000_000L;
    private long connectTimeoutNanos = 60_000_000_000L;
    private long userTimeoutNanos = 900_000_000_000L;
    private int synAckRetries = 5;
    private boolean noDelay = false;
    private boolean windowScale = true;
    private boolean resetWhenFull = false;
    private boolean synCookies = true;
    private boolean timestamps = true;
    private boolean selectiveAcknowledgments = true;
    private boolean explicitCongestionNotification = false;
    private boolean pacing = false;
    private CongestionAlgorithm congestionControl = CongestionAlgorithm.CUBIC;
    private int quickAcks = 16;
    private boolean keepAlive = false;
    private TcpKeepAlive keepAliveTimes = TcpKeepAlive.DEFAULT;
    private boolean blackHoleDetection = true;
    private int maximumSendBuffer = 4 * 1024 * 1024;
    private int maximumReceiveBuffer = 6 * 1024 * 1024;
    private int firstEphemeralPort = 49152;
    private int lastEphemeralPort = 65535;

    private TcpConfig() {}

    private TcpConfig(TcpConfig other) {
        mtu = other.mtu;
        sendBuffer = other.sendBuffer;
        receiveBuffer = other.receiveBuffer;
        pageSize = other.pageSize;
        pages = other.pages;
        connections = other.connections;
        listeners = other.listeners;
        timeWaits = other.timeWaits;
        timeWaitNanos = other.timeWaitNanos;
        finWait2Nanos = other.finWait2Nanos;
        delayedAckNanos = other.delayedAckNanos;
        minimumRtoNanos = other.minimumRtoNanos;
        maximumRtoNanos = other.maximumRtoNanos;
        connectTimeoutNanos = other.connectTimeoutNanos;
        userTimeoutNanos = other.userTimeoutNanos;
        synAckRetries = other.synAckRetries;
        noDelay = other.noDelay;
        windowScale = other.windowScale;
        resetWhenFull = other.resetWhenFull;
        synCookies = other.synCookies;
        timestamps = other.timestamps;
        selectiveAcknowledgments = other.selectiveAcknowledgments;
        explicitCongestionNotification = other.explicitCongestionNotification;
        pacing = other.pacing;
        congestionControl = other.congestionControl;
        quickAcks = other.quickAcks;
        keepAlive = other.keepAlive;
        keepAliveTimes = other.keepAliveTimes;
        blackHoleDetection = other.blackHoleDetection;
        maximumSendBuffer = other.maximumSendBuffer;
        maximumReceiveBuffer = other.maximumReceiveBuffer;
        firstEphemeralPort = other.firstEphemeralPort;
        lastEphemeralPort = other.lastEphemeralPort;
    }

    /** Octets of the largest IP packet that the link takes, 576 to 65535. */
    public int mtu() {
        return mtu;
    }

    /** Sets {@link #mtu()}. */
    public TcpConfig mtu(int mtu) {
        check("mtu", mtu, 576, 65535);
        TcpConfig copy = new TcpConfig(this);
        copy.mtu = mtu;
        return copy;
    }

    /** Octets that a connection queues for sending at the start, 1024 to 2^30. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** Octets that it may come to queue, as its congestion window grows. */
    public int maximumSendBuffer() {
        return maximumSendBuffer;
    }

    /** Sets {@link #sendBuffer()} and {@link #maximumSendBuffer()}: the buffer does not grow. */
    public TcpConfig sendBuffer(int sendBuffer) {
        return sendBuffer(sendBuffer, sendBuffer);
    }

    /** Sets {@link #sendBuffer()} and {@link #maximumSendBuffer()}. */
    public TcpConfig sendBuffer(int initial, int maximum) {
        check("sendBuffer", initial, 1024, 1 << 30);
        check("maximumSendBuffer", maximum, initial, 1 << 30);
        TcpConfig copy = new TcpConfig(this);
        copy.sendBuffer = initial;
        copy.maximumSendBuffer = maximum;
        return copy;
    }

    /** Octets that a connection holds for its reader at the start, 1024 to 2^30: the window that it offers. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /** Octets that it may come to hold, as its reader takes more in a round-trip time. */
    public int maximumReceiveBuffer() {
        return maximumReceiveBuffer;
    }

    /** Sets {@link #receiveBuffer()} and {@link #maximumReceiveBuffer()}: the window does not grow. */
    public TcpConfig receiveBuffer(int receiveBuffer) {
        return receiveBuffer(receiveBuffer, receiveBuffer);
    }

    /** Sets {@link #receiveBuffer()} and {@link #maximumReceiveBuffer()}. */
    public TcpConfig receiveBuffer(int initial, int maximum) {
        check("receiveBuffer", initial, 1024, 1 << 30);
        check("maximumReceiveBuffer", maximum, initial, 1 << 30);
        TcpConfig copy = new TcpConfig(this);
        copy.receiveBuffer = initial;
        copy.maximumReceiveBuffer = maximum;
        return copy;
    }

    /** Octets of one page of the pool that all connections queue in, a power of two from 512 to 65536. */
    public int pageSize() {
        return pageSize;
    }

    /** Sets {@link #pageSize()}. */
    public TcpConfig pageSize(int pageSize) {
        check("pageSize", pageSize, 512, 65536);
        if (Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("pageSize must be a power of two: " + pageSize);
        }
        TcpConfig copy = new TcpConfig(this);
        copy.pageSize = pageSize;
        return copy;
    }

    /** Pages of that pool at most. When they are gone writes are refused, and data is dropped for the peer to send again. */
    public int pages() {
        return pages;
    }

    /** Sets {@link #pages()}. */
    public TcpConfig pages(int pages) {
        check("pages", pages, 1, Integer.MAX_VALUE);
        TcpConfig copy = new TcpConfig(this);
        copy.pages = pages;
        return copy;
    }

    /** Connections in all states at most; one more is refused. */
    public int connections() {
        return connections;
    }

    /** Sets {@link #connections()}. */
    public TcpConfig connections(int connections) {
        check("connections", connections, 1, 1 << 24);
        TcpConfig copy = new TcpConfig(this);
        copy.connections = connections;
        return copy;
    }

    /** Listeners at most; one more is refused. */
    public int listeners() {
        return listeners;
    }

    /** Sets {@link #listeners()}. */
    public TcpConfig listeners(int listeners) {
        check("listeners", listeners, 1, 65535);
        TcpConfig copy = new TcpConfig(this);
        copy.listeners = listeners;
        return copy;
    }

    /** Connections in TIME-WAIT at most; beyond, the oldest is forgotten. */
    public int timeWaits() {
        return timeWaits;
    }

    /** Sets {@link #timeWaits()}. */
    public TcpConfig timeWaits(int timeWaits) {
        check("timeWaits", timeWaits, 1, 1 << 24);
        TcpConfig copy = new TcpConfig(this);
        copy.timeWaits = timeWaits;
        return copy;
    }

    /** Time in TIME-WAIT: twice the maximum segment lifetime (RFC 9293, section 3.4.2). */
    public long timeWaitNanos() {
        return timeWaitNanos;
    }

    /** Sets {@link #timeWaitNanos()}. */
    public TcpConfig timeWaitNanos(long timeWaitNanos) {
        check("timeWaitNanos", timeWaitNanos, 1, Long.MAX_VALUE / 4);
        TcpConfig copy = new TcpConfig(this);
        copy.timeWaitNanos = timeWaitNanos;
        return copy;
    }

    /** Time that a connection closed by its user waits for the FIN of its peer. */
    public long finWait2Nanos() {
        return finWait2Nanos;
    }

    /** Sets {@link #finWait2Nanos()}. */
    public TcpConfig finWait2Nanos(long finWait2Nanos) {
        check("finWait2Nanos", finWait2Nanos, 1, Long.MAX_VALUE / 4);
        TcpConfig copy = new TcpConfig(this);
        copy.finWait2Nanos = finWait2Nanos;
        return copy;
    }

    /** Longest delay of an acknowledgment, at most 500 ms (RFC 9293, section 3.8.6.3); 0 delays none. */
    public long delayedAckNanos() {
        return delayedAckNanos;
    }

    /** Sets {@link #delayedAckNanos()}. */
    public TcpConfig delayedAckNanos(long delayedAckNanos) {
        check("delayedAckNanos", delayedAckNanos, 0, 500_000_000L);
        TcpConfig copy = new TcpConfig(this);
        copy.delayedAckNanos = delayedAckNanos;
        return copy;
    }

    /**
     * Least retransmission timeout, and least margin of it above the round-trip time. RFC 6298 says one second; 200 ms is
     * what hosts use.
     */
    public long minimumRtoNanos() {
        return minimumRtoNanos;
    }

    /** Sets {@link #minimumRtoNanos()}. */
    public TcpConfig minimumRtoNanos(long minimumRtoNanos) {
        check("minimumRtoNanos", minimumRtoNanos, 1_000_000L, 60_000_000_000L);
        TcpConfig copy = new TcpConfig(this);
        copy.minimumRtoNanos = minimumRtoNanos;
        return copy;
    }

    /** Greatest retransmission timeout, and greatest interval of window probes; at least 60 s by RFC 6298. */
    public long maximumRtoNanos() {
        return maximumRtoNanos;
    }

    /** Sets {@link #maximumRtoNanos()}. */
    public TcpConfig maximumRtoNanos(long maximumRtoNanos) {
        check("maximumRtoNanos", maximumRtoNanos, 1_000_000_000L, Long.MAX_VALUE / 4);
        TcpConfig copy = new TcpConfig(this);
        copy.maximumRtoNanos = maximumRtoNanos;
        return copy;
    }

    /** Time for the handshake of a connection opened here. */
    public long connectTimeoutNanos() {
        return connectTimeoutNanos;
    }

    /** Sets {@link #connectTimeoutNanos()}. */
    public TcpConfig connectTimeoutNanos(long connectTimeoutNanos) {
        check("connectTimeoutNanos", connectTimeoutNanos, 1, Long.MAX_VALUE / 4);
        TcpConfig copy = new TcpConfig(this);
        copy.connectTimeoutNanos = connectTimeoutNanos;
        return copy;
    }

    /** Time for the peer to acknowledge what it was sent (R2 of RFC 9293, section 3.8.3). */
    public long userTimeoutNanos() {
        return userTimeoutNanos;
    }

    /** Sets {@link #userTimeoutNanos()}. */
    public TcpConfig userTimeoutNanos(long userTimeoutNanos) {
        check("userTimeoutNanos", userTimeoutNanos, 1, Long.MAX_VALUE / 4);
        TcpConfig copy = new TcpConfig(this);
        copy.userTimeoutNanos = userTimeoutNanos;
        return copy;
    }

    /** Times that a SYN,ACK is sent again before the half-open connection is forgotten, 0 to 15. */
    public int synAckRetries() {
        return synAckRetries;
    }

    /** Sets {@link #synAckRetries()}. */
    public TcpConfig synAckRetries(int synAckRetries) {
        check("synAckRetries", synAckRetries, 0, 15);
        TcpConfig copy = new TcpConfig(this);
        copy.synAckRetries = synAckRetries;
        return copy;
    }

    /** Whether a new connection sends small segments at once, without Nagle's algorithm. */
    public boolean noDelay() {
        return noDelay;
    }

    /** Sets {@link #noDelay()}. */
    public TcpConfig noDelay(boolean noDelay) {
        TcpConfig copy = new TcpConfig(this);
        copy.noDelay = noDelay;
        return copy;
    }

    /** Whether windows beyond 65535 octets are used with peers that understand them (RFC 7323). */
    public boolean windowScale() {
        return windowScale;
    }

    /** Sets {@link #windowScale()}. */
    public TcpConfig windowScale(boolean windowScale) {
        TcpConfig copy = new TcpConfig(this);
        copy.windowScale = windowScale;
        return copy;
    }

    /**
     * Whether segments carry timestamps with peers that understand them (RFC 7323): round-trip times, and protection against
     * old segments on fast paths.
     */
    public boolean timestamps() {
        return timestamps;
    }

    /** Sets {@link #timestamps()}. */
    public TcpConfig timestamps(boolean timestamps) {
        TcpConfig copy = new TcpConfig(this);
        copy.timestamps = timestamps;
        return copy;
    }

    /** Whether SACK (RFC 2018) is offered and used, and with it RACK-TLP (RFC 8985); else losses are found as NewReno does. */
    public boolean selectiveAcknowledgments() {
        return selectiveAcknowledgments;
    }

    /** Sets {@link #selectiveAcknowledgments()}. */
    public TcpConfig selectiveAcknowledgments(boolean selectiveAcknowledgments) {
        TcpConfig copy = new TcpConfig(this);
        copy.selectiveAcknowledgments = selectiveAcknowledgments;
        return copy;
    }

    /** Whether ECN (RFC 3168) is asked for and agreed to. */
    public boolean explicitCongestionNotification() {
        return explicitCongestionNotification;
    }

    /** Sets {@link #explicitCongestionNotification()}. */
    public TcpConfig explicitCongestionNotification(boolean explicitCongestionNotification) {
        TcpConfig copy = new TcpConfig(this);
        copy.explicitCongestionNotification = explicitCongestionNotification;
        return copy;
    }

    /** Whether segments are spread over the round-trip time instead of sent in bursts. */
    public boolean pacing() {
        return pacing;
    }

    /** Sets {@link #pacing()}. */
    public TcpConfig pacing(boolean pacing) {
        TcpConfig copy = new TcpConfig(this);
        copy.pacing = pacing;
        return copy;
    }

    /** How the congestion window is found. */
    public CongestionAlgorithm congestionControl() {
        return congestionControl;
    }

    /** Sets {@link #congestionControl()}. */
    public TcpConfig congestionControl(CongestionAlgorithm congestionControl) {
        TcpConfig copy = new TcpConfig(this);
        copy.congestionControl = congestionControl;
        return copy;
    }

    /** Full segments at the start that are acknowledged one by one, so that the sender's window opens fast; 0 to 1024. */
    public int quickAcks() {
        return quickAcks;
    }

    /** Sets {@link #quickAcks()}. */
    public TcpConfig quickAcks(int quickAcks) {
        check("quickAcks", quickAcks, 0, 1024);
        TcpConfig copy = new TcpConfig(this);
        copy.quickAcks = quickAcks;
        return copy;
    }

    /** Whether a new connection sends keepalives. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Sets {@link #keepAlive()}. */
    public TcpConfig keepAlive(boolean keepAlive) {
        TcpConfig copy = new TcpConfig(this);
        copy.keepAlive = keepAlive;
        return copy;
    }

    /** When a connection that sends keepalives does so. */
    public TcpKeepAlive keepAliveTimes() {
        return keepAliveTimes;
    }

    /** Sets {@link #keepAliveTimes()}. */
    public TcpConfig keepAliveTimes(TcpKeepAlive keepAliveTimes) {
        TcpConfig copy = new TcpConfig(this);
        copy.keepAliveTimes = keepAliveTimes;
        return copy;
    }

    /** Whether segments are made smaller when large ones alone seem not to arrive (RFC 2923, section 2.1). */
    public boolean blackHoleDetection() {
        return blackHoleDetection;
    }

    /** Sets {@link #blackHoleDetection()}. */
    public TcpConfig blackHoleDetection(boolean blackHoleDetection) {
        TcpConfig copy = new TcpConfig(this);
        copy.blackHoleDetection = blackHoleDetection;
        return copy;
    }

    /** Whether a listener whose queue is full answers a SYN with RST; else it does not answer, and the peer tries again. */
    public boolean resetWhenFull() {
        return resetWhenFull;
    }

    /** Sets {@link #resetWhenFull()}. */
    public TcpConfig resetWhenFull(boolean resetWhenFull) {
        TcpConfig copy = new TcpConfig(this);
        copy.resetWhenFull = resetWhenFull;
        return copy;
    }

    /** Whether a listener answers SYNs beyond its backlog by cookies (RFC 4987), so that a flood of them keeps nobody out. */
    public boolean synCookies() {
        return synCookies;
    }

    /** Sets {@link #synCookies()}. */
    public TcpConfig synCookies(boolean synCookies) {
        TcpConfig copy = new TcpConfig(this);
        copy.synCookies = synCookies;
        return copy;
    }

    /** First of the ports that are chosen for connections, 1 to 65535 (RFC 6056, section 2.1). */
    public int firstEphemeralPort() {
        return firstEphemeralPort;
    }

    /** Sets {@link #firstEphemeralPort()}. */
    public TcpConfig firstEphemeralPort(int firstEphemeralPort) {
        check("firstEphemeralPort", firstEphemeralPort, 1, 65535);
        TcpConfig copy = new TcpConfig(this);
        copy.firstEphemeralPort = firstEphemeralPort;
        return copy;
    }

    /** Last of the ports that are chosen for connections, 1 to 65535. */
    public int lastEphemeralPort() {
        return lastEphemeralPort;
    }

    /** Sets {@link #lastEphemeralPort()}. */
    public TcpConfig lastEphemeralPort(int lastEphemeralPort) {
        check("lastEphemeralPort", lastEphemeralPort, 1, 65535);
        TcpConfig copy = new TcpConfig(this);
        copy.lastEphemeralPort = lastEphemeralPort;
        return copy;
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
