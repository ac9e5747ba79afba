package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/** Connections and listeners of a node that nobody uses now, kept so that opening others allocates nothing. */
final class FreeObjects {
    private static final int MAXIMUM_CONNECTIONS = 4096;

    private final TcpNode node;
    private @Nullable TcpConnection connections;
    private int count;
    private @Nullable TcpListener listeners;

    FreeObjects(TcpNode node) {
        this.node = node;
    }

    TcpConnection connection() {
        TcpConnection connection = connections;
        if (connection == null) {
            return new TcpConnection(node);
        }
        connections = connection.next;
        connection.next = null;
        count--;
        return connection;
    }

    TcpListener listener() {
        TcpListener listener = listeners;
        if (listener == null) {
            return new TcpListener(node);
        }
        listeners = listener.next;
        listener.next = null;
        return listener;
    }

    void giveBack(TcpConnection connection) {
        if (count < MAXIMUM_CONNECTIONS) {
            connection.next = connections;
            connections = connection;
            count++;
        }
    }

    void giveBack(TcpListener listener) {
        listener.next = listeners;
        listeners = listener;
    }
}
