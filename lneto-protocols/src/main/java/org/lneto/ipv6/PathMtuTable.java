package org.lneto.ipv6;

import java.util.Arrays;
import org.lneto.core.LongPairTable;
import org.lneto.core.StackNode;

/**
 * The path MTU of destinations for which it is less than the link's (RFC 8201). Bounded; when it is full, the entry that
 * is forgotten first gives way. An entry is forgotten ten minutes after it was last made smaller (section 4), so that a
 * better path is found again.
 */
final class PathMtuTable {
    private static final long LIFETIME_NANOS = 600_000_000_000L;

    private final LongPairTable places;
    private final long[] high;
    private final long[] low;
    private final int[] mtu;
    private final long[] until;

    PathMtuTable(int maximum, long seed) {
        places = new LongPairTable(maximum, seed);
        high = new long[maximum];
        low = new long[maximum];
        mtu = new int[maximum];
        until = new long[maximum];
        Arrays.fill(until, StackNode.NO_DEADLINE);
    }

    /** Octets of the longest packet to a destination; {@code linkMtu} where nothing else is known. */
    int get(long destinationHigh, long destinationLow, int linkMtu, long nowNanos) {
        if (places.size() == 0) {
            return linkMtu;
        }
        int place = places.get(destinationHigh, destinationLow);
        return place == LongPairTable.ABSENT || until[place] <= nowNanos ? linkMtu : Math.min(linkMtu, mtu[place]);
    }

    /** A router said that no more than {@code octets} pass. */
    void lower(long destinationHigh, long destinationLow, int octets, long nowNanos) {
        int place = places.get(destinationHigh, destinationLow);
        if (place == LongPairTable.ABSENT) {
            place = room();
            places.put(destinationHigh, destinationLow, place);
            high[place] = destinationHigh;
            low[place] = destinationLow;
            mtu[place] = octets;
        } else if (until[place] <= nowNanos || octets < mtu[place]) {
            mtu[place] = octets;
        }
        until[place] = nowNanos + LIFETIME_NANOS;
    }

    private int room() {
        int size = places.size();
        if (size < high.length) {
            return size; // none is ever removed but to make room
        }
        int oldest = 0;
        for (int place = 1; place < high.length; place++) {
            oldest = until[place] < until[oldest] ? place : oldest;
        }
        places.remove(high[oldest], low[oldest]);
        return oldest;
    }
}
