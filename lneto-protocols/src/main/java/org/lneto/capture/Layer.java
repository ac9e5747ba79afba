package org.lneto.capture;

/** What a part of a frame is: a protocol's header, or octets that no dissector here takes further apart. */
public enum Layer {
    /** Ethernet II, or IEEE 802.3. */
    ETHERNET("Ethernet", "eth"),
    /** A tag of IEEE 802.1Q. */
    VLAN("802.1Q", "vlan"),
    /** ARP (RFC 826). */
    ARP("ARP", "arp"),
    /** IPv4 (RFC 791); a second one is the header that an ICMP error quotes. */
    IPV4("IPv4", "ip"),
    /** ICMP for IPv4 (RFC 792). */
    ICMPV4("ICMPv4", "icmp"),
    /** IGMP (RFC 3376). */
    IGMP("IGMP", "igmp"),
    /** IPv6 (RFC 8200); a second one is the header that an ICMPv6 error quotes. */
    IPV6("IPv6", "ipv6"),
    /** Hop-by-hop options (RFC 8200). */
    IPV6_HOP_BY_HOP("IPv6 hop-by-hop", "ipv6.hopopts"),
    /** A routing header (RFC 8200). */
    IPV6_ROUTING("IPv6 routing", "ipv6.routing"),
    /** A fragment header (RFC 8200). */
    IPV6_FRAGMENT("IPv6 fragment", "ipv6.fraghdr"),
    /** Destination options (RFC 8200). */
    IPV6_DESTINATION_OPTIONS("IPv6 destination options", "ipv6.dstopts"),
    /** ICMP for IPv6 (RFC 4443), with neighbour discovery and multicast listener discovery. */
    ICMPV6("ICMPv6", "icmpv6"),
    /** UDP (RFC 768). */
    UDP("UDP", "udp"),
    /** TCP (RFC 9293). */
    TCP("TCP [RFC9293]", "tcp"),
    /** DHCP for IPv4 (RFC 2131). */
    DHCPV4("DHCPv4", "dhcp"),
    /** DNS (RFC 1035). */
    DNS("DNS", "dns"),
    /** NTP (RFC 5905). */
    NTP("NTP [RFC5905]", "ntp"),
    /** The head of an HTTP/1.1 message (RFC 9112). */
    HTTP("HTTP [RFC9112]", "http"),
    /** Data that is nobody's header: an application's, a fragment's, or of a protocol that is not known here. */
    PAYLOAD("payload", "data"),
    /** Octets after the end of the packet that the link carries (RFC 1042). */
    PADDING("padding", "eth.padding");

    private final String label;
    private final String key;

    Layer(String label, String key) {
        this.label = label;
        this.key = key;
    }

    /** As the one-line printer shows it; with the RFC, where an older one of the same protocol is still well known. */
    public String label() {
        return label;
    }

    /** What {@code tshark} calls it. */
    public String key() {
        return key;
    }
}
