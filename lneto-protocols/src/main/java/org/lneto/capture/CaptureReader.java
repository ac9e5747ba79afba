package org.lneto.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;

/**
 * Takes a capture file apart, packet by packet: pcap (IETF draft-ietf-opsawg-pcap) with micro- and nanoseconds, or pcapng
 * (draft-ietf-opsawg-pcapng), either byte order.
 *
 * <p>The file's owner has a part of it in a buffer, calls {@link #next} at the place that was reached, and moves on by
 * {@link #consumed()} octets, reads {@link #needed()} octets, or ends:
 *
 * <pre>{@code
 * CaptureReader reader = CaptureReader.of(file, 0, length);
 * for (int at = 0; ; at += (int) reader.consumed()) {
 *     switch (reader.next(file, at, length - at)) {
 *         case PACKET -> use(reader.epochNanos(), file, reader.offset(), reader.length());
 *         case OTHER -> {}
 *         case NEED_MORE, DAMAGED -> { return reader.problem(); } // of a whole file in memory
 *     }
 * }
 * }</pre>
 *
 * <p>Nothing in a file makes a reader throw, or ask for more than {@link #MAXIMUM_RECORD} octets at once; what cannot be
 * made sense of ends it with a {@link #problem()}. Reading a packet allocates nothing. A reader belongs to one file.
 */
public abstract sealed class CaptureReader permits PcapReader, PcapngReader {
    /** LINKTYPE_ETHERNET: frames from the destination address on. */
    public static final int LINKTYPE_ETHERNET = 1;

    /** Octets of a packet that are read at the most, as in libpcap; a file that claims more is damaged. */
    public static final int MAXIMUM_PACKET = 262_144;

    /** Octets that are ever asked for at once. */
    public static final int MAXIMUM_RECORD = 2 * MAXIMUM_PACKET;

    /** Octets that tell what kind of file it is. */
    public static final int MAGIC_LENGTH = 4;

    /** What {@link #next} found. */
    public enum Step {
        /** A packet, which the accessors describe. */
        PACKET,
        /** Something else, which is to be passed over by {@link CaptureReader#consumed()} octets. */
        OTHER,
        /** The beginning of something that has {@link CaptureReader#needed()} octets; at the file's end, it was cut. */
        NEED_MORE,
        /** Nothing a reader could go on from: {@link CaptureReader#problem()} says what. */
        DAMAGED
    }

    boolean littleEndian;
    private @Nullable String problem;
    private long consumed;
    private int needed;
    private long epochNanos;
    private int offset;
    private int length;
    private int originalLength;
    private int linkType;
    private Direction direction = Direction.UNKNOWN;

    CaptureReader() {}

    /**
     * Looks what a file is.
     *
     * @param buffer big-endian, with the file's first octets
     * @param at index of the first
     * @param available octets of it that are there
     * @return a reader, whose first {@link #next} is at the same place; null if these are not the first octets of a
     *     capture file
     */
    public static @Nullable CaptureReader of(ByteBuffer buffer, int at, int available) {
        check(buffer, at, available);
        if (available < MAGIC_LENGTH) {
            return null;
        }
        int magic = Octets.i32(buffer, at);
        return magic == PcapngReader.SECTION_HEADER ? new PcapngReader() : PcapReader.of(magic);
    }

    /**
     * Reads on.
     *
     * @param buffer big-endian; holds a part of the file
     * @param at index of the first octet that was not consumed
     * @param available octets that are there
     */
    public final Step next(ByteBuffer buffer, int at, int available) {
        check(buffer, at, available);
        return problem == null ? read(buffer, at, available) : Step.DAMAGED;
    }

    private static void check(ByteBuffer buffer, int at, int available) {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer must be big-endian: call order(ByteOrder.BIG_ENDIAN)");
        }
        if ((at | available) < 0 || at > buffer.limit() - available) {
            throw new IndexOutOfBoundsException(
                    "at " + at + ", available " + available + ", but the buffer ends at " + buffer.limit());
        }
    }

    abstract Step read(ByteBuffer buffer, int at, int available);

    // --- what was found

    /** After a packet or something else: octets to move on by; of something else possibly more than were there. */
    public final long consumed() {
        return consumed;
    }

    /** After {@link Step#NEED_MORE}: octets that have to be available, up to {@link #MAXIMUM_RECORD}. */
    public final int needed() {
        return needed;
    }

    /** Why reading ended; null as long as it goes on. */
    public final @Nullable String problem() {
        return problem;
    }

    /**
     * When the packet was captured: nanoseconds since 1970-01-01T00:00Z. A pcapng "simple packet" has no time, and is
     * given the packet's before it.
     */
    public final long epochNanos() {
        return epochNanos;
    }

    /** Index in the buffer of the packet's first octet. */
    public final int offset() {
        return offset;
    }

    /** Octets of the packet that were captured, without frame check sequence; 0 to {@link #MAXIMUM_PACKET}. */
    public final int length() {
        return length;
    }

    /** Octets of the packet on the wire, {@link #length()} or more. */
    public final int originalLength() {
        return originalLength;
    }

    /** What the packet begins with, such as {@link #LINKTYPE_ETHERNET}. */
    public final int linkType() {
        return linkType;
    }

    /** Which way the packet went, if the file tells. */
    public final Direction direction() {
        return direction;
    }

    // --- for readers

    final int u16(ByteBuffer buffer, int at) {
        int value = Octets.u16(buffer, at);
        return littleEndian ? Short.reverseBytes((short) value) & 0xffff : value;
    }

    final int i32(ByteBuffer buffer, int at) {
        int value = Octets.i32(buffer, at);
        return littleEndian ? Integer.reverseBytes(value) : value;
    }

    final long u32(ByteBuffer buffer, int at) {
        return i32(buffer, at) & 0xffff_ffffL;
    }

    final Step needMore(int octets) {
        needed = octets;
        return Step.NEED_MORE;
    }

    final Step damaged(String why) {
        problem = why;
        return Step.DAMAGED;
    }

    final Step other(long octets) {
        consumed = octets;
        return Step.OTHER;
    }

    /**
     * Says what a packet is.
     *
     * @param fcsLength octets of a frame check sequence at its end, if it was captured whole
     */
    final Step packet(
            long octets, int type, Direction way, long nanos, int at, int captured, long original, int fcsLength) {
        consumed = octets;
        linkType = type;
        direction = way;
        epochNanos = nanos;
        offset = at;
        int fcs = captured >= original ? Math.min(fcsLength, captured) : 0;
        length = captured - fcs;
        originalLength = (int) Math.min(Integer.MAX_VALUE, Math.max(original - fcsLength, length));
        return Step.PACKET;
    }
}
