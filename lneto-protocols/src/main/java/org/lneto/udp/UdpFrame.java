package org.lneto.udp;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * UDP header and data (RFC 768).
 *
 * <pre>
 *  0      7 8     15 16    23 24    31
 * +--------+--------+--------+--------+
 * |   source port   | destination port|
 * +--------+--------+--------+--------+
 * |     length      |    checksum     |
 * +--------+--------+--------+--------+
 * </pre>
 */
public final class UdpFrame extends Frame<UdpFrame> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 8;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int LENGTH = 4;
    private static final int CHECKSUM = 6;

    /** Creates a frame over no octets. */
    public UdpFrame() {}

    /** Sender's port, 0 to 65535; 0 when unused. */
    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    /** Sets the sender's port. */
    public UdpFrame sourcePort(int port) {
        return u16(SOURCE_PORT, port);
    }

    /** Receiver's port, 0 to 65535. */
    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    /** Sets the receiver's port. */
    public UdpFrame destinationPort(int port) {
        return u16(DESTINATION_PORT, port);
    }

    /** Octets of header and data together. */
    public int length() {
        return u16(LENGTH);
    }

    /** Sets the octets of header and data together. */
    public UdpFrame length(int octets) {
        return u16(LENGTH, octets);
    }

    /** The checksum; 0 when the sender computed none. */
    public int checksum() {
        return u16(CHECKSUM);
    }

    /** Sets the checksum. */
    public UdpFrame checksum(int checksum) {
        return u16(CHECKSUM, checksum);
    }

    /** Index of the data in the buffer. */
    public int dataOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets of data. */
    public int dataLength() {
        return length() - HEADER_LENGTH;
    }

    /** Checks sizes. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (length() < HEADER_LENGTH) {
            validator.reject(FrameError.BAD_LENGTH, offset() + LENGTH);
        }
        if (length() > available()) {
            validator.reject(FrameError.TRUNCATED, offset() + LENGTH);
        }
    }

    /**
     * Checks the checksum of a frame whose sizes are valid; a checksum of 0 says that there is none.
     *
     * @param pseudoHeaderSum the unfolded sum of the pseudo-header, the UDP length in it
     */
    public void validateChecksum(Validator validator, long pseudoHeaderSum) {
        if (checksum() != 0
                && !InternetChecksum.verifies(pseudoHeaderSum + InternetChecksum.sum(buffer(), offset(), length()))) {
            validator.reject(FrameError.BAD_CHECKSUM, offset() + CHECKSUM);
        }
    }

    /** Sender's port of the frame at {@code at}. */
    public static int sourcePort(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + SOURCE_PORT);
    }

    /** Receiver's port of the frame at {@code at}. */
    public static int destinationPort(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + DESTINATION_PORT);
    }

    /** Sets the receiver's port of the frame at {@code at}. */
    public static void destinationPort(ByteBuffer buffer, int at, int port) {
        Octets.u16(buffer, at + DESTINATION_PORT, port);
    }

    /** Octets of header and data of the frame at {@code at}. */
    public static int length(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + LENGTH);
    }

    /** The checksum of the frame at {@code at}; 0 for none. */
    public static int checksum(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + CHECKSUM);
    }

    /**
     * Completes a frame whose destination port and data are in place: source port, length and checksum.
     *
     * @param length octets of header and data
     * @param pseudoHeaderSum the unfolded sum of the pseudo-header, {@code length} in it
     */
    static void complete(ByteBuffer buffer, int at, int sourcePort, int length, long pseudoHeaderSum) {
        Octets.u16(buffer, at + SOURCE_PORT, sourcePort);
        Octets.i32(buffer, at + LENGTH, length << 16); // the checksum counts as zero
        int checksum = InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.sum(buffer, at, length));
        Octets.u16(buffer, at + CHECKSUM, checksum == 0 ? 0xffff : checksum); // RFC 768: 0 would say "none"
    }
}
