package org.lneto.hosts;

import java.util.Arrays;

/**
 * Which hosts want frames of which key. The hosts of a key are found in constant time each; adding and removing takes
 * as long as the host has keys.
 *
 * <p>Bounded: when there are as many entries as there may be, another is refused, and the caller counts it.
 */
final class Interests {
    /** No entry. */
    static final int NONE = -1;

    private static final int INITIAL = 16;

    private final int maximum;
    private final LongTable firstOfKey = new LongTable();
    private int[] firstOfHost = new int[0];

    // entries; free ones are linked through nextOfKey
    private long[] key = new long[0];
    private int[] host = new int[0];
    private int[] times = new int[0];
    private int[] nextOfKey = new int[0];
    private int[] previousOfKey = new int[0];
    private int[] nextOfHost = new int[0];
    private int firstFree = NONE;
    private int size;

    /** @param maximum most entries: pairs of a key and a host */
    Interests(int maximum) {
        this.maximum = maximum;
    }

    int size() {
        return size;
    }

    /** A host wants frames of a key, once more; false if there is no room. */
    boolean add(long wanted, int slot) {
        int entry = find(wanted, slot);
        if (entry != NONE) {
            times[entry]++;
            return true;
        }
        if (size == maximum) {
            return false;
        }
        if (firstFree == NONE) {
            grow();
        }
        entry = firstFree;
        firstFree = nextOfKey[entry];
        size++;
        key[entry] = wanted;
        host[entry] = slot;
        times[entry] = 1;
        int before = firstOfKey.get(wanted);
        nextOfKey[entry] = before;
        previousOfKey[entry] = NONE;
        if (before != NONE) {
            previousOfKey[before] = entry;
        }
        firstOfKey.put(wanted, entry);
        nextOfHost[entry] = firstOfHost[slot];
        firstOfHost[slot] = entry;
        return true;
    }

    /** Undoes one {@link #add}; does nothing if there was none. */
    void remove(long wanted, int slot) {
        int entry = find(wanted, slot);
        if (entry == NONE || --times[entry] > 0) {
            return;
        }
        int before = NONE;
        for (int at = firstOfHost[slot]; at != entry; at = nextOfHost[at]) {
            before = at;
        }
        if (before == NONE) {
            firstOfHost[slot] = nextOfHost[entry];
        } else {
            nextOfHost[before] = nextOfHost[entry];
        }
        free(entry);
    }

    /** Removes all that a host wants. */
    void removeAll(int slot) {
        if (slot >= firstOfHost.length) {
            return;
        }
        int entry = firstOfHost[slot];
        firstOfHost[slot] = NONE;
        while (entry != NONE) {
            int next = nextOfHost[entry];
            free(entry);
            entry = next;
        }
    }

    /** The first entry of a key. */
    int first(long wanted) {
        return firstOfKey.get(wanted);
    }

    /** The entry after another of its key. */
    int next(int entry) {
        return nextOfKey[entry];
    }

    /** An entry's host. */
    int host(int entry) {
        return host[entry];
    }

    private int find(long wanted, int slot) {
        if (slot >= firstOfHost.length) {
            int before = firstOfHost.length;
            firstOfHost = Arrays.copyOf(firstOfHost, Math.max(slot + 1, before * 2));
            Arrays.fill(firstOfHost, before, firstOfHost.length, NONE);
        }
        int entry = firstOfHost[slot];
        while (entry != NONE && key[entry] != wanted) {
            entry = nextOfHost[entry];
        }
        return entry;
    }

    private void free(int entry) {
        int next = nextOfKey[entry];
        int previous = previousOfKey[entry];
        if (next != NONE) {
            previousOfKey[next] = previous;
        }
        if (previous != NONE) {
            nextOfKey[previous] = next;
        } else if (next != NONE) {
            firstOfKey.put(key[entry], next);
        } else {
            firstOfKey.remove(key[entry]);
        }
        nextOfKey[entry] = firstFree;
        firstFree = entry;
        size--;
    }

    private void grow() {
        int before = key.length;
        int after = Math.min(maximum, Math.max(INITIAL, before * 2));
        key = Arrays.copyOf(key, after);
        host = Arrays.copyOf(host, after);
        times = Arrays.copyOf(times, after);
        nextOfKey = Arrays.copyOf(nextOfKey, after);
        previousOfKey = Arrays.copyOf(previousOfKey, after);
        nextOfHost = Arrays.copyOf(nextOfHost, after);
        for (int entry = after - 1; entry >= before; entry--) {
            nextOfKey[entry] = firstFree;
            firstFree = entry;
        }
    }
}
