package org.lneto.dhcpv6;

/** Options that are understood here (RFC 8415, section 21, and where another RFC is named). */
public enum Dhcpv6OptionCode {
    /** The client's DUID. */
    CLIENT_ID(1),
    /** The server's DUID. */
    SERVER_ID(2),
    /** Identity association for addresses: identifier, T1, T2 and options. */
    IA_NA(3),
    /** Identity association for temporary addresses. */
    IA_TA(4),
    /** An address in an identity association: address, lifetimes and options. */
    IA_ADDRESS(5),
    /** Option request: the codes of options that a client wants. */
    OPTION_REQUEST(6),
    /** How much a server wants to be chosen, 0 to 255. */
    PREFERENCE(7),
    /** Hundredths of seconds since a client began. */
    ELAPSED_TIME(8),
    /** The message that a relay agent passes on. */
    RELAY_MESSAGE(9),
    /** The address to send messages to by unicast. */
    SERVER_UNICAST(12),
    /** A status code and a text. */
    STATUS_CODE(13),
    /** The client wants, and the server gives, leases without an offer. */
    RAPID_COMMIT(14),
    /** A relay agent's word for the interface that a message came from. */
    INTERFACE_ID(18),
    /** Which message a RECONFIGURE asks for. */
    RECONFIGURE_MESSAGE(19),
    /** The client takes RECONFIGURE messages. */
    RECONFIGURE_ACCEPT(20),
    /** Recursive name servers (RFC 3646). */
    DNS_SERVERS(23),
    /** Domain search list (RFC 3646). */
    DOMAIN_LIST(24),
    /** Identity association for delegated prefixes. */
    IA_PD(25),
    /** A prefix in an identity association: lifetimes, length, prefix and options. */
    IA_PREFIX(26),
    /** Simple time servers (RFC 4075). */
    SNTP_SERVERS(31),
    /** When to ask again what else there is to know. */
    INFORMATION_REFRESH_TIME(32),
    /** Time servers by address, group or name (RFC 5908). */
    NTP_SERVER(56),
    /** Overrides SOL_MAX_RT. */
    SOL_MAX_RT(82),
    /** Overrides INF_MAX_RT. */
    INF_MAX_RT(83);

    private final int code;

    Dhcpv6OptionCode(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }
}
