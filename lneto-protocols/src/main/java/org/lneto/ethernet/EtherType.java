package org.lneto.ethernet;

/** EtherType numbers as IANA lists them; any other number is as good a value, it only has no name here. */
public final class EtherType {
    /** Internet Protocol version 4 (RFC 894). */
    public static final int IPV4 = 0x0800;

    /** Address Resolution Protocol (RFC 826). */
    public static final int ARP = 0x0806;

    /** A tag of IEEE 802.1Q; the EtherType proper follows it. */
    public static final int VLAN = 0x8100;

    /** Internet Protocol version 6 (RFC 2464). */
    public static final int IPV6 = 0x86dd;

    /** The least EtherType: smaller numbers are lengths (IEEE 802.3, clause 3.2.6). */
    public static final int MINIMUM = 0x0600;

    private EtherType() {}

    /** A name for logs; {@code 0x} and four digits for a number without one. */
    public static String name(int etherType) {
        return switch (etherType) {
            case IPV4 -> "IPv4";
            case ARP -> "ARP";
            case VLAN -> "802.1Q";
            case IPV6 -> "IPv6";
            default -> String.format("0x%04x", etherType);
        };
    }
}
