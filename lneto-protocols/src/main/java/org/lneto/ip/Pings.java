package org.lneto.ip;

import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;

/** Echo requests under way: a fixed number of places, found by the identifier and sequence number that a reply repeats. */
public final class Pings {
    /** No place. */
    public static final int NONE = -1;

    private final @Nullable PingListener[] listener;
    private final long[] destinationHigh;
    private final long[] destinationLow;
    private final int[] length;
    private final int[] key; // identifier and sequence number, as on the wire
    private final long[] sent;
    private final long[] timeout;
    private final long[] deadline;
    private final boolean[] due;
    private int size;
    private int dueCount;
    private long earliest = StackNode.NO_DEADLINE;

    /** Creates an empty table of {@code maximum} places. */
    public Pings(int maximum) {
        listener = new PingListener[maximum];
        destinationHigh = new long[maximum];
        destinationLow = new long[maximum];
        length = new int[maximum];
        key = new int[maximum];
        sent = new long[maximum];
        timeout = new long[maximum];
        deadline = new long[maximum];
        due = new boolean[maximum];
    }

    /**
     * Adds a ping to be sent.
     *
     * @return its place, or {@link #NONE} if there is no room
     */
    public int add(
            long toHigh, long toLow, int octets, int newKey, long timeoutNanos, long nowNanos, PingListener told) {
        for (int place = 0; place < listener.length; place++) {
            if (listener[place] == null) {
                listener[place] = told;
                destinationHigh[place] = toHigh;
                destinationLow[place] = toLow;
                length[place] = octets;
                key[place] = newKey;
                timeout[place] = timeoutNanos;
                sent[place] = nowNanos;
                due[place] = true;
                size++;
                dueCount++;
                deadline(place, nowNanos + timeoutNanos);
                return place;
            }
        }
        return NONE;
    }

    private void deadline(int place, long nanos) {
        deadline[place] = nanos;
        earliest = Math.min(earliest, nanos);
    }

    /** The ping with this identifier and sequence number; {@link #NONE} if there is none. */
    public int find(int wanted) {
        if (size > 0) {
            for (int place = 0; place < listener.length; place++) {
                if (listener[place] != null && key[place] == wanted) {
                    return place;
                }
            }
        }
        return NONE;
    }

    /** Upper half of the address it goes to. */
    public long destinationHigh(int place) {
        return destinationHigh[place];
    }

    /** Lower half of the address it goes to. */
    public long destinationLow(int place) {
        return destinationLow[place];
    }

    /** Octets of its data. */
    public int length(int place) {
        return length[place];
    }

    /** Identifier and sequence number, as on the wire. */
    public int key(int place) {
        return key[place];
    }

    /** When it was sent. */
    public long sent(int place) {
        return sent[place];
    }

    /** Whether it was sent. */
    public boolean isSent(int place) {
        return !due[place];
    }

    /** Ends a ping. */
    @Nullable
    public PingListener remove(int place) {
        PingListener told = listener[place];
        listener[place] = null;
        if (due[place]) {
            due[place] = false;
            dueCount--;
        }
        size--;
        if (size == 0) {
            earliest = StackNode.NO_DEADLINE;
        }
        return told;
    }

    /** A ping to send; {@link #NONE} if there is none. */
    public int firstDue() {
        if (dueCount > 0) {
            for (int place = 0; place < due.length; place++) {
                if (due[place]) {
                    return place;
                }
            }
        }
        return NONE;
    }

    /** It is sent now: from here the round trip and the time-out count. */
    public void sentNow(int place, long nowNanos) {
        due[place] = false;
        dueCount--;
        sent[place] = nowNanos;
        deadline(place, nowNanos + timeout[place]);
    }

    /** Not later than the earliest deadline. */
    public long earliest() {
        return earliest;
    }

    /** A ping whose time is over; {@link #NONE}, and {@link #earliest()} exact, if there is none. */
    public int expired(long now) {
        long next = StackNode.NO_DEADLINE;
        for (int place = 0; place < listener.length; place++) {
            if (listener[place] != null) {
                if (deadline[place] <= now) {
                    return place;
                }
                next = Math.min(next, deadline[place]);
            }
        }
        earliest = next;
        return NONE;
    }

    /** Forgets all; their listeners are told that the network is unreachable. */
    public void clear() {
        for (int place = 0; place < listener.length; place++) {
            if (listener[place] != null) {
                PingListener told = remove(place);
                if (told != null) {
                    told.onUndeliverable(Undeliverable.NETWORK_UNREACHABLE);
                }
            }
        }
    }
}
