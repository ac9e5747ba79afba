package org.lneto.tcp;

/** Told by a listener that a connection waits to be taken. */
@FunctionalInterface
public interface TcpAcceptor {
    /**
     * A handshake is complete: {@link TcpListener#accept} has one connection more to give, now or later. Called on the
     * event loop, once for each connection, in a consistent state.
     */
    void acceptable(TcpListener listener);
}
