package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * TCP header, options and data (RFC 9293, section 3.1; RFC 3168 for CWR and ECE, RFC 9768 for AE).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          source port          |       destination port        |
 * +-------------------------------+-------------------------------+
 * |                        sequence number                        |
 * +---------------------------------------------------------------+
 * |                    acknowledgment number                      |
 * +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 * | data  |     |A|C|E|U|A|P|R|S|F|                               |
 * | off-  | Rsv |E|W|C|R|C|S|S|Y|I|            window             |
 * | set   |     | |R|E|G|K|H|T|N|N|                               |
 * +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
 * |           checksum            |        urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                 options, padded to 32 bits ...                |
 * +---------------------------------------------------------------+
 * |                             data ...                          |
 * </pre>
 *
 * <p>The static forms, {@code field(buffer, at)}, read the same fields without a frame object, for a stack's own path.
 */
public final class TcpFrame extends Frame<TcpFrame> {
    /** Octets of a header without options. */
    public static final int HEADER_LENGTH = 20;
    /** Octets of the longest header. */
    public static final int MAX_HEADER_LENGTH = 60;
    /** Octets of the longest options. */
    public static final int MAX_OPTIONS_LENGTH = MAX_HEADER_LENGTH - HEADER_LENGTH;

    /** No more data from the sender. */
    public static final int FIN = 0x001;
    /** Synchronize sequence numbers. */
    public static final int SYN = 0x002;
    /** Reset the connection. */
    public static final int RST = 0x004;
    /** Push function. */
    public static final int PSH = 0x008;
    /** The acknowledgment number is significant. */
    public static final int ACK = 0x010;
    /** The urgent pointer is significant. */
    public static final int URG = 0x020;
    /** ECN echo (RFC 3168). */
    public static final int ECE = 0x040;
    /** Congestion window reduced (RFC 3168). */
    public static final int CWR = 0x080;
    /** Accurate ECN (RFC 9768), formerly the nonce sum; zero from most hosts. */
    public static final int AE = 0x100;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE_NUMBER = 4;
    private static final int ACKNOWLEDGMENT_NUMBER = 8;
    private static final int DATA_OFFSET = 12; // upper 4 bits; the lower 4 are reserved and AE
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;
    private static final int URGENT_POINTER = 18;

    private static final int FLAGS_MASK = 0x1ff;
    private static final int LEAST_DATA_OFFSET = HEADER_LENGTH / 4;

    /** Creates a frame over no octets. */
    public TcpFrame() {}

    /** Sender's port. */
    public int sourcePort() {
        return u16(SOURCE_PORT);
    }

    /** Sets {@link #sourcePort()}. */
    public TcpFrame sourcePort(int port) {
        return u16(SOURCE_PORT, port);
    }

    /** Receiver's port. */
    public int destinationPort() {
        return u16(DESTINATION_PORT);
    }

    /** Sets {@link #destinationPort()}. */
    public TcpFrame destinationPort(int port) {
        return u16(DESTINATION_PORT, port);
    }

    /** Number of the first octet of data, or of SYN if the segment has one; see {@link SequenceNumber}. */
    public int sequenceNumber() {
        return i32(SEQUENCE_NUMBER);
    }

    /** Sets {@link #sequenceNumber()}. */
    public TcpFrame sequenceNumber(int number) {
        return i32(SEQUENCE_NUMBER, number);
    }

    /** Number of the octet that the sender expects next; significant with {@link #ACK}. */
    public int acknowledgmentNumber() {
        return i32(ACKNOWLEDGMENT_NUMBER);
    }

    /** Sets {@link #acknowledgmentNumber()}. */
    public TcpFrame acknowledgmentNumber(int number) {
        return i32(ACKNOWLEDGMENT_NUMBER, number);
    }

    /** 32-bit words of header and options, 5 to 15 when valid. */
    public int dataOffset() {
        return u8(DATA_OFFSET) >>> 4;
    }

    /** Sets {@link #dataOffset()}. */
    public TcpFrame dataOffset(int words) {
        return u8(DATA_OFFSET, words << 4 | u8(DATA_OFFSET) & 0xf);
    }

    /** Octets of header and options: four times the {@link #dataOffset()}. */
    public int headerLength() {
        return dataOffset() * 4;
    }

    /** Sets {@link #headerLength()}, a multiple of 4. */
    public TcpFrame headerLength(int octets) {
        return dataOffset(octets / 4);
    }

    /** The three bits that nobody has given a meaning to, 0 to 7; a receiver ignores them. */
    public int reserved() {
        return u8(DATA_OFFSET) >>> 1 & 7;
    }

    /** Sets {@link #reserved()}. */
    public TcpFrame reserved(int bits) {
        return u8(DATA_OFFSET, u8(DATA_OFFSET) & 0xf1 | (bits & 7) << 1);
    }

    /** The control bits from {@link #AE} to {@link #FIN}, or-ed together. */
    public int flags() {
        return u16(DATA_OFFSET) & FLAGS_MASK;
    }

    /** Sets {@link #flags()}. */
    public TcpFrame flags(int flags) {
        return u16(DATA_OFFSET, u16(DATA_OFFSET) & ~FLAGS_MASK | flags & FLAGS_MASK);
    }

    /** Whether all of these control bits are set. */
    public boolean has(int flags) {
        return (flags() & flags) == flags;
    }

    /** Octets that the sender takes from the acknowledgment number on, before scaling; 0 to 65535. */
    public int window() {
        return u16(WINDOW);
    }

    /** Sets {@link #window()}. */
    public TcpFrame window(int window) {
        return u16(WINDOW, window);
    }

    /** The checksum over the pseudo-header and the segment. */
    public int checksum() {
        return u16(CHECKSUM);
    }

    /** Sets {@link #checksum()}. */
    public TcpFrame checksum(int checksum) {
        return u16(CHECKSUM, checksum);
    }

    /** Octets from the sequence number to after the urgent data; significant with {@link #URG}. */
    public int urgentPointer() {
        return u16(URGENT_POINTER);
    }

    /** Sets {@link #urgentPointer()}. */
    public TcpFrame urgentPointer(int octets) {
        return u16(URGENT_POINTER, octets);
    }

    /** Index in the buffer of the first option, or of the data if there are none. */
    public int optionsOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets of options with their padding, 0 to 40 when valid. */
    public int optionsLength() {
        return headerLength() - HEADER_LENGTH;
    }

    /** Index in the buffer of the first octet of data. */
    public int dataStart() {
        return offset() + headerLength();
    }

    /** Octets of data. */
    public int dataLength() {
        return available() - headerLength();
    }

    /** Octets of sequence space: the data, and one each for SYN and FIN (SEG.LEN of RFC 9293). */
    public int segmentLength() {
        return dataLength() + controlLength(flags());
    }

    /** Checks the header's length and the options' shape, not the checksum. After ok, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (dataOffset() < LEAST_DATA_OFFSET) {
            validator.reject(FrameError.BAD_LENGTH, offset() + DATA_OFFSET);
            return;
        }
        if (headerLength() > available()) {
            validator.reject(FrameError.TRUNCATED, offset() + DATA_OFFSET);
            return;
        }
        int malformed = TcpOptions.findMalformed(buffer(), optionsOffset(), optionsLength());
        if (malformed >= 0) {
            validator.reject(FrameError.BAD_OPTION, malformed);
        }
    }

    /**
     * Checks the checksum of a segment that {@link #validate} has accepted.
     *
     * @param pseudoHeaderSum as {@link org.lneto.ip.IpHeader#pseudoHeaderSum} gives it
     */
    public void validateChecksum(Validator validator, long pseudoHeaderSum) {
        if (!verifies(buffer(), offset(), available(), pseudoHeaderSum)) {
            validator.reject(FrameError.BAD_CHECKSUM, offset() + CHECKSUM);
        }
    }

    /** See {@link #sourcePort()}. */
    public static int sourcePort(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + SOURCE_PORT);
    }

    /** See {@link #destinationPort()}. */
    public static int destinationPort(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + DESTINATION_PORT);
    }

    /** See {@link #sequenceNumber()}. */
    public static int sequenceNumber(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + SEQUENCE_NUMBER);
    }

    /** See {@link #acknowledgmentNumber()}. */
    public static int acknowledgmentNumber(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + ACKNOWLEDGMENT_NUMBER);
    }

    /** See {@link #headerLength()}. */
    public static int headerLength(ByteBuffer buffer, int at) {
        return (Octets.u8(buffer, at + DATA_OFFSET) & 0xf0) >>> 2;
    }

    /** See {@link #flags()}. */
    public static int flags(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + DATA_OFFSET) & FLAGS_MASK;
    }

    /** See {@link #window()}. */
    public static int window(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + WINDOW);
    }

    /** Octets of sequence space that the flags take: one each for SYN and FIN. */
    public static int controlLength(int flags) {
        return (flags & FIN) + ((flags & SYN) >>> 1);
    }

    /** Writes source port, destination port and sequence number by one store. */
    public static void portsAndSequence(
            ByteBuffer buffer, int at, int sourcePort, int destinationPort, int sequenceNumber) {
        long ports = (long) sourcePort << 16 | destinationPort & 0xffff;
        Octets.i64(buffer, at + SOURCE_PORT, ports << 32 | sequenceNumber & 0xffff_ffffL);
    }

    /**
     * Writes the rest of a header: acknowledgment number, data offset, flags and window by one store; checksum and
     * urgent pointer, both zero, by another.
     *
     * @param headerLength octets of header and options, a multiple of 4
     */
    public static void acknowledgmentAndFlags(
            ByteBuffer buffer, int at, int acknowledgmentNumber, int headerLength, int flags, int window) {
        int bits = headerLength << 26 | (flags & FLAGS_MASK) << 16 | window & 0xffff;
        Octets.i64(buffer, at + ACKNOWLEDGMENT_NUMBER, (long) acknowledgmentNumber << 32 | bits & 0xffff_ffffL);
        Octets.i32(buffer, at + CHECKSUM, 0);
    }

    /**
     * Computes and writes the checksum of a complete segment whose checksum field is zero.
     *
     * @param length octets of header, options and data
     * @param pseudoHeaderSum as {@link org.lneto.ip.IpHeader#pseudoHeaderSum} gives it
     */
    public static void writeChecksum(ByteBuffer buffer, int at, int length, long pseudoHeaderSum) {
        Octets.u16(
                buffer,
                at + CHECKSUM,
                InternetChecksum.finish(pseudoHeaderSum + InternetChecksum.sum(buffer, at, length)));
    }

    /** Whether the checksum of a segment of {@code length} octets is right. */
    public static boolean verifies(ByteBuffer buffer, int at, int length, long pseudoHeaderSum) {
        return InternetChecksum.verifies(pseudoHeaderSum + InternetChecksum.sum(buffer, at, length));
    }
}
