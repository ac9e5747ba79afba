package org.lneto.netty.channel;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What came of binding to a port: found out on the stack's loop, told on the channel's. */
final class Binding {
    /** Opens a port; on the stack's loop. */
    interface Port {
        /** The address, with the port that was chosen if none was asked for. */
        InetSocketAddress bind(InetSocketAddress address) throws BindException;
    }

    private final Port port;
    private volatile @Nullable InetSocketAddress bound;
    private volatile @Nullable Exception refused;

    Binding(Port port) {
        this.port = port;
    }

    /** Binds, and keeps how that went; on the stack's loop. */
    void prepare(SocketAddress address) {
        try {
            bound = port.bind(SocketAddresses.checked(address));
        } catch (BindException | IllegalArgumentException e) {
            refused = e;
        }
    }

    /** The address bound to; null if it was not tried. Throws what it was refused for, once. */
    @Nullable
    InetSocketAddress take() throws Exception {
        Exception refused = this.refused;
        if (refused != null) {
            this.refused = null;
            throw refused;
        }
        return bound;
    }
}
