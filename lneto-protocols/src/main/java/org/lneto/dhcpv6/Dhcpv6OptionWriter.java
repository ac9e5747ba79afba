package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Writes options, one within another where they nest. What does not fit is not written, nor anything after it; {@link
 * #overflowed()} then says so.
 */
public final class Dhcpv6OptionWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int at;
    private int end;
    private boolean overflowed;

    /** Creates a writer without room. */
    public Dhcpv6OptionWriter() {}

    /** Aims the writer: the first option is written at {@code at}, nothing at or beyond {@code end}. */
    public Dhcpv6OptionWriter wrap(ByteBuffer buffer, int at, int end) {
        this.buffer = buffer;
        this.at = at;
        this.end = end;
        overflowed = at > end;
        return this;
    }

    /** Index after what is written. */
    public int position() {
        return at;
    }

    /** Whether something did not fit. */
    public boolean overflowed() {
        return overflowed;
    }

    /**
     * Begins an option, whose data follow.
     *
     * @return what {@link #end(int)} wants to be told
     */
    public int begin(Dhcpv6OptionCode code) {
        return begin(code.code());
    }

    /** As {@link #begin(Dhcpv6OptionCode)}, of any code. */
    public int begin(int code) {
        int mark = at;
        u16(code);
        u16(0);
        return mark;
    }

    /** Ends an option: its length is that of what was written since its {@link #begin}. */
    public Dhcpv6OptionWriter end(int mark) {
        if (!overflowed) {
            Octets.u16(buffer, mark + 2, at - mark - Dhcpv6OptionReader.HEADER_LENGTH);
        }
        return this;
    }

    /** Writes an option of octets. */
    public Dhcpv6OptionWriter option(Dhcpv6OptionCode code, byte[] data) {
        int mark = begin(code);
        octets(data);
        return end(mark);
    }

    /** Copies an option's data from elsewhere. */
    public Dhcpv6OptionWriter option(Dhcpv6OptionCode code, ByteBuffer source, int from, int length) {
        int mark = begin(code);
        octets(source, from, length);
        return end(mark);
    }

    /** Writes an option of 32 bits. */
    public Dhcpv6OptionWriter option32(Dhcpv6OptionCode code, long value) {
        int mark = begin(code);
        return u32(value).end(mark);
    }

    /** Writes an option of 16 bits. */
    public Dhcpv6OptionWriter option16(Dhcpv6OptionCode code, int value) {
        int mark = begin(code);
        return u16(value).end(mark);
    }

    /** Writes an option of one octet. */
    public Dhcpv6OptionWriter option8(Dhcpv6OptionCode code, int value) {
        int mark = begin(code);
        return u8(value).end(mark);
    }

    /** Writes a status without a text. */
    public Dhcpv6OptionWriter status(Dhcpv6Status status) {
        return option16(Dhcpv6OptionCode.STATUS_CODE, status.code());
    }

    /**
     * Begins an identity association of addresses or prefixes; those follow.
     *
     * @param code {@link Dhcpv6OptionCode#IA_NA} or {@link Dhcpv6OptionCode#IA_PD}
     * @param t1Seconds when to renew
     * @param t2Seconds when to rebind
     * @return what {@link #end(int)} wants to be told
     */
    public int beginAssociation(Dhcpv6OptionCode code, int iaid, long t1Seconds, long t2Seconds) {
        int mark = begin(code);
        u32(iaid).u32(t1Seconds).u32(t2Seconds);
        return mark;
    }

    /** Writes an address of an identity association, with its lifetimes in seconds. */
    public Dhcpv6OptionWriter address(long high, long low, long preferredSeconds, long validSeconds) {
        int mark = begin(Dhcpv6OptionCode.IA_ADDRESS);
        return i64(high).i64(low).u32(preferredSeconds).u32(validSeconds).end(mark);
    }

    /** Writes a prefix of an identity association, with its lifetimes in seconds. */
    public Dhcpv6OptionWriter prefix(long high, long low, int length, long preferredSeconds, long validSeconds) {
        int mark = begin(Dhcpv6OptionCode.IA_PREFIX);
        return u32(preferredSeconds)
                .u32(validSeconds)
                .u8(length)
                .i64(high)
                .i64(low)
                .end(mark);
    }

    /** Writes an octet. */
    public Dhcpv6OptionWriter u8(int value) {
        if (has(1)) {
            Octets.u8(buffer, at, value);
            at++;
        }
        return this;
    }

    /** Writes 16 bits. */
    public Dhcpv6OptionWriter u16(int value) {
        if (has(2)) {
            Octets.u16(buffer, at, value);
            at += 2;
        }
        return this;
    }

    /** Writes the low 32 bits. */
    public Dhcpv6OptionWriter u32(long value) {
        if (has(4)) {
            Octets.i32(buffer, at, (int) value);
            at += 4;
        }
        return this;
    }

    /** Writes 64 bits. */
    public Dhcpv6OptionWriter i64(long value) {
        if (has(8)) {
            Octets.i64(buffer, at, value);
            at += 8;
        }
        return this;
    }

    /** Writes octets. */
    public Dhcpv6OptionWriter octets(byte[] octets) {
        if (has(octets.length)) {
            buffer.put(at, octets);
            at += octets.length;
        }
        return this;
    }

    /** Copies octets from elsewhere. */
    public Dhcpv6OptionWriter octets(ByteBuffer source, int from, int length) {
        if (has(length)) {
            Octets.copy(source, from, buffer, at, length);
            at += length;
        }
        return this;
    }

    /** Leaves octets for the caller to fill in; the index of the first, meaningless after an overflow. */
    public int skip(int length) {
        int skipped = at;
        if (has(length)) {
            at += length;
        }
        return skipped;
    }

    private boolean has(int octets) {
        overflowed |= octets > end - at;
        return !overflowed;
    }
}
