package org.lneto.core;

import java.util.Arrays;

/**
 * A hash table from 128 bits to a small number, of fixed capacity: open addressing over primitives, removal without
 * tombstones. The hash is keyed, so that whoever chooses the keys cannot make them collide.
 */
public final class LongPairTable {
    /** No entry. */
    public static final int ABSENT = -1;

    private final long seed;
    private final int capacity;
    private final long[] high;
    private final long[] low;
    private final int[] value;
    private int size;

    /**
     * Creates an empty table.
     *
     * @param capacity most entries, 1 to 2^28
     * @param seed keys the hash; must not be guessable where peers are not trusted
     */
    public LongPairTable(int capacity, long seed) {
        if (capacity < 1 || capacity > 1 << 28) {
            throw new IllegalArgumentException("capacity must be 1 to 2^28: " + capacity);
        }
        int slots = Integer.highestOneBit(capacity * 2 - 1) * 2;
        this.capacity = capacity;
        this.seed = seed;
        high = new long[slots];
        low = new long[slots];
        value = new int[slots];
        Arrays.fill(value, ABSENT);
    }

    /** Number of entries. */
    public int size() {
        return size;
    }

    /** The number of a key; {@link #ABSENT} if it has none. */
    public int get(long keyHigh, long keyLow) {
        return value[slot(keyHigh, keyLow)];
    }

    /**
     * Sets the number of a key.
     *
     * @param number 0 upwards
     * @throws IllegalStateException if the table is full
     */
    public void put(long keyHigh, long keyLow, int number) {
        int slot = slot(keyHigh, keyLow);
        if (value[slot] == ABSENT) {
            if (size == capacity) {
                throw new IllegalStateException("all " + capacity + " entries are in use");
            }
            size++;
            high[slot] = keyHigh;
            low[slot] = keyLow;
        }
        value[slot] = number;
    }

    /** Removes a key; does nothing if it has no number. */
    public void remove(long keyHigh, long keyLow) {
        int hole = slot(keyHigh, keyLow);
        if (value[hole] == ABSENT) {
            return;
        }
        int mask = value.length - 1;
        // close the gap: an entry after it moves up unless that would put it before its own place
        for (int i = (hole + 1) & mask; value[i] != ABSENT; i = (i + 1) & mask) {
            int home = home(high[i], low[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                high[hole] = high[i];
                low[hole] = low[i];
                value[hole] = value[i];
                hole = i;
            }
        }
        value[hole] = ABSENT;
        size--;
    }

    /** Removes all. */
    public void clear() {
        Arrays.fill(value, ABSENT);
        size = 0;
    }

    private int slot(long keyHigh, long keyLow) {
        int mask = value.length - 1;
        int slot = home(keyHigh, keyLow);
        while (value[slot] != ABSENT && (low[slot] != keyLow || high[slot] != keyHigh)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(long keyHigh, long keyLow) {
        long mixed = (keyLow ^ seed) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ (mixed >>> 32) ^ keyHigh) * (seed | 1);
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 32) & (value.length - 1);
    }
}
