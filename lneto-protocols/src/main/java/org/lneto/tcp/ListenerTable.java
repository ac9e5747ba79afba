package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/** Listeners by port; those on one port are told apart by address. Bounded by the node's settings. */
final class ListenerTable {
    private static final int BUCKETS = 256;

    private @Nullable TcpListener[] buckets = {};
    private int size;

    int size() {
        return size;
    }

    /** The listener for a segment to this address and port: one bound to the address before one bound to any. */
    @Nullable
    TcpListener find(long localHigh, long localLow, int port) {
        TcpListener any = null;
        if (size == 0) {
            return null;
        }
        for (TcpListener it = buckets[port & (BUCKETS - 1)]; it != null; it = it.next) {
            if (it.localPort() == port) {
                if (it.isBoundTo(localHigh, localLow)) {
                    return it;
                }
                if (it.isBoundToAny()) {
                    any = it;
                }
            }
        }
        return any;
    }

    /** Whether a listener on the port has that address, or either is for any address. */
    boolean isTaken(long localHigh, long localLow, boolean anyAddress, int port) {
        if (size == 0) {
            return false;
        }
        for (TcpListener it = buckets[port & (BUCKETS - 1)]; it != null; it = it.next) {
            if (it.localPort() == port && (anyAddress || it.isBoundToAny() || it.isBoundTo(localHigh, localLow))) {
                return true;
            }
        }
        return false;
    }

    void add(TcpListener listener) {
        if (buckets.length == 0) { // most hosts have none
            buckets = new TcpListener[BUCKETS];
        }
        int bucket = listener.localPort() & (BUCKETS - 1);
        listener.next = buckets[bucket];
        buckets[bucket] = listener;
        size++;
    }

    void remove(TcpListener listener) {
        if (size == 0) {
            return;
        }
        int bucket = listener.localPort() & (BUCKETS - 1);
        TcpListener before = null;
        for (TcpListener it = buckets[bucket]; it != null; before = it, it = it.next) {
            if (it == listener) {
                if (before == null) {
                    buckets[bucket] = it.next;
                } else {
                    before.next = it.next;
                }
                it.next = null;
                size--;
                return;
            }
        }
    }

    /** Any listener; null if there is none. */
    @Nullable
    TcpListener any() {
        for (TcpListener listener : buckets) {
            if (listener != null) {
                return listener;
            }
        }
        return null;
    }
}
