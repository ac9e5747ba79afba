package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Connections in order of arrival, linked through themselves: adding and removing take constant time and allocate
 * nothing. A connection is in one list at a time.
 */
final class ConnectionList {
    private @Nullable TcpConnection first;
    private @Nullable TcpConnection last;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    TcpConnection first() {
        return first;
    }

    /** Adds at the end. */
    void add(TcpConnection connection) {
        connection.list = this;
        connection.previous = last;
        connection.next = null;
        if (last == null) {
            first = connection;
        } else {
            last.next = connection;
        }
        last = connection;
        size++;
    }

    /** Takes out; does nothing if it is not in this list. */
    void remove(TcpConnection connection) {
        if (connection.list != this) {
            return;
        }
        TcpConnection next = connection.next;
        TcpConnection previous = connection.previous;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        connection.list = null;
        connection.next = null;
        connection.previous = null;
        size--;
    }

    /** Takes the first out; null if there is none. */
    @Nullable
    TcpConnection poll() {
        TcpConnection connection = first;
        if (connection != null) {
            remove(connection);
        }
        return connection;
    }
}
