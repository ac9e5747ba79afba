package org.lneto.dhcpv6;

import org.jspecify.annotations.Nullable;

/** Message types (RFC 8415, section 7.3). */
public enum Dhcpv6MessageType {
    /** A client looks for servers. */
    SOLICIT(1),
    /** A server offers. */
    ADVERTISE(2),
    /** A client takes a server's offer. */
    REQUEST(3),
    /** A client asks whether its addresses fit the link. */
    CONFIRM(4),
    /** A client asks its server for more time. */
    RENEW(5),
    /** A client asks any server for more time. */
    REBIND(6),
    /** A server's answer to all but an offer. */
    REPLY(7),
    /** A client gives leases back. */
    RELEASE(8),
    /** A client found an address in use. */
    DECLINE(9),
    /** A server asks a client to ask again. */
    RECONFIGURE(10),
    /** A client with addresses by other means asks what else there is to know. */
    INFORMATION_REQUEST(11),
    /** A relay agent passes a message towards a server. */
    RELAY_FORWARD(12),
    /** A server passes a message back through a relay agent. */
    RELAY_REPLY(13);

    private static final Dhcpv6MessageType[] BY_CODE = new Dhcpv6MessageType[14];

    static {
        for (Dhcpv6MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    Dhcpv6MessageType(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }

    /** The type of a code; null if it is none of these. */
    public static @Nullable Dhcpv6MessageType of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
