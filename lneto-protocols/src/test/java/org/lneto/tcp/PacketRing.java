package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Packets under way in one direction, first in, first out, in one buffer that grows: a packet is written where it stays
 * until it arrives.
 */
final class PacketRing {
    private static final int INITIAL = 1 << 18;

    // before the octets of each packet
    private static final int TIME = 0;
    private static final int ORDER = 8;
    private static final int LENGTH = 16;
    private static final int KEPT = 20;
    private static final int DAMAGED = 24;
    private static final int HEADER = 28;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL);
    private int head;
    private int tail;
    private int wrap; // where the octets before index 0 end; 0 if the tail is behind the head
    private int count;

    /** Holds the octets of the packets. */
    ByteBuffer buffer() {
        return buffer;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void clear() {
        head = 0;
        tail = 0;
        wrap = 0;
        count = 0;
    }

    /** Makes room for a packet of so many octets; returns the index in {@link #buffer()} to write it at. */
    int reserve(int octets) {
        int need = HEADER + octets;
        if (count == 0) {
            clear();
        }
        if (wrap == 0 && tail + need > buffer.capacity() && need < head) {
            wrap = tail;
            tail = 0;
        }
        while (tail + need > (wrap == 0 ? buffer.capacity() : head - 1)) {
            grow();
        }
        return tail + HEADER;
    }

    /**
     * Adds the packet written at the index that {@link #reserve} returned.
     *
     * @param kept octets of it to keep, at most {@code length}
     */
    void add(long atNanos, long order, int length, int kept, boolean damaged) {
        buffer.putLong(tail + TIME, atNanos);
        buffer.putLong(tail + ORDER, order);
        buffer.putInt(tail + LENGTH, length);
        buffer.putInt(tail + KEPT, kept);
        buffer.putInt(tail + DAMAGED, damaged ? 1 : 0);
        tail += HEADER + kept;
        count++;
    }

    /** When the first packet arrives. */
    long atNanos() {
        return buffer.getLong(head + TIME);
    }

    /** Its place among all that happens at that time. */
    long order() {
        return buffer.getLong(head + ORDER);
    }

    /** Index of its first octet. */
    int offset() {
        return head + HEADER;
    }

    int length() {
        return buffer.getInt(head + LENGTH);
    }

    int kept() {
        return buffer.getInt(head + KEPT);
    }

    boolean isDamaged() {
        return buffer.getInt(head + DAMAGED) != 0;
    }

    void remove() {
        head += HEADER + kept();
        count--;
        if (head == wrap) {
            head = 0;
            wrap = 0;
        }
    }

    private void grow() {
        ByteBuffer larger = ByteBuffer.allocateDirect(Math.multiplyExact(buffer.capacity(), 2));
        int upper = (wrap == 0 ? tail : wrap) - head;
        Octets.copy(buffer, head, larger, 0, upper);
        if (wrap != 0) {
            Octets.copy(buffer, 0, larger, upper, tail);
        }
        tail = wrap == 0 ? upper : upper + tail;
        head = 0;
        wrap = 0;
        buffer = larger;
    }
}
