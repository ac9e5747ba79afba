package org.lneto.tcp;

import org.jspecify.annotations.Nullable;

/**
 * The segments between SND.UNA and SND.NXT: when each was sent, and what is known of it (the scoreboard of RFC 6675,
 * section 3, with the times that RFC 8985, section 5.1, asks for).
 *
 * <pre>
 *   SND.UNA                                               SND.NXT
 *     |  0  |  1  |  2  |  3  |  4  |  5  |  6  |  7  |  8  |
 *      lost  lost        sack  sack        sack
 *
 *   in flight, by time of transmission:  5 - 7 - 8 - 2     (2 was sent again)
 *   lost, to be sent again:              0 - 1
 * </pre>
 *
 * <p>A segment is in flight, or lost and not yet sent again, or SACKed. The first two are lists threaded through the
 * slots, so that each step takes constant time. Runs of SACKed segments are skipped by links that reach further with
 * use: a peer who repeats the blocks of a large window costs no time in proportion to it.
 *
 * <p>Segments are numbered by an index of 31 bits that wraps; the slot is the index modulo the table's length. The table
 * grows with use up to {@link #MAXIMUM} segments; then the sender waits. It is given back when nothing is outstanding.
 */
final class SentSegments {
    /** Most segments. */
    static final int MAXIMUM = 1 << 19;

    private static final int INDEX = 0x7fff_ffff;

    private static final int LOST = 1;
    private static final int SACKED = 2;
    private static final int RETRANSMITTED = 4;

    private final SegmentTable.Pool pool;
    private @Nullable SegmentTable table;

    private int first;
    private int size;
    private int start;

    private int octetsInFlight;
    private int octetsLost;
    private int octetsSacked;
    private int segmentsLost;
    private int segmentsSacked;

    SentSegments(SegmentTable.Pool pool) {
        this.pool = pool;
    }

    // ---- what there is

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether one more may be sent. */
    boolean hasRoom() {
        return size < MAXIMUM;
    }

    /** Segments outstanding. */
    int size() {
        return size;
    }

    /** Octets thought to be on their way: neither SACKed nor lost ("pipe" of RFC 6675, section 2). FIN counts as one. */
    int octetsInFlight() {
        return octetsInFlight;
    }

    /** Octets found lost and not sent again. */
    int octetsLost() {
        return octetsLost;
    }

    int octetsSacked() {
        return octetsSacked;
    }

    /** Segments found lost and not sent again. */
    int segmentsLost() {
        return segmentsLost;
    }

    int segmentsSacked() {
        return segmentsSacked;
    }

    boolean hasLost() {
        return table != null && !table.lost.isEmpty();
    }

    /** Whether the peer has SACKed the oldest segment and yet not acknowledged it: it may have thrown it away. */
    boolean isOldestSacked() {
        return size > 0 && has(first, SACKED);
    }

    /** SND.NXT as far as this knows; where the next segment begins if there is none. */
    int end() {
        return size == 0 ? start : end(last());
    }

    /** First sequence number of the newest segment. */
    int newestStart() {
        return startOf(last());
    }

    // ---- sending

    /** Begins with no segments at {@code sequence}; forgets all. */
    void begin(int sequence) {
        clear();
        start = sequence;
    }

    /** Forgets all segments. */
    void clear() {
        start = end();
        first = 0;
        size = 0;
        octetsInFlight = 0;
        octetsLost = 0;
        octetsSacked = 0;
        segmentsLost = 0;
        segmentsSacked = 0;
        if (table != null) {
            pool.giveBack(table);
            table = null;
        }
    }

    /**
     * A segment was sent that follows the last.
     *
     * @param end one after its last sequence number
     * @param again whether some of it had been sent before
     */
    void sent(int end, long nowNanos, boolean again) {
        int octets = end - end();
        makeRoom();
        int index = first + size & INDEX;
        size++;
        SegmentTable table = table();
        int slot = slot(index);
        table.ends[slot] = end;
        table.sentAt[slot] = nowNanos;
        table.flags[slot] = (byte) (again ? RETRANSMITTED : 0);
        octetsInFlight += octets;
        table().flight.append(index);
    }

    /** First sequence number of the segment that is to be sent again first. */
    int lostStart() {
        return startOf(table().lost.first());
    }

    /** One after its last. */
    int lostEnd() {
        return end(table().lost.first());
    }

    /** That segment was sent again. */
    void resentLost(long nowNanos) {
        int index = table().lost.first();
        int octets = octets(index);
        table().lost.unlink(index);
        octetsLost -= octets;
        segmentsLost--;
        octetsInFlight += octets;
        putInFlight(index, nowNanos);
    }

    /** The newest segment, which is in flight or SACKed, was sent again, though it is not known to be lost. */
    void resentNewest(long nowNanos) {
        int index = last();
        if (has(index, SACKED)) {
            return;
        }
        if (has(index, LOST)) {
            table().lost.unlink(index);
            octetsLost -= octets(index);
            segmentsLost--;
            octetsInFlight += octets(index);
        } else {
            table().flight.unlink(index);
        }
        putInFlight(index, nowNanos);
    }

    private void putInFlight(int index, long nowNanos) {
        SegmentTable table = table();
        int slot = slot(index);
        table.flags[slot] = RETRANSMITTED;
        table.sentAt[slot] = nowNanos;
        table().flight.append(index);
    }

    // ---- acknowledgments

    /** SND.UNA moves to {@code acknowledgment}, which may lie beyond all segments. */
    void acknowledge(int acknowledgment, AckSample sample) {
        while (size > 0 && SequenceNumber.atOrBefore(end(first), acknowledgment)) {
            removeFirst(sample);
        }
        if (size == 0) {
            clear();
            start = acknowledgment;
        } else if (SequenceNumber.after(acknowledgment, start)) {
            int octets = acknowledgment - start;
            count(first, -octets);
            start = acknowledgment;
        }
    }

    private void removeFirst(AckSample sample) {
        int index = first;
        if (has(index, SACKED)) {
            segmentsSacked--;
        } else {
            delivered(index, sample);
            if (has(index, LOST)) {
                table().lost.unlink(index);
                segmentsLost--;
            } else {
                table().flight.unlink(index);
            }
        }
        count(index, -octets(index));
        start = end(index);
        first = first + 1 & INDEX;
        size--;
    }

    /**
     * The peer has the sequence numbers from {@code left} to before {@code right} (RFC 2018). Segments that it has whole
     * are marked.
     */
    void selectivelyAcknowledge(int left, int right, AckSample sample) {
        int at = segmentsBefore(left);
        while (at < size) {
            int index = first + at & INDEX;
            if (SequenceNumber.after(end(index), right)) {
                return;
            }
            if (has(index, SACKED)) {
                at = nextNotSacked(index);
            } else {
                markSacked(index, sample);
                at++;
            }
        }
    }

    private void markSacked(int index, AckSample sample) {
        delivered(index, sample);
        sample.newlySacked++;
        int octets = octets(index);
        if (has(index, LOST)) {
            table().lost.unlink(index);
            segmentsLost--;
            octetsLost -= octets;
        } else {
            table().flight.unlink(index);
            octetsInFlight -= octets;
        }
        SegmentTable table = table();
        table.flags[slot(index)] |= SACKED;
        table.flags[slot(index)] &= ~LOST;
        table.previous[slot(index)] = index + 1 & INDEX;
        octetsSacked += octets;
        segmentsSacked++;
    }

    private void delivered(int index, AckSample sample) {
        sample.delivered(table().sentAt[slot(index)], end(index), octets(index), has(index, RETRANSMITTED));
    }

    /** Position of the first one after a SACKed segment that is not SACKed. */
    private int nextNotSacked(int index) {
        SegmentTable table = table();
        int at = index;
        while (position(at) < size && has(at, SACKED)) {
            int further = table.previous[slot(at)];
            if (position(further) < size && has(further, SACKED)) {
                table.previous[slot(at)] = table.previous[slot(further)];
            }
            at = further;
        }
        return position(at);
    }

    /** Number of segments that begin before {@code sequence}. */
    private int segmentsBefore(int sequence) {
        if (SequenceNumber.atOrBefore(sequence, start)) {
            return 0;
        }
        // the first that ends at or after it is the last that may begin before it
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (SequenceNumber.before(end(first + middle & INDEX), sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low + 1;
    }

    // ---- losses

    /** The oldest segment is lost, unless it is known to be so or SACKed. Whether that is news. */
    boolean markOldestLost() {
        if (size == 0 || has(first, SACKED | LOST)) {
            return false;
        }
        markLost(first);
        return true;
    }

    /**
     * RFC 8985, section 6.2, step 5: segments in flight that were sent before one that has arrived, and longer ago than
     * the reordering window, are lost.
     *
     * @param sentAt when the one that has arrived was sent
     * @param end one after its last sequence number
     * @param waitNanos RACK.rtt + RACK.reo_wnd
     * @return whether any segment sent before it has still time to arrive
     */
    boolean markLostBefore(long sentAt, int end, long waitNanos, long nowNanos) {
        SegmentTable table = this.table;
        while (table != null && !table.flight.isEmpty()) {
            int index = table.flight.first();
            long sent = table.sentAt[slot(index)];
            if (sent > sentAt || (sent == sentAt && !SequenceNumber.before(end(index), end))) {
                return false;
            }
            if (sent + waitNanos - nowNanos > 0) {
                return true;
            }
            markLost(index);
        }
        return false;
    }

    /** The retransmission timer has gone off (RFC 8985, section 6.3): lost is the oldest, and what was sent long ago. */
    void markLostByTimeout(long waitNanos, long nowNanos) {
        if (size > 0) {
            table().lost.clear();
        }
        for (int at = 0; at < size; at++) {
            int index = first + at & INDEX;
            if (has(index, SACKED)) {
                continue;
            }
            if (has(index, LOST)) {
                table().lost.append(index);
            } else if (at == 0 || table().sentAt[slot(index)] + waitNanos - nowNanos <= 0) {
                markLost(index);
            }
        }
    }

    /** What was found lost was not: it is in flight as before. */
    void unmarkLost() {
        while (hasLost()) {
            int index = table().lost.last();
            table().lost.unlink(index);
            segmentsLost--;
            int octets = octets(index);
            octetsLost -= octets;
            octetsInFlight += octets;
            table().flags[slot(index)] &= ~LOST;
            table().flight.prepend(index);
        }
    }

    /** What was SACKed may have been thrown away by the peer (RFC 2018, section 8): it is lost. */
    void forgetSacks() {
        for (int at = 0; at < size; at++) {
            int index = first + at & INDEX;
            if (has(index, SACKED)) {
                table().flags[slot(index)] &= ~SACKED;
                table().flags[slot(index)] |= LOST;
                octetsSacked -= octets(index);
                segmentsSacked--;
                octetsLost += octets(index);
                segmentsLost++;
                table().lost.append(index);
            }
        }
    }

    private void markLost(int index) {
        SegmentChain lost = table().lost;
        table().flight.unlink(index);
        int octets = octets(index);
        octetsInFlight -= octets;
        octetsLost += octets;
        segmentsLost++;
        table().flags[slot(index)] |= LOST;
        if (!lost.isEmpty() && position(index) < position(lost.first())) {
            lost.prepend(index); // lost again: what is missing first goes first
        } else {
            lost.append(index);
        }
    }

    // ---- slots

    private SegmentTable table() {
        SegmentTable table = this.table;
        if (table == null) {
            throw new IllegalStateException("nothing is outstanding");
        }
        return table;
    }

    private int slot(int index) {
        return table().slot(index);
    }

    private int position(int index) {
        return index - first & INDEX;
    }

    private int last() {
        return first + size - 1 & INDEX;
    }

    private int end(int index) {
        return table().ends[slot(index)];
    }

    private int startOf(int index) {
        return index == first ? start : end(index - 1 & INDEX);
    }

    private int octets(int index) {
        return end(index) - startOf(index);
    }

    private boolean has(int index, int flag) {
        return (table().flags[slot(index)] & flag) != 0;
    }

    private void count(int index, int octets) {
        if (has(index, SACKED)) {
            octetsSacked += octets;
        } else if (has(index, LOST)) {
            octetsLost += octets;
        } else {
            octetsInFlight += octets;
        }
    }

    private void makeRoom() {
        SegmentTable before = table;
        if (before == null) {
            table = pool.take(SegmentTable.Pool.SMALLEST);
        } else if (size == before.slots()) {
            SegmentTable after = pool.take(2 * size);
            after.take(before, first, size);
            pool.giveBack(before);
            table = after;
        }
    }
}
