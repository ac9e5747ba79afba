package org.lneto.ethernet;

import org.lneto.core.MacAddress;

/**
 * The group addresses that a station listens to, each with the number of those who want it: exact, and bounded. Broadcast
 * always passes.
 */
final class MulticastFilter {
    private final long[] group;
    private final int[] wanted;
    private int size;

    MulticastFilter(int maximum) {
        group = new long[maximum];
        wanted = new int[maximum];
    }

    void join(long address) {
        int place = find(address);
        if (place < size) {
            wanted[place]++;
            return;
        }
        if (size == group.length) {
            throw new IllegalStateException("this station listens to " + size + " groups already");
        }
        group[size] = address;
        wanted[size++] = 1;
    }

    void leave(long address) {
        int place = find(address);
        if (place < size && --wanted[place] == 0) {
            size--;
            group[place] = group[size];
            wanted[place] = wanted[size];
        }
    }

    boolean passes(long address) {
        return address == MacAddress.BROADCAST || find(address) < size;
    }

    private int find(long address) {
        int place = 0;
        while (place < size && group[place] != address) {
            place++;
        }
        return place;
    }
}
