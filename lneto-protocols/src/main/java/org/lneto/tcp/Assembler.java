package org.lneto.tcp;

import java.util.Arrays;

/**
 * The ranges of sequence numbers received ahead of RCV.NXT; not their octets.
 *
 * <p>Ranges neither overlap nor touch: what does is merged. They are kept in order, so that a segment finds its place by
 * binary search. At most {@link #MAXIMUM} are kept; one more that touches none of them is refused, and the peer sends
 * its octets again when the gap before them is filled.
 *
 * <p>Beside them stands which ranges came last, in the order in which SACK reports them (RFC 2018, section 4): the range
 * of the segment that came last is number 0.
 *
 * <p>An assembler that never held a range holds no memory; one that has become empty keeps room for {@link #KEPT}.
 */
final class Assembler {
    /** Most ranges. */
    static final int MAXIMUM = 8192;
    /** Most ranges that are reported: as many as fit in the options of a segment (RFC 2018, section 3). */
    static final int REPORTED = 4;
    /** Ranges that an empty assembler keeps room for, so that a lost segment now and then allocates nothing. */
    static final int KEPT = 8;

    private static final long[] NO_RANGES = new long[0];
    private static final int[] NONE_RECENT = new int[0];
    private static final int INITIAL = 4;

    /** In order: the first number in the upper half, the one after the last in the lower. */
    private long[] ranges = NO_RANGES;

    private int size;

    /** First numbers of the ranges to report, newest first; as many as {@link #reported()} says. */
    private int[] recent = NONE_RECENT;

    private int recentSize;

    /** Forgets all ranges, and gives back their memory. */
    void reset() {
        size = 0;
        recentSize = 0;
        ranges = NO_RANGES;
        recent = NONE_RECENT;
    }

    /** Number of ranges. */
    int size() {
        return size;
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Number of ranges that {@link #start} and {@link #end} tell: all, or {@link #REPORTED} if there are more. */
    int reported() {
        return recentSize;
    }

    /** First sequence number of the range that is {@code index}th by age, 0 to before {@link #reported()}; 0 is the newest. */
    int start(int index) {
        return recent[index];
    }

    /** Sequence number after the last of that range. */
    int end(int index) {
        return rangeEnd(firstEndingAtOrAfter(recent[index]));
    }

    /** Whether {@link #add} takes this range. */
    boolean accepts(int start, int end) {
        return size < MAXIMUM || touches(firstEndingAtOrAfter(start), end);
    }

    /**
     * Adds the range from {@code start} to before {@code end}, which is not empty, as the newest, merged with all that it
     * overlaps or touches. It and all others lie within 2^31 numbers.
     *
     * @return false if it was refused
     */
    boolean add(int start, int end) {
        int from = firstEndingAtOrAfter(start);
        int first = start;
        if (touches(from, end)) {
            int to = firstStartingAfter(end);
            first = SequenceNumber.min(start, rangeStart(from));
            ranges[from] = range(first, SequenceNumber.max(end, rangeEnd(to - 1)));
            System.arraycopy(ranges, to, ranges, from + 1, size - to);
            size -= to - from - 1;
        } else if (size < MAXIMUM) {
            insert(from, start, end);
        } else {
            return false;
        }
        report(first, rangeEnd(from));
        return true;
    }

    /**
     * Drops the ranges that RCV.NXT has reached.
     *
     * @param next RCV.NXT after a segment in order
     * @return where RCV.NXT is with what was waiting: {@code next}, or the end of the range that it lies in or touches
     */
    int advance(int next) {
        int dropped = firstStartingAfter(next);
        if (dropped == 0) {
            return next;
        }
        int reached = SequenceNumber.max(next, rangeEnd(dropped - 1));
        size -= dropped;
        if (size > 0) {
            System.arraycopy(ranges, dropped, ranges, 0, size);
            forget(next - Integer.MAX_VALUE, next + 1);
            fill();
        } else {
            recentSize = 0;
            if (ranges.length > KEPT) {
                ranges = NO_RANGES;
            }
        }
        return reached;
    }

    private void insert(int index, int start, int end) {
        if (size == ranges.length) {
            ranges = Arrays.copyOf(ranges, Math.min(MAXIMUM, Math.max(INITIAL, size * 2)));
        }
        System.arraycopy(ranges, index, ranges, index + 1, size - index);
        ranges[index] = range(start, end);
        size++;
    }

    /** Makes a range the newest, in the place of those that it has taken in. */
    private void report(int start, int end) {
        if (recent.length == 0) {
            recent = new int[REPORTED];
        }
        forget(start, end);
        recentSize = Math.min(recentSize, REPORTED - 1);
        System.arraycopy(recent, 0, recent, 1, recentSize);
        recent[0] = start;
        recentSize++;
        fill();
    }

    /** Reports no range any more that begins at {@code start} or later and before {@code end}. */
    private void forget(int start, int end) {
        int kept = 0;
        for (int index = 0; index < recentSize; index++) {
            if (!SequenceNumber.between(recent[index], start, end)) {
                recent[kept++] = recent[index];
            }
        }
        recentSize = kept;
    }

    /**
     * Makes up for ranges that were merged or dropped: an option should tell as many as fit (RFC 2018, section 4). Which
     * of the older ones came last is not known; those furthest ahead mostly did.
     */
    private void fill() {
        int wanted = Math.min(size, REPORTED);
        for (int index = size - 1; recentSize < wanted; index--) {
            if (!isReported(rangeStart(index))) {
                recent[recentSize++] = rangeStart(index);
            }
        }
    }

    private boolean isReported(int start) {
        for (int index = 0; index < recentSize; index++) {
            if (recent[index] == start) {
                return true;
            }
        }
        return false;
    }

    /** Whether the range at {@code index}, if any, which does not end before another one starts, touches it at its end. */
    private boolean touches(int index, int end) {
        return index < size && SequenceNumber.atOrBefore(rangeStart(index), end);
    }

    private int firstEndingAtOrAfter(int number) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (SequenceNumber.before(rangeEnd(middle), number)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int firstStartingAfter(int number) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (SequenceNumber.after(rangeStart(middle), number)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int rangeStart(int index) {
        return (int) (ranges[index] >>> 32);
    }

    private int rangeEnd(int index) {
        return (int) ranges[index];
    }

    private static long range(int start, int end) {
        return (long) start << 32 | end & 0xffff_ffffL;
    }

    /** The ranges in order, as {@code [100-200, 300-400]}; numbers are unsigned. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int index = 0; index < size; index++) {
            text.append(index == 0 ? "" : ", ")
                    .append(Integer.toUnsignedString(rangeStart(index)))
                    .append('-')
                    .append(Integer.toUnsignedString(rangeEnd(index)));
        }
        return text.append(']').toString();
    }
}
