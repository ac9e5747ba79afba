package org.lneto.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A domain name as a value: absolute, its letters' case kept but without meaning (RFC 4343). For questions and
 * configuration; names in messages are read where they lie, by {@link DnsNames}.
 */
public final class DnsName {
    /** The root. */
    public static final DnsName ROOT = new DnsName(new byte[] {0});

    private final byte[] wire; // labels after their lengths, an empty one last
    private final int hash;

    private DnsName(byte[] wire) {
        this.wire = wire;
        int hash = 0;
        for (byte octet : wire) {
            hash = 31 * hash + DnsNames.lower(octet); // a length is less than any letter
        }
        this.hash = hash;
    }

    /**
     * Reads a name as it is written in a master file (RFC 1035, section 5.1): labels parted by dots, the last dot
     * optional; {@code \.} is a dot in a label, {@code \DDD} any octet in decimal, {@code \X} another character. No search
     * list is applied.
     *
     * @throws IllegalArgumentException if the text is no name: an empty or too long label, more than 255 octets, a
     *     character outside ASCII
     */
    public static DnsName of(String text) {
        if (text.equals(".")) {
            return ROOT;
        }
        byte[] wire = new byte[DnsNames.MAXIMUM_LENGTH];
        int label = 0; // where the current one's length goes
        int next = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                endLabel(wire, label, next, text);
                label = next++;
                continue;
            }
            int octet = c;
            if (c == '\\') {
                octet = escaped(text, i + 1);
                i += isDigit(text, i + 1) ? 3 : 1;
            } else if (c <= ' ' || c >= 0x7f) {
                throw invalid(text, "write other characters than printable ASCII as \\DDD, or convert them by IDN");
            }
            if (next >= wire.length - 1) {
                throw invalid(text, "it is longer than 255 octets");
            }
            wire[next++] = (byte) octet;
        }
        if (next > label + 1) {
            endLabel(wire, label, next, text);
            label = next;
        } else if (label == 0) {
            throw invalid(text, "it is empty; the root is written '.'");
        }
        return new DnsName(Arrays.copyOf(wire, label + 1)); // where a length would be, the 0 that ends it
    }

    private static void endLabel(byte[] wire, int label, int next, String text) {
        int length = next - label - 1;
        if (length == 0) {
            throw invalid(text, "a label is empty");
        }
        if (length > DnsNames.MAXIMUM_LABEL) {
            throw invalid(text, "a label is longer than 63 octets");
        }
        wire[label] = (byte) length;
    }

    private static int escaped(String text, int at) {
        if (at >= text.length() || text.charAt(at) >= 0x7f) {
            throw invalid(text, "nothing to escape follows a backslash");
        }
        if (!isDigit(text, at)) {
            return text.charAt(at);
        }
        if (!isDigit(text, at + 1) || !isDigit(text, at + 2)) {
            throw invalid(text, "three digits follow a backslash");
        }
        int octet = Integer.parseInt(text, at, at + 3, 10);
        if (octet > 255) {
            throw invalid(text, "an octet is at most 255");
        }
        return octet;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static IllegalArgumentException invalid(String text, String why) {
        return new IllegalArgumentException("not a domain name: '" + text + "': " + why);
    }

    /** The well-formed name at an index of a message; see {@link DnsNames#length}. */
    public static DnsName read(ByteBuffer buffer, int message, int at) {
        byte[] wire = new byte[DnsNames.MAXIMUM_LENGTH];
        int length = DnsNames.copy(buffer, message, at, wire);
        return new DnsName(Arrays.copyOf(wire, length));
    }

    /** The octets as on the wire, uncompressed. Not to be changed. */
    byte[] wire() {
        return wire;
    }

    /** A copy of the octets as on the wire, uncompressed; the last is the empty label. */
    public byte[] octets() {
        return wire.clone();
    }

    /** Octets on the wire, uncompressed: 1 to 255. */
    public int length() {
        return wire.length;
    }

    /** The name without its first label; the root's is the root. */
    public DnsName parent() {
        return wire.length == 1 ? this : new DnsName(Arrays.copyOfRange(wire, 1 + wire[0], wire.length));
    }

    /** Whether it is {@code zone} or below it. */
    public boolean isWithin(DnsName zone) {
        for (int label = 0; ; label += 1 + wire[label]) {
            if (sameFrom(label, zone)) {
                return true;
            }
            if (wire[label] == 0) {
                return false;
            }
        }
    }

    private boolean sameFrom(int from, DnsName other) {
        if (wire.length - from != other.wire.length) {
            return false;
        }
        for (int i = 0; i < other.wire.length; i++) {
            if (DnsNames.lower(wire[from + i]) != DnsNames.lower(other.wire[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && sameFrom(0, name);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As in a master file, without the last dot; what is not printable, and dots and backslashes in labels, escaped. */
    @Override
    public String toString() {
        if (wire.length == 1) {
            return ".";
        }
        StringBuilder text = new StringBuilder(wire.length);
        for (int label = 0; wire[label] != 0; label += 1 + wire[label]) {
            if (label > 0) {
                text.append('.');
            }
            for (int i = 1; i <= wire[label]; i++) {
                append(text, wire[label + i] & 0xff);
            }
        }
        return text.toString();
    }

    static void append(StringBuilder text, int octet) {
        if (octet <= ' ' || octet >= 0x7f) {
            text.append('\\').append((char) ('0' + octet / 100));
            text.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
        } else {
            if ("\\.\"();@$".indexOf(octet) >= 0) {
                text.append('\\');
            }
            text.append((char) octet);
        }
    }
}
