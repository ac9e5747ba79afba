package org.lneto.arp;

import org.lneto.core.StackNode;

/**
 * Neighbours that are being asked for, by broadcast, or asked whether they are still there, by unicast, and when to ask
 * again. Few, so a look-up runs along the array.
 */
final class PendingResolutions {
    static final int NONE = -1;

    private static final int FREE = 0; // 0.0.0.0 is never asked for

    private final int[] address;
    private final long[] hardware; // zero: by broadcast
    private final int[] attempts;
    private final long[] deadline;
    private final boolean[] due;
    private int size;
    private int dueCount;
    private long earliest = StackNode.NO_DEADLINE;

    PendingResolutions(int maximum) {
        address = new int[maximum];
        hardware = new long[maximum];
        attempts = new int[maximum];
        deadline = new long[maximum];
        due = new boolean[maximum];
    }

    int find(int ip) {
        if (size > 0) {
            for (int place = 0; place < address.length; place++) {
                if (address[place] == ip) {
                    return place;
                }
            }
        }
        return NONE;
    }

    boolean isFull() {
        return size == address.length;
    }

    /** The place whose request was sent longest ago. */
    int oldest() {
        int oldest = 0;
        for (int place = 1; place < address.length; place++) {
            boolean older = attempts[place] > attempts[oldest]
                    || attempts[place] == attempts[oldest] && deadline[place] < deadline[oldest];
            oldest = older ? place : oldest;
        }
        return oldest;
    }

    /** @param mac of the neighbour that is asked whether it is still there; zero for one that is not known */
    void add(int ip, long mac, long nextAttempt) {
        int place = 0;
        while (address[place] != FREE) {
            place++;
        }
        address[place] = ip;
        hardware[place] = mac;
        attempts[place] = 0;
        size++;
        attempt(place, nextAttempt);
    }

    /** A request is now to be sent, and the next, or the end, comes at a given time. */
    void attempt(int place, long next) {
        attempts[place]++;
        if (!due[place]) {
            due[place] = true;
            dueCount++;
        }
        deadline[place] = next;
        earliest = Math.min(earliest, next);
    }

    void remove(int place) {
        if (due[place]) {
            due[place] = false;
            dueCount--;
        }
        address[place] = FREE;
        size--;
        if (size == 0) {
            earliest = StackNode.NO_DEADLINE;
        }
    }

    int address(int place) {
        return address[place];
    }

    /** Where the neighbour is asked whether it is still there; zero for one that is not known. */
    long hardware(int place) {
        return hardware[place];
    }

    int attempts(int place) {
        return attempts[place];
    }

    boolean hasDue() {
        return dueCount > 0;
    }

    /** Takes a place to send a request for. */
    int takeDue() {
        int place = 0;
        while (!due[place]) {
            place++;
        }
        due[place] = false;
        dueCount--;
        return place;
    }

    /** Not later than the earliest deadline. */
    long earliest() {
        return earliest;
    }

    /** A place whose deadline has passed; {@link #NONE}, and {@link #earliest()} exact, if there is none. */
    int expired(long now) {
        long next = StackNode.NO_DEADLINE;
        for (int place = 0; place < address.length; place++) {
            if (address[place] != FREE) {
                if (deadline[place] <= now) {
                    return place;
                }
                next = Math.min(next, deadline[place]);
            }
        }
        earliest = next;
        return NONE;
    }

    void clear() {
        for (int place = 0; place < address.length; place++) {
            if (address[place] != FREE) {
                remove(place);
            }
        }
    }
}
