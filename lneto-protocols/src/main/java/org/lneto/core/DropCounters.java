package org.lneto.core;

import java.util.EnumMap;
import java.util.Map;

/** How many frames a node dropped, by reason. Belongs to one event loop, like the node. */
public final class DropCounters {
    private static final long[] NONE = {};

    private long[] counts = NONE; // most nodes never drop anything

    /** Creates counters at zero. */
    public DropCounters() {}

    /** Counts {@code verdict} if it is a drop, and returns it, so that a node may end with {@code return count(...)}. */
    public Verdict count(Verdict verdict) {
        if (verdict.isDrop()) {
            if (counts == NONE) {
                counts = new long[Verdict.COUNT];
            }
            counts[verdict.ordinal()]++; // an index in this process, not a wire code
        }
        return verdict;
    }

    /** Frames dropped for {@code reason} since the start; 0 for what is not a drop. */
    public long get(Verdict reason) {
        return counts == NONE ? 0 : counts[reason.ordinal()];
    }

    /** All drops together. */
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /** Adds another's counts to these. */
    public void add(DropCounters other) {
        if (other.counts == NONE) {
            return;
        }
        if (counts == NONE) {
            counts = new long[Verdict.COUNT];
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** A copy of the counts that are not zero; for logs and tests. */
    public Map<Verdict, Long> snapshot() {
        Map<Verdict, Long> snapshot = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (get(verdict) != 0) {
                snapshot.put(verdict, get(verdict));
            }
        }
        return snapshot;
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }
}
