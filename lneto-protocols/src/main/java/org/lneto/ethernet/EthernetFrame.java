package org.lneto.ethernet;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * Ethernet II header and data, without preamble and frame check sequence (RFC 894; IEEE 802.3, clause 3).
 *
 * <pre>
 *  0                   5 6                  11 12   13 14
 * +---------------------+---------------------+-------+---------
 * |     destination     |       source        | type  | data ...
 * +---------------------+---------------------+-------+---------
 * </pre>
 */
public final class EthernetFrame extends Frame<EthernetFrame> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 14;

    /** Least octets of a frame, header included and check sequence not; shorter data is padded. */
    public static final int MINIMUM_LENGTH = 60;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    /** Creates a frame over no octets. */
    public EthernetFrame() {}

    /** The receiver's hardware address, or a group's. */
    public long destination() {
        return u48(DESTINATION);
    }

    /** Sets the receiver's hardware address. */
    public EthernetFrame destination(long address) {
        return u48(DESTINATION, address);
    }

    /** The sender's hardware address. */
    public long source() {
        return u48(SOURCE);
    }

    /** Sets the sender's hardware address. */
    public EthernetFrame source(long address) {
        return u48(SOURCE, address);
    }

    /** The {@link EtherType}, 1536 to 65535; a smaller number is an IEEE 802.3 frame's length. */
    public int etherType() {
        return u16(TYPE);
    }

    /** Sets the {@link EtherType}. */
    public EthernetFrame etherType(int etherType) {
        return u16(TYPE, etherType);
    }

    /** Whether the type field is the length of an IEEE 802.3 frame. */
    public boolean isLength() {
        return etherType() < EtherType.MINIMUM;
    }

    /** Index of the data in the buffer. */
    public int dataOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets after the header, padding included. */
    public int dataLength() {
        return available() - HEADER_LENGTH;
    }

    /** Checks that the header is there. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
        }
    }

    /** The receiver's hardware address in the frame at {@code at}. */
    public static long destination(ByteBuffer buffer, int at) {
        return Octets.u48(buffer, at + DESTINATION);
    }

    /** The sender's hardware address in the frame at {@code at}. */
    public static long source(ByteBuffer buffer, int at) {
        return Octets.u48(buffer, at + SOURCE);
    }

    /** The type field of the frame at {@code at}. */
    public static int etherType(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + TYPE);
    }

    /**
     * Writes a whole header in two stores of eight octets, the second of which ends with the type.
     *
     * @param at index of the header; its 14 octets are overwritten
     */
    public static void write(ByteBuffer buffer, int at, long destination, long source, int etherType) {
        Octets.i64(buffer, at, destination << 16 | source >>> 32);
        Octets.i64(buffer, at + SOURCE, source << 16 | etherType & 0xffff);
    }
}
