package org.lneto.core;

/** Why a packet did not arrive: RFC 792's reasons as far as a host acts on them, and the link's own. */
public enum Undeliverable {
    /** ICMP destination unreachable, code 0, 6 or 11. */
    NETWORK_UNREACHABLE,
    /** ICMP destination unreachable, code 1, 7 or 12, or nobody answered the neighbour's resolution. */
    HOST_UNREACHABLE,
    /** ICMP destination unreachable, code 2. */
    PROTOCOL_UNREACHABLE,
    /** ICMP destination unreachable, code 3. */
    PORT_UNREACHABLE,
    /** ICMP destination unreachable, code 4. */
    FRAGMENTATION_NEEDED,
    /** ICMP destination unreachable, code 5. */
    SOURCE_ROUTE_FAILED,
    /** ICMP destination unreachable, code 9, 10 or 13. */
    PROHIBITED,
    /** ICMP time exceeded. */
    TIME_EXCEEDED,
    /** ICMP parameter problem. */
    PARAMETER_PROBLEM;

    /**
     * Whether the destination itself said that it has no such protocol or port, so that to ask again is of no use. All else
     * is a hint that may pass (RFC 1122, section 4.2.3.9, of TCP; its third, fragmentation needed, is for path MTU
     * discovery).
     */
    public boolean isFinal() {
        return this == PROTOCOL_UNREACHABLE || this == PORT_UNREACHABLE;
    }
}
