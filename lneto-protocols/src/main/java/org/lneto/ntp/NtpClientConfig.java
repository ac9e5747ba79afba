package org.lneto.ntp;

/** Settings of an {@link NtpClient}. Immutable: {@link #DEFAULT} is the start, and each setter returns a changed copy. */
public final class NtpClientConfig {
    private static final long MILLISECOND = 1_000_000L;

    /** A random port, three requests after 1, 2 and 4 seconds, 16 exchanges at a time. */
    public static final NtpClientConfig DEFAULT = new NtpClientConfig();

    private int localPort;
    private int serverPort = NtpFrame.PORT;
    private int requests = 3;
    private long firstTimeoutNanos = 1000 * MILLISECOND;
    private int maximumExchanges = 16;

    private NtpClientConfig() {}

    private NtpClientConfig(NtpClientConfig other) {
        localPort = other.localPort;
        serverPort = other.serverPort;
        requests = other.requests;
        firstTimeoutNanos = other.firstTimeoutNanos;
        maximumExchanges = other.maximumExchanges;
    }

    /** The port to ask from; 0, the default, for a random one (RFC 9109). */
    public int localPort() {
        return localPort;
    }

    /** Sets {@link #localPort()}: 0 to 65535. Another than 0 admits one exchange at a time. */
    public NtpClientConfig localPort(int port) {
        check("localPort", port, 0, 65535);
        NtpClientConfig copy = new NtpClientConfig(this);
        copy.localPort = port;
        return copy;
    }

    /** The servers' port; 123 by default. */
    public int serverPort() {
        return serverPort;
    }

    /** Sets {@link #serverPort()}: 1 to 65535. */
    public NtpClientConfig serverPort(int port) {
        check("serverPort", port, 1, 65535);
        NtpClientConfig copy = new NtpClientConfig(this);
        copy.serverPort = port;
        return copy;
    }

    /** How often a server is asked before it counts as silent; 3 by default. */
    public int requests() {
        return requests;
    }

    /** Sets {@link #requests()}: 1 to 8. */
    public NtpClientConfig requests(int requests) {
        check("requests", requests, 1, 8);
        NtpClientConfig copy = new NtpClientConfig(this);
        copy.requests = requests;
        return copy;
    }

    /** How long the first request is waited for, a second by default; each later one twice as long. */
    public long firstTimeoutNanos() {
        return firstTimeoutNanos;
    }

    /** Sets {@link #firstTimeoutNanos()}: a millisecond to a minute. */
    public NtpClientConfig firstTimeoutNanos(long nanos) {
        check("firstTimeoutNanos", nanos, MILLISECOND, 60_000 * MILLISECOND);
        NtpClientConfig copy = new NtpClientConfig(this);
        copy.firstTimeoutNanos = nanos;
        return copy;
    }

    /** Most exchanges at a time; one more fails with {@link NtpError#TOO_MANY_EXCHANGES}. */
    public int maximumExchanges() {
        return maximumExchanges;
    }

    /** Sets {@link #maximumExchanges()}: 1 to 16,384. */
    public NtpClientConfig maximumExchanges(int exchanges) {
        check("maximumExchanges", exchanges, 1, 16_384);
        NtpClientConfig copy = new NtpClientConfig(this);
        copy.maximumExchanges = exchanges;
        return copy;
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + value);
        }
    }
}
