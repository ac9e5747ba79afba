package org.lneto.tcp;

import java.nio.ByteBuffer;

/**
 * The octets that the user has written and the peer has not acknowledged. Its first octet is the one numbered SND.UNA
 * when that is past the SYN; what of it has been sent is for the transmission control block to know. SYN and FIN are not
 * in it.
 *
 * <p>Bounded by its capacity and by the pool less its {@link BufferPool#reserve()}: what does not fit is not taken, and the user waits.
 */
final class SendQueue {
    private final BufferPool pool;
    private final PagedRing ring;
    private int length;

    /**
     * Creates an empty queue.
     *
     * @param capacity most octets, 1 to 2^30
     */
    SendQueue(BufferPool pool, int capacity) {
        this.pool = pool;
        this.ring = new PagedRing(pool, pool.reserve(), capacity);
    }

    /** Drops all octets, gives their memory back and starts anew for another connection. */
    void reset(int capacity) {
        ring.reset(capacity);
        length = 0;
    }

    /** Drops all octets and gives their memory back. */
    void clear() {
        ring.advance(length, true);
        length = 0;
    }

    /** Most octets. */
    int capacity() {
        return ring.capacity();
    }

    /** Raises {@link #capacity()}. */
    void grow(int capacity) {
        ring.grow(capacity);
    }

    /** Octets queued: sent and not acknowledged, and not yet sent. */
    int length() {
        return length;
    }

    /**
     * Octets queued that have not been sent.
     *
     * @param sent octets of the queue that have: SND.NXT - SND.UNA, less a SYN or FIN in between
     */
    int unsent(int sent) {
        return length - sent;
    }

    /** Octets that {@link #write} takes now. */
    int free() {
        long end = ring.start() + length;
        // the last page has room even when the pool has none
        long inPage = ring.pageOffset(end) == 0 ? 0 : ring.pageLength(end);
        long inPool = Math.max(0L, pool.available() - pool.reserve()) * pool.pageSize();
        return (int) Math.min(ring.capacity() - length, inPage + inPool);
    }

    /**
     * Queues octets; they are copied.
     *
     * @return octets taken, from the first on: fewer when the capacity or the pool is exhausted
     */
    int write(ByteBuffer source, int at, int length) {
        int room = Math.min(length, ring.capacity() - this.length);
        int taken = ring.write(ring.start() + this.length, source, at, room);
        this.length += taken;
        return taken;
    }

    /** Copies queued octets into a segment; they stay queued. */
    void copy(int offsetFromUna, ByteBuffer target, int at, int length) {
        if (offsetFromUna < 0 || length < 0 || length > this.length - offsetFromUna) {
            throw new IndexOutOfBoundsException(
                    "offset " + offsetFromUna + ", length " + length + ", but " + this.length + " octets are queued");
        }
        ring.read(ring.start() + offsetFromUna, target, at, length);
    }

    /** The peer has acknowledged the first {@code octets}: forgets them and gives back what memory they held. */
    void acknowledge(int octets) {
        if (octets < 0 || octets > length) {
            throw new IllegalArgumentException("acknowledged " + octets + " of " + length + " octets");
        }
        length -= octets;
        ring.advance(octets, length == 0);
    }
}
