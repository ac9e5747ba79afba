package org.lneto.dhcpv6;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Validator;

/**
 * A message between client and server (RFC 8415, section 8); those of relay agents are {@link Dhcpv6RelayFrame}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    msg-type   |               transaction-id                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            options                            |
 * </pre>
 */
public final class Dhcpv6Frame extends Frame<Dhcpv6Frame> {
    /** Octets before the options. */
    public static final int HEADER_LENGTH = 4;

    /** UDP port of clients. */
    public static final int CLIENT_PORT = 546;

    /** UDP port of servers and relay agents. */
    public static final int SERVER_PORT = 547;

    /** Upper half of All_DHCP_Relay_Agents_and_Servers, ff02::1:2. */
    public static final long ALL_SERVERS_HIGH = 0xff02L << 48;

    /** Lower half of All_DHCP_Relay_Agents_and_Servers, ff02::1:2. */
    public static final long ALL_SERVERS_LOW = 0x1_0002;

    private static final int MESSAGE_TYPE = 0;

    /** Creates a frame over no octets. */
    public Dhcpv6Frame() {}

    /** The message type's code, 0 to 255. */
    public int type() {
        return u8(MESSAGE_TYPE);
    }

    /** Writes the message type's code. */
    public Dhcpv6Frame type(int code) {
        return u8(MESSAGE_TYPE, code);
    }

    /** The message type; null if it is unknown. */
    public @Nullable Dhcpv6MessageType messageType() {
        return Dhcpv6MessageType.of(type());
    }

    /** What answers repeat: 24 bits. */
    public int transactionId() {
        return i32(MESSAGE_TYPE) & 0xff_ffff;
    }

    /** Writes the transaction's identifier; the message type stays. */
    public Dhcpv6Frame transactionId(int id) {
        return i32(MESSAGE_TYPE, type() << 24 | id & 0xff_ffff);
    }

    /** Aims a reader at the options. */
    public void options(Dhcpv6OptionReader reader) {
        reader.wrap(buffer(), offset() + HEADER_LENGTH, offset() + available());
    }

    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return;
        }
        Dhcpv6MessageType type = messageType();
        if (type == Dhcpv6MessageType.RELAY_FORWARD || type == Dhcpv6MessageType.RELAY_REPLY) {
            validator.reject(FrameError.BAD_FIELD, offset()); // its header is another
            return;
        }
        OptionCheck.check(buffer(), offset() + HEADER_LENGTH, offset() + available(), validator);
    }
}
