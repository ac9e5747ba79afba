package org.lneto.tcp;

/**
 * Sees what connections of a {@link TcpNode} do, for records of it. Called on the event loop, in the middle of what is
 * observed: it may read the connection, and must call nothing that changes it.
 */
public interface TcpObserver {
    /** Nobody looks. */
    TcpObserver NONE = new TcpObserver() {};

    /** A handshake is complete. */
    default void opened(TcpConnection connection) {}

    /** A connection is over, whether its handshake was ever complete or not. Called once for each. */
    default void closed(TcpConnection connection, TcpCloseReason reason) {}

    /**
     * A segment was sent again.
     *
     * @param sequenceNumber of its first octet
     * @param octets of data in it, 0 if it has SYN or FIN alone
     */
    default void retransmitted(TcpConnection connection, int sequenceNumber, int octets) {}
}
