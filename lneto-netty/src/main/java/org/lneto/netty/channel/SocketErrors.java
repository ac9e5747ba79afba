package org.lneto.netty.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.lneto.core.Undeliverable;
import org.lneto.tcp.TcpCloseReason;

/** What the end of a connection is called in Java: the exceptions, and the words, of Netty's NIO transport. */
public final class SocketErrors {
    private SocketErrors() {}

    /** Why a connection did not come about; without the peer's address, which the channel adds. */
    static IOException connecting(TcpCloseReason reason) {
        return switch (reason) {
            case REFUSED, PORT_UNREACHABLE, RESET_BY_PEER -> new ConnectException("Connection refused");
            case TIMED_OUT -> new ConnectException("Connection timed out");
            case NETWORK_UNREACHABLE -> new NoRouteToHostException("Network is unreachable");
            case HOST_UNREACHABLE -> new NoRouteToHostException("No route to host");
            case PROHIBITED -> new NoRouteToHostException("Communication prohibited by a router");
            case NORMAL, ABORTED -> new ClosedChannelException();
        };
    }

    /** Why an established connection broke; for one that has ended as it should, what writing to it fails with. */
    public static IOException established(TcpCloseReason reason) {
        return switch (reason) {
            case RESET_BY_PEER, REFUSED -> new SocketException("Connection reset by peer");
            case TIMED_OUT -> new SocketException("Connection timed out");
            case NETWORK_UNREACHABLE -> new NoRouteToHostException("Network is unreachable");
            case HOST_UNREACHABLE, PORT_UNREACHABLE -> new NoRouteToHostException("No route to host");
            case PROHIBITED -> new NoRouteToHostException("Communication prohibited by a router");
            case ABORTED -> new SocketException("Software caused connection abort");
            case NORMAL -> new SocketException("Broken pipe");
        };
    }

    /** Why a datagram came back. */
    static IOException undeliverable(Undeliverable reason) {
        return switch (reason) {
            case PORT_UNREACHABLE, PROTOCOL_UNREACHABLE -> new java.net.PortUnreachableException("Connection refused");
            case NETWORK_UNREACHABLE, SOURCE_ROUTE_FAILED -> new NoRouteToHostException("Network is unreachable");
            case PROHIBITED -> new NoRouteToHostException("Communication prohibited by a router");
            case FRAGMENTATION_NEEDED -> new SocketException("Message too long");
            case HOST_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM -> new NoRouteToHostException("No route to host");
        };
    }
}
