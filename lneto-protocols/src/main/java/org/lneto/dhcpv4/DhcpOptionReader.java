package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Walks the options of a message: those of the options field, then, if option 52 says so, those in file and in sname
 * (RFC 2131, section 4.1). Reused; allocates nothing.
 *
 * <pre>{@code
 * options.wrap(frame);
 * while (options.next()) { ... options.code() ... }
 * }</pre>
 *
 * <p>An option that runs past its field ends that field; after {@link DhcpFrame#validate} there is none.
 */
public final class DhcpOptionReader {
    private static final int IN_OPTIONS = 0;
    private static final int IN_FILE = 1;
    private static final int IN_SNAME = 2;

    private DhcpFrame frame = new DhcpFrame();
    private int field;
    private int overload;
    private int next;
    private int fieldEnd;
    private int code;
    private int length;
    private int valueOffset;

    /** Creates a reader over no options. */
    public DhcpOptionReader() {}

    /** Aims the reader at the first option of a message, which it borrows. */
    public DhcpOptionReader wrap(DhcpFrame frame) {
        this.frame = frame;
        return rewind();
    }

    /** Goes back to the first option. */
    public DhcpOptionReader rewind() {
        field = IN_OPTIONS;
        overload = 0;
        code = DhcpOption.END;
        length = 0;
        next = frame.optionsOffset();
        fieldEnd = next + Math.max(0, frame.optionsLength());
        valueOffset = next;
        return this;
    }

    /** Goes to the next option that is neither pad nor end; false if there are no more. */
    public boolean next() {
        do {
            if (nextInField()) {
                if (code == DhcpOption.OVERLOAD && field == IN_OPTIONS && length > 0) {
                    overload = u8();
                }
                return true;
            }
        } while (nextField());
        code = DhcpOption.END;
        length = 0;
        return false;
    }

    private boolean nextInField() {
        ByteBuffer buffer = frame.buffer();
        while (next < fieldEnd && Octets.u8(buffer, next) == DhcpOption.PAD) {
            next++;
        }
        if (next + 2 > fieldEnd || Octets.u8(buffer, next) == DhcpOption.END) {
            return false;
        }
        int octets = Octets.u8(buffer, next + 1);
        if (next + 2 + octets > fieldEnd) {
            return false;
        }
        code = Octets.u8(buffer, next);
        length = octets;
        valueOffset = next + 2;
        next = valueOffset + octets;
        return true;
    }

    private boolean nextField() {
        if (field == IN_OPTIONS) {
            field = IN_FILE;
            if ((overload & 1) != 0) {
                next = frame.fileOffset();
                fieldEnd = next + DhcpFrame.FILE_LENGTH;
                return true;
            }
        }
        if (field == IN_FILE) {
            field = IN_SNAME;
            if ((overload & 2) != 0) {
                next = frame.snameOffset();
                fieldEnd = next + DhcpFrame.SNAME_LENGTH;
                return true;
            }
        }
        next = fieldEnd;
        return false;
    }

    /**
     * Goes to the first option with a code, from the start. One that was split (RFC 3396) has more parts: {@link
     * DhcpOptions} joins them.
     *
     * @return false if there is none
     */
    public boolean find(int code) {
        rewind();
        while (next()) {
            if (this.code == code) {
                return true;
            }
        }
        return false;
    }

    /** The 32-bit value of the first option with a code, such as an address; {@code otherwise} if none has 4 octets. */
    public int i32(int code, int otherwise) {
        return find(code) && length == 4 ? Octets.i32(frame.buffer(), valueOffset) : otherwise;
    }

    /** The code of this option, 1 to 254; {@link DhcpOption#END} before the first and after the last. */
    public int code() {
        return code;
    }

    /** Octets of its value, 0 to 255. */
    public int length() {
        return length;
    }

    /** Index of its value in the message's buffer. */
    public int valueOffset() {
        return valueOffset;
    }

    /** The first octet of its value, 0 to 255; its length must be 1 or more. */
    public int u8() {
        return Octets.u8(frame.buffer(), valueOffset);
    }

    /** The octet of its value at {@code index}, 0 to 255. */
    public int u8(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("octet " + index + " of an option of " + length);
        }
        return Octets.u8(frame.buffer(), valueOffset + index);
    }
}
