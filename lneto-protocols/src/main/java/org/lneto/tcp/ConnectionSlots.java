package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Connections by their hash, of a fixed number: open addressing with linear probing. Half of the slots at least are empty,
 * so that a look-up ends after a few; the hashes stand side by side, and one that finds nothing reads nothing else.
 *
 * <p>A hash has its highest bit set: 0 stands for an empty slot.
 */
final class ConnectionSlots {
    private final @Nullable TcpConnection[] connections;
    private final int[] hashes;
    private final int mask;
    private int size;

    /** @param length number of slots, a power of two */
    ConnectionSlots(int length) {
        connections = new TcpConnection[length];
        hashes = new int[length];
        mask = length - 1;
    }

    int length() {
        return hashes.length;
    }

    int size() {
        return size;
    }

    /** The connection with these ends; null if there is none. */
    @Nullable
    TcpConnection find(
            int hash, long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        for (int i = hash & mask; hashes[i] != 0; i = i + 1 & mask) {
            TcpConnection connection = hashes[i] == hash ? connections[i] : null;
            if (connection != null
                    && connection.tuple.is(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort)) {
                return connection;
            }
        }
        return null;
    }

    /** Whether there is a connection that cannot exist beside one with these ends. */
    @Nullable
    TcpConnection conflicting(
            int hash, long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        for (int i = hash & mask; hashes[i] != 0; i = i + 1 & mask) {
            TcpConnection connection = hashes[i] == hash ? connections[i] : null;
            if (connection != null
                    && connection.tuple.conflicts(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort)) {
                return connection;
            }
        }
        return null;
    }

    /** Slots that a look-up which finds nothing reads. */
    int probes(int hash) {
        int probes = 1;
        for (int i = hash & mask; hashes[i] != 0; i = i + 1 & mask) {
            probes++;
        }
        return probes;
    }

    /** Adds a connection by its hash. At most half of the slots must be used. */
    void add(TcpConnection connection) {
        int i = connection.hash & mask;
        while (hashes[i] != 0) {
            i = i + 1 & mask;
        }
        connections[i] = connection;
        hashes[i] = connection.hash;
        size++;
    }

    /** Removes a connection; whether it was there. */
    boolean remove(TcpConnection connection) {
        for (int i = connection.hash & mask; hashes[i] != 0; i = i + 1 & mask) {
            if (connections[i] == connection) {
                empty(i);
                return true;
            }
        }
        return false;
    }

    /**
     * Moves the connection in a slot elsewhere, and whatever takes its place. No slot is skipped if they are emptied in
     * order: nothing moves up past an empty one.
     */
    void moveTo(ConnectionSlots other, int slot) {
        for (TcpConnection connection = connections[slot]; connection != null; connection = connections[slot]) {
            empty(slot);
            other.add(connection);
        }
    }

    /** Closes the gap: an entry after it moves up unless that would put it before its own place. */
    private void empty(int slot) {
        int hole = slot;
        for (int i = hole + 1 & mask; hashes[i] != 0; i = i + 1 & mask) {
            int home = hashes[i] & mask;
            if ((i - home & mask) >= (i - hole & mask)) {
                connections[hole] = connections[i];
                hashes[hole] = hashes[i];
                hole = i;
            }
        }
        connections[hole] = null;
        hashes[hole] = 0;
        size--;
    }
}
