package org.lneto.dhcpv6;

/** Status codes (RFC 8415, section 21.13). Others stay numbers. */
public enum Dhcpv6Status {
    /** All is well; also what the lack of a status means. */
    SUCCESS(0),
    /** Failed, and nobody says why. */
    UNSPEC_FAIL(1),
    /** The server has no address to give. */
    NO_ADDRS_AVAIL(2),
    /** The server does not know the client's identity association. */
    NO_BINDING(3),
    /** An address does not fit the client's link. */
    NOT_ON_LINK(4),
    /** The client shall send to the group of servers. */
    USE_MULTICAST(5),
    /** The server has no prefix to give. */
    NO_PREFIX_AVAIL(6);

    private final int code;

    Dhcpv6Status(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }
}
