package org.lneto.netty.channel;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpListener;

/** The stack's end of a {@link LnetoServerSocketChannel}: everything here happens on the stack's event loop. */
final class ListenerEnd {
    private static final int BATCH = 64;

    private final Stack stack;
    private final LnetoServerSocketChannel channel;
    private @Nullable TcpListener listener;
    private boolean acceptWanted;

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
                        ready -> acceptable());
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

    private void acceptable() {
        if (channel.loops().isDirect()) {
            channel.look();
        } else {
            deliver();
        }
    }

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
        TcpConnection connection = listener.accept(child.end());
        if (connection == null) {
            return null;
        }
        child.accepted(connection);
        return child;
    }

    /** The channel, on another loop, wants connections: it gets those that wait, now or when there are some. */
    void fill() {
        acceptWanted = true;
        deliver();
    }

    private void deliver() {
        if (!acceptWanted || !hasWaiting()) {
            return;
        }
        acceptWanted = false;
        ArrayDeque<LnetoSocketChannel> batch = new ArrayDeque<>();
        while (batch.size() < BATCH) {
            LnetoSocketChannel child = accept();
            if (child == null) {
                break;
            }
            batch.add(child);
        }
        if (!channel.loops().later(() -> channel.arrived(batch))) {
            batch.forEach(child -> child.end().close(true));
        }
    }
}
