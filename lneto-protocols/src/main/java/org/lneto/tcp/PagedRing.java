package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;

/**
 * A window over octets of a stream, in pages taken from a pool when octets are written to them and given back as soon as
 * the window's start has passed them.
 *
 * <pre>
 *            start                                   start + capacity
 *   ...--------|=====================================|--------------...
 *         [  page 7  ][  page 8  ][ (none) ][ page 10  ]
 * </pre>
 *
 * <p>Octets are named by a position, a {@code long} that never wraps. Any part of the window may be written in any
 * order; which octets have been written is the caller's to know. A ring that has become empty begins again at position
 * 0, the start of a page. Besides the pages, a ring holds a table with one reference per page between its first and its
 * last, which grows with use and not with the capacity.
 */
final class PagedRing {
    private static final ByteBuffer[] NO_PAGES = new ByteBuffer[0];
    private static final int INITIAL_TABLE = 2;

    private final BufferPool pool;
    private final int reserve;
    private final int pageShift;
    private final int pageMask;
    private int capacity;
    private long start;
    private int held;

    /** The page with number n is in slot n modulo the length, a power of two. */
    private @Nullable ByteBuffer[] pages = NO_PAGES;

    /**
     * Creates an empty ring.
     *
     * @param reserve pages that this ring leaves in the pool
     * @param capacity octets of the window, 1 to 2^30
     */
    PagedRing(BufferPool pool, int reserve, int capacity) {
        this.pool = pool;
        this.reserve = reserve;
        this.pageShift = Integer.numberOfTrailingZeros(pool.pageSize());
        this.pageMask = pool.pageSize() - 1;
        this.capacity = check(capacity);
    }

    /** Octets of the window. */
    int capacity() {
        return capacity;
    }

    /** Makes the window longer. */
    void grow(int capacity) {
        if (check(capacity) < this.capacity) {
            throw new IllegalArgumentException("capacity must not shrink from " + this.capacity + " to " + capacity);
        }
        this.capacity = capacity;
    }

    /** Position of the window's first octet. */
    long start() {
        return start;
    }

    /** Gives all pages back and begins a new stream with a window of {@code capacity} octets. */
    void reset(int capacity) {
        this.capacity = check(capacity);
        clear();
    }

    /** Gives all pages back; the window begins again at position 0. */
    void clear() {
        for (int slot = 0; held > 0; slot++) {
            release(slot);
        }
        start = 0;
    }

    /**
     * Copies octets into the window, as far as there are pages for them.
     *
     * @param position of the first one, inside the window
     * @param length octets, at most up to the window's end
     * @return octets copied, from the first on: less than {@code length} when the pool has no page
     */
    int write(long position, ByteBuffer source, int at, int length) {
        checkInside(position, length);
        int copied = 0;
        while (copied < length) {
            ByteBuffer page = pageFor(position + copied);
            if (page == null) {
                break;
            }
            int inPage = (int) (position + copied) & pageMask;
            int octets = Math.min(length - copied, pageMask + 1 - inPage);
            Octets.copy(source, at + copied, page, inPage, octets);
            copied += octets;
        }
        return copied;
    }

    /** Copies octets out of the window, all of which have been written. */
    void read(long position, ByteBuffer target, int at, int length) {
        checkInside(position, length);
        int copied = 0;
        while (copied < length) {
            int inPage = (int) (position + copied) & pageMask;
            int octets = Math.min(length - copied, pageMask + 1 - inPage);
            Octets.copy(page(position + copied), inPage, target, at + copied, octets);
            copied += octets;
        }
    }

    /** The page that holds an octet that has been written. */
    ByteBuffer page(long position) {
        ByteBuffer page = pages.length == 0 ? null : pages[slot(position)];
        if (page == null) {
            throw new IllegalStateException("nothing was written at position " + position);
        }
        return page;
    }

    /** Index in {@link #page} of that octet. */
    int pageOffset(long position) {
        return (int) position & pageMask;
    }

    /** Octets from that one to the end of its page. */
    int pageLength(long position) {
        return pageMask + 1 - pageOffset(position);
    }

    /**
     * Moves the window on, and gives back the pages that it leaves.
     *
     * @param octets how far, at most the capacity
     * @param empty whether nothing that is wanted lies in the window after that: the ring is then {@link #clear cleared}
     */
    void advance(int octets, boolean empty) {
        if (octets < 0 || octets > capacity) {
            throw new IllegalArgumentException("cannot advance by " + octets + " of " + capacity);
        }
        long first = start >>> pageShift;
        start += octets;
        int left = (int) Math.min((start >>> pageShift) - first, pages.length);
        for (int page = 0; page < left; page++) {
            release((int) (first + page) & (pages.length - 1));
        }
        if (empty) {
            clear();
        }
    }

    /** Gives back the pages in which nothing before {@code position}, itself in the window, is wanted. */
    void truncate(long position) {
        long first = start >>> pageShift;
        long unwanted = position == start ? first : (position + pageMask) >>> pageShift;
        for (long page = unwanted; page < first + pages.length; page++) {
            release((int) page & (pages.length - 1));
        }
    }

    private @Nullable ByteBuffer pageFor(long position) {
        int distance = (int) ((position >>> pageShift) - (start >>> pageShift));
        if (distance >= pages.length) {
            growTable(distance + 1);
        }
        int slot = slot(position);
        ByteBuffer page = pages[slot];
        if (page == null) {
            page = pool.available() > reserve ? pool.acquire() : null;
            if (page == null) {
                return null;
            }
            pages[slot] = page;
            held++;
        }
        return page;
    }

    private int slot(long position) {
        return (int) (position >>> pageShift) & (pages.length - 1);
    }

    private void growTable(int least) {
        @Nullable ByteBuffer[] before = pages;
        int length = Math.max(INITIAL_TABLE, Integer.highestOneBit(least - 1) << 1);
        @Nullable ByteBuffer[] after = new ByteBuffer[length];
        int first = (int) (start >>> pageShift);
        for (int page = 0; page < before.length; page++) {
            after[(first + page) & (length - 1)] = before[(first + page) & (before.length - 1)];
        }
        pages = after;
    }

    private void release(int slot) {
        ByteBuffer page = pages[slot];
        if (page != null) {
            pages[slot] = null;
            held--;
            pool.release(page);
        }
    }

    private void checkInside(long position, int length) {
        if (length < 0 || position < start || position + length > start + capacity) {
            throw new IndexOutOfBoundsException("position " + position + ", length " + length
                    + ", but the window is from " + start + " on, " + capacity + " octets");
        }
    }

    private static int check(int capacity) {
        if (capacity < 1 || capacity > 1 << 30) {
            throw new IllegalArgumentException("capacity must be 1 to 2^30: " + capacity);
        }
        return capacity;
    }
}
