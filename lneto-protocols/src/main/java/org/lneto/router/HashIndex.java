package org.lneto.router;

import java.util.Arrays;

/** Places of a table in chains by the hash of their keys; the table compares keys and knows each place's hash. */
final class HashIndex {
    static final int NONE = -1;

    private final int[] heads;
    private final int[] next;
    private final int mask;

    HashIndex(int places) {
        int size = Integer.highestOneBit(Math.max(8, places) * 2 - 1);
        heads = new int[size];
        next = new int[places];
        mask = size - 1;
        Arrays.fill(heads, NONE);
    }

    int first(int hash) {
        return heads[hash & mask];
    }

    int next(int place) {
        return next[place];
    }

    void add(int place, int hash) {
        next[place] = heads[hash & mask];
        heads[hash & mask] = place;
    }

    void remove(int place, int hash) {
        int chain = hash & mask;
        if (heads[chain] == place) {
            heads[chain] = next[place];
            return;
        }
        for (int at = heads[chain]; at != NONE; at = next[at]) {
            if (next[at] == place) {
                next[at] = next[place];
                return;
            }
        }
    }
}
