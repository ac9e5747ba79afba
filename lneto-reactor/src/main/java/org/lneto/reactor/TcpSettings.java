package org.lneto.reactor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpKeepAlive;

/**
 * How a TCP connection behaves, as socket options say elsewhere. Immutable: {@link #DEFAULT} is the start, and each setter
 * returns a changed copy. What is the same for all connections of a stack is in {@link org.lneto.tcp.TcpConfig}.
 */
public final class TcpSettings {
    /** As the stack's {@link org.lneto.tcp.TcpConfig} says. */
    public static final TcpSettings DEFAULT = new TcpSettings(null, false, null, null, null);

    private final @Nullable Boolean noDelay;
    private final boolean quickAck;
    private final @Nullable TcpKeepAlive keepAlive;
    private final @Nullable Duration userTimeout;
    private final @Nullable Duration linger;

    private TcpSettings(
            @Nullable Boolean noDelay,
            boolean quickAck,
            @Nullable TcpKeepAlive keepAlive,
            @Nullable Duration userTimeout,
            @Nullable Duration linger) {
        this.noDelay = noDelay;
        this.quickAck = quickAck;
        this.keepAlive = keepAlive;
        this.userTimeout = userTimeout;
        this.linger = linger;
    }

    /** Whether small segments are sent at once ({@code true}), or wait for an acknowledgment (Nagle). TCP_NODELAY. */
    public TcpSettings noDelay(boolean noDelay) {
        return new TcpSettings(noDelay, quickAck, keepAlive, userTimeout, linger);
    }

    /** Whether each segment is acknowledged at once, rather than every second one. TCP_QUICKACK, for good. */
    public TcpSettings quickAck(boolean quickAck) {
        return new TcpSettings(noDelay, quickAck, keepAlive, userTimeout, linger);
    }

    /** When a silent peer is asked whether it is still there. SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT. */
    public TcpSettings keepAlive(TcpKeepAlive times) {
        return new TcpSettings(noDelay, quickAck, times, userTimeout, linger);
    }

    /** How long the peer may leave data unacknowledged before the connection ends (RFC 5482). TCP_USER_TIMEOUT. */
    public TcpSettings userTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be more than nothing: " + timeout);
        }
        return new TcpSettings(noDelay, quickAck, keepAlive, timeout, linger);
    }

    /**
     * How long data is still sent after {@link org.lneto.reactor.TcpConnection#dispose()} before the connection is reset;
     * without limit unless set, and not at all if zero. SO_LINGER.
     */
    public TcpSettings linger(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the time must not be negative: " + time);
        }
        return new TcpSettings(noDelay, quickAck, keepAlive, userTimeout, time);
    }

    void apply(TcpConnection connection) {
        if (noDelay != null) {
            connection.noDelay(noDelay);
        }
        if (quickAck) {
            connection.quickAck(true);
        }
        if (keepAlive != null) {
            connection.keepAlive(keepAlive);
            connection.keepAlive(true);
        }
        if (userTimeout != null) {
            connection.userTimeout(userTimeout.toNanos());
        }
        if (linger != null) {
            connection.linger(linger.toNanos());
        }
    }
}
