package org.lneto.ipv6;

/** How a host came by an address. */
public enum AddressOrigin {
    /** Formed by itself for the link (RFC 4862, section 5.3). */
    LINK_LOCAL,
    /** Formed by itself with a router's prefix (RFC 4862, section 5.5). */
    AUTOCONFIGURED,
    /** Leased by DHCPv6 (RFC 8415). */
    LEASED,
    /** Given by the program. */
    MANUAL
}
