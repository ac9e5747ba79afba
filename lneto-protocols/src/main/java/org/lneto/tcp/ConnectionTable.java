package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Connections by their four-tuple: open addressing, so that a look-up takes constant time at any number of connections.
 *
 * <p>The hash covers the peer's address and both ports, not the local address: a connection may learn its local address
 * only when its first segment is built. It is keyed by a secret, since peers choose most of the tuple. The table doubles
 * when it is half full; how many connections there are is bounded by the node.
 */
final class ConnectionTable {
    private static final int INITIAL = 16;

    private final long key;
    private @Nullable TcpConnection[] slots = new TcpConnection[INITIAL];
    private int[] hashes = new int[INITIAL];
    private int size;

    /** @param key the secret */
    ConnectionTable(long key) {
        this.key = key | 1;
    }

    int size() {
        return size;
    }

    /** The connection of a segment that came from the remote to the local end; null if there is none. */
    @Nullable
    TcpConnection find(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int hash = hash(localPort, remoteHigh, remoteLow, remotePort);
        for (int i = hash & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
            TcpConnection connection = slots[i];
            if (connection == null) {
                return null;
            }
            if (hashes[i] == hash
                    && connection.tuple.is(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort)) {
                return connection;
            }
        }
    }

    /** Whether a connection with this tuple exists; an unspecified local address, on either side, equals any. */
    boolean isTaken(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int hash = hash(localPort, remoteHigh, remoteLow, remotePort);
        for (int i = hash & (slots.length - 1); ; i = (i + 1) & (slots.length - 1)) {
            TcpConnection connection = slots[i];
            if (connection == null) {
                return false;
            }
            if (hashes[i] == hash
                    && connection.tuple.conflicts(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort)) {
                return true;
            }
        }
    }

    /** Adds a connection whose tuple is not in the table. */
    void add(TcpConnection connection) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        FourTuple tuple = connection.tuple;
        connection.hash = hash(tuple.localPort, tuple.remoteHigh, tuple.remoteLow, tuple.remotePort);
        insert(connection);
        size++;
    }

    /** Removes a connection; does nothing if it is not in the table. */
    void remove(TcpConnection connection) {
        int mask = slots.length - 1;
        int hole = connection.hash & mask;
        while (slots[hole] != connection) {
            if (slots[hole] == null) {
                return;
            }
            hole = (hole + 1) & mask;
        }
        // close the gap: an entry after it moves up unless that would put it before its own place
        for (int i = (hole + 1) & mask; slots[i] != null; i = (i + 1) & mask) {
            int home = hashes[i] & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                slots[hole] = slots[i];
                hashes[hole] = hashes[i];
                hole = i;
            }
        }
        slots[hole] = null;
        size--;
    }

    private void insert(TcpConnection connection) {
        int mask = slots.length - 1;
        int i = connection.hash & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = connection;
        hashes[i] = connection.hash;
    }

    private void grow() {
        @Nullable TcpConnection[] before = slots;
        slots = new TcpConnection[before.length * 2];
        hashes = new int[slots.length];
        for (TcpConnection connection : before) {
            if (connection != null) {
                insert(connection);
            }
        }
    }

    private int hash(int localPort, long remoteHigh, long remoteLow, int remotePort) {
        long mixed = (remoteLow ^ key) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ (mixed >>> 32) ^ remoteHigh ^ ((long) localPort << 16 | remotePort)) * key;
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 32);
    }
}
