package org.lneto.icmpv6;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.ip.IpHeader;

/**
 * ICMPv6 message (RFC 4443, section 2.1). The second word is the message's own: identifier and sequence number of an echo,
 * the MTU of packet too big, the pointer of a parameter problem.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Identifier, MTU or pointer                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Message body                          |
 * </pre>
 */
public final class Icmpv6Frame extends Frame<Icmpv6Frame> {
    /** IP protocol number. */
    public static final int PROTOCOL = 58;

    /** Octets before the body. */
    public static final int HEADER_LENGTH = 8;

    /** Destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 1;
    /** Packet too big. */
    public static final int PACKET_TOO_BIG = 2;
    /** Time exceeded. */
    public static final int TIME_EXCEEDED = 3;
    /** Parameter problem. */
    public static final int PARAMETER_PROBLEM = 4;
    /** Echo request. */
    public static final int ECHO_REQUEST = 128;
    /** Echo reply. */
    public static final int ECHO_REPLY = 129;
    /** Multicast listener query (RFC 2710, RFC 3810). */
    public static final int MULTICAST_LISTENER_QUERY = 130;
    /** Multicast listener report (RFC 2710). */
    public static final int MULTICAST_LISTENER_REPORT = 131;
    /** Multicast listener done (RFC 2710). */
    public static final int MULTICAST_LISTENER_DONE = 132;
    /** Router solicitation (RFC 4861). */
    public static final int ROUTER_SOLICITATION = 133;
    /** Router advertisement (RFC 4861). */
    public static final int ROUTER_ADVERTISEMENT = 134;
    /** Neighbour solicitation (RFC 4861). */
    public static final int NEIGHBOUR_SOLICITATION = 135;
    /** Neighbour advertisement (RFC 4861). */
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    /** Redirect (RFC 4861). */
    public static final int REDIRECT = 137;
    /** Multicast listener report, version 2 (RFC 3810). */
    public static final int MULTICAST_LISTENER_REPORT_V2 = 143;

    /** Code of destination unreachable: no route. */
    public static final int NO_ROUTE = 0;
    /** Code of destination unreachable: prohibited. */
    public static final int PROHIBITED = 1;
    /** Code of destination unreachable: beyond the scope of the source. */
    public static final int BEYOND_SCOPE = 2;
    /** Code of destination unreachable: the host does not answer. */
    public static final int ADDRESS_UNREACHABLE = 3;
    /** Code of destination unreachable: nobody listens on the port. */
    public static final int PORT_UNREACHABLE = 4;
    /** Code of time exceeded: fragments did not all come. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;
    /** Code of parameter problem: no protocol for the next header. */
    public static final int UNRECOGNIZED_NEXT_HEADER = 1;

    private static final int CHECKSUM = 2;
    private static final int SECOND_WORD = 4;
    private static final int FIRST_INFORMATIONAL = 128;

    /** Creates a frame over no octets; {@link #wrap} aims it. */
    public Icmpv6Frame() {}

    /** What the message is, 0 to 255. */
    public int type() {
        return u8(0);
    }

    /** Sets what the message is. */
    public Icmpv6Frame type(int type) {
        return u8(0, type);
    }

    /** What kind of the type, 0 to 255. */
    public int code() {
        return u8(1);
    }

    /** Sets what kind of the type. */
    public Icmpv6Frame code(int code) {
        return u8(1, code);
    }

    /** Over the pseudo-header and the message. */
    public int checksum() {
        return u16(CHECKSUM);
    }

    /** Sets the checksum. */
    public Icmpv6Frame checksum(int checksum) {
        return u16(CHECKSUM, checksum);
    }

    /** Whom the echo belongs to, 0 to 65535. */
    public int identifier() {
        return u16(SECOND_WORD);
    }

    /** Which echo it is, 0 to 65535. */
    public int sequenceNumber() {
        return u16(SECOND_WORD + 2);
    }

    /** Most octets of a packet that the next link takes; of packet too big. */
    public long mtu() {
        return u32(SECOND_WORD);
    }

    /** Octets from the quoted packet's start to what is wrong; of parameter problem. */
    public long pointer() {
        return u32(SECOND_WORD);
    }

    /** Sets the second word: MTU, pointer, or identifier and sequence number. */
    public Icmpv6Frame secondWord(int word) {
        return i32(SECOND_WORD, word);
    }

    /** Checks the size; the checksum needs the addresses. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
        }
    }

    /** Whether messages of a type are errors, which are never answered by errors. */
    public static boolean isError(int type) {
        return type < FIRST_INFORMATIONAL;
    }

    /** The name of a message's type; null if it has none here. */
    public static @Nullable String typeName(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE -> "destination unreachable";
            case PACKET_TOO_BIG -> "packet too big";
            case TIME_EXCEEDED -> "time exceeded";
            case PARAMETER_PROBLEM -> "parameter problem";
            case ECHO_REQUEST -> "echo request";
            case ECHO_REPLY -> "echo reply";
            case MULTICAST_LISTENER_QUERY -> "multicast listener query";
            case MULTICAST_LISTENER_REPORT -> "multicast listener report";
            case MULTICAST_LISTENER_DONE -> "multicast listener done";
            case ROUTER_SOLICITATION -> "router solicitation";
            case ROUTER_ADVERTISEMENT -> "router advertisement";
            case NEIGHBOUR_SOLICITATION -> "neighbour solicitation";
            case NEIGHBOUR_ADVERTISEMENT -> "neighbour advertisement";
            case REDIRECT -> "redirect";
            case MULTICAST_LISTENER_REPORT_V2 -> "multicast listener report v2";
            default -> null;
        };
    }

    /** The type of the message at {@code at}. */
    public static int type(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at);
    }

    /** The code of the message at {@code at}. */
    public static int code(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + 1);
    }

    /** Begins a message: type, code, no checksum yet, and the second word. */
    public static void begin(ByteBuffer buffer, int at, int type, int code, int secondWord) {
        Octets.i32(buffer, at, type << 24 | code << 16);
        Octets.i32(buffer, at + SECOND_WORD, secondWord);
    }

    /** Whether the checksum of the message at {@code at} is right for the addresses in the IP header. */
    static boolean verifies(ByteBuffer buffer, int ip, int at, int length) {
        return InternetChecksum.verifies(
                IpHeader.pseudoHeaderSum(buffer, ip, PROTOCOL, length) + InternetChecksum.sum(buffer, at, length));
    }

    /** Writes the checksum of a message whose other octets, and whose addresses, are there. */
    static void writeChecksum(ByteBuffer buffer, int ip, int at, int length) {
        Octets.u16(buffer, at + CHECKSUM, 0);
        long sum = IpHeader.pseudoHeaderSum(buffer, ip, PROTOCOL, length) + InternetChecksum.sum(buffer, at, length);
        Octets.u16(buffer, at + CHECKSUM, InternetChecksum.finish(sum));
    }

    static int secondWord(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + SECOND_WORD);
    }
}
