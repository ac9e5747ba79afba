package org.lneto.core;

import java.util.Arrays;

/**
 * An open-addressed table from a positive {@code int} to a slot: linear probing, at most half full, entries moved back
 * when one before them goes, so that nothing is left behind by a removal. Look-ups take constant time on average and
 * nothing is allocated but when it grows.
 */
public final class IntTable {
    /** The answer for a key that is not there. */
    public static final int ABSENT = -1;

    private static final int EMPTY = 0;
    private static final int INITIAL = 16;

    private final int maximum;
    private int[] keys = new int[INITIAL];
    private int[] values = new int[INITIAL];
    private int size;

    /**
     * Creates an empty table.
     *
     * @param maximum most entries; another is refused
     */
    public IntTable(int maximum) {
        this.maximum = maximum;
    }

    /** The value of a key; {@link #ABSENT} if there is none. */
    public int get(int key) {
        int[] keys = this.keys;
        int mask = keys.length - 1;
        for (int at = hash(key) & mask; ; at = at + 1 & mask) {
            int found = keys[at];
            if (found == EMPTY) {
                return ABSENT; // the key 0 ends here too
            }
            if (found == key) {
                return values[at];
            }
        }
    }

    /**
     * Sets the value of a key.
     *
     * @param key not 0
     * @return false if the key is new and the table full
     */
    public boolean put(int key, int value) {
        if (key == EMPTY) {
            throw new IllegalArgumentException("the key 0 stands for an empty place");
        }
        int at = place(key);
        if (keys[at] == EMPTY) {
            if (size == maximum) {
                return false;
            }
            if (size == keys.length / 2) {
                grow();
                at = place(key);
            }
            keys[at] = key;
            size++;
        }
        values[at] = value;
        return true;
    }

    /** Removes a key; does nothing if it is not there. */
    public void remove(int key) {
        int hole = place(key);
        if (key == EMPTY || keys[hole] == EMPTY) {
            return;
        }
        int mask = keys.length - 1;
        for (int at = hole + 1 & mask; keys[at] != EMPTY; at = at + 1 & mask) {
            int home = hash(keys[at]) & mask;
            if ((at - home & mask) >= (at - hole & mask)) { // its run passes over the hole: move it there
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        keys[hole] = EMPTY;
        size--;
    }

    /** Number of entries. */
    public int size() {
        return size;
    }

    /** Removes all entries. */
    public void clear() {
        Arrays.fill(keys, EMPTY);
        size = 0;
    }

    private int place(int key) {
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (keys[at] != key && keys[at] != EMPTY) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    private static int hash(int key) {
        int hash = key * 0x9e3779b9;
        return hash ^ hash >>> 16;
    }
}
