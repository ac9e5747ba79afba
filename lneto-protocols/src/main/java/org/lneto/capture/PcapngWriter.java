package org.lneto.capture;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.lneto.core.Octets;

/**
 * Writes the blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng) of Ethernet interfaces, with times in nanoseconds:
 * first {@link #sectionHeader}, then an {@link #interfaceDescription} for each interface, most often one, then a
 * {@link #packetBlock} for each frame.
 *
 * <pre>
 * +---------------------------------------------------------------+
 * |                           block type                          |
 * |                       block total length                      |
 * |              body and options, padded to 32 bits ...          |
 * |                       block total length                      |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The section is big-endian, as the octets of frames are. Each method writes one whole block into the caller's buffer
 * and returns its octets; how many that will be is known before. A target that is too small is a
 * {@link BufferOverflowException}, and nothing is written then. Writing a packet allocates nothing.
 *
 * <p>The writer has no state that changes: one may be shared, as long as each thread has its own buffers.
 */
public final class PcapngWriter {
    /** Snap length that cuts nothing: the largest Wireshark takes. */
    public static final int NO_SNAP_LENGTH = 262_144;

    private static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    private static final int VERSION = 1 << 16; // 1.0
    private static final int LINKTYPE_ETHERNET = 1;

    private static final int BLOCK_OVERHEAD = 12; // type, and the total length twice
    private static final int SECTION_BODY = 16;
    private static final int INTERFACE_BODY = 8;
    private static final int PACKET_BODY = 20;

    private static final int OPTION_HEADER = 4;
    private static final int END_OF_OPTIONS = 0;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int NANOSECONDS = 9; // 10 to the power of -9 seconds
    private static final int EPB_FLAGS = 2;
    private static final int PACKET_OPTIONS = OPTION_HEADER + 4 + OPTION_HEADER; // flags and the end

    private static final int MAXIMUM_OPTION = 0xffff;
    private static final byte[] APPLICATION = "lneto".getBytes(StandardCharsets.US_ASCII);

    private final int snapLength;

    /** Creates a writer that keeps whole frames. */
    public PcapngWriter() {
        this(NO_SNAP_LENGTH);
    }

    /**
     * Creates a writer.
     *
     * @param snapLength octets kept of each frame at the most, 1 to {@link #NO_SNAP_LENGTH}
     */
    public PcapngWriter(int snapLength) {
        if (snapLength < 1 || snapLength > NO_SNAP_LENGTH) {
            throw new IllegalArgumentException("snap length must be 1 to " + NO_SNAP_LENGTH + ": " + snapLength);
        }
        this.snapLength = snapLength;
    }

    /** Octets kept of each frame at the most. */
    public int snapLength() {
        return snapLength;
    }

    /** Octets that {@link #sectionHeader} writes. */
    public int sectionHeaderLength() {
        return BLOCK_OVERHEAD + SECTION_BODY + optionLength(APPLICATION.length) + OPTION_HEADER;
    }

    /**
     * Writes the block that a file begins with.
     *
     * @param target big-endian
     * @param at index of its first octet
     * @return octets written: {@link #sectionHeaderLength()}
     */
    public int sectionHeader(ByteBuffer target, int at) {
        int length = sectionHeaderLength();
        int body = begin(target, at, SECTION_HEADER, length);
        Octets.i32(target, body, BYTE_ORDER_MAGIC);
        Octets.i32(target, body + 4, VERSION);
        Octets.i64(target, body + 8, -1); // the section's length is not known in advance
        int option = option(target, body + SECTION_BODY, SHB_USERAPPL, APPLICATION);
        Octets.i32(target, option, END_OF_OPTIONS);
        return length;
    }

    /**
     * Octets that {@link #interfaceDescription} writes.
     *
     * @param name of the interface; empty for none
     */
    public int interfaceDescriptionLength(String name) {
        return interfaceDescriptionLength(name.getBytes(StandardCharsets.UTF_8).length);
    }

    private static int interfaceDescriptionLength(int name) {
        int options = (name == 0 ? 0 : optionLength(name)) + optionLength(1) + OPTION_HEADER;
        return BLOCK_OVERHEAD + INTERFACE_BODY + options;
    }

    /**
     * Writes the block that describes the interface, an Ethernet, which frames are said to be of.
     *
     * @param target big-endian
     * @param at index of its first octet
     * @param name of the interface, such as {@code tap0}; empty for none
     * @return octets written: {@link #interfaceDescriptionLength}
     */
    public int interfaceDescription(ByteBuffer target, int at, String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length > MAXIMUM_OPTION) {
            throw new IllegalArgumentException("a name has at most " + MAXIMUM_OPTION + " octets: " + octets.length);
        }
        int length = interfaceDescriptionLength(octets.length);
        int body = begin(target, at, INTERFACE_DESCRIPTION, length);
        Octets.i32(target, body, LINKTYPE_ETHERNET << 16); // and 16 bits reserved
        Octets.i32(target, body + 4, snapLength);
        int option = body + INTERFACE_BODY;
        if (octets.length > 0) {
            option = option(target, option, IF_NAME, octets);
        }
        Octets.i32(target, option, IF_TSRESOL << 16 | 1);
        Octets.i32(target, option + OPTION_HEADER, NANOSECONDS << 24); // and its padding
        Octets.i32(target, option + 2 * OPTION_HEADER, END_OF_OPTIONS);
        return length;
    }

    /** Octets that {@link #packetBlock} writes for a frame of {@code length} octets. */
    public int packetBlockLength(int length) {
        return BLOCK_OVERHEAD + PACKET_BODY + padded(Math.min(length, snapLength)) + PACKET_OPTIONS;
    }

    /**
     * Writes the block of one frame, cut to the snap length.
     *
     * @param target big-endian; another buffer than the frame's, or another part of it
     * @param at index of the block's first octet
     * @param epochNanos when the frame came or went: nanoseconds since 1970-01-01T00:00Z, not negative
     * @param frame holds the frame
     * @param offset index of its first octet
     * @param length octets of it that are there
     * @param originalLength octets of it on the wire, {@code length} or more
     * @return octets written: {@link #packetBlockLength}
     */
    public int packetBlock(
            ByteBuffer target,
            int at,
            long epochNanos,
            ByteBuffer frame,
            int offset,
            int length,
            int originalLength,
            Direction direction) {
        if ((offset | length) < 0 || offset > frame.limit() - length) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + ", length " + length + ", but the frame's buffer ends at " + frame.limit());
        }
        if (originalLength < length) {
            throw new IllegalArgumentException("of " + originalLength + " octets, " + length + " cannot be there");
        }
        if (epochNanos < 0) {
            throw new IllegalArgumentException("time must not be before 1970: " + epochNanos);
        }
        int blockLength = packetBlockLength(length);
        int captured = Math.min(length, snapLength);
        int padded = padded(captured);
        int body = begin(target, at, ENHANCED_PACKET, blockLength);
        Octets.i32(target, body, 0); // the first interface
        Octets.i64(target, body + 4, epochNanos); // the upper half first, in either byte order
        Octets.i32(target, body + 12, captured);
        Octets.i32(target, body + 16, originalLength);
        int data = body + PACKET_BODY;
        Octets.copy(frame, offset, target, data, captured);
        Octets.zero(target, data + captured, padded - captured);
        int options = data + padded;
        Octets.i32(target, options, EPB_FLAGS << 16 | 4);
        Octets.i32(target, options + OPTION_HEADER, direction.flags());
        Octets.i32(target, options + 2 * OPTION_HEADER, END_OF_OPTIONS);
        return blockLength;
    }

    /**
     * Changes the interface that a frame is said to be of, which is the first unless changed.
     *
     * @param target holds a block that {@link #packetBlock} wrote
     * @param at index of the block's first octet
     * @param number of the interface: how many were described before it
     */
    public void interfaceNumber(ByteBuffer target, int at, int number) {
        Octets.i32(target, at + 8, number);
    }

    /** Writes what surrounds a block and returns the index of its body. */
    private static int begin(ByteBuffer target, int at, int type, int length) {
        if (target.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer must be big-endian: call order(ByteOrder.BIG_ENDIAN)");
        }
        if (at < 0) {
            throw new IndexOutOfBoundsException("at " + at);
        }
        if (length > target.limit() - at) {
            throw new BufferOverflowException();
        }
        Octets.i32(target, at, type);
        Octets.i32(target, at + 4, length);
        Octets.i32(target, at + length - 4, length);
        return at + 8;
    }

    private static int option(ByteBuffer target, int at, int code, byte[] value) {
        Octets.i32(target, at, code << 16 | value.length);
        target.put(at + OPTION_HEADER, value);
        Octets.zero(target, at + OPTION_HEADER + value.length, padded(value.length) - value.length);
        return at + optionLength(value.length);
    }

    private static int optionLength(int value) {
        return OPTION_HEADER + padded(value);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
