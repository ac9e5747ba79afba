package org.lneto.ethernet;

import java.util.Arrays;
import org.lneto.core.InterestListener;
import org.lneto.core.MacAddress;

/**
 * The group addresses that a station listens to, each with the number of those who want it: exact, and bounded. Broadcast
 * always passes.
 */
final class MulticastFilter {
    private static final int INITIAL = 4;

    private final int maximum;
    private long[] group = new long[INITIAL];
    private int[] wanted = new int[INITIAL];
    private int size;

    MulticastFilter(int maximum) {
        this.maximum = maximum;
    }

    /** Whether nobody wanted it before. */
    boolean join(long address) {
        int place = find(address);
        if (place < size) {
            wanted[place]++;
            return false;
        }
        if (size == maximum) {
            throw new IllegalStateException("this station listens to " + size + " groups already");
        }
        if (size == group.length) {
            group = Arrays.copyOf(group, 2 * size);
            wanted = Arrays.copyOf(wanted, 2 * size);
        }
        group[size] = address;
        wanted[size++] = 1;
        return true;
    }

    /** Whether nobody wants it any more. */
    boolean leave(long address) {
        int place = find(address);
        if (place == size || --wanted[place] > 0) {
            return false;
        }
        size--;
        group[place] = group[size];
        wanted[place] = wanted[size];
        return true;
    }

    void tell(InterestListener listener) {
        for (int place = 0; place < size; place++) {
            listener.onWanted(group[place]);
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
