package org.lneto.ndp;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.icmpv6.Icmpv6Frame;

/**
 * Neighbour solicitation and advertisement (RFC 4861, sections 4.3 and 4.4). A solicitation has no flags.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |R|S|O|                     Reserved                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   Target Address (128 bits)                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Options ...
 * </pre>
 */
public final class NeighbourMessage extends Frame<NeighbourMessage> {
    /** Octets before the options. */
    public static final int HEADER_LENGTH = 24;

    /** The sender is a router. */
    public static final int ROUTER = 1 << 31;
    /** It answers a solicitation. */
    public static final int SOLICITED = 1 << 30;
    /** It replaces what is known of the link-layer address. */
    public static final int OVERRIDE = 1 << 29;

    private static final int FLAGS = 4;
    private static final int TARGET = 8;

    /** Creates a message over no octets; {@link #wrap} aims it. */
    public NeighbourMessage() {}

    /** Solicitation or advertisement: {@link Icmpv6Frame#type}. */
    public int type() {
        return u8(0);
    }

    /** 0. */
    public int code() {
        return u8(1);
    }

    /** The flags, as the constants of this class. */
    public int flags() {
        return i32(FLAGS);
    }

    /** Upper half of the address asked for or answered for. */
    public long targetHigh() {
        return i64(TARGET);
    }

    /** Lower half of the address asked for or answered for. */
    public long targetLow() {
        return i64(TARGET + 8);
    }

    /** Checks sizes, code and options. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (code() != 0) {
            validator.reject(FrameError.BAD_FIELD, offset() + 1);
        }
        if (!NdpOption.areValid(buffer(), offset() + HEADER_LENGTH, offset() + available())) {
            validator.reject(FrameError.BAD_OPTION, offset() + HEADER_LENGTH);
        }
    }

    /** Writes a message without options and checksum. */
    static void write(ByteBuffer buffer, int at, int type, int flags, long targetHigh, long targetLow) {
        Icmpv6Frame.begin(buffer, at, type, 0, flags);
        Octets.i64(buffer, at + TARGET, targetHigh);
        Octets.i64(buffer, at + TARGET + 8, targetLow);
    }

    static int flags(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + FLAGS);
    }

    static long targetHigh(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + TARGET);
    }

    static long targetLow(ByteBuffer buffer, int at) {
        return Octets.i64(buffer, at + TARGET + 8);
    }
}
