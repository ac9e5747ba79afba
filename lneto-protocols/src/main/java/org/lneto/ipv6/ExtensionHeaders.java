package org.lneto.ipv6;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;

/**
 * Walks the extension headers of a packet (RFC 8200, section 4) up to the first that is none, or to a fragment header.
 * One object for all packets; what it found stays until the next walk.
 *
 * <p>Bounded: at most {@value #MAXIMUM_HEADERS} headers and {@value #MAXIMUM_OPTIONS} options; a packet with more is
 * {@link Verdict#BAD_OPTION}. Options that are not known are treated as their type says. A routing header with segments
 * left is refused, whatever its type (RFC 5095).
 */
public final class ExtensionHeaders {
    /** Hop-by-hop options. */
    public static final int HOP_BY_HOP = 0;

    /** Routing. */
    public static final int ROUTING = 43;

    /** Fragment. */
    public static final int FRAGMENT = 44;

    /** Destination options. */
    public static final int DESTINATION_OPTIONS = 60;

    /** Nothing follows. */
    public static final int NO_NEXT_HEADER = 59;

    /** Octets of a fragment header. */
    public static final int FRAGMENT_LENGTH = 8;

    /** Most extension headers of a packet. */
    static final int MAXIMUM_HEADERS = 8;

    /** Most options of a packet, padding not counted. */
    static final int MAXIMUM_OPTIONS = 32;

    /** {@link #problemCode()} when there is nothing to report. */
    static final int NO_PROBLEM = -1;

    /** ICMPv6 parameter problem: erroneous header field. */
    static final int ERRONEOUS_FIELD = 0;

    /** ICMPv6 parameter problem: unrecognized next header type. */
    static final int UNRECOGNIZED_NEXT_HEADER = 1;

    /** ICMPv6 parameter problem: unrecognized IPv6 option. */
    static final int UNRECOGNIZED_OPTION = 2;

    private static final int PAD1 = 0;
    private static final int PADN = 1;
    private static final int ROUTER_ALERT = 5;
    private static final int MINIMUM_LENGTH = 8;
    private static final int SEGMENTS_LEFT = 3;

    private int nextHeader;
    private int nextHeaderField;
    private int offset;
    private int problemCode;
    private int problemPointer;
    private boolean problemForGroups;
    private int options;

    /** Creates a walker. */
    public ExtensionHeaders() {}

    /**
     * Walks from the IPv6 header on.
     *
     * @param buffer holds the packet
     * @param ip index of its IPv6 header, which is whole
     * @param end index after the packet
     * @return {@link Verdict#ACCEPTED}, or why the packet is to be dropped; {@link #problemCode()} then says whether its
     *     sender is to be told
     */
    public Verdict walk(ByteBuffer buffer, int ip, int end) {
        nextHeader = Ipv6Frame.nextHeader(buffer, ip);
        nextHeaderField = ip + Ipv6Frame.NEXT_HEADER;
        offset = ip + Ipv6Frame.HEADER_LENGTH;
        problemCode = NO_PROBLEM;
        options = 0;
        for (int headers = 0; isWalked(nextHeader); headers++) {
            if (nextHeader == HOP_BY_HOP && headers > 0) {
                return problem(UNRECOGNIZED_NEXT_HEADER, nextHeaderField, ip, false, Verdict.BAD_FIELD);
            }
            if (headers == MAXIMUM_HEADERS) {
                return Verdict.BAD_OPTION;
            }
            Verdict verdict = step(buffer, ip, end);
            if (verdict != Verdict.ACCEPTED) {
                return verdict;
            }
        }
        return Verdict.ACCEPTED;
    }

    private static boolean isWalked(int type) {
        return type == HOP_BY_HOP || type == DESTINATION_OPTIONS || type == ROUTING;
    }

    private Verdict step(ByteBuffer buffer, int ip, int end) {
        int at = offset;
        if (end - at < MINIMUM_LENGTH) {
            return Verdict.TRUNCATED;
        }
        int length = MINIMUM_LENGTH + Octets.u8(buffer, at + 1) * 8;
        if (length > end - at) {
            return Verdict.TRUNCATED;
        }
        if (nextHeader == ROUTING) {
            if (Octets.u8(buffer, at + SEGMENTS_LEFT) != 0) {
                return problem(ERRONEOUS_FIELD, at + 2, ip, false, Verdict.BAD_OPTION);
            }
        } else {
            Verdict verdict = options(buffer, at + 2, at + length, ip);
            if (verdict != Verdict.ACCEPTED) {
                return verdict;
            }
        }
        nextHeader = Octets.u8(buffer, at);
        nextHeaderField = at;
        offset = at + length;
        return Verdict.ACCEPTED;
    }

    /** RFC 8200, section 4.2. */
    private Verdict options(ByteBuffer buffer, int from, int end, int ip) {
        int at = from;
        while (at < end) {
            int type = Octets.u8(buffer, at);
            if (type == PAD1) {
                at++;
                continue;
            }
            if (end - at < 2 || end - at - 2 < Octets.u8(buffer, at + 1)) {
                return Verdict.BAD_OPTION;
            }
            if (type != PADN && type != ROUTER_ALERT) {
                if (type >>> 6 != 0) {
                    return refuse(type >>> 6, at, ip);
                }
                if (++options > MAXIMUM_OPTIONS) {
                    return Verdict.BAD_OPTION;
                }
            }
            at += 2 + Octets.u8(buffer, at + 1);
        }
        return Verdict.ACCEPTED;
    }

    /** What the two upper bits of an unknown option's type say. */
    private Verdict refuse(int action, int at, int ip) {
        return action == 1 ? Verdict.BAD_OPTION : problem(UNRECOGNIZED_OPTION, at, ip, action == 2, Verdict.BAD_OPTION);
    }

    private Verdict problem(int code, int at, int ip, boolean forGroups, Verdict verdict) {
        problemCode = code;
        problemPointer = at - ip;
        problemForGroups = forGroups;
        return verdict;
    }

    /** The type of what comes after the headers walked over. */
    public int nextHeader() {
        return nextHeader;
    }

    /** Index of the field that says so. */
    public int nextHeaderField() {
        return nextHeaderField;
    }

    /** Index of what comes after the headers walked over. */
    public int offset() {
        return offset;
    }

    /** Code of the ICMPv6 parameter problem that the packet's sender is to be told; {@link #NO_PROBLEM} for none. */
    int problemCode() {
        return problemCode;
    }

    /** Octets from the IPv6 header to what the problem is about. */
    int problemPointer() {
        return problemPointer;
    }

    /** Whether it is to be told though the packet went to a group. */
    boolean isProblemForGroups() {
        return problemForGroups;
    }
}
