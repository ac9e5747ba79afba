package org.lneto.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of datagrams in one ring of octets, each with the address and port it goes to. A datagram's octets lie
 * together, so the end of the ring may stay unused when the next does not fit there. The ring is allocated with the first
 * datagram.
 */
public final class DatagramQueue {
    /** No room. */
    public static final int FULL = -1;

    private static final int LENGTH = 0;
    private static final int PORT = 4;
    private static final int HIGH = 8;
    private static final int LOW = 16;
    private static final int OVERHEAD = 24;
    private static final int SKIP = -1; // a length: the next record is at the ring's start

    private final int capacity;
    private @Nullable ByteBuffer ring;
    private int head;
    private int tail;
    private int used; // octets from head to tail, what is skipped included
    private int size;

    /**
     * Creates an empty queue.
     *
     * @param capacity octets for datagrams, each rounded up to a multiple of 8 with 24 more for itself
     */
    public DatagramQueue(int capacity) {
        if (capacity < OVERHEAD || capacity > 1 << 30) {
            throw new IllegalArgumentException("capacity must be 24 to 2^30 octets: " + capacity);
        }
        this.capacity = capacity & ~7;
    }

    /** The ring; it stays the same once it is there. */
    public ByteBuffer buffer() {
        ByteBuffer ring = this.ring;
        if (ring == null) {
            ring = ByteBuffer.allocateDirect(capacity);
            this.ring = ring;
        }
        return ring;
    }

    /**
     * Adds a datagram whose octets the caller then writes, before anything else is asked of the queue.
     *
     * @param high upper half of the address
     * @param low lower half of the address
     * @param port a port, or whatever the caller wants back
     * @param length octets
     * @return index in {@link #buffer()} at which they are to be written, or {@link #FULL}
     */
    public int add(long high, long low, int port, int length) {
        ByteBuffer ring = buffer();
        long needed = (OVERHEAD + (long) length + 7) & ~7L;
        int toEnd = capacity - tail;
        int skipped = needed > toEnd ? toEnd : 0;
        if (used + skipped + needed > capacity) {
            return FULL;
        }
        if (skipped > 0) {
            ring.putInt(tail + LENGTH, SKIP);
            tail = 0;
        }
        int at = tail;
        ring.putInt(at + LENGTH, length);
        ring.putInt(at + PORT, port);
        ring.putLong(at + HIGH, high);
        ring.putLong(at + LOW, low);
        tail = at + (int) needed == capacity ? 0 : at + (int) needed;
        used += skipped + (int) needed;
        size++;
        return at + OVERHEAD;
    }

    /** Whether there is no datagram. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Number of datagrams. */
    public int size() {
        return size;
    }

    /** Most octets of a datagram that an empty queue takes. */
    public int maximumLength() {
        return capacity - OVERHEAD;
    }

    /** Upper half of the first datagram's address. */
    public long high() {
        return buffer().getLong(first() + HIGH);
    }

    /** Lower half of the first datagram's address. */
    public long low() {
        return buffer().getLong(first() + LOW);
    }

    /** The first datagram's port. */
    public int port() {
        return buffer().getInt(first() + PORT);
    }

    /** Octets of the first datagram. */
    public int length() {
        return buffer().getInt(first() + LENGTH);
    }

    /** Index of the first datagram's octets in {@link #buffer()}. */
    public int offset() {
        return first() + OVERHEAD;
    }

    /** Removes the first datagram. */
    public void remove() {
        int at = first();
        int taken = (OVERHEAD + buffer().getInt(at + LENGTH) + 7) & ~7;
        head = at + taken == capacity ? 0 : at + taken;
        used -= taken;
        size--;
        if (size == 0) {
            clear(); // an empty ring takes the longest datagram
        }
    }

    /** Removes all datagrams. */
    public void clear() {
        head = 0;
        tail = 0;
        used = 0;
        size = 0;
    }

    private int first() {
        if (size == 0) {
            throw new IllegalStateException("the queue is empty");
        }
        if (buffer().getInt(head + LENGTH) == SKIP) {
            used -= capacity - head;
            head = 0;
        }
        return head;
    }
}
