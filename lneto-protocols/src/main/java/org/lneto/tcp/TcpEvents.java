package org.lneto.tcp;

/**
 * What a connection tells its user.
 *
 * <p>Called on the event loop, after the connection has finished the step that led to the event: every method of the
 * connection may be called from here, {@link TcpConnection#abort()} and {@link TcpConnection#release()} too. An event
 * that such a call leads to follows after the present one has returned, never inside it.
 *
 * <p>One object may serve many connections.
 */
public interface TcpEvents {
    /** The handshake of a connection opened by {@link TcpNode#connect} is complete. Not called for accepted ones. */
    default void established(TcpConnection connection) {}

    /** More octets may be read than at the last event; {@link TcpConnection#readable()} tells how many. */
    default void readable(TcpConnection connection) {}

    /** There is room again for a segment or more, after {@link TcpConnection#write} took less than it was given. */
    default void writable(TcpConnection connection) {}

    /** The peer has sent its last octet (FIN); what it sent before may still have to be read. Called once. */
    default void inputShutdown(TcpConnection connection) {}

    /**
     * The connection is over, or, with {@link TcpCloseReason#NORMAL}, both sides have sent all and acknowledged it (it
     * may then still answer for itself in TIME-WAIT). Called once, and last. Octets received in order before may still
     * be read until {@link TcpConnection#release()}.
     */
    default void closed(TcpConnection connection, TcpCloseReason reason) {}
}
