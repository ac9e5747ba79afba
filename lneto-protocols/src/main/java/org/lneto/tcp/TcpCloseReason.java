package org.lneto.tcp;

import org.lneto.core.Undeliverable;

/** Why a connection is over. */
public enum TcpCloseReason {
    /** Both sides sent FIN, and each was acknowledged. */
    NORMAL,
    /** {@link TcpConnection#abort()}, or {@link TcpConnection#close()} with data unread, or its node was closed. */
    ABORTED,
    /** The peer answered the SYN with RST: nobody listens there. */
    REFUSED,
    /** The peer sent RST. */
    RESET_BY_PEER,
    /** The peer did not answer in time. */
    TIMED_OUT,
    /** No way to the peer's network; see {@link Undeliverable#NETWORK_UNREACHABLE}. */
    NETWORK_UNREACHABLE,
    /** No way to the peer, or nobody on the link has its address; see {@link Undeliverable#HOST_UNREACHABLE}. */
    HOST_UNREACHABLE,
    /** The peer has no TCP, or a router says that nobody listens there. */
    PORT_UNREACHABLE,
    /** A router forbids it; see {@link Undeliverable#PROHIBITED}. */
    PROHIBITED;

    /** What an undeliverable packet amounts to if the connection ends for it. */
    static TcpCloseReason of(Undeliverable reason) {
        return switch (reason) {
            case NETWORK_UNREACHABLE, SOURCE_ROUTE_FAILED -> NETWORK_UNREACHABLE;
            case PROTOCOL_UNREACHABLE, PORT_UNREACHABLE -> PORT_UNREACHABLE;
            case PROHIBITED -> PROHIBITED;
            case HOST_UNREACHABLE, FRAGMENTATION_NEEDED, TIME_EXCEEDED, PARAMETER_PROBLEM -> HOST_UNREACHABLE;
        };
    }

    /** Whether an undeliverable packet ends a handshake at once. */
    static boolean isHard(Undeliverable reason) {
        return switch (reason) {
            case NETWORK_UNREACHABLE, HOST_UNREACHABLE, PROTOCOL_UNREACHABLE, PORT_UNREACHABLE, PROHIBITED -> true;
            case FRAGMENTATION_NEEDED, SOURCE_ROUTE_FAILED, TIME_EXCEEDED, PARAMETER_PROBLEM -> false;
        };
    }
}
