package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Writes options one after another, never beyond an end; an octet for the end option is kept. An option that does not
 * fit is left out as a whole, which {@link #isComplete()} tells: write the important ones first. Reused; allocates
 * nothing.
 */
public final class DhcpOptionWriter {
    private static final int MAXIMUM_PART = 255;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private int at;
    private int end;
    private boolean complete;

    /** Creates a writer over no octets. */
    public DhcpOptionWriter() {}

    /**
     * Aims the writer.
     *
     * @param buffer big-endian
     * @param from index of the first option
     * @param end index that must not be written at or beyond; greater than {@code from}
     */
    public DhcpOptionWriter wrap(ByteBuffer buffer, int from, int end) {
        if (from < 0 || from >= end || end > buffer.limit()) {
            throw new IndexOutOfBoundsException(
                    "options from " + from + " to " + end + ", but the buffer ends at " + buffer.limit());
        }
        this.buffer = buffer;
        this.at = from;
        this.end = end;
        this.complete = true;
        return this;
    }

    /** Writes an option without octets, which says something by being there. */
    public DhcpOptionWriter flag(int code) {
        begin(code, 0);
        return this;
    }

    /** Writes an option of one octet. */
    public DhcpOptionWriter u8(int code, int value) {
        if (begin(code, 1)) {
            Octets.u8(buffer, at, value);
            at++;
        }
        return this;
    }

    /** Writes an option of 16 bits. */
    public DhcpOptionWriter u16(int code, int value) {
        if (begin(code, 2)) {
            Octets.u16(buffer, at, value);
            at += 2;
        }
        return this;
    }

    /** Writes an option of 32 bits, such as an address or a time. */
    public DhcpOptionWriter i32(int code, int value) {
        if (begin(code, 4)) {
            Octets.i32(buffer, at, value);
            at += 4;
        }
        return this;
    }

    /** Writes octets as an option; nothing if there are none. More than 255 go into several (RFC 3396). */
    public DhcpOptionWriter octets(int code, byte[] value) {
        return octets(code, value, value.length);
    }

    /** Writes the first {@code length} octets as an option; nothing if that is 0. */
    public DhcpOptionWriter octets(int code, byte[] value, int length) {
        if (!fits(length)) {
            complete = false;
            return this;
        }
        for (int from = 0; from < length; from += MAXIMUM_PART) {
            int part = Math.min(MAXIMUM_PART, length - from);
            begin(code, part);
            buffer.put(at, value, from, part);
            at += part;
        }
        return this;
    }

    private boolean begin(int code, int length) {
        if (2 + length > end - 1 - at) {
            complete = false;
            return false;
        }
        Octets.u8(buffer, at, code);
        Octets.u8(buffer, at + 1, length);
        at += 2;
        return true;
    }

    /** Octets that an option takes whose value has {@code length}, with the heads of all its parts; 0 for no value. */
    static int size(int length) {
        return length + 2 * ((length + MAXIMUM_PART - 1) / MAXIMUM_PART);
    }

    /** Octets that options may still take. */
    int room() {
        return end - 1 - at;
    }

    /** Whether there is room for an option whose value has {@code length} octets. */
    boolean fits(int length) {
        return size(length) <= room();
    }

    /** Index of the next option. */
    int position() {
        return at;
    }

    /** Moves the end on, to where it had been kept from. */
    DhcpOptionWriter extend(int octets) {
        end += octets;
        return this;
    }

    /** Whether every option so far has found room. */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Writes the end option, and pads with zeros up to an index if there is room.
     *
     * @param padTo index that the message shall reach
     * @return index after the last octet written
     */
    public int end(int padTo) {
        Octets.u8(buffer, at, DhcpOption.END);
        at++;
        int padded = Math.min(padTo, end);
        if (padded > at) {
            Octets.zero(buffer, at, padded - at);
            at = padded;
        }
        return at;
    }
}
