package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * A DHCP message (RFC 2131, section 2): the fixed fields that it shares with BOOTP, the magic cookie, and options.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |
 * +---------------+---------------+---------------+---------------+
 * |                            xid (4)                            |
 * +-------------------------------+-------------------------------+
 * |           secs (2)            |           flags (2)           |
 * +-------------------------------+-------------------------------+
 * |                          ciaddr  (4)                          |
 * |                          yiaddr  (4)                          |
 * |                          siaddr  (4)                          |
 * |                          giaddr  (4)                          |
 * +---------------------------------------------------------------+
 * |                          chaddr  (16)                         |
 * |                          sname   (64)                         |
 * |                          file    (128)                        |
 * +---------------------------------------------------------------+
 * |              magic cookie 99.130.83.99, options               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Options are read by {@link DhcpOptionReader} and written by {@link DhcpOptionWriter}.
 */
public final class DhcpFrame extends Frame<DhcpFrame> {
    /** Octets before the first option, the magic cookie's 4 included. */
    public static final int HEADER_LENGTH = 240;

    /** Octets that a message has at least, padded: what BOOTP relays expect (RFC 1542, section 2.1). */
    public static final int MINIMUM_LENGTH = 300;

    /** {@link #op()} of what clients send. */
    public static final int BOOTREQUEST = 1;

    /** {@link #op()} of what servers send. */
    public static final int BOOTREPLY = 2;

    /** {@link #htype()} of Ethernet (RFC 1700). */
    public static final int ETHERNET = 1;

    /** The bit of {@link #flags()} that asks for answers by broadcast. */
    public static final int BROADCAST_FLAG = 0x8000;

    /** The first four octets of the options field, 99.130.83.99 (RFC 2131, section 3). */
    public static final int MAGIC_COOKIE = 0x63825363;

    /** Port of servers and relay agents. */
    public static final int SERVER_PORT = 67;

    /** Port of clients. */
    public static final int CLIENT_PORT = 68;

    static final int SNAME = 44;
    static final int SNAME_LENGTH = 64;
    static final int FILE = 108;
    static final int FILE_LENGTH = 128;

    private static final int OP = 0;
    private static final int HTYPE = 1;
    private static final int HLEN = 2;
    private static final int HOPS = 3;
    private static final int XID = 4;
    private static final int SECS = 8;
    private static final int FLAGS = 10;
    private static final int CIADDR = 12;
    private static final int YIADDR = 16;
    private static final int SIADDR = 20;
    private static final int GIADDR = 24;
    private static final int CHADDR = 28;
    private static final int CHADDR_LENGTH = 16;
    private static final int COOKIE = 236;

    /** Creates a frame over no octets. */
    public DhcpFrame() {}

    /** {@link #BOOTREQUEST} or {@link #BOOTREPLY}. */
    public int op() {
        return u8(OP);
    }

    /** Sets who speaks. */
    public DhcpFrame op(int op) {
        return u8(OP, op);
    }

    /** Kind of hardware address (RFC 1700). */
    public int htype() {
        return u8(HTYPE);
    }

    /** Sets the kind of hardware address. */
    public DhcpFrame htype(int htype) {
        return u8(HTYPE, htype);
    }

    /** Octets of the hardware address, 0 to 16 in a valid message. */
    public int hlen() {
        return u8(HLEN);
    }

    /** Sets the octets of the hardware address. */
    public DhcpFrame hlen(int hlen) {
        return u8(HLEN, hlen);
    }

    /** Relay agents passed. */
    public int hops() {
        return u8(HOPS);
    }

    /** Sets the relay agents passed. */
    public DhcpFrame hops(int hops) {
        return u8(HOPS, hops);
    }

    /** The transaction's identifier, chosen by the client. */
    public int xid() {
        return i32(XID);
    }

    /** Sets the transaction's identifier. */
    public DhcpFrame xid(int xid) {
        return i32(XID, xid);
    }

    /** Seconds since the client began, 0 to 65535. */
    public int secs() {
        return u16(SECS);
    }

    /** Sets the seconds since the client began. */
    public DhcpFrame secs(int secs) {
        return u16(SECS, secs);
    }

    /** All flags. */
    public int flags() {
        return u16(FLAGS);
    }

    /** Sets all flags. */
    public DhcpFrame flags(int flags) {
        return u16(FLAGS, flags);
    }

    /** Whether the client asks for answers by broadcast. */
    public boolean isBroadcast() {
        return (flags() & BROADCAST_FLAG) != 0;
    }

    /** The client's address, if it has one and answers ARP for it. */
    public int ciaddr() {
        return i32(CIADDR);
    }

    /** Sets the client's address. */
    public DhcpFrame ciaddr(int address) {
        return i32(CIADDR, address);
    }

    /** The address that the client is given. */
    public int yiaddr() {
        return i32(YIADDR);
    }

    /** Sets the address that the client is given. */
    public DhcpFrame yiaddr(int address) {
        return i32(YIADDR, address);
    }

    /** The server to load a program from. */
    public int siaddr() {
        return i32(SIADDR);
    }

    /** Sets the server to load a program from. */
    public DhcpFrame siaddr(int address) {
        return i32(SIADDR, address);
    }

    /** The relay agent that received it first; 0 if none did. */
    public int giaddr() {
        return i32(GIADDR);
    }

    /** Sets the relay agent. */
    public DhcpFrame giaddr(int address) {
        return i32(GIADDR, address);
    }

    /** The first 48 bits of the client's hardware address: all of it on Ethernet. */
    public long chaddr() {
        return u48(CHADDR);
    }

    /** Sets the client's hardware address to 48 bits, and the rest of the field to zero. */
    public DhcpFrame chaddr(long address) {
        Octets.zero(buffer(), offset() + CHADDR, CHADDR_LENGTH);
        return u48(CHADDR, address);
    }

    /** Index in the buffer of the 64 octets of sname: a server's name, ended by a zero, or options. */
    public int snameOffset() {
        return offset() + SNAME;
    }

    /** Index in the buffer of the 128 octets of file: a program's name, ended by a zero, or options. */
    public int fileOffset() {
        return offset() + FILE;
    }

    /** The four octets before the options. */
    public int magicCookie() {
        return i32(COOKIE);
    }

    /** Index in the buffer of the first option. */
    public int optionsOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets of the options field, without the cookie. */
    public int optionsLength() {
        return available() - HEADER_LENGTH;
    }

    /** The value of option 53; 0 if there is none (a BOOTP message). */
    public int messageTypeCode() {
        int value = OptionField.find(buffer(), optionsOffset(), end(), DhcpOption.MESSAGE_TYPE);
        if (value < 0 && (overload() & 1) != 0) {
            value = OptionField.find(buffer(), fileOffset(), fileOffset() + FILE_LENGTH, DhcpOption.MESSAGE_TYPE);
        }
        if (value < 0 && (overload() & 2) != 0) {
            value = OptionField.find(buffer(), snameOffset(), snameOffset() + SNAME_LENGTH, DhcpOption.MESSAGE_TYPE);
        }
        return value < 0 ? 0 : Octets.u8(buffer(), value);
    }

    /** The type by option 53; null if there is none, or one that is not known. */
    public @Nullable DhcpMessageType messageType() {
        return DhcpMessageType.of(messageTypeCode());
    }

    /** The value of option 52: 1 if file holds options, 2 if sname does, 3 for both; 0 for neither. */
    public int overload() {
        int value = OptionField.find(buffer(), optionsOffset(), end(), DhcpOption.OVERLOAD);
        return value < 0 ? 0 : Octets.u8(buffer(), value);
    }

    private int end() {
        return offset() + available();
    }

    /**
     * Begins a message: every fixed field zero, but for Ethernet's {@code htype} and {@code hlen}, and the cookie.
     *
     * @param op {@link #BOOTREQUEST} or {@link #BOOTREPLY}
     */
    public DhcpFrame clear(int op) {
        Octets.zero(buffer(), offset(), HEADER_LENGTH);
        i32(COOKIE, MAGIC_COOKIE);
        return op(op).htype(ETHERNET).hlen(6);
    }

    /**
     * Checks sizes, the cookie and the extent of every option, in the overloaded fields too. A missing end option is
     * forgiven where the field ends with an option.
     */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (op() != BOOTREQUEST && op() != BOOTREPLY) {
            validator.reject(FrameError.BAD_FIELD, offset() + OP);
        }
        if (hlen() > CHADDR_LENGTH) {
            validator.reject(FrameError.BAD_LENGTH, offset() + HLEN);
        }
        if (magicCookie() != MAGIC_COOKIE) {
            validator.reject(FrameError.BAD_FIELD, offset() + COOKIE);
            return; // what follows are not options
        }
        validateOptions(validator, optionsOffset(), end());
        int overload = overload();
        if ((overload & 1) != 0) {
            validateOptions(validator, fileOffset(), fileOffset() + FILE_LENGTH);
        }
        if ((overload & 2) != 0) {
            validateOptions(validator, snameOffset(), snameOffset() + SNAME_LENGTH);
        }
    }

    private void validateOptions(Validator validator, int from, int to) {
        OptionField.validate(buffer(), from, to, validator);
    }
}
