package org.lneto.samples.packetdrill;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpKeepAlive;

/** The options that a script has set on a stream socket; an accepted connection has those of its listener. */
final class TcpOptionValues {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final Map<String, Long> values;
    private boolean lingering;
    private long lingerSeconds;

    TcpOptionValues(TcpConfig defaults) {
        this(new HashMap<>());
        TcpKeepAlive times = defaults.keepAliveTimes();
        values.put("SO_KEEPALIVE", defaults.keepAlive() ? 1L : 0L);
        values.put("TCP_KEEPIDLE", times.idleNanos() / SECOND);
        values.put("TCP_KEEPINTVL", times.intervalNanos() / SECOND);
        values.put("TCP_KEEPCNT", (long) times.probes());
        values.put("TCP_NODELAY", defaults.noDelay() ? 1L : 0L);
        values.put("TCP_QUICKACK", 1L);
        values.put("TCP_USER_TIMEOUT", 0L);
        values.put("SO_REUSEADDR", 0L);
        values.put("SO_REUSEPORT", 0L);
    }

    private TcpOptionValues(Map<String, Long> values) {
        this.values = values;
    }

    TcpOptionValues copy() {
        TcpOptionValues copy = new TcpOptionValues(new HashMap<>(values));
        copy.lingering = lingering;
        copy.lingerSeconds = lingerSeconds;
        return copy;
    }

    /** Whether the stack has an option of that name, or it changes nothing here. */
    boolean isKnown(String name) {
        return values.containsKey(name);
    }

    /**
     * Sets an option.
     *
     * @param connection to which it applies at once; null if there is none yet
     * @return false if the stack refuses the value
     */
    boolean set(String name, long value, @Nullable TcpConnection connection) {
        Long before = values.put(name, value);
        try {
            times();
            if (connection != null) {
                apply(name, connection);
            }
            return true;
        } catch (IllegalArgumentException e) {
            values.put(name, before == null ? 0 : before);
            return false;
        }
    }

    long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    private TcpKeepAlive times() {
        return new TcpKeepAlive(get("TCP_KEEPIDLE") * SECOND, get("TCP_KEEPINTVL") * SECOND, (int) get("TCP_KEEPCNT"));
    }

    void linger(boolean on, long seconds, @Nullable TcpConnection connection) {
        lingering = on;
        lingerSeconds = seconds;
        if (connection != null) {
            applyLinger(connection);
        }
    }

    boolean isLingering() {
        return lingering;
    }

    long lingerSeconds() {
        return lingerSeconds;
    }

    /** Gives a new connection what has been set, or inherited. */
    void applyTo(TcpConnection connection, TcpOptionValues defaults) {
        for (String name : values.keySet()) {
            if (get(name) != defaults.get(name)) {
                apply(name, connection);
            }
        }
        applyLinger(connection);
    }

    private void applyLinger(TcpConnection connection) {
        connection.linger(lingering ? lingerSeconds * SECOND : -1);
    }

    private void apply(String name, TcpConnection connection) {
        long value = get(name);
        switch (name) {
            case "TCP_NODELAY" -> connection.noDelay(value != 0);
            case "TCP_QUICKACK" -> connection.quickAck(value != 0);
            case "SO_KEEPALIVE" -> connection.keepAlive(value != 0);
            case "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT" -> connection.keepAlive(times());
            case "TCP_USER_TIMEOUT" -> {
                if (value != 0) {
                    connection.userTimeout(value * MILLISECOND);
                }
            }
            default -> {
                // nothing that a connection could do
            }
        }
    }
}
