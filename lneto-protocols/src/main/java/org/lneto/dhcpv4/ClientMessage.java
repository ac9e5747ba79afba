package org.lneto.dhcpv4;

/** What a client has to send: the columns of RFC 2131, section 4.3.2, table 4, and section 4.4.1, table 5. */
enum ClientMessage {
    DISCOVER,
    /** DHCPREQUEST in SELECTING: takes an offer. */
    REQUEST_OFFERED,
    /** DHCPREQUEST in INIT-REBOOT: asks for an address that it had before. */
    REQUEST_REMEMBERED,
    /** DHCPREQUEST in RENEWING and REBINDING. */
    REQUEST_MORE_TIME,
    DECLINE,
    RELEASE,
    INFORM
}
