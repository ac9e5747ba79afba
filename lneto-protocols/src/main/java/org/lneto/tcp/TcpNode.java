package org.lneto.tcp;

import java.net.BindException;
import java.net.SocketException;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** TCP (RFC 9293): the connections and listeners of one stack. A child of an IP node. */
public final class TcpNode extends AbstractNode {
    /** TCP's IP protocol number. */
    public static final int PROTOCOL = 6;

    /**
     * Creates a node without connections.
     *
     * @param config its settings
     * @param random for initial sequence numbers and ports; must not be guessable where peers are not trusted
     */
    public TcpNode(TcpConfig config, RandomGenerator random) {}

    /** Its settings. */
    public TcpConfig config() { throw new UnsupportedOperationException(); }

    /**
     * Opens a connection. {@link TcpEvents#established} or {@link TcpEvents#closed} follows.
     *
     * @param local the address to send from; unspecified for the one the IP node chooses
     * @param localPort the port to send from; 0 for one chosen at random (RFC 6056)
     * @param remote the peer
     * @param remotePort the peer's port, 1 to 65535
     * @throws BindException if the port is in use, or no port is free
     * @throws SocketException if there are as many connections as the configuration allows
     */
    public TcpConnection connect(IpAddress local, int localPort, IpAddress remote, int remotePort, TcpEvents events)
            throws SocketException {
        throw new UnsupportedOperationException();
    }

    /**
     * Accepts connections on a port.
     *
     * @param local the address to accept on; unspecified for any
     * @param port the port, 1 to 65535; 0 for one chosen at random
     * @param backlog most connections that wait for the end of their handshake, and most that wait to be taken
     * @throws BindException if the port is in use
     */
    public TcpListener listen(IpAddress local, int port, int backlog, TcpAcceptor acceptor) throws BindException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) { throw new UnsupportedOperationException(); }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) { throw new UnsupportedOperationException(); }
}
