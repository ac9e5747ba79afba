package org.lneto.ipv6;

/**
 * Sizes of an {@link Ipv6Node}.
 *
 * @param mtu most octets of a packet, header included; 1280 to 65535 (RFC 8200, section 5)
 * @param maximumAddresses most addresses of this host, 1 to 64
 * @param maximumRoutes most prefixes on the link, and most default routers, 1 to 64
 * @param maximumGroups most groups joined, 4 to 1024
 * @param pathMtus most destinations whose path MTU is remembered, 1 to 65536
 * @param pendingPackets most packets that wait for a neighbour's address, all neighbours together; at least 1
 * @param pendingPerNeighbour most packets that wait for one neighbour's address; at least 1
 * @param reassemblies most datagrams whose fragments are being put together; at least 1
 * @param maximumChildren most protocols above; at least 1
 */
public record Ipv6Settings(
        int mtu,
        int maximumAddresses,
        int maximumRoutes,
        int maximumGroups,
        int pathMtus,
        int pendingPackets,
        int pendingPerNeighbour,
        int reassemblies,
        int maximumChildren) {
    /**
     * MTU 1500, 16 addresses, 8 routes, 64 groups, 256 path MTUs, 32 packets waiting, 8 for each neighbour, 16
     * reassemblies, 8 protocols.
     */
    public static final Ipv6Settings DEFAULTS = new Ipv6Settings(1500, 16, 8, 64, 256, 32, 8, 16, 8);

    /** Least MTU of a link (RFC 8200, section 5). */
    public static final int MINIMUM_MTU = 1280;

    /** Checks the ranges. */
    public Ipv6Settings {
        check("MTU", mtu, MINIMUM_MTU, 65535);
        check("addresses", maximumAddresses, 1, 64);
        check("routes", maximumRoutes, 1, 64);
        check("groups", maximumGroups, 4, 1024);
        check("path MTUs", pathMtus, 1, 65536);
        check("pending packets", pendingPackets, 1, 65536);
        check("pending packets for each neighbour", pendingPerNeighbour, 1, 65536);
        check("reassemblies", reassemblies, 1, 65536);
        check("children", maximumChildren, 1, 256);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }

    /** The same with another MTU. */
    public Ipv6Settings mtu(int mtu) {
        return new Ipv6Settings(
                mtu,
                maximumAddresses,
                maximumRoutes,
                maximumGroups,
                pathMtus,
                pendingPackets,
                pendingPerNeighbour,
                reassemblies,
                maximumChildren);
    }
}
