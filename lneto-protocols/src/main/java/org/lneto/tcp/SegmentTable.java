package org.lneto.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The columns of a {@link SentSegments}: a fixed number of slots, a power of two. */
final class SegmentTable {
    final int mask;
    /** Sequence number after the segment's last. */
    final int[] ends;
    /** When it was last sent. */
    final long[] sentAt;
    /** What is known of it. */
    final byte[] flags;
    /** The one after it in its list. */
    final int[] next;
    /** The one before it in its list; of a SACKed segment, which is in no list, a later one that is perhaps not SACKed. */
    final int[] previous;

    /** Segments in flight, by the time of their last transmission. */
    final SegmentChain flight = new SegmentChain(this);
    /** Segments lost and to be sent again. */
    final SegmentChain lost = new SegmentChain(this);

    private SegmentTable(int slots) {
        mask = slots - 1;
        ends = new int[slots];
        sentAt = new long[slots];
        flags = new byte[slots];
        next = new int[slots];
        previous = new int[slots];
    }

    int slots() {
        return mask + 1;
    }

    int slot(int index) {
        return index & mask;
    }

    void clear() {
        flight.clear();
        lost.clear();
    }

    /** Takes over {@code size} segments from a smaller table, from index {@code first} on. */
    void take(SegmentTable before, int first, int size) {
        for (int at = 0; at < size; at++) {
            int from = before.slot(first + at);
            int to = slot(first + at);
            ends[to] = before.ends[from];
            sentAt[to] = before.sentAt[from];
            flags[to] = before.flags[from];
            next[to] = before.next[from];
            previous[to] = before.previous[from];
        }
        flight.become(before.flight);
        lost.become(before.lost);
    }

    /**
     * Tables that no connection uses now, all of a node's: a connection has one only while something of it is
     * outstanding. Few sizes and few of each are kept; larger ones are left to the garbage collector.
     */
    static final class Pool {
        static final int SMALLEST = 32;

        private static final int SIZES = 8;
        private static final int KEPT = 64;

        private final SegmentTable[] @Nullable [] free = new SegmentTable[SIZES] @Nullable [];
        private final int[] count = new int[SIZES];

        /** A table of so many slots, a power of two from {@link #SMALLEST} on, with anything in them. */
        SegmentTable take(int slots) {
            int size = size(slots);
            SegmentTable[] tables = size < SIZES ? free[size] : null;
            return tables != null && count[size] > 0 ? tables[--count[size]] : new SegmentTable(slots);
        }

        void giveBack(SegmentTable table) {
            table.clear();
            int size = size(table.slots());
            if (size >= SIZES || count[size] == KEPT) {
                return;
            }
            SegmentTable[] tables = free[size];
            if (tables == null || tables.length == count[size]) {
                tables =
                        tables == null ? new SegmentTable[1] : Arrays.copyOf(tables, Math.min(KEPT, 2 * tables.length));
                free[size] = tables;
            }
            tables[count[size]++] = table;
        }

        private static int size(int slots) {
            return Integer.numberOfTrailingZeros(slots) - Integer.numberOfTrailingZeros(SMALLEST);
        }
    }
}
