package org.lneto.tcp;

import java.util.Arrays;

/**
 * The ranges of sequence numbers received ahead of RCV.NXT, newest first; not their octets.
 *
 * <p>Ranges neither overlap nor touch: what does is merged. At most {@link #MAXIMUM} are kept; one more that touches
 * none of them is refused, and the peer sends its octets again when the gap before them is filled.
 *
 * <p>The order is the one in which SACK reports them (RFC 2018, section 4): the range of the segment that came last is
 * number 0.
 */
final class Assembler {
    /** Most ranges. */
    static final int MAXIMUM = 32;

    private static final int[] NONE = new int[0];
    private static final int INITIAL = 4;

    private int[] starts = NONE;
    private int[] ends = NONE;
    private int size;

    /** Forgets all ranges. */
    void reset() {
        size = 0;
    }

    /** Number of ranges. */
    int size() {
        return size;
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return size == 0;
    }

    /** First sequence number of range {@code index}; 0 is the newest. */
    int start(int index) {
        return starts[index];
    }

    /** Sequence number after the last of range {@code index}. */
    int end(int index) {
        return ends[index];
    }

    /** Whether {@link #add} takes this range. */
    boolean accepts(int start, int end) {
        if (size < MAXIMUM) {
            return true;
        }
        for (int index = 0; index < size; index++) {
            if (touches(index, start, end)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds the range from {@code start} to before {@code end}, which is not empty, as the newest, merged with all that it
     * overlaps or touches.
     *
     * @return false if it was refused
     */
    boolean add(int start, int end) {
        if (!accepts(start, end)) {
            return false;
        }
        int first = start;
        int after = end;
        int kept = 0;
        for (int index = 0; index < size; index++) {
            // ranges do not touch each other: that the merged one grows brings no other into reach
            if (touches(index, start, end)) {
                first = SequenceNumber.min(first, starts[index]);
                after = SequenceNumber.max(after, ends[index]);
            } else {
                starts[kept] = starts[index];
                ends[kept] = ends[index];
                kept++;
            }
        }
        if (kept == starts.length) {
            int length = Math.max(INITIAL, kept * 2);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
        }
        System.arraycopy(starts, 0, starts, 1, kept);
        System.arraycopy(ends, 0, ends, 1, kept);
        starts[0] = first;
        ends[0] = after;
        size = kept + 1;
        return true;
    }

    /**
     * Drops the ranges that RCV.NXT has reached.
     *
     * @param next RCV.NXT after a segment in order
     * @return where RCV.NXT is with what was waiting: {@code next}, or the end of the range that it lies in or touches
     */
    int advance(int next) {
        int reached = next;
        int kept = 0;
        for (int index = 0; index < size; index++) {
            if (SequenceNumber.atOrBefore(starts[index], next)) {
                reached = SequenceNumber.max(reached, ends[index]);
            } else {
                starts[kept] = starts[index];
                ends[kept] = ends[index];
                kept++;
            }
        }
        size = kept;
        return reached;
    }

    private boolean touches(int index, int start, int end) {
        return SequenceNumber.atOrBefore(starts[index], end) && SequenceNumber.atOrBefore(start, ends[index]);
    }
}
