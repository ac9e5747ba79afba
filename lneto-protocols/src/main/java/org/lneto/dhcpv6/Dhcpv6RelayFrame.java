package org.lneto.dhcpv6;

import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Validator;

/**
 * A message of a relay agent, RELAY-FORW or RELAY-REPL (RFC 8415, section 9): another message lies in its option {@link
 * Dhcpv6OptionCode#RELAY_MESSAGE}.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    msg-type   |   hop-count   |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+          link-address         +
 * |                         (16 octets)                           |
 * |                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               |          peer-address         |
 * |                         (16 octets)                           |
 * |                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               |            options            |
 * </pre>
 */
public final class Dhcpv6RelayFrame extends Frame<Dhcpv6RelayFrame> {
    /** Octets before the options. */
    public static final int HEADER_LENGTH = 34;

    private static final int MESSAGE_TYPE = 0;
    private static final int HOP_COUNT = 1;
    private static final int LINK_ADDRESS = 2;
    private static final int PEER_ADDRESS = 18;

    /** Creates a frame over no octets. */
    public Dhcpv6RelayFrame() {}

    /** The message type's code: 12 or 13. */
    public int type() {
        return u8(MESSAGE_TYPE);
    }

    /** Writes the message type's code. */
    public Dhcpv6RelayFrame type(int code) {
        return u8(MESSAGE_TYPE, code);
    }

    /** Relay agents that passed the message on before, 0 to 255. */
    public int hopCount() {
        return u8(HOP_COUNT);
    }

    /** Writes the hop count. */
    public Dhcpv6RelayFrame hopCount(int hops) {
        return u8(HOP_COUNT, hops);
    }

    /** Upper half of an address of the client's link; unspecified if the agent says it otherwise. */
    public long linkHigh() {
        return i64(LINK_ADDRESS);
    }

    /** Lower half of the address of the client's link. */
    public long linkLow() {
        return i64(LINK_ADDRESS + 8);
    }

    /** Writes the address of the client's link. */
    public Dhcpv6RelayFrame linkAddress(long high, long low) {
        return i64(LINK_ADDRESS, high).i64(LINK_ADDRESS + 8, low);
    }

    /** Upper half of the address of the client or agent that the message came from. */
    public long peerHigh() {
        return i64(PEER_ADDRESS);
    }

    /** Lower half of the address of the client or agent that the message came from. */
    public long peerLow() {
        return i64(PEER_ADDRESS + 8);
    }

    /** Writes the address of the client or agent. */
    public Dhcpv6RelayFrame peerAddress(long high, long low) {
        return i64(PEER_ADDRESS, high).i64(PEER_ADDRESS + 8, low);
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
        if (type() != Dhcpv6MessageType.RELAY_FORWARD.code() && type() != Dhcpv6MessageType.RELAY_REPLY.code()) {
            validator.reject(FrameError.BAD_FIELD, offset());
            return;
        }
        OptionCheck.check(buffer(), offset() + HEADER_LENGTH, offset() + available(), validator);
    }
}
