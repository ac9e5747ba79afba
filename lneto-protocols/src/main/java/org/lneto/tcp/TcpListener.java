package org.lneto.tcp;

import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/** A port on which connections are accepted. */
public final class TcpListener {
    TcpListener() {}

    /** The address it is bound to; unspecified if to any. */
    public IpAddress localAddress() { throw new UnsupportedOperationException(); }

    /** Its port. */
    public int localPort() { throw new UnsupportedOperationException(); }

    /** Connections that wait to be taken. */
    public int acceptable() { throw new UnsupportedOperationException(); }

    /**
     * Takes the connection that has waited longest. Octets, or even FIN, may have come already: look at
     * {@link TcpConnection#readable()} and {@link TcpConnection#isInputShutdown()}; events tell only what comes later.
     *
     * @param events told what happens to it from now on
     * @return the connection, its owner is now the caller; null if none waits
     */
    public @Nullable TcpConnection accept(TcpEvents events) { throw new UnsupportedOperationException(); }

    /** Stops listening; connections that nobody has taken are reset. Does nothing the second time. */
    public void close() { throw new UnsupportedOperationException(); }

    /** Closes it and gives the object back to its node, which may use it anew: the caller must forget it. */
    public void release() { throw new UnsupportedOperationException(); }
}
