package org.lneto.ipv4;

/** IP protocol numbers as IANA lists them; any other number is as good a value, it only has no name here. */
public final class IpProtocol {
    /** Internet Control Message Protocol (RFC 792). */
    public static final int ICMP = 1;

    /** Internet Group Management Protocol (RFC 3376). */
    public static final int IGMP = 2;

    /** Transmission Control Protocol (RFC 9293). */
    public static final int TCP = 6;

    /** User Datagram Protocol (RFC 768). */
    public static final int UDP = 17;

    /** ICMP for IPv6 (RFC 4443). */
    public static final int ICMPV6 = 58;

    private IpProtocol() {}

    /** A name for logs; the number for one without. */
    public static String name(int protocol) {
        return switch (protocol) {
            case ICMP -> "ICMP";
            case IGMP -> "IGMP";
            case TCP -> "TCP";
            case UDP -> "UDP";
            case ICMPV6 -> "ICMPv6";
            default -> Integer.toString(protocol);
        };
    }
}
