package org.lneto.ipv4;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * IPv4 header and data (RFC 791, section 3.1; the second octet by RFC 2474 and RFC 3168).
 *
 * <pre>
 *  0       3 4     7 8        13 14 15 16  18 19                  31
 * +---------+-------+-----------+-----+------------------------------+
 * | version |  IHL  |   DSCP    | ECN |         total length         |
 * +---------+-------+-----------+-----+-----+------------------------+
 * |          identification           |flags|    fragment offset     |
 * +-----------------+-----------------+-----+------------------------+
 * |  time to live   |    protocol     |       header checksum        |
 * +-----------------+-----------------+------------------------------+
 * |                          source address                          |
 * +------------------------------------------------------------------+
 * |                       destination address                        |
 * +------------------------------------------------------------------+
 * |             options, padded to a multiple of 4 octets            |
 * </pre>
 */
public final class Ipv4Frame extends Frame<Ipv4Frame> {
    /** Octets of a header without options. */
    public static final int HEADER_LENGTH = 20;

    /** Most octets of a header. */
    public static final int MAXIMUM_HEADER_LENGTH = 60;

    /** The version field's value. */
    public static final int VERSION = 4;

    private static final int VERSION_IHL = 0;
    private static final int TRAFFIC = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private static final int RESERVED_FLAG = 0x8000;
    static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET_MASK = 0x1fff;

    /** Creates a frame over no octets. */
    public Ipv4Frame() {}

    /** The version, 0 to 15; 4 in a valid header. */
    public int version() {
        return u8(VERSION_IHL) >>> 4;
    }

    /** Octets of the header, options included, 0 to 60; at least 20 in a valid one. */
    public int headerLength() {
        return (u8(VERSION_IHL) & 15) * 4;
    }

    /** Sets version 4 and the octets of the header, a multiple of 4 from 20 to 60. */
    public Ipv4Frame versionAndHeaderLength(int octets) {
        return u8(VERSION_IHL, VERSION << 4 | octets >>> 2);
    }

    /** The differentiated services code point, 0 to 63 (RFC 2474). */
    public int dscp() {
        return u8(TRAFFIC) >>> 2;
    }

    /** Sets the differentiated services code point. */
    public Ipv4Frame dscp(int dscp) {
        return u8(TRAFFIC, dscp << 2 | ecn());
    }

    /** Explicit congestion notification, 0 to 3 (RFC 3168). */
    public int ecn() {
        return u8(TRAFFIC) & 3;
    }

    /** Sets explicit congestion notification. */
    public Ipv4Frame ecn(int ecn) {
        return u8(TRAFFIC, u8(TRAFFIC) & ~3 | ecn & 3);
    }

    /** Octets of header and data, 0 to 65535. */
    public int totalLength() {
        return u16(TOTAL_LENGTH);
    }

    /** Sets the octets of header and data. */
    public Ipv4Frame totalLength(int octets) {
        return u16(TOTAL_LENGTH, octets);
    }

    /** What the fragments of one datagram have in common, 0 to 65535; without meaning in an atomic one (RFC 6864). */
    public int identification() {
        return u16(IDENTIFICATION);
    }

    /** Sets the identification. */
    public Ipv4Frame identification(int identification) {
        return u16(IDENTIFICATION, identification);
    }

    /** The flag bit that is reserved and must be zero. */
    public boolean reservedFlag() {
        return (u16(FLAGS_OFFSET) & RESERVED_FLAG) != 0;
    }

    /** Whether routers must not fragment it. */
    public boolean dontFragment() {
        return (u16(FLAGS_OFFSET) & DONT_FRAGMENT) != 0;
    }

    /** Sets whether routers must not fragment it. */
    public Ipv4Frame dontFragment(boolean on) {
        return flag(DONT_FRAGMENT, on);
    }

    /** Whether it is a fragment, and not the last. */
    public boolean moreFragments() {
        return (u16(FLAGS_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** Sets whether it is a fragment and not the last. */
    public Ipv4Frame moreFragments(boolean on) {
        return flag(MORE_FRAGMENTS, on);
    }

    /** Where the fragment's data begins in its datagram: octets, a multiple of 8 up to 65528. */
    public int fragmentOffset() {
        return (u16(FLAGS_OFFSET) & OFFSET_MASK) * 8;
    }

    /** Sets where the fragment's data begins: octets, a multiple of 8. */
    public Ipv4Frame fragmentOffset(int octets) {
        return u16(FLAGS_OFFSET, u16(FLAGS_OFFSET) & ~OFFSET_MASK | octets >>> 3 & OFFSET_MASK);
    }

    /** Whether it is part of a datagram only. */
    public boolean isFragment() {
        return isFragment(buffer(), offset());
    }

    /** Routers it may still pass, 0 to 255. */
    public int timeToLive() {
        return u8(TIME_TO_LIVE);
    }

    /** Sets the routers it may pass. */
    public Ipv4Frame timeToLive(int hops) {
        return u8(TIME_TO_LIVE, hops);
    }

    /** The {@link IpProtocol} of the data, 0 to 255. */
    public int protocol() {
        return u8(PROTOCOL);
    }

    /** Sets the {@link IpProtocol} of the data. */
    public Ipv4Frame protocol(int protocol) {
        return u8(PROTOCOL, protocol);
    }

    /** The checksum of the header, 0 to 65535. */
    public int headerChecksum() {
        return u16(CHECKSUM);
    }

    /** Sets the checksum of the header. */
    public Ipv4Frame headerChecksum(int checksum) {
        return u16(CHECKSUM, checksum);
    }

    /** Computes the checksum of a header that is otherwise complete, and sets it. */
    public Ipv4Frame updateHeaderChecksum() {
        headerChecksum(0);
        return headerChecksum(InternetChecksum.of(buffer(), offset(), headerLength()));
    }

    /** The sender's address. */
    public int source() {
        return i32(SOURCE);
    }

    /** Sets the sender's address. */
    public Ipv4Frame source(int address) {
        return i32(SOURCE, address);
    }

    /** The receiver's address. */
    public int destination() {
        return i32(DESTINATION);
    }

    /** Sets the receiver's address. */
    public Ipv4Frame destination(int address) {
        return i32(DESTINATION, address);
    }

    /** Index of the options in the buffer. */
    public int optionsOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets of options and their padding, 0 to 40. */
    public int optionsLength() {
        return headerLength() - HEADER_LENGTH;
    }

    /** Index of the data in the buffer. */
    public int dataOffset() {
        return offset() + headerLength();
    }

    /** Octets of data. */
    public int dataLength() {
        return totalLength() - headerLength();
    }

    private Ipv4Frame flag(int bit, boolean on) {
        int field = u16(FLAGS_OFFSET);
        return u16(FLAGS_OFFSET, on ? field | bit : field & ~bit);
    }

    /** Checks version, sizes and checksum. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (version() != VERSION) {
            validator.reject(FrameError.BAD_VERSION, offset());
        }
        if (headerLength() < HEADER_LENGTH) {
            validator.reject(FrameError.BAD_LENGTH, offset());
        }
        if (totalLength() < headerLength()) {
            validator.reject(FrameError.BAD_LENGTH, offset() + TOTAL_LENGTH);
        }
        if (totalLength() > available() || headerLength() > available()) {
            validator.reject(FrameError.TRUNCATED, offset() + TOTAL_LENGTH);
        } else if (InternetChecksum.of(buffer(), offset(), headerLength()) != 0) {
            validator.reject(FrameError.BAD_CHECKSUM, offset() + CHECKSUM);
        }
    }

    /** Octets of the header of the packet at {@code at}. */
    public static int headerLength(ByteBuffer buffer, int at) {
        return (Octets.u8(buffer, at + VERSION_IHL) & 15) * 4;
    }

    /** Octets of header and data of the packet at {@code at}. */
    public static int totalLength(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + TOTAL_LENGTH);
    }

    /** Whether the packet at {@code at} is part of a datagram only: more follow, or it does not begin at 0. */
    public static boolean isFragment(ByteBuffer buffer, int at) {
        return (Octets.u16(buffer, at + FLAGS_OFFSET) & (MORE_FRAGMENTS | OFFSET_MASK)) != 0;
    }

    /** Whether the packet at {@code at} is part of a datagram, and not its last. */
    public static boolean hasMoreFragments(ByteBuffer buffer, int at) {
        return (Octets.u16(buffer, at + FLAGS_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** What tells the datagrams apart of which the packet at {@code at} may be a part, 0 to 65535. */
    public static int identification(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + IDENTIFICATION);
    }

    /** Where the data of the packet at {@code at} begins in its datagram, in octets. */
    public static int fragmentOffset(ByteBuffer buffer, int at) {
        return (Octets.u16(buffer, at + FLAGS_OFFSET) & OFFSET_MASK) * 8;
    }

    /** The protocol of the packet at {@code at}. */
    public static int protocol(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + PROTOCOL);
    }

    /** Routers that the packet at {@code at} may still pass. */
    public static int timeToLive(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + TIME_TO_LIVE);
    }

    /** The sender's address of the packet at {@code at}. */
    public static int source(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + SOURCE);
    }

    /** The receiver's address of the packet at {@code at}. */
    public static int destination(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + DESTINATION);
    }

    /** Sets how many routers the packet at {@code at} may pass. */
    public static void timeToLive(ByteBuffer buffer, int at, int hops) {
        Octets.u8(buffer, at + TIME_TO_LIVE, hops);
    }

    /** Sets the octets of the header of the packet at {@code at}: 20, or 24 for a router alert. */
    public static void headerLength(ByteBuffer buffer, int at, int octets) {
        Octets.u8(buffer, at + VERSION_IHL, VERSION << 4 | octets / 4);
    }

    /** Begins a header: version 4, no options, time to live, the source; the destination becomes 0.0.0.0. */
    static void begin(ByteBuffer buffer, int at, int timeToLive, int source) {
        Octets.i32(buffer, at, (VERSION << 4 | HEADER_LENGTH / 4) << 24);
        Octets.u8(buffer, at + TIME_TO_LIVE, timeToLive);
        Octets.i64(buffer, at + SOURCE, (long) source << 32);
    }

    /** Completes a header that was begun and has its addresses, time to live and options. */
    static void complete(ByteBuffer buffer, int at, int totalLength, int identificationFlags, int protocol) {
        Octets.u16(buffer, at + TOTAL_LENGTH, totalLength);
        Octets.i32(buffer, at + IDENTIFICATION, identificationFlags);
        int timeToLive = Octets.u8(buffer, at + TIME_TO_LIVE);
        Octets.i32(buffer, at + TIME_TO_LIVE, timeToLive << 24 | protocol << 16); // the checksum counts as zero
        Octets.u16(buffer, at + CHECKSUM, InternetChecksum.of(buffer, at, headerLength(buffer, at)));
    }
}
