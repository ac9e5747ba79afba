package org.lneto.ndp;

import org.jspecify.annotations.Nullable;
import org.lneto.core.DeadlineHeap;
import org.lneto.core.LongPairTable;
import org.lneto.core.MacAddress;
import org.lneto.core.StackNode;

/**
 * Neighbours, their hardware addresses and states: a bounded table of primitives.
 *
 * <p>When it is full, a neighbour that we never sent to gives way, the first found from where the last search ended; for
 * one that we send to, a stale or reachable one gives way too. So neighbours that ask us, however many they claim to be,
 * never push out one that we talk to.
 */
final class NeighbourCache {
    static final int NONE = -1;

    private final LongPairTable places;
    private final long[] high;
    private final long[] low;
    private final long[] hardware;
    private final @Nullable ReachabilityState[] state;
    private final boolean[] wanted; // we have sent to it, or tried to
    private final boolean[] router;
    private final int[] attempts;
    private final long[] reachableUntil;
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private int hand;

    NeighbourCache(int entries, long seed) {
        places = new LongPairTable(entries, seed);
        high = new long[entries];
        low = new long[entries];
        hardware = new long[entries];
        state = new ReachabilityState[entries];
        wanted = new boolean[entries];
        router = new boolean[entries];
        attempts = new int[entries];
        reachableUntil = new long[entries];
        deadlines.grow(entries);
    }

    int size() {
        return places.size();
    }

    int find(long neighbourHigh, long neighbourLow) {
        return places.get(neighbourHigh, neighbourLow);
    }

    /** Adds a neighbour that is not there, INCOMPLETE; {@link #NONE} if there is no room for it. */
    int add(long neighbourHigh, long neighbourLow, boolean isWanted) {
        int place = room(isWanted);
        if (place != NONE) {
            places.put(neighbourHigh, neighbourLow, place);
            high[place] = neighbourHigh;
            low[place] = neighbourLow;
            hardware[place] = MacAddress.ZERO;
            state[place] = ReachabilityState.INCOMPLETE;
            wanted[place] = isWanted;
            router[place] = false;
            attempts[place] = 0;
        }
        return place;
    }

    private int room(boolean isWanted) {
        boolean full = places.size() == high.length;
        int second = NONE;
        for (int i = 0; i < high.length; i++) {
            int place = hand;
            hand = hand + 1 == high.length ? 0 : hand + 1;
            ReachabilityState found = state[place];
            if (found == null) {
                return place;
            }
            if (full && !wanted[place]) {
                remove(place);
                return place;
            }
            if (second == NONE && (found == ReachabilityState.STALE || found == ReachabilityState.REACHABLE)) {
                second = place;
            }
        }
        if (second == NONE || !isWanted) {
            return NONE;
        }
        remove(second);
        return second;
    }

    void remove(int place) {
        places.remove(high[place], low[place]);
        deadlines.remove(place);
        state[place] = null;
    }

    long high(int place) {
        return high[place];
    }

    long low(int place) {
        return low[place];
    }

    long hardware(int place) {
        return hardware[place];
    }

    void hardware(int place, long address) {
        hardware[place] = address;
    }

    boolean isRouter(int place) {
        return router[place];
    }

    void router(int place, boolean isRouter) {
        router[place] = isRouter;
    }

    void want(int place) {
        wanted[place] = true;
    }

    int attempts(int place) {
        return attempts[place];
    }

    /** The state; a neighbour whose time of being reachable is over is stale. */
    @Nullable
    ReachabilityState state(int place, long now) {
        if (state[place] == ReachabilityState.REACHABLE && reachableUntil[place] <= now) {
            state[place] = ReachabilityState.STALE;
        }
        return state[place];
    }

    void reachable(int place, long until) {
        change(place, ReachabilityState.REACHABLE, StackNode.NO_DEADLINE);
        reachableUntil[place] = until;
    }

    void stale(int place) {
        change(place, ReachabilityState.STALE, StackNode.NO_DEADLINE);
    }

    void delay(int place, long until) {
        change(place, ReachabilityState.DELAY, until);
    }

    /** A solicitation is now to be sent, and the next, or the end, comes at a given time. */
    void attempt(int place, ReachabilityState next, long until) {
        int before = attempts[place];
        change(place, next, until);
        attempts[place] = before + 1;
    }

    private void change(int place, ReachabilityState next, long deadline) {
        state[place] = next;
        attempts[place] = 0;
        deadlines.set(place, deadline);
    }

    /** The neighbour that was asked for most often, and of these the longest ago; there must be one. */
    int oldestIncomplete() {
        int oldest = NONE;
        for (int place = 0; place < high.length; place++) {
            if (state[place] == ReachabilityState.INCOMPLETE
                    && (oldest == NONE
                            || attempts[place] > attempts[oldest]
                            || attempts[place] == attempts[oldest]
                                    && deadlines.deadline(place) < deadlines.deadline(oldest))) {
                oldest = place;
            }
        }
        return oldest;
    }

    long earliest() {
        return deadlines.earliest();
    }

    /** The neighbour whose deadline is the earliest. */
    int first() {
        return deadlines.first();
    }
}
