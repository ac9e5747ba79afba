package org.lneto.samples.packetdrill;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConnection;

/** The options that a script has set on a stream socket; an accepted connection has those of its listener. */
final class TcpOptionValues {
    private static final String NO_DELAY = "TCP_NODELAY";

    private final Map<String, Long> values;
    private boolean lingering;
    private long lingerSeconds;

    TcpOptionValues() {
        this(new HashMap<>());
    }

    private TcpOptionValues(Map<String, Long> values) {
        this.values = values;
    }

    TcpOptionValues copy() {
        TcpOptionValues copy = new TcpOptionValues(new HashMap<>(values));
        copy.linger(lingering, lingerSeconds);
        return copy;
    }

    /** Whether the stack has an option of that name, or it changes nothing here. */
    static boolean isKnown(String name) {
        return switch (name) {
            case NO_DELAY, "SO_REUSEADDR", "SO_REUSEPORT" -> true;
            default -> false;
        };
    }

    void set(String name, long value, @Nullable TcpConnection connection) {
        values.put(name, value);
        if (connection != null) {
            apply(name, value, connection);
        }
    }

    long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    void linger(boolean on, long seconds) {
        lingering = on;
        lingerSeconds = seconds;
    }

    boolean isLingering() {
        return lingering;
    }

    long lingerSeconds() {
        return lingerSeconds;
    }

    /** Lingering for no time at all: RST instead of FIN. */
    boolean abortsOnClose() {
        return lingering && lingerSeconds == 0;
    }

    void applyTo(TcpConnection connection) {
        values.forEach((name, value) -> apply(name, value, connection));
    }

    private static void apply(String name, long value, TcpConnection connection) {
        if (name.equals(NO_DELAY)) {
            connection.noDelay(value != 0);
        }
    }
}
