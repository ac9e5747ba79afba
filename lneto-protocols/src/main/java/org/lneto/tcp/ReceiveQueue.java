package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The octets that the peer has sent and the user has not read: those in order, which may be read, and ranges behind a
 * gap.
 *
 * <pre>
 *      start          RCV.NXT                          start + capacity
 *   -----|===============|........=====.......====...........|------
 *         readable            gap        ranges of the Assembler
 *                        |&lt;---------- window() ----------&gt;|
 * </pre>
 *
 * <p>The window's right edge moves with reading only: octets behind a gap lie inside the window and take nothing off it,
 * so that what the peer was allowed to send stays allowed.
 *
 * <p>Bounded by its capacity, by the pool and by the assembler's ranges: what does not fit is not taken, and the peer
 * sends it again.
 */
final class ReceiveQueue {
    private final BufferPool pool;
    private final PagedRing ring;
    private final Assembler assembler = new Assembler();
    private int readable;

    /** RCV.NXT as this queue counts it, from 0; modulo 2^32. */
    private int next;

    /**
     * Creates an empty queue.
     *
     * @param capacity most octets, 1 to 2^30
     */
    ReceiveQueue(BufferPool pool, int capacity) {
        this.pool = pool;
        this.ring = new PagedRing(pool, 0, capacity);
    }

    /** Drops all octets, gives their memory back and starts anew for another connection. */
    void reset(int capacity) {
        ring.reset(capacity);
        assembler.reset();
        readable = 0;
        next = 0;
    }

    /** Drops all octets and gives their memory back. What was readable counts as read. */
    void clear() {
        dropRanges();
        consume(readable);
    }

    /** Drops the octets behind a gap: the connection will never fill it. What is readable stays. */
    void dropRanges() {
        if (!assembler.isEmpty()) {
            assembler.reset();
            ring.truncate(ring.start() + readable);
        }
    }

    /** Most octets. */
    int capacity() {
        return ring.capacity();
    }

    /** Raises {@link #capacity()}, and with it the window's right edge. */
    void grow(int capacity) {
        ring.grow(capacity);
    }

    /** Octets from RCV.NXT on that there is room for. */
    int room() {
        return ring.capacity() - readable;
    }

    /**
     * The window to offer: {@link #room()}, or less when the pool could not hold it. Offered once, a window must not be
     * taken back (RFC 9293, section 3.8.6.2.1): the caller offers at least what is left of its last one.
     */
    int window() {
        long pages = (long) pool.available() * pool.pageSize();
        return (int) Math.min(room(), pages);
    }

    /** Octets that the pool holds back from senders for queues like this one; at least 1. */
    int assured() {
        return (int) Math.max(1, Math.min((long) pool.reserve() * pool.pageSize(), Integer.MAX_VALUE));
    }

    /**
     * Takes octets of a segment. Those beyond the {@link #room()} are ignored.
     *
     * @param offsetFromNext the first one's sequence number less RCV.NXT, not negative: the caller has trimmed what came
     *     before
     * @return octets that RCV.NXT advances by: 0 if the segment is not the next one or could not be held
     */
    int insert(int offsetFromNext, ByteBuffer source, int at, int length) {
        int octets = Math.min(length, room() - offsetFromNext);
        if (octets <= 0) {
            return 0;
        }
        int first = next + offsetFromNext;
        // octets that fill a gap are needed even if the ranges are as many as may be
        if (offsetFromNext > 0 && !assembler.accepts(first, first + octets)) {
            return 0;
        }
        int taken = ring.write(ring.start() + readable + offsetFromNext, source, at, octets);
        if (taken == 0 && offsetFromNext == 0 && !assembler.isEmpty()) {
            // the pool is exhausted, perhaps by what waits here for these octets: the peer keeps it (RFC 2018, section
            // 8)
            dropRanges();
            taken = ring.write(ring.start() + readable, source, at, octets);
        }
        if (taken == 0) {
            return 0;
        }
        if (offsetFromNext > 0) {
            assembler.add(first, first + taken); // refused only if the pool cut off what touched another range
            return 0;
        }
        int reached = assembler.isEmpty() ? next + taken : assembler.advance(next + taken);
        int advance = reached - next;
        next = reached;
        readable += advance;
        return advance;
    }

    /** Whether octets wait behind a gap. */
    boolean hasGap() {
        return !assembler.isEmpty();
    }

    /**
     * Lists the ranges behind a gap for SACK, newest first, {@link Assembler#REPORTED} at most.
     *
     * @param edges gets the first sequence number and the one after the last of each, in turn
     * @param listed ranges that are in {@code edges} already
     * @param most ranges wanted at most
     * @param receiveNext RCV.NXT
     * @return number of ranges listed now
     */
    int ranges(int[] edges, int listed, int most, int receiveNext) {
        int count = Math.min(most, assembler.reported());
        for (int range = 0; range < count; range++) {
            int at = 2 * (listed + range);
            edges[at] = receiveNext + (assembler.start(range) - next);
            edges[at + 1] = receiveNext + (assembler.end(range) - next);
        }
        return count;
    }

    /** Octets that may be read. */
    int readable() {
        return readable;
    }

    /**
     * Copies octets out and forgets them.
     *
     * @return octets copied, 0 if there are none
     */
    int read(ByteBuffer target, int at, int length) {
        int octets = Math.min(length, readable);
        ring.read(ring.start(), target, at, octets);
        consume(octets);
        return octets;
    }

    /** The page that holds the first octets, for reading without a copy; null if there are none. */
    @Nullable
    ByteBuffer firstPage() {
        return readable == 0 ? null : ring.page(ring.start());
    }

    /** Index in {@link #firstPage()} of the first octet. */
    int firstPageOffset() {
        return ring.pageOffset(ring.start());
    }

    /** Octets in {@link #firstPage()} that may be read; 0 if there are none. */
    int firstPageLength() {
        return Math.min(readable, ring.pageLength(ring.start()));
    }

    /** Forgets the first {@code octets}, at most {@link #readable()}, and gives back what memory they held. */
    void consume(int octets) {
        if (octets < 0 || octets > readable) {
            throw new IllegalArgumentException("consumed " + octets + " of " + readable + " octets");
        }
        readable -= octets;
        ring.advance(octets, readable == 0 && assembler.isEmpty());
    }
}
