package org.lneto.tcp;

import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/**
 * A port on which connections are accepted; made by {@link TcpNode#listen}.
 *
 * <p>Two queues, each bounded by the backlog: handshakes under way, and connections that wait to be taken. When the first
 * is full, SYNs are answered by {@link TcpConfig#synCookies() cookies}, which take no room. When the second is full, or
 * there are no cookies, a SYN is not answered, or answered with RST, as {@link TcpConfig#resetWhenFull()} says; and the
 * end of a handshake is not taken note of: both sides try again.
 */
public final class TcpListener {
    private static final TcpAcceptor NOBODY = listener -> {};

    private final TcpNode node;
    private final ConnectionList halfOpen = new ConnectionList();
    private final ConnectionList complete = new ConnectionList();
    private IpAddress local = IpAddress.ANY_IPV4;
    private int port;
    private int backlog;
    private TcpAcceptor acceptor = NOBODY;
    private boolean open;
    private boolean pooled;

    /** Place in the table, or in the pool. */
    @Nullable
    TcpListener next;

    TcpListener(TcpNode node) {
        this.node = node;
    }

    void open(IpAddress local, int port, int backlog, TcpAcceptor acceptor) {
        this.local = local;
        this.port = port;
        this.backlog = backlog;
        this.acceptor = acceptor;
        open = true;
        pooled = false;
    }

    /** The address it is bound to; unspecified if to any. */
    public IpAddress localAddress() {
        return local;
    }

    /** Its port. */
    public int localPort() {
        return port;
    }

    /** Whether it still listens. */
    public boolean isOpen() {
        return open;
    }

    /** Connections that wait to be taken. */
    public int acceptable() {
        return complete.size();
    }

    /** Handshakes under way. */
    public int halfOpen() {
        return halfOpen.size();
    }

    /**
     * Takes the connection that has waited longest. Octets, or even FIN, may have come already: look at
     * {@link TcpConnection#readable()} and {@link TcpConnection#isInputShutdown()}; events tell what comes later, and
     * may tell of these again.
     *
     * @param events told what happens to it from now on
     * @return the connection, which now belongs to the caller; null if none waits
     */
    public @Nullable TcpConnection accept(TcpEvents events) {
        TcpConnection connection = complete.poll();
        if (connection != null) {
            connection.hold(events);
        }
        return connection;
    }

    /** Stops listening; connections that nobody has taken are reset. Does nothing the second time. */
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        acceptor = NOBODY;
        node.remove(this);
        for (TcpConnection it = halfOpen.poll(); it != null; it = halfOpen.poll()) {
            it.abort();
        }
        for (TcpConnection it = complete.poll(); it != null; it = complete.poll()) {
            it.abort();
        }
    }

    /**
     * Closes it and gives the object back to its node, which may use it anew: the caller must forget it.
     *
     * @throws IllegalStateException if it was released before
     */
    public void release() {
        if (pooled) {
            throw new IllegalStateException("released before");
        }
        close();
        pooled = true;
        node.recycle(this);
    }

    boolean isBoundToAny() {
        return local.isUnspecified();
    }

    boolean isBoundTo(long high, long low) {
        return local.high() == high && local.low() == low;
    }

    /** Whether one more handshake may begin, and be remembered. */
    boolean hasRoomForHalfOpen() {
        return halfOpen.size() < backlog;
    }

    /** Whether one more handshake may end. */
    boolean hasRoomForComplete() {
        return complete.size() < backlog;
    }

    void halfOpened(TcpConnection connection) {
        halfOpen.add(connection);
    }

    void established(TcpConnection connection) {
        halfOpen.remove(connection);
        complete.add(connection);
    }

    /** Tells the user of a connection that waits. */
    void tell() {
        acceptor.acceptable(this);
    }
}
