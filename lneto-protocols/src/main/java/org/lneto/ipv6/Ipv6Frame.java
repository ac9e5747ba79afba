package org.lneto.ipv6;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * IPv6 header and what follows it (RFC 8200, section 3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic Class |           Flow Label                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Payload Length        |  Next Header  |   Hop Limit   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Source Address (128 bits)                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Destination Address (128 bits)               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv6Frame extends Frame<Ipv6Frame> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 40;

    /** The version field. */
    public static final int VERSION = 6;

    /** Index of the next header field. */
    public static final int NEXT_HEADER = 6;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int FLOW_LABEL_MASK = 0xf_ffff;

    /** Creates a frame over no octets; {@link #wrap} aims it. */
    public Ipv6Frame() {}

    /** 6. */
    public int version() {
        return u8(0) >>> 4;
    }

    /** Differentiated services and congestion notification, 0 to 255. */
    public int trafficClass() {
        return i32(0) >>> 20 & 0xff;
    }

    /** What routers may keep flows together by, 0 to 2^20 - 1. */
    public int flowLabel() {
        return i32(0) & FLOW_LABEL_MASK;
    }

    /** Sets version 6, traffic class and flow label. */
    public Ipv6Frame versionClassFlow(int trafficClass, int flowLabel) {
        return i32(0, VERSION << 28 | (trafficClass & 0xff) << 20 | flowLabel & FLOW_LABEL_MASK);
    }

    /** Octets after this header, extension headers included, 0 to 65535. */
    public int payloadLength() {
        return u16(PAYLOAD_LENGTH);
    }

    /** Sets the octets after this header. */
    public Ipv6Frame payloadLength(int octets) {
        return u16(PAYLOAD_LENGTH, octets);
    }

    /** The type of what follows: an extension header or an IP protocol number, 0 to 255. */
    public int nextHeader() {
        return u8(NEXT_HEADER);
    }

    /** Sets the type of what follows. */
    public Ipv6Frame nextHeader(int type) {
        return u8(NEXT_HEADER, type);
    }

    /** Routers that the packet may still pass, 0 to 255. */
    public int hopLimit() {
        return u8(HOP_LIMIT);
    }

    /** Sets the routers that the packet may still pass. */
    public Ipv6Frame hopLimit(int hops) {
        return u8(HOP_LIMIT, hops);
    }

    /** Upper half of the sender's address. */
    public long sourceHigh() {
        return i64(SOURCE);
    }

    /** Lower half of the sender's address. */
    public long sourceLow() {
        return i64(SOURCE + 8);
    }

    /** Sets the sender's address. */
    public Ipv6Frame source(long high, long low) {
        return i64(SOURCE, high).i64(SOURCE + 8, low);
    }

    /** Upper half of the receiver's address. */
    public long destinationHigh() {
        return i64(DESTINATION);
    }

    /** Lower half of the receiver's address. */
    public long destinationLow() {
        return i64(DESTINATION + 8);
    }

    /** Sets the receiver's address. */
    public Ipv6Frame destination(long high, long low) {
        return i64(DESTINATION, high).i64(DESTINATION + 8, low);
    }

    /** Checks version and sizes. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (version() != VERSION) {
            validator.reject(FrameError.BAD_VERSION, offset());
        }
        if (payloadLength() > available() - HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED, offset() + PAYLOAD_LENGTH);
        }
    }

    /** Octets after the header of the packet at {@code at}. */
    public static int payloadLength(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + PAYLOAD_LENGTH);
    }

    /** The type of what follows the header at {@code at}. */
    public static int nextHeader(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + NEXT_HEADER);
    }

    /** Sets the type of what follows the header at {@code at}. */
    public static void nextHeader(ByteBuffer buffer, int at, int type) {
        Octets.u8(buffer, at + NEXT_HEADER, type);
    }

    /** Routers that the packet at {@code at} may still pass. */
    public static int hopLimit(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + HOP_LIMIT);
    }

    /** Sets how many routers the packet at {@code at} may pass. */
    public static void hopLimit(ByteBuffer buffer, int at, int hops) {
        Octets.u8(buffer, at + HOP_LIMIT, hops);
    }

    /** Upper half of the sender's address of the packet at {@code at}. */
    public static long sourceHigh(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + SOURCE);
    }

    /** Lower half of the sender's address of the packet at {@code at}. */
    public static long sourceLow(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + SOURCE + 8);
    }

    /** Upper half of the receiver's address of the packet at {@code at}. */
    public static long destinationHigh(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + DESTINATION);
    }

    /** Lower half of the receiver's address of the packet at {@code at}. */
    public static long destinationLow(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + DESTINATION + 8);
    }

    /** Sets the payload length of the packet at {@code at}. */
    static void payloadLength(ByteBuffer buffer, int at, int octets) {
        Octets.u16(buffer, at + PAYLOAD_LENGTH, octets);
    }

    /** Begins a header: version 6, no class or flow, no next header, a hop limit, both addresses unspecified. */
    static void begin(ByteBuffer buffer, int at, int hopLimit) {
        Octets.i64(buffer, at, (long) VERSION << 60 | (long) ExtensionHeaders.NO_NEXT_HEADER << 8 | hopLimit);
        Octets.i64(buffer, at + SOURCE, 0);
        Octets.i64(buffer, at + SOURCE + 8, 0);
        Octets.i64(buffer, at + DESTINATION, 0);
        Octets.i64(buffer, at + DESTINATION + 8, 0);
    }
}
