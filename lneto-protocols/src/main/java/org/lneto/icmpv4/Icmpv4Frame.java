package org.lneto.icmpv4;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * An ICMP message (RFC 792). What the second word means depends on the type: an echo's identifier and sequence number,
 * an error's details, of which the next hop's MTU is by RFC 1191.
 *
 * <pre>
 *  0      7 8     15 16             31
 * +--------+--------+-----------------+
 * |  type  |  code  |    checksum     |
 * +--------+--------+-----------------+
 * |   identifier    | sequence number |   echo
 * |     unused      |  next-hop MTU   |   destination unreachable
 * |          gateway address          |   redirect
 * | pointer|         unused           |   parameter problem
 * +-----------------------------------+
 * |  echo's data, or the quoted IP header and 8 octets or more of its data
 * </pre>
 */
public final class Icmpv4Frame extends Frame<Icmpv4Frame> {
    /** Octets before the data. */
    public static final int HEADER_LENGTH = 8;

    /** Type: echo reply. */
    public static final int ECHO_REPLY = 0;
    /** Type: destination unreachable. */
    public static final int DESTINATION_UNREACHABLE = 3;
    /** Type: source quench, deprecated by RFC 6633. */
    public static final int SOURCE_QUENCH = 4;
    /** Type: redirect. */
    public static final int REDIRECT = 5;
    /** Type: echo request. */
    public static final int ECHO_REQUEST = 8;
    /** Type: time exceeded. */
    public static final int TIME_EXCEEDED = 11;
    /** Type: parameter problem. */
    public static final int PARAMETER_PROBLEM = 12;

    /** Code of destination unreachable: network. */
    public static final int NETWORK_UNREACHABLE = 0;
    /** Code of destination unreachable: host. */
    public static final int HOST_UNREACHABLE = 1;
    /** Code of destination unreachable: protocol. */
    public static final int PROTOCOL_UNREACHABLE = 2;
    /** Code of destination unreachable: port. */
    public static final int PORT_UNREACHABLE = 3;
    /** Code of destination unreachable: fragmentation needed and DF set. */
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Code of destination unreachable: source route failed. */
    public static final int SOURCE_ROUTE_FAILED = 5;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE_NUMBER = 6;
    private static final int GATEWAY = 4;
    private static final int POINTER = 4;
    private static final int NEXT_HOP_MTU = 6;

    /** Creates a frame over no octets. */
    public Icmpv4Frame() {}

    /** The message's type, 0 to 255. */
    public int type() {
        return u8(TYPE);
    }

    /** Sets the type. */
    public Icmpv4Frame type(int type) {
        return u8(TYPE, type);
    }

    /** The type's subdivision, 0 to 255. */
    public int code() {
        return u8(CODE);
    }

    /** Sets the code. */
    public Icmpv4Frame code(int code) {
        return u8(CODE, code);
    }

    /** The checksum of the whole message, 0 to 65535. */
    public int checksum() {
        return u16(CHECKSUM);
    }

    /** Sets the checksum. */
    public Icmpv4Frame checksum(int checksum) {
        return u16(CHECKSUM, checksum);
    }

    /** Computes the checksum of a message that is otherwise complete and ends with what is available, and sets it. */
    public Icmpv4Frame updateChecksum() {
        checksum(0);
        return checksum(InternetChecksum.of(buffer(), offset(), available()));
    }

    /** An echo's identifier, 0 to 65535. */
    public int identifier() {
        return u16(IDENTIFIER);
    }

    /** Sets an echo's identifier. */
    public Icmpv4Frame identifier(int identifier) {
        return u16(IDENTIFIER, identifier);
    }

    /** An echo's sequence number, 0 to 65535. */
    public int sequenceNumber() {
        return u16(SEQUENCE_NUMBER);
    }

    /** Sets an echo's sequence number. */
    public Icmpv4Frame sequenceNumber(int sequenceNumber) {
        return u16(SEQUENCE_NUMBER, sequenceNumber);
    }

    /** Where fragmentation is needed: most octets of a packet to the next hop, 0 from a router older than RFC 1191. */
    public int nextHopMtu() {
        return u16(NEXT_HOP_MTU);
    }

    /** Sets the next hop's MTU. */
    public Icmpv4Frame nextHopMtu(int octets) {
        return u16(NEXT_HOP_MTU, octets);
    }

    /** A redirect's better gateway. */
    public int gatewayAddress() {
        return i32(GATEWAY);
    }

    /** Sets a redirect's gateway. */
    public Icmpv4Frame gatewayAddress(int address) {
        return i32(GATEWAY, address);
    }

    /** A parameter problem's place in the quoted packet, 0 to 255. */
    public int pointer() {
        return u8(POINTER);
    }

    /** Sets a parameter problem's pointer. */
    public Icmpv4Frame pointer(int pointer) {
        return u8(POINTER, pointer);
    }

    /** Index of an echo's data, or an error's quoted IP header, in the buffer. */
    public int dataOffset() {
        return offset() + HEADER_LENGTH;
    }

    /** Octets of data. */
    public int dataLength() {
        return available() - HEADER_LENGTH;
    }

    /** Whether it is an error, to which no error may answer (RFC 1122, section 3.2.2). */
    public boolean isError() {
        return isError(type());
    }

    /** Whether a type is an error's. */
    public static boolean isError(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** A name for logs; the number for a type without one. */
    public static String typeName(int type) {
        return switch (type) {
            case ECHO_REPLY -> "echo reply";
            case DESTINATION_UNREACHABLE -> "destination unreachable";
            case SOURCE_QUENCH -> "source quench";
            case REDIRECT -> "redirect";
            case ECHO_REQUEST -> "echo request";
            case TIME_EXCEEDED -> "time exceeded";
            case PARAMETER_PROBLEM -> "parameter problem";
            default -> Integer.toString(type);
        };
    }

    /** Checks size and checksum. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(buffer(), offset(), available()))) {
            validator.reject(FrameError.BAD_CHECKSUM, offset() + CHECKSUM);
        }
    }

    static int type(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + TYPE);
    }

    static int code(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + CODE);
    }

    static int nextHopMtu(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + NEXT_HOP_MTU);
    }

    static int identifier(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + IDENTIFIER);
    }

    static int sequenceNumber(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + SEQUENCE_NUMBER);
    }

    /** Writes the first 8 octets and the checksum of a message whose data is in place. */
    static void complete(ByteBuffer buffer, int at, int length, int type, int code, int secondWord) {
        Octets.i32(buffer, at, type << 24 | code << 16); // the checksum counts as zero
        Octets.i32(buffer, at + IDENTIFIER, secondWord);
        Octets.u16(buffer, at + CHECKSUM, InternetChecksum.of(buffer, at, length));
    }
}
