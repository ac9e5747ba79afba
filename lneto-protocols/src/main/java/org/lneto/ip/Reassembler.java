package org.lneto.ip;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * Puts fragments of either version of IP together (RFC 791, section 3.2; RFC 8200, section 4.5).
 *
 * <p><b>Bounds.</b> A fixed number of packets, each at most 65,535 octets of data, each for a limited time. When all
 * places are taken the oldest packet gives way; a source that has half of them loses its own oldest instead. The memory of
 * a place is allocated when it is first used, and kept.
 *
 * <p><b>What is refused.</b> Fragments that overlap with other octets than those that are there (RFC 5722), that end
 * beyond 65,535 or beyond the last one, that are not a multiple of eight octets though others follow, or that are empty:
 * the packet is given up. Repeating what is there already is {@link Verdict#ACCEPTED} and changes nothing.
 */
public final class Reassembler {
    /** No place. */
    public static final int NONE = -1;

    private static final int HEADROOM = 64;
    private static final int MAXIMUM_DATA = 65535;
    private static final int UNIT = 8;
    private static final int WORDS = (MAXIMUM_DATA / UNIT + 1) / Long.SIZE;
    private static final int UNKNOWN = -1;

    /** A packet under way. */
    private static final class Place {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(HEADROOM + MAXIMUM_DATA + UNIT);
        final long[] present = new long[WORDS]; // a bit for each unit of eight octets
        boolean used;
        long sourceHigh;
        long sourceLow;
        long destinationHigh;
        long destinationLow;
        int identification;
        int protocol;
        long deadline;
        int headerLength; // 0 until the first fragment has come
        int firstLength;
        int total; // octets of data, UNKNOWN until the last fragment has come
        int received;
        int furthest;
    }

    private final @Nullable Place[] places;
    private final long timeoutNanos;
    private int used;
    private int completed = NONE;

    /**
     * Creates an empty table.
     *
     * @param maximum most packets under way, at least 1
     * @param timeoutNanos time from a packet's first fragment to come to its being given up, at least 1
     */
    public Reassembler(int maximum, long timeoutNanos) {
        if (maximum < 1 || timeoutNanos < 1) {
            throw new IllegalArgumentException(
                    "at least 1 packet and 1 ns: " + maximum + " packets, " + timeoutNanos + " ns");
        }
        this.places = new Place[maximum];
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Takes a fragment.
     *
     * @param buffer holds it; its octets are copied
     * @param header index of its IP header, whose addresses are part of what tells packets apart
     * @param headerLength octets before the data that are kept of the first fragment, at most 64
     * @param data index of its data
     * @param length octets of data
     * @param offset where the data begins in the packet's, in octets
     * @param more whether it is not the last
     * @param identification tells the sender's packets apart
     * @param protocol likewise; 0 where it does not
     * @return {@link Verdict#ACCEPTED} if it was kept, and {@link #completed()} then says whether it was the one missing;
     *     else why the packet was given up
     */
    public Verdict add(
            ByteBuffer buffer,
            int header,
            int headerLength,
            int data,
            int length,
            int offset,
            boolean more,
            int identification,
            int protocol,
            long nowNanos) {
        completed = NONE;
        int index = find(buffer, header, identification, protocol);
        if (length <= 0 || more && length % UNIT != 0 || offset + length > MAXIMUM_DATA || headerLength > HEADROOM) {
            give(index);
            return Verdict.BAD_LENGTH;
        }
        if (index == NONE) {
            index = begin(buffer, header, identification, protocol, nowNanos);
        }
        Place place = place(index);
        int end = offset + length;
        if (place.total != UNKNOWN && (end > place.total || !more && end != place.total)
                || !more && end < place.furthest) {
            give(index);
            return Verdict.BAD_LENGTH;
        }
        if (isPresent(place, offset, end)) {
            if (isSame(place.buffer, HEADROOM + offset, buffer, data, length)) {
                return Verdict.ACCEPTED;
            }
            give(index);
            return Verdict.FRAGMENT;
        }
        if (!mark(place, offset, end)) {
            give(index);
            return Verdict.FRAGMENT;
        }
        Octets.copy(buffer, data, place.buffer, HEADROOM + offset, length);
        place.received += length;
        place.furthest = Math.max(place.furthest, end);
        if (!more) {
            place.total = end;
        }
        if (offset == 0) {
            Octets.copy(buffer, data - headerLength, place.buffer, HEADROOM - headerLength, headerLength);
            place.headerLength = headerLength;
            place.firstLength = length;
        }
        if (place.received == place.total) {
            completed = index;
        }
        return Verdict.ACCEPTED;
    }

    private Place place(int index) {
        Place place = places[index];
        if (place == null) {
            throw new IllegalArgumentException("no packet in place " + index);
        }
        return place;
    }

    private int find(ByteBuffer buffer, int header, int identification, int protocol) {
        for (int i = 0; used > 0 && i < places.length; i++) {
            Place place = places[i];
            if (place != null
                    && place.used
                    && place.identification == identification
                    && place.protocol == protocol
                    && place.sourceLow == IpHeader.sourceLow(buffer, header)
                    && place.sourceHigh == IpHeader.sourceHigh(buffer, header)
                    && place.destinationLow == IpHeader.destinationLow(buffer, header)
                    && place.destinationHigh == IpHeader.destinationHigh(buffer, header)) {
                return i;
            }
        }
        return NONE;
    }

    private int begin(ByteBuffer buffer, int header, int identification, int protocol, long nowNanos) {
        long sourceHigh = IpHeader.sourceHigh(buffer, header);
        long sourceLow = IpHeader.sourceLow(buffer, header);
        int index = room(sourceHigh, sourceLow);
        Place place = places[index];
        if (place == null) {
            place = new Place();
            places[index] = place;
        }
        used++;
        place.used = true;
        place.sourceHigh = sourceHigh;
        place.sourceLow = sourceLow;
        place.destinationHigh = IpHeader.destinationHigh(buffer, header);
        place.destinationLow = IpHeader.destinationLow(buffer, header);
        place.identification = identification;
        place.protocol = protocol;
        place.deadline = nowNanos + timeoutNanos;
        place.headerLength = 0;
        place.firstLength = 0;
        place.total = UNKNOWN;
        place.received = 0;
        place.furthest = 0;
        Arrays.fill(place.present, 0);
        return index;
    }

    private int room(long sourceHigh, long sourceLow) {
        int free = NONE;
        int oldest = NONE;
        int oldestOfSource = NONE;
        int ofSource = 0;
        for (int i = 0; i < places.length; i++) {
            Place place = places[i];
            if (place == null || !place.used) {
                free = free == NONE || places[free] == null ? i : free; // one whose memory is there, if any
                continue;
            }
            oldest = older(oldest, i);
            if (place.sourceLow == sourceLow && place.sourceHigh == sourceHigh) {
                oldestOfSource = older(oldestOfSource, i);
                ofSource++;
            }
        }
        int most = Math.max(1, places.length / 2);
        int chosen = ofSource >= most ? oldestOfSource : free == NONE ? oldest : free;
        give(chosen);
        return chosen;
    }

    private int older(int a, int b) {
        return a == NONE || place(b).deadline < place(a).deadline ? b : a;
    }

    /** Whether all units of a range are there. */
    private static boolean isPresent(Place place, int offset, int end) {
        for (int unit = offset / UNIT; unit * UNIT < end; unit++) {
            if ((place.present[unit / Long.SIZE] & 1L << unit) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(ByteBuffer a, int atA, ByteBuffer b, int atB, int length) {
        for (int i = 0; i < length; i++) {
            if (a.get(atA + i) != b.get(atB + i)) {
                return false;
            }
        }
        return true;
    }

    /** Notes the units of a range; false if one of them is there already. */
    private static boolean mark(Place place, int offset, int end) {
        for (int unit = offset / UNIT; unit * UNIT < end; unit++) {
            long bit = 1L << unit;
            if ((place.present[unit / Long.SIZE] & bit) != 0) {
                return false;
            }
            place.present[unit / Long.SIZE] |= bit;
        }
        return true;
    }

    /** The place of the packet that the last fragment completed; {@link #NONE} if it completed none. */
    public int completed() {
        return completed;
    }

    /** Holds a place's packet. */
    public ByteBuffer buffer(int index) {
        return place(index).buffer;
    }

    /** Index of a place's data; what was kept before the data of the first fragment lies before it. */
    public int data(int index) {
        return HEADROOM;
    }

    /** Octets kept before the data; 0 if the first fragment has not come. */
    public int headerLength(int index) {
        return place(index).headerLength;
    }

    /** Octets of a complete packet's data. */
    public int length(int index) {
        return place(index).total;
    }

    /** Octets of the first fragment's data. */
    public int firstLength(int index) {
        return place(index).firstLength;
    }

    /** Gives a place's packet up, complete or not. */
    public void free(int index) {
        give(index);
    }

    private void give(int index) {
        Place place = index == NONE ? null : places[index];
        if (place != null && place.used) {
            place.used = false;
            used--;
        }
    }

    /** Packets under way. */
    public int size() {
        return used;
    }

    /** When the next packet is to be given up; {@link StackNode#NO_DEADLINE} if there is none. */
    public long nextDeadline() {
        long next = StackNode.NO_DEADLINE;
        for (int i = 0; used > 0 && i < places.length; i++) {
            Place place = places[i];
            if (place != null && place.used) {
                next = Math.min(next, place.deadline);
            }
        }
        return next;
    }

    /** The place of a packet whose time is over, which the caller then frees; {@link #NONE} if there is none. */
    public int expired(long nowNanos) {
        for (int i = 0; used > 0 && i < places.length; i++) {
            Place place = places[i];
            if (place != null && place.used && place.deadline <= nowNanos) {
                return i;
            }
        }
        return NONE;
    }

    /** Gives all packets up. */
    public void clear() {
        for (int i = 0; i < places.length; i++) {
            give(i);
        }
    }
}
