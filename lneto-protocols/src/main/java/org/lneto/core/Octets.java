package org.lneto.core;

import java.nio.ByteBuffer;

/**
 * The one place that reads and writes the carrier's memory.
 *
 * <p>All accessors are absolute and big-endian (network byte order); a buffer's position, limit and mark are neither
 * used nor moved. An index outside the buffer throws {@link IndexOutOfBoundsException}: that is a caller's mistake,
 * since a {@link Validator} has checked whatever a peer may choose.
 */
public final class Octets {
    private Octets() {}

    /** The unsigned octet at {@code at}, 0 to 255. */
    public static int u8(ByteBuffer buffer, int at) {
        return buffer.get(at) & 0xff;
    }

    /** Writes the low 8 bits of {@code value}. */
    public static void u8(ByteBuffer buffer, int at, int value) {
        buffer.put(at, (byte) value);
    }

    /** The unsigned 16-bit number at {@code at}, 0 to 65535. */
    public static int u16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void u16(ByteBuffer buffer, int at, int value) {
        buffer.putShort(at, (short) value);
    }

    /** The 32 bits at {@code at}, as they are: for addresses and sequence numbers. */
    public static int i32(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    /** Writes 32 bits. */
    public static void i32(ByteBuffer buffer, int at, int value) {
        buffer.putInt(at, value);
    }

    /** The unsigned 32-bit number at {@code at}, 0 to 2^32 - 1. */
    public static long u32(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & 0xffff_ffffL;
    }

    /** The 48 bits at {@code at} in the low bits of a long: a hardware address. */
    public static long u48(ByteBuffer buffer, int at) {
        return (u32(buffer, at) << 16) | u16(buffer, at + 4);
    }

    /** Writes the low 48 bits of {@code value}. */
    public static void u48(ByteBuffer buffer, int at, long value) {
        buffer.putInt(at, (int) (value >>> 16));
        buffer.putShort(at + 4, (short) value);
    }

    /** The 64 bits at {@code at}. */
    public static long i64(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /** Writes 64 bits. */
    public static void i64(ByteBuffer buffer, int at, long value) {
        buffer.putLong(at, value);
    }

    /**
     * Copies {@code length} octets between buffers without moving either's position.
     */
    public static void copy(ByteBuffer source, int sourceAt, ByteBuffer target, int targetAt, int length) {
        target.put(targetAt, source, sourceAt, length);
    }

    /** Sets {@code length} octets from {@code at} to zero. */
    public static void zero(ByteBuffer buffer, int at, int length) {
        int end = at + length;
        int i = at;
        for (; end - i >= Long.BYTES; i += Long.BYTES) {
            buffer.putLong(i, 0);
        }
        for (; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
    }

    /** The ASCII or ISO 8859-1 text of {@code length} octets at {@code at}; for logs and set-up, it allocates. */
    public static String latin1(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets, 0, length);
        return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
