package org.lneto.igmp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * IGMP message (RFC 1112, RFC 2236, RFC 3376). A query of version 3 has four octets and sources after what is drawn here; a
 * report of version 3 has its number of group records in the place of the group's lower half.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Type     | Max Resp Code |           Checksum            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Group Address                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class IgmpFrame extends Frame<IgmpFrame> {
    /** IP protocol number. */
    public static final int PROTOCOL = 2;

    /** Octets of every message at least. */
    public static final int MINIMUM_LENGTH = 8;

    /** Octets of a query of version 3 without sources. */
    public static final int QUERY_V3_LENGTH = 12;

    /** Octets of a group record without sources and auxiliary data. */
    public static final int RECORD_LENGTH = 8;

    /** Membership query. */
    public static final int MEMBERSHIP_QUERY = 0x11;
    /** Membership report of version 1. */
    public static final int MEMBERSHIP_REPORT_V1 = 0x12;
    /** Membership report of version 2. */
    public static final int MEMBERSHIP_REPORT_V2 = 0x16;
    /** Leave group, of version 2. */
    public static final int LEAVE_GROUP = 0x17;
    /** Membership report of version 3. */
    public static final int MEMBERSHIP_REPORT_V3 = 0x22;

    private static final int CHECKSUM = 2;
    private static final int GROUP = 4;

    /** Creates a frame over no octets; {@link #wrap} aims it. */
    public IgmpFrame() {}

    /** What the message is, 0 to 255. */
    public int type() {
        return u8(0);
    }

    /** Of a query: most time to the answer, in tenths of a second, coded from 128 on; 0 in version 1. */
    public int maximumResponseCode() {
        return u8(1);
    }

    /** Over the whole message. */
    public int checksum() {
        return u16(CHECKSUM);
    }

    /** The group asked for or told of; 0.0.0.0 for all. */
    public int group() {
        return i32(GROUP);
    }

    /** Checks the size and the checksum. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < MINIMUM_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
        } else if (!InternetChecksum.verifies(InternetChecksum.sum(buffer(), offset(), available()))) {
            validator.reject(FrameError.BAD_CHECKSUM, offset() + CHECKSUM);
        }
    }

    /** The name of a message's type; null if it has none here. */
    public static @Nullable String typeName(int type) {
        return switch (type) {
            case MEMBERSHIP_QUERY -> "membership query";
            case MEMBERSHIP_REPORT_V1 -> "membership report v1";
            case MEMBERSHIP_REPORT_V2 -> "membership report v2";
            case MEMBERSHIP_REPORT_V3 -> "membership report v3";
            case LEAVE_GROUP -> "leave group";
            default -> null;
        };
    }

    /** Writes the first eight octets, and the checksum over all {@code length}, the others of which are there. */
    static void complete(ByteBuffer buffer, int at, int length, int type, int secondWord) {
        Octets.i32(buffer, at, type << 24);
        Octets.i32(buffer, at + GROUP, secondWord);
        Octets.u16(buffer, at + CHECKSUM, InternetChecksum.of(buffer, at, length));
    }

    /** Writes a group record without sources. */
    static void record(ByteBuffer buffer, int at, int type, int group) {
        Octets.i32(buffer, at, type << 24);
        Octets.i32(buffer, at + GROUP, group);
    }

    /** Tenths of a second that a code of version 3 stands for (RFC 3376, section 4.1.1). */
    static long tenths(int code) {
        return code < 128 ? code : (code & 15 | 16L) << ((code >>> 4 & 7) + 3);
    }
}
