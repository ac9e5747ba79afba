package org.lneto.netty.server;

import java.net.BindException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.tcp.TcpNode;

/**
 * A small web server (RFC 9112) for fixed pages: GET and HEAD, connections kept alive, requests answered one after the
 * other. Belongs to the event loop of the TCP node it listens on.
 */
public final class PageServer {
    private static final int BACKLOG = 256;

    private final Map<String, Page> pages;
    private final Set<PageConnection> connections = new HashSet<>();
    private final TcpListener listener;
    private long requests;

    /**
     * Starts listening.
     *
     * @param tcp the node of the host it runs on
     * @param port usually 80
     * @param pages by path, from the slash on, without query
     * @throws BindException if the port is in use
     */
    public PageServer(TcpNode tcp, int port, Map<String, Page> pages) throws BindException {
        this.pages = Map.copyOf(pages);
        listener = tcp.listen(IpAddress.ANY_IPV4, port, BACKLOG, this::accept);
    }

    private void accept(TcpListener listener) {
        TcpConnection accepted = listener.accept(new TcpEvents() {});
        if (accepted != null) {
            PageConnection connection = new PageConnection(this, accepted);
            connections.add(connection);
            accepted.events(connection);
            connection.readable(accepted); // octets may have come with the end of the handshake
        }
    }

    /** The page of a request's target. */
    Page page(String target) {
        requests++;
        int query = target.indexOf('?');
        Page page = pages.get(query < 0 ? target : target.substring(0, query));
        return page == null ? Page.error(404, "Not Found") : page;
    }

    void closed(PageConnection connection) {
        connections.remove(connection);
    }

    /** Requests answered so far, those for unknown pages too. */
    public long requests() {
        return requests;
    }

    /** Connections open now. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and resets the connections. */
    public void close() {
        listener.release();
        for (PageConnection connection : Set.copyOf(connections)) {
            connection.abort();
        }
    }
}
