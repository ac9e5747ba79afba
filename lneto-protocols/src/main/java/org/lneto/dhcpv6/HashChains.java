package org.lneto.dhcpv6;

import java.util.Arrays;

/** Places 0 to n less one, found by hash: chains of preallocated links, whose entries the caller compares. */
final class HashChains {
    static final int NONE = -1;

    private final int[] heads;
    private final int[] links;
    private final int mask;

    HashChains(int places) {
        heads = new int[Integer.highestOneBit(Math.max(8, places)) << 1];
        links = new int[places];
        mask = heads.length - 1;
        Arrays.fill(heads, NONE);
    }

    int first(int hash) {
        return heads[hash & mask];
    }

    int next(int place) {
        return links[place];
    }

    void add(int hash, int place) {
        links[place] = heads[hash & mask];
        heads[hash & mask] = place;
    }

    void remove(int hash, int place) {
        int at = heads[hash & mask];
        if (at == place) {
            heads[hash & mask] = links[place];
            return;
        }
        while (at != NONE && links[at] != place) {
            at = links[at];
        }
        if (at != NONE) {
            links[at] = links[place];
        }
    }
}
