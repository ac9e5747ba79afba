package org.lneto.reactor;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import org.lneto.netty.channel.SocketErrors;
import org.lneto.tcp.TcpCloseReason;

/** What the end of a connection is called in Java: the exceptions, and the words, of Netty's NIO transport. */
final class TcpErrors {
    private TcpErrors() {}

    /** Why a connection did not come about. */
    static IOException connecting(TcpCloseReason reason, InetSocketAddress remote) {
        return switch (reason) {
            case REFUSED, PORT_UNREACHABLE, RESET_BY_PEER -> new ConnectException("Connection refused: " + remote);
            case TIMED_OUT -> new ConnectTimeoutException("connection timed out: " + remote);
            case NETWORK_UNREACHABLE -> new NoRouteToHostException("Network is unreachable: " + remote);
            case HOST_UNREACHABLE -> new NoRouteToHostException("No route to host: " + remote);
            case PROHIBITED -> new NoRouteToHostException("Communication prohibited by a router: " + remote);
            case NORMAL, ABORTED -> new ClosedChannelException();
        };
    }

    /** Why an established connection broke. */
    static IOException established(TcpCloseReason reason) {
        return switch (reason) {
            case NORMAL, ABORTED -> new ClosedChannelException();
            default -> SocketErrors.established(reason);
        };
    }
}
