package org.lneto.hosts;

/**
 * An open-addressed table from a {@code long} to a number from 0 up: linear probing, at most half full, entries moved back
 * when one before them goes. Look-ups take constant time on average; nothing is allocated but when it grows. How many
 * entries there are is bounded by its user.
 */
final class LongTable {
    /** The answer for a key that is not there. */
    static final int ABSENT = -1;

    private static final int INITIAL = 16;

    private long[] keys = new long[INITIAL];
    private int[] values = new int[INITIAL]; // one more than the number; 0 for an empty place
    private int size;

    int get(long key) {
        return values[place(key)] - 1;
    }

    /**
     * Sets the number of a key.
     *
     * @param number from 0 to 2^31 - 2
     */
    void put(long key, int number) {
        int at = place(key);
        if (values[at] == 0) {
            if (2 * (size + 1) > values.length) {
                grow();
                at = place(key);
            }
            keys[at] = key;
            size++;
        }
        values[at] = number + 1;
    }

    /** Removes a key; does nothing if it is not there. */
    void remove(long key) {
        int hole = place(key);
        if (values[hole] == 0) {
            return;
        }
        int mask = values.length - 1;
        for (int at = hole + 1 & mask; values[at] != 0; at = at + 1 & mask) {
            int home = hash(keys[at]) & mask;
            if ((at - home & mask) >= (at - hole & mask)) { // its run passes over the hole: move it there
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        values[hole] = 0;
        size--;
    }

    int size() {
        return size;
    }

    private int place(long key) {
        int mask = values.length - 1;
        int at = hash(key) & mask;
        while (values[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldValues.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    private static int hash(long key) {
        long hash = key * 0x9e37_79b9_7f4a_7c15L;
        return (int) (hash >>> 32) ^ (int) (hash >>> 56);
    }
}
