package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Reads names where they lie in a message (RFC 1035, sections 3.1 and 4.1.4): labels of 1 to 63 octets, each after its
 * length, up to an empty one or a pointer to the rest of the name earlier in the message.
 *
 * <p>A pointer must lead to a place after the header and before the run of labels that it ends; so following pointers
 * always ends, after {@value #MAXIMUM_JUMPS} of them at the latest. A name is at most {@value #MAXIMUM_LENGTH} octets
 * with its lengths, pointers resolved. What breaks these rules is {@link #MALFORMED}. Letters match in either case, other
 * octets as they are. Nothing is allocated but by {@link #toString(ByteBuffer, int, int, int)}.
 *
 * <p>{@code message} is the index of the message's first octet, which pointers count from; {@code end} is the index after
 * its last.
 */
public final class DnsNames {
    /** No name: it runs past the end, has a label of a kind that is not in use, points wrongly or is too long. */
    public static final int MALFORMED = -1;

    /** Most octets of a name, its labels' lengths and the empty label in them. */
    public static final int MAXIMUM_LENGTH = 255;

    /** Most octets of a label. */
    public static final int MAXIMUM_LABEL = 63;

    /** Most pointers in a name: as many as it may have labels. */
    static final int MAXIMUM_JUMPS = 127;

    static final int POINTER = 0xc0;
    static final int MAXIMUM_POINTER = 0x3fff;

    private DnsNames() {}

    /**
     * The index after a name as it lies in the message, pointers not followed.
     *
     * @return {@link #MALFORMED} if it runs past the end or has a label of another kind
     */
    public static int skip(ByteBuffer buffer, int at, int end) {
        int next = at;
        while (next < end) {
            int length = Octets.u8(buffer, next);
            if (length == 0) {
                return next + 1;
            }
            if (length >= POINTER) {
                return next + 2 <= end ? next + 2 : MALFORMED;
            }
            if (length > MAXIMUM_LABEL) {
                return MALFORMED; // RFC 6891, section 5: the other two kinds are not in use
            }
            next += 1 + length;
        }
        return MALFORMED;
    }

    /**
     * Octets of a name with its pointers resolved.
     *
     * @return 1 to {@value #MAXIMUM_LENGTH}, or {@link #MALFORMED}; unless that, the other methods return for this name
     */
    public static int length(ByteBuffer buffer, int message, int at, int end) {
        return length(buffer, message, message + DnsFrame.HEADER_LENGTH, at, end);
    }

    /**
     * As {@link #length(ByteBuffer, int, int, int)}, of names outside a DNS message, such as a list in a DHCP option (RFC
     * 3397).
     *
     * @param message index that pointers count from
     * @param first lowest index that a pointer may lead to
     */
    public static int length(ByteBuffer buffer, int message, int first, int at, int end) {
        int run = at; // where the labels began that a pointer may end
        int next = at;
        int octets = 0;
        int jumps = 0;
        while (next < end) {
            int length = Octets.u8(buffer, next);
            if (length >= POINTER) {
                if (next + 2 > end || ++jumps > MAXIMUM_JUMPS) {
                    return MALFORMED;
                }
                int target = target(buffer, message, next);
                if (target >= run || target < first) {
                    return MALFORMED;
                }
                run = target;
                next = target;
            } else if (length > MAXIMUM_LABEL || (octets += 1 + length) > MAXIMUM_LENGTH) {
                return MALFORMED;
            } else if (length == 0) {
                return octets;
            } else {
                next += 1 + length;
            }
        }
        return MALFORMED;
    }

    /** Whether two well-formed names of one message are the same. */
    public static boolean matches(ByteBuffer buffer, int message, int first, int second) {
        int a = resolve(buffer, message, first);
        int b = resolve(buffer, message, second);
        while (a != b) {
            int length = Octets.u8(buffer, a);
            if (length != Octets.u8(buffer, b)) {
                return false;
            }
            if (length == 0) {
                return true;
            }
            for (int i = 1; i <= length; i++) {
                if (lower(buffer.get(a + i)) != lower(buffer.get(b + i))) {
                    return false;
                }
            }
            a = resolve(buffer, message, a + 1 + length);
            b = resolve(buffer, message, b + 1 + length);
        }
        return true; // the same octets
    }

    /** Whether a well-formed name is {@code name}. */
    public static boolean matches(ByteBuffer buffer, int message, int at, DnsName name) {
        return matches(buffer, message, at, name.wire(), 0);
    }

    /** Whether a well-formed name is the one that {@code wire} has from {@code from} on. */
    static boolean matches(ByteBuffer buffer, int message, int at, byte[] wire, int from) {
        int a = resolve(buffer, message, at);
        int b = from;
        for (; ; ) {
            int length = Octets.u8(buffer, a);
            if (length != wire[b]) {
                return false;
            }
            if (length == 0) {
                return true;
            }
            for (int i = 1; i <= length; i++) {
                if (lower(buffer.get(a + i)) != lower(wire[b + i])) {
                    return false;
                }
            }
            a = resolve(buffer, message, a + 1 + length);
            b += 1 + length;
        }
    }

    /** Whether a well-formed name is {@code zone} or below it. */
    public static boolean isWithin(ByteBuffer buffer, int message, int at, DnsName zone) {
        int label = resolve(buffer, message, at);
        for (; ; ) {
            if (matches(buffer, message, label, zone)) {
                return true;
            }
            int length = Octets.u8(buffer, label);
            if (length == 0) {
                return false;
            }
            label = resolve(buffer, message, label + 1 + length);
        }
    }

    /** A hash of a well-formed name, the same for either case of letters, and as {@link DnsName#hashCode()}. */
    public static int hash(ByteBuffer buffer, int message, int at) {
        int hash = 0;
        int label = resolve(buffer, message, at);
        for (; ; ) {
            int length = Octets.u8(buffer, label);
            hash = 31 * hash + length;
            if (length == 0) {
                return hash;
            }
            for (int i = 1; i <= length; i++) {
                hash = 31 * hash + lower(buffer.get(label + i));
            }
            label = resolve(buffer, message, label + 1 + length);
        }
    }

    /**
     * Writes a well-formed name into an array, pointers resolved.
     *
     * @param target at least {@value #MAXIMUM_LENGTH} octets
     * @return octets written
     */
    public static int copy(ByteBuffer buffer, int message, int at, byte[] target) {
        int octets = 0;
        int label = resolve(buffer, message, at);
        for (; ; ) {
            int length = Octets.u8(buffer, label);
            buffer.get(label, target, octets, 1 + length);
            octets += 1 + length;
            if (length == 0) {
                return octets;
            }
            label = resolve(buffer, message, label + 1 + length);
        }
    }

    /**
     * A name as text, like {@link DnsName#toString()}; {@code <malformed>} if it is not well-formed. For logs: it
     * allocates.
     */
    public static String toString(ByteBuffer buffer, int message, int at, int end) {
        return length(buffer, message, at, end) == MALFORMED
                ? "<malformed>"
                : DnsName.read(buffer, message, at).toString();
    }

    /** Appends a well-formed name as {@link DnsName#toString()} has it. For logs, but it allocates nothing of its own. */
    public static void append(ByteBuffer buffer, int message, int at, StringBuilder text) {
        int label = resolve(buffer, message, at);
        int length = Octets.u8(buffer, label);
        if (length == 0) {
            text.append('.');
        }
        while (length != 0) {
            for (int i = 1; i <= length; i++) {
                DnsName.append(text, Octets.u8(buffer, label + i));
            }
            label = resolve(buffer, message, label + 1 + length);
            length = Octets.u8(buffer, label);
            if (length != 0) {
                text.append('.');
            }
        }
    }

    /** The place of the next label: {@code at}, or where the pointers there lead. */
    private static int resolve(ByteBuffer buffer, int message, int at) {
        int label = at;
        while (Octets.u8(buffer, label) >= POINTER) {
            label = target(buffer, message, label);
        }
        return label;
    }

    private static int target(ByteBuffer buffer, int message, int at) {
        return message + (Octets.u16(buffer, at) & MAXIMUM_POINTER);
    }

    /** RFC 4343, section 3: ASCII letters only. */
    static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
    }
}
