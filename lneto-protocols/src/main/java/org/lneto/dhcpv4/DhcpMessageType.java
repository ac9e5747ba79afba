package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;

/** What a DHCP message is: the value of option 53 (RFC 2132, section 9.6). */
public enum DhcpMessageType {
    /** A client looks for servers. */
    DISCOVER(1),
    /** A server offers an address. */
    OFFER(2),
    /** A client asks for what was offered, or for more time. */
    REQUEST(3),
    /** A client found the address in use by somebody else. */
    DECLINE(4),
    /** A server grants the address. */
    ACK(5),
    /** A server refuses: the address is wrong, or the lease is over. */
    NAK(6),
    /** A client gives the address back. */
    RELEASE(7),
    /** A client that has an address asks for the other parameters. */
    INFORM(8);

    private static final DhcpMessageType[] VALUES = values();

    private final int code;

    DhcpMessageType(int code) {
        this.code = code;
    }

    /** The code on the wire, 1 to 8. */
    public int code() {
        return code;
    }

    /** The type of a code; null for one that is not known. */
    public static @Nullable DhcpMessageType of(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
