package org.lneto.netty.channel;

import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpKeepAlive;

/** The values of a connection's socket options: set on any thread, applied on the stack's. Null is "as the stack has it". */
final class TcpOptionValues {
    static final ChannelOption<?>[] ALL = {
        ChannelOption.SO_RCVBUF,
        ChannelOption.SO_SNDBUF,
        ChannelOption.TCP_NODELAY,
        ChannelOption.SO_KEEPALIVE,
        ChannelOption.SO_REUSEADDR,
        ChannelOption.SO_LINGER,
        ChannelOption.IP_TOS,
        LnetoChannelOption.TCP_KEEPIDLE,
        LnetoChannelOption.TCP_KEEPINTVL,
        LnetoChannelOption.TCP_KEEPCNT,
        LnetoChannelOption.TCP_USER_TIMEOUT,
        LnetoChannelOption.TCP_QUICKACK
    };

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long MILLISECOND_NANOS = 1_000_000L;
    private static final int NO_LINGER = -1;

    private static final int UNSET = 0;

    private final int usualReceiveBuffer;
    private final int usualSendBuffer;
    private volatile int receiveBuffer = UNSET;
    private volatile int sendBuffer = UNSET;
    private volatile boolean noDelay = true; // as Netty has it
    private volatile boolean keepAlive;
    private volatile boolean reuseAddress;
    private volatile int linger = NO_LINGER;
    private volatile int trafficClass;
    private volatile boolean quickAck;
    private volatile int userTimeoutMillis;
    private volatile TcpKeepAlive keepAliveTimes = TcpKeepAlive.DEFAULT;

    TcpOptionValues(TcpConfig config) {
        usualReceiveBuffer = config.receiveBuffer();
        usualSendBuffer = config.sendBuffer();
    }

    /** The value of an option of {@link #ALL}; null if it is none of them. */
    @Nullable
    Object get(ChannelOption<?> option) {
        ChannelOption<?> own = LnetoChannelOption.own(option);
        if (own == ChannelOption.SO_RCVBUF) {
            return receiveBuffer == UNSET ? usualReceiveBuffer : receiveBuffer;
        } else if (own == ChannelOption.SO_SNDBUF) {
            return sendBuffer == UNSET ? usualSendBuffer : sendBuffer;
        } else if (own == ChannelOption.TCP_NODELAY) {
            return noDelay;
        } else if (own == ChannelOption.SO_KEEPALIVE) {
            return keepAlive;
        } else if (own == ChannelOption.SO_REUSEADDR) {
            return reuseAddress;
        } else if (own == ChannelOption.SO_LINGER) {
            return linger;
        } else if (own == ChannelOption.IP_TOS) {
            return trafficClass;
        } else if (own == LnetoChannelOption.TCP_KEEPIDLE) {
            return (int) (keepAliveTimes.idleNanos() / SECOND_NANOS);
        } else if (own == LnetoChannelOption.TCP_KEEPINTVL) {
            return (int) (keepAliveTimes.intervalNanos() / SECOND_NANOS);
        } else if (own == LnetoChannelOption.TCP_KEEPCNT) {
            return keepAliveTimes.probes();
        } else if (own == LnetoChannelOption.TCP_USER_TIMEOUT) {
            return userTimeoutMillis;
        } else if (own == LnetoChannelOption.TCP_QUICKACK) {
            return quickAck;
        }
        return null;
    }

    /**
     * Sets an option.
     *
     * @return false if it is none of {@link #ALL}
     * @throws IllegalArgumentException if the value is out of its range
     */
    boolean set(ChannelOption<?> option, Object value) {
        ChannelOption<?> own = LnetoChannelOption.own(option);
        if (own == ChannelOption.SO_RCVBUF) {
            receiveBuffer = atLeast("SO_RCVBUF", 1, value);
        } else if (own == ChannelOption.SO_SNDBUF) {
            sendBuffer = atLeast("SO_SNDBUF", 1, value);
        } else if (own == ChannelOption.TCP_NODELAY) {
            noDelay = (Boolean) value;
        } else if (own == ChannelOption.SO_KEEPALIVE) {
            keepAlive = (Boolean) value;
        } else if (own == ChannelOption.SO_REUSEADDR) {
            reuseAddress = (Boolean) value;
        } else if (own == ChannelOption.SO_LINGER) {
            linger = Math.max(NO_LINGER, (Integer) value);
        } else if (own == ChannelOption.IP_TOS) {
            trafficClass = trafficClass((Integer) value);
        } else if (own == LnetoChannelOption.TCP_USER_TIMEOUT) {
            userTimeoutMillis = atLeast("TCP_USER_TIMEOUT", 0, value);
        } else if (own == LnetoChannelOption.TCP_QUICKACK) {
            quickAck = (Boolean) value;
        } else {
            return setKeepAlive(own, value);
        }
        return true;
    }

    private boolean setKeepAlive(ChannelOption<?> own, Object value) {
        TcpKeepAlive times = keepAliveTimes;
        if (own == LnetoChannelOption.TCP_KEEPIDLE) {
            keepAliveTimes = new TcpKeepAlive((Integer) value * SECOND_NANOS, times.intervalNanos(), times.probes());
        } else if (own == LnetoChannelOption.TCP_KEEPINTVL) {
            keepAliveTimes = new TcpKeepAlive(times.idleNanos(), (Integer) value * SECOND_NANOS, times.probes());
        } else if (own == LnetoChannelOption.TCP_KEEPCNT) {
            keepAliveTimes = new TcpKeepAlive(times.idleNanos(), times.intervalNanos(), (Integer) value);
        } else {
            return false;
        }
        return true;
    }

    private static int atLeast(String name, int least, Object value) {
        int number = (Integer) value;
        if (number < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + number);
        }
        return number;
    }

    static int trafficClass(int octet) {
        if (octet < 0 || octet > 255) {
            throw new IllegalArgumentException("IP_TOS must be 0 to 255: " + octet);
        }
        return octet;
    }

    /** Gives a connection what was set; on the stack's loop. */
    void applyTo(TcpConnection connection) {
        connection.noDelay(noDelay);
        connection.quickAck(quickAck);
        connection.keepAlive(keepAliveTimes);
        connection.keepAlive(keepAlive);
        if (userTimeoutMillis > 0) {
            connection.userTimeout(userTimeoutMillis * MILLISECOND_NANOS);
        }
        if (receiveBuffer != UNSET) {
            connection.receiveBuffer(receiveBuffer);
        }
        if (sendBuffer != UNSET) {
            connection.sendBuffer(sendBuffer);
        }
        connection.trafficClass(trafficClass);
        connection.linger(linger < 0 ? NO_LINGER : linger * SECOND_NANOS);
    }
}
