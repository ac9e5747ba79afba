package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What a connection's user is to be told: collected while segments and clocks are processed, told when all is consistent
 * again. Calls of the user from within an event are safe: what they lead to follows after the event.
 */
final class EventQueue {
    // in the order in which they are delivered
    static final int ACCEPTABLE = 1;
    static final int ESTABLISHED = 2;
    static final int READABLE = 4;
    static final int INPUT_SHUTDOWN = 8;
    static final int WRITABLE = 16;
    static final int CLOSED = 32;

    private static final TcpEvents NOBODY = new TcpEvents() {};

    private final TcpConnection connection;
    private TcpEvents user = NOBODY;
    private int pending;
    private boolean delivering;

    EventQueue(TcpConnection connection) {
        this.connection = connection;
    }

    void reset() {
        pending = 0;
        user = NOBODY;
    }

    void user(TcpEvents user) {
        this.user = user;
    }

    void nobody() {
        user = NOBODY;
    }

    void add(int event) {
        pending |= event;
    }

    boolean isDelivering() {
        return delivering;
    }

    /** Tells the user; false if a call that is under way goes on with it. */
    boolean deliver() {
        if (delivering) {
            return false;
        }
        delivering = true;
        try {
            while (pending != 0) {
                int event = Integer.lowestOneBit(pending);
                pending &= ~event;
                deliver(event);
            }
        } finally {
            delivering = false;
        }
        return true;
    }

    private void deliver(int event) {
        switch (event) {
            case ACCEPTABLE -> {
                @Nullable TcpListener listener = connection.listener;
                if (listener != null) {
                    listener.tell();
                }
            }
            case ESTABLISHED -> user.established(connection);
            case READABLE -> {
                if (connection.readable() > 0) {
                    user.readable(connection);
                }
            }
            case INPUT_SHUTDOWN -> user.inputShutdown(connection);
            case WRITABLE -> user.writable(connection);
            case CLOSED -> {
                @Nullable TcpCloseReason reason = connection.closeReason();
                if (reason != null) {
                    user.closed(connection, reason);
                }
            }
            default -> throw new IllegalStateException("event " + event);
        }
    }
}
