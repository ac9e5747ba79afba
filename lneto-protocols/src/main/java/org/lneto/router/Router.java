package org.lneto.router;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.DatagramQueue;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/**
 * A router of IPv4 (RFC 1812) and IPv6 (RFC 8200) between Ethernet interfaces, which takes the route with the longest prefix.
 *
 * <p>A packet that comes in by one interface is queued to another, whose parent is told that it is ready. Both must therefore
 * belong to the same event loop.
 *
 * <p><b>Not forwarded</b>: packets to groups and broadcast addresses, directed ones included (RFC 2644); packets that came as a
 * broadcast of the link (RFC 1812, section 5.3.4); those from or to addresses of the link, of this host, or of none (section
 * 5.3.7); those with a source route (as RFC 7126, section 4.3, advises). Other options and extension headers are passed on as
 * they are. No redirects are sent, which deviates from section 5.2.7.2: a host whose packet goes back to its own link gets
 * there all the same.
 *
 * <p><b>Errors</b> are sent for a hop limit that runs out, for no route, for a neighbour that does not answer and for packets
 * too long; never about errors, fragments but the first, groups, or more of them than {@link RouterConfig} admits.
 *
 * <p><b>Long packets</b> of IPv4 are cut into fragments unless DF is set (RFC 791, section 3.2).
 */
public final class Router {
    private final RandomGenerator random;
    private final RouteTable routes;
    private final Ipv4Forwarder forwarder4;
    private final Ipv6Forwarder forwarder6;
    private final List<RouterInterface> interfaces = new ArrayList<>();
    private long forwarded;

    /**
     * Creates a router without interfaces.
     *
     * @param config sizes and rates
     * @param random for identifications and the ports of translations; must not be guessable where peers are not trusted
     */
    public Router(RouterConfig config, RandomGenerator random) {
        this.random = random;
        routes = new RouteTable(config.maximumRoutes());
        forwarder4 = new Ipv4Forwarder(this, config, random);
        forwarder6 = new Ipv6Forwarder(this, config);
    }

    /**
     * Adds an interface, and routes to the networks on its link.
     *
     * @throws IllegalStateException if there is no room for the routes
     */
    public RouterInterface addInterface(InterfaceConfig config) {
        RouterInterface added = new RouterInterface(config, forwarder4, forwarder6, random);
        for (InterfaceAddress own : config.addresses()) {
            route(own.address(), own.prefixLength(), 0, 0, added);
        }
        interfaces.add(added);
        return added;
    }

    /** Its interfaces, in the order in which they were added. */
    public List<RouterInterface> interfaces() {
        return List.copyOf(interfaces);
    }

    /**
     * Adds a route by way of another router.
     *
     * @param network the destination's network
     * @param prefixLength of it, 0 to 32 for IPv4, 0 to 128 for IPv6; 0 is a default route
     * @param gateway the next router, on the link of the interface; of IPv6, its link-local address may be given
     * @param out an interface of this router
     * @throws IllegalStateException if there is no room
     */
    public void addRoute(IpAddress network, int prefixLength, IpAddress gateway, RouterInterface out) {
        if (network.isIpv4() != gateway.isIpv4() || gateway.isUnspecified() || !interfaces.contains(out)) {
            throw new IllegalArgumentException("a gateway of the same version on an interface of this router: "
                    + network + "/" + prefixLength + " by " + gateway);
        }
        route(network, prefixLength, gateway.high(), gateway.low(), out);
    }

    /** Adds a route from text such as {@code 0.0.0.0/0} or {@code 2001:db8:1::/48}. */
    public void addRoute(String network, String gateway, RouterInterface out) {
        int slash = network.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no prefix length, such as 10.0.0.0/8 has: " + network);
        }
        addRoute(
                IpAddress.parse(network.substring(0, slash)),
                Integer.parseInt(network.substring(slash + 1)),
                IpAddress.parse(gateway),
                out);
    }

    private void route(IpAddress network, int prefixLength, long hopHigh, long hopLow, RouterInterface out) {
        int length = bits(network, prefixLength);
        if (!routes.add(network.high(), network.low(), length, hopHigh, hopLow, out)) {
            throw new IllegalStateException("no room for another route beside " + routes.size());
        }
    }

    private static int bits(IpAddress network, int prefixLength) {
        if (prefixLength < 0 || prefixLength > (network.isIpv4() ? 32 : 128)) {
            throw new IllegalArgumentException("prefix length of " + network + ": " + prefixLength);
        }
        return network.isIpv4() ? 96 + prefixLength : prefixLength;
    }

    /** Removes all routes to exactly that network; whether there was one. */
    public boolean removeRoute(IpAddress network, int prefixLength) {
        return routes.remove(network.high(), network.low(), bits(network, prefixLength));
    }

    /** Packets forwarded so far, each once, however many fragments it went in. */
    public long forwarded() {
        return forwarded;
    }

    int interfaceCount() {
        return interfaces.size();
    }

    RouterInterface interfaceAt(int index) {
        return interfaces.get(index);
    }

    void countForwarded() {
        forwarded++;
    }

    RouteTable routes() {
        return routes;
    }

    boolean owns4(int address) {
        return interfaceOf4(address) != null;
    }

    @Nullable
    RouterInterface interfaceOf4(int address) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).address4() == address && address != 0) {
                return interfaces.get(i);
            }
        }
        return null;
    }

    boolean owns6(long high, long low) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).owns6(high, low)) {
                return true;
            }
        }
        return false;
    }

    boolean isBroadcast4(int address) {
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).isBroadcast4(address)) {
                return true;
            }
        }
        return false;
    }

    /** Copies a packet into the queue of the interface that a route leads to. */
    Verdict send(boolean version4, int route, long high, long low, ByteBuffer packet, int at, int length) {
        ForwardingLayer layer = routes.out(route).layer(version4);
        int to = layer.reserve(routes.hopHigh(route, high), routes.hopLow(route, low), length);
        if (to != DatagramQueue.FULL) {
            Octets.copy(packet, at, layer.queueBuffer(), to, length);
        }
        return Verdict.ACCEPTED; // a drop is counted where there was no room
    }
}
