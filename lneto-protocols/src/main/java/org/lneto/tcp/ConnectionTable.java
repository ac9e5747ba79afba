package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * Connections by their four-tuple: a look-up takes constant time at any number of connections.
 *
 * <p>The hash covers the peer's address and both ports, not the local address: a connection may learn its local address
 * only when its first segment is built. It is keyed by a secret, since peers choose most of the tuple.
 *
 * <p>The table doubles when it is half full, and shrinks to a quarter when less than a sixteenth is used. Its connections then move
 * a few at a time, whenever one is added or removed, so that no segment waits for all of them; meanwhile a look-up goes
 * through both the new slots and the former ones. A connection takes 16 to 32 octets of it, unless there were many more
 * before. How many there are is bounded by the node.
 */
final class ConnectionTable {
    private static final int LEAST = 16;
    /** Two would do for all to have moved before twice the slots are half full, and sixteen before a quarter of them is. */
    private static final int SLOTS_MOVED = 20;

    private static final int USED = Integer.MIN_VALUE;

    private final TupleHash hash;
    private ConnectionSlots slots = new ConnectionSlots(LEAST);

    /** Slots from which connections are moving. */
    private @Nullable ConnectionSlots former;

    private int moved;

    /** @param key the secret */
    ConnectionTable(long key) {
        hash = new TupleHash(key, Long.rotateLeft(key, 32) * 0x9e37_79b9_7f4a_7c15L);
    }

    int size() {
        return slots.size() + (former == null ? 0 : former.size());
    }

    /** Number of slots, those from which connections are moving included. */
    int length() {
        return slots.length() + (former == null ? 0 : former.length());
    }

    /** The connection of a segment that came from the remote to the local end; null if there is none. */
    @Nullable
    TcpConnection find(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int place = hash(localPort, remoteHigh, remoteLow, remotePort);
        TcpConnection found = slots.find(place, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        return found != null || former == null
                ? found
                : former.find(place, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    }

    /** Whether a connection with this tuple exists; an unspecified local address, on either side, equals any. */
    boolean isTaken(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        return conflicting(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort) != null;
    }

    /** A connection with this tuple, in the same sense; null if there is none. */
    @Nullable
    TcpConnection conflicting(
            long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int place = hash(localPort, remoteHigh, remoteLow, remotePort);
        TcpConnection found =
                slots.conflicting(place, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        return found != null || former == null
                ? found
                : former.conflicting(place, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
    }

    /** Slots that a look-up of a tuple which is not in the table reads. */
    int probes(int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int place = hash(localPort, remoteHigh, remoteLow, remotePort);
        return slots.probes(place) + (former == null ? 0 : former.probes(place));
    }

    /** Adds a connection whose tuple is not in the table. */
    void add(TcpConnection connection) {
        move();
        if (former == null && 2 * (slots.size() + 1) > slots.length()) {
            resize(2 * slots.length());
        }
        FourTuple tuple = connection.tuple;
        connection.hash = hash(tuple.localPort, tuple.remoteHigh, tuple.remoteLow, tuple.remotePort);
        slots.add(connection);
    }

    /** Removes a connection; does nothing if it is not in the table. */
    void remove(TcpConnection connection) {
        if (!slots.remove(connection) && former != null) {
            former.remove(connection);
        }
        move();
        if (former == null && slots.length() > LEAST && 16 * slots.size() < slots.length()) {
            resize(Math.max(LEAST, slots.length() / 4));
        }
        if (former != null && size() == 0) {
            former = null;
            slots = new ConnectionSlots(LEAST);
        }
    }

    private void resize(int length) {
        former = slots;
        slots = new ConnectionSlots(length);
        moved = 0;
    }

    /** Moves some of the connections that still stand in the former slots. */
    private void move() {
        ConnectionSlots from = former;
        if (from == null) {
            return;
        }
        int end = Math.min(moved + SLOTS_MOVED, from.length());
        while (moved < end) {
            from.moveTo(slots, moved++);
        }
        if (moved == from.length()) {
            former = null;
        }
    }

    private int hash(int localPort, long remoteHigh, long remoteLow, int remotePort) {
        return (int) hash.hash(remoteHigh, remoteLow, localPort, remotePort) | USED;
    }
}
