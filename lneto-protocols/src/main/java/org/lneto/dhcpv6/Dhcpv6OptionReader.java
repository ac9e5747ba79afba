package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Walks over options, in a message or within another option. Aimed and reused, it allocates nothing; an option that runs
 * past the end ends the walk, so that any octets may be read.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          option-code          |           option-len          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   option-len octets of data                   |
 * </pre>
 */
public final class Dhcpv6OptionReader {
    /** Octets of an option before its data. */
    public static final int HEADER_LENGTH = 4;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int start;
    private int end;
    private int next;
    private int at;
    private int length;

    /** Creates a reader over no options. */
    public Dhcpv6OptionReader() {}

    /** Aims the reader at the options between two indices. */
    public Dhcpv6OptionReader wrap(ByteBuffer buffer, int start, int end) {
        this.buffer = buffer;
        this.start = start;
        this.end = end;
        return rewind();
    }

    /** Goes back to before the first option. */
    public Dhcpv6OptionReader rewind() {
        next = start;
        at = start;
        length = 0;
        return this;
    }

    /** Goes to the next option; false if there is none. */
    public boolean next() {
        if (end - next < HEADER_LENGTH) {
            return false;
        }
        int size = Octets.u16(buffer, next + 2);
        if (size > end - next - HEADER_LENGTH) {
            return false;
        }
        at = next;
        length = size;
        next = at + HEADER_LENGTH + size;
        return true;
    }

    /** Goes to the first option of a kind, from the start; false if there is none. */
    public boolean find(Dhcpv6OptionCode code) {
        rewind();
        while (next()) {
            if (code() == code.code()) {
                return true;
            }
        }
        return false;
    }

    /** The option's code, 0 to 65535. */
    public int code() {
        return Octets.u16(buffer, at);
    }

    /** Index of the option's data. */
    public int offset() {
        return at + HEADER_LENGTH;
    }

    /** Octets of the option's data. */
    public int length() {
        return length;
    }

    /** Aims another reader at the options within this one, which follow its fields if it has any. */
    public void nested(Dhcpv6OptionReader reader) {
        int fields = OptionCheck.fixedLength(code());
        reader.wrap(buffer, offset() + Math.min(fields, length), offset() + length);
    }

    /** The octets that it reads. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The data's octet at {@code field}. */
    public int u8(int field) {
        return Octets.u8(buffer, offset() + field);
    }

    /** 16 bits of the data at {@code field}. */
    public int u16(int field) {
        return Octets.u16(buffer, offset() + field);
    }

    /** 32 bits of the data at {@code field}, 0 to 2^32 - 1. */
    public long u32(int field) {
        return Octets.u32(buffer, offset() + field);
    }

    /** 64 bits of the data at {@code field}. */
    public long i64(int field) {
        return Octets.i64(buffer, offset() + field);
    }

    /** The status that the options state; {@link Dhcpv6Status#SUCCESS} if they state none (section 21.13). Goes there. */
    public int status() {
        return find(Dhcpv6OptionCode.STATUS_CODE) ? u16(0) : Dhcpv6Status.SUCCESS.code();
    }
}
