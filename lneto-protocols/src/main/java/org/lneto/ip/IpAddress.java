package org.lneto.ip;

import org.lneto.core.Ipv4Address;

/**
 * An address of either family, as a value: 128 bits, an IPv4 address as its IPv4-mapped form {@code ::ffff:a.b.c.d} (RFC
 * 4291, section 2.5.5.2). For configuration, events and the set-up of connections; packets are handled by the two halves.
 *
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; {@code 0x0000_ffff} above the address for IPv4
 */
public record IpAddress(long high, long low) {
    /** The IPv4 address 0.0.0.0: none, or any. */
    public static final IpAddress ANY_IPV4 = ofIpv4(Ipv4Address.UNSPECIFIED);

    /** The lower half of an IPv4 address. */
    public static long mapped(int ipv4) {
        return 0xffff_0000_0000L | (ipv4 & 0xffff_ffffL);
    }

    /** Whether two halves are an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && (low >>> 32) == 0xffff;
    }

    /** The address of an IPv4 host. */
    public static IpAddress ofIpv4(int address) {
        return new IpAddress(0, mapped(address));
    }

    /** Reads an IPv4 address like {@code 192.0.2.1}. */
    public static IpAddress parseIpv4(String text) {
        return ofIpv4(Ipv4Address.parse(text));
    }

    /**
     * Reads an address of either family, like {@code 192.0.2.1} or {@code 2001:db8::1} (RFC 4291, section 2.2).
     *
     * @throws IllegalArgumentException if the text is neither: a name, an address with a zone or with brackets
     */
    public static IpAddress parse(String text) {
        return text.indexOf(':') < 0 ? parseIpv4(text) : Ipv6Text.parse(text);
    }

    /** Whether it is an IPv4 address. */
    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    /** The IPv4 address; meaningless unless {@link #isIpv4()}. */
    public int ipv4() {
        return (int) low;
    }

    /** Whether it is the unspecified address of either family. */
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == mapped(Ipv4Address.UNSPECIFIED));
    }

    /** The octets in network order: 4 or 16 of them, as {@link java.net.InetAddress#getByAddress(byte[])} takes. */
    public byte[] octets() {
        byte[] octets = new byte[isIpv4() ? 4 : 16];
        for (int i = 0; i < octets.length; i++) {
            int fromLast = octets.length - 1 - i;
            octets[i] = (byte) ((fromLast < 8 ? low : high) >>> (fromLast % 8 * 8));
        }
        return octets;
    }

    /**
     * The address of 4 or 16 octets in network order, as {@link java.net.InetAddress#getAddress()} gives.
     *
     * @throws IllegalArgumentException if there are neither 4 nor 16
     */
    public static IpAddress ofOctets(byte[] octets) {
        if (octets.length != 4 && octets.length != 16) {
            throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length);
        }
        long high = 0;
        long low = octets.length == 4 ? 0xffff : 0;
        for (byte octet : octets) {
            high = (high << 8) | (low >>> 56);
            low = (low << 8) | (octet & 0xff);
        }
        return octets.length == 4 ? new IpAddress(0, low) : new IpAddress(high, low);
    }

    /** Like {@code 192.0.2.1} or {@code 2001:db8::1}, as RFC 5952 writes it. */
    @Override
    public String toString() {
        return isIpv4() ? Ipv4Address.format(ipv4()) : Ipv6Text.format(high, low);
    }
}
