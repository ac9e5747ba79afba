package org.lneto.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A header seen through accessors: a flyweight over octets that belong to somebody else.
 *
 * <p>{@link #wrap} aims it; it may then be read, written and aimed again, allocating nothing. A frame is borrowed for
 * the length of a call: it is never stored, queued or handed to another thread. What must last is copied into a value.
 *
 * <p>Subclasses name their fields by the RFC, with a getter and a setter that returns {@code this}. Their
 * {@code validate} promises: once it has accepted, no getter throws. Setters trust the caller and keep the low bits of
 * what they are given.
 *
 * @param <F> the subclass, which setters return
 */
public abstract class Frame<F extends Frame<F>> {
    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);

    private ByteBuffer buffer = EMPTY;
    private int offset;
    private int available;

    /** Creates a frame over no octets at all. */
    protected Frame() {}

    /**
     * Aims the frame.
     *
     * @param buffer big-endian; position and limit are not used as the frame's bounds and not moved
     * @param offset index of the header's first octet
     * @param available octets that may be read from there on: header and all that follows
     * @throws IndexOutOfBoundsException if the buffer does not hold them
     * @throws IllegalArgumentException if the buffer is little-endian
     */
    public final F wrap(ByteBuffer buffer, int offset, int available) {
        if ((offset | available) < 0 || offset > buffer.limit() - available) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + ", available " + available + ", but the buffer ends at " + buffer.limit());
        }
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer must be big-endian: call order(ByteOrder.BIG_ENDIAN)");
        }
        this.buffer = buffer;
        this.offset = offset;
        this.available = available;
        return self();
    }

    /** Checks what a peer may have got wrong. After {@link Validator#ok()}, no getter throws. */
    public abstract void validate(Validator validator);

    @SuppressWarnings("unchecked")
    private F self() {
        return (F) this;
    }

    /** The octets' buffer, as given to {@link #wrap}. */
    public final ByteBuffer buffer() {
        return buffer;
    }

    /** Index of the header's first octet in {@link #buffer()}. */
    public final int offset() {
        return offset;
    }

    /** Octets from the header's first to the end of what may be read. */
    public final int available() {
        return available;
    }

    /** Octet at {@code field}, counted from the header's start, 0 to 255. */
    protected final int u8(int field) {
        return Octets.u8(buffer, offset + field);
    }

    /** Writes an octet. */
    protected final F u8(int field, int value) {
        Octets.u8(buffer, offset + field, value);
        return self();
    }

    /** 16 bits at {@code field}, 0 to 65535. */
    protected final int u16(int field) {
        return Octets.u16(buffer, offset + field);
    }

    /** Writes 16 bits. */
    protected final F u16(int field, int value) {
        Octets.u16(buffer, offset + field, value);
        return self();
    }

    /** 32 bits at {@code field}. */
    protected final int i32(int field) {
        return Octets.i32(buffer, offset + field);
    }

    /** Writes 32 bits. */
    protected final F i32(int field, int value) {
        Octets.i32(buffer, offset + field, value);
        return self();
    }

    /** 32 bits at {@code field}, 0 to 2^32 - 1. */
    protected final long u32(int field) {
        return Octets.u32(buffer, offset + field);
    }

    /** 48 bits at {@code field}, in the low bits. */
    protected final long u48(int field) {
        return Octets.u48(buffer, offset + field);
    }

    /** Writes 48 bits. */
    protected final F u48(int field, long value) {
        Octets.u48(buffer, offset + field, value);
        return self();
    }

    /** 64 bits at {@code field}. */
    protected final long i64(int field) {
        return Octets.i64(buffer, offset + field);
    }

    /** Writes 64 bits. */
    protected final F i64(int field, long value) {
        Octets.i64(buffer, offset + field, value);
        return self();
    }
}
