package org.lneto.dhcpv6;

/** Where a {@link Dhcpv6Client} is (RFC 8415, section 18.2). */
public enum Dhcpv6ClientState {
    /** It was not started, or was stopped. */
    IDLE,
    /** It looks for servers. */
    SOLICITING,
    /** It asks the server that it chose. */
    REQUESTING,
    /** It has a lease. */
    BOUND,
    /** It has a lease and asks its server for more time. */
    RENEWING,
    /** It has a lease and asks any server for more time. */
    REBINDING,
    /** It gives its lease back. */
    RELEASING,
    /** It tells the server that an address is in use. */
    DECLINING,
    /** It asks for information alone. */
    INFORMING,
    /** It has information, and asks again when that is to be refreshed. */
    INFORMED
}
