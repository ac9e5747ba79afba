package org.lneto.ipv4;

import org.lneto.core.Ipv4Address;

/** A host's view of the network: its address, its prefix, its default gateway and other routes (RFC 1122, section 3.3.1). */
final class Route {

    /** No next hop: the destination cannot be reached. */
    static final int NONE = 0;

    private static final int MAXIMUM_ROUTES = 64;

    private final StaticRoutes routes = new StaticRoutes(MAXIMUM_ROUTES);
    private int address;
    private int prefixLength;
    private int mask;
    private int gateway;
    private int directedBroadcast;

    void configure(int address, int prefixLength, int gateway) {
        this.address = address;
        this.prefixLength = prefixLength;
        this.mask = Ipv4Address.mask(prefixLength);
        this.gateway = gateway;
        // RFC 3021: a link of two hosts has no broadcast address; a /0 has only the limited one
        this.directedBroadcast = prefixLength == 0 || prefixLength > 30
                ? Ipv4Address.LIMITED_BROADCAST
                : Ipv4Address.directedBroadcast(address, prefixLength);
    }

    void clear() {
        address = Ipv4Address.UNSPECIFIED;
        prefixLength = 0;
        mask = 0;
        routes.clear();
        gateway = Ipv4Address.UNSPECIFIED;
        directedBroadcast = Ipv4Address.LIMITED_BROADCAST;
    }

    StaticRoutes routes() {
        return routes;
    }

    int address() {
        return address;
    }

    int gateway() {
        return gateway;
    }

    boolean isConfigured() {
        return address != Ipv4Address.UNSPECIFIED;
    }

    boolean isBroadcast(int destination) {
        return destination == Ipv4Address.LIMITED_BROADCAST || destination == directedBroadcast && isConfigured();
    }

    /** Whether packets to the address never leave this host (RFC 1122, section 3.2.1.3). */
    boolean isOwn(int destination) {
        return destination == address && isConfigured() || Ipv4Address.isLoopback(destination);
    }

    /** The host on the link that a unicast packet goes to; {@link #NONE} if there is none. */
    int nextHop(int destination) {
        if (!isConfigured()
                || destination == address
                || destination == Ipv4Address.UNSPECIFIED
                || Ipv4Address.isLoopback(destination)) {
            return NONE; // RFC 1122, section 3.2.1.3: a loopback address never leaves the host
        }
        if (Ipv4Address.isLinkLocal(destination) || Ipv4Address.isLinkLocal(address)) {
            return destination; // RFC 3927, section 2.6.2: never by a router, whatever the routes say
        }
        boolean onLink = ((destination ^ address) & mask) == 0;
        int route = routes.find(destination);
        if (route != StaticRoutes.NONE && (!onLink || routes.prefixLength(route) > prefixLength)) {
            int hop = routes.gateway(route);
            return hop == Ipv4Address.UNSPECIFIED ? destination : hop;
        }
        return onLink ? destination : gateway;
    }
}
