package org.lneto.netty.channel;

import io.netty.channel.ChannelOption;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpListener;

/** The stack's end of a {@link LnetoServerSocketChannel}: everything here happens on the stack's event loop. */
final class ListenerEnd {
    private final Stack stack;
    private final LnetoServerSocketChannel channel;
    private @Nullable TcpListener listener;

    ListenerEnd(Stack stack, LnetoServerSocketChannel channel) {
        this.stack = stack;
        this.channel = channel;
    }

    /**
     * Begins to listen.
     *
     * @return the address, with the port that was chosen if none was asked for
     */
    InetSocketAddress bind(InetSocketAddress address, int backlog) throws BindException {
        TcpListener listener = stack.host()
                .tcp()
                .listen(
                        SocketAddresses.ipAddress(address.getAddress()),
                        address.getPort(),
                        backlog,
                        ready -> channel.inflow().waiting());
        this.listener = listener;
        return new InetSocketAddress(address.getAddress(), listener.localPort());
    }

    void close() {
        TcpListener listener = this.listener;
        this.listener = null;
        if (listener != null) {
            listener.release();
        }
    }

    /** Whether a connection waits. */
    boolean hasWaiting() {
        TcpListener listener = this.listener;
        return listener != null && listener.acceptable() > 0;
    }

    /** The next connection that waits, as a channel; null if there is none. */
    @Nullable
    LnetoSocketChannel accept() {
        TcpListener listener = this.listener;
        if (listener == null || listener.acceptable() == 0) {
            return null;
        }
        LnetoSocketChannel child = new LnetoSocketChannel(channel, stack);
        int receiveBuffer = channel.childReceiveBuffer();
        if (receiveBuffer > 0) {
            child.values().set(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        TcpConnection connection = listener.accept(child.end());
        if (connection == null) {
            return null;
        }
        child.accepted(connection);
        return child;
    }
}
