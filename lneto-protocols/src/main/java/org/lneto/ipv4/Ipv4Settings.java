package org.lneto.ipv4;

/**
 * Sizes of an {@link Ipv4Node}.
 *
 * @param mtu most octets of a packet, header included; 68 to 65535
 * @param pendingPackets most packets that wait for a neighbour's address, all neighbours together; at least 1
 * @param pendingPerNeighbour most packets that wait for one neighbour's address; at least 1
 * @param reassemblies most datagrams whose fragments are being put together; at least 1
 * @param maximumGroups most groups joined, 1 to 512
 * @param maximumChildren most protocols above; at least 1
 */
public record Ipv4Settings(
        int mtu,
        int pendingPackets,
        int pendingPerNeighbour,
        int reassemblies,
        int maximumGroups,
        int maximumChildren) {
    /** MTU 1500, 32 packets waiting, 8 for each neighbour, 16 reassemblies, 64 groups, 8 protocols. */
    public static final Ipv4Settings DEFAULTS = new Ipv4Settings(1500, 32, 8, 16, 64, 8);

    /** Checks the ranges. */
    public Ipv4Settings {
        if (mtu < 68
                || mtu > 65535
                || pendingPackets < 1
                || pendingPerNeighbour < 1
                || reassemblies < 1
                || maximumGroups < 1
                || maximumGroups > 512
                || maximumChildren < 1) {
            throw new IllegalArgumentException("MTU must be 68 to 65535, the others at least 1: MTU " + mtu
                    + ", pending " + pendingPackets + ", for each neighbour " + pendingPerNeighbour + ", reassemblies "
                    + reassemblies + ", groups " + maximumGroups + ", children "
                    + maximumChildren);
        }
    }

    /** The same with another MTU. */
    public Ipv4Settings mtu(int mtu) {
        return new Ipv4Settings(mtu, pendingPackets, pendingPerNeighbour, reassemblies, maximumGroups, maximumChildren);
    }
}
