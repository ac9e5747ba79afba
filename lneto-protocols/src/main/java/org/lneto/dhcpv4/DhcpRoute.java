package org.lneto.dhcpv4;

import org.lneto.ip.IpAddress;

/**
 * A route that a DHCP server tells of: by option 121 (RFC 3442), 33 or 3 (RFC 2132).
 *
 * @param destination the network's address; 0.0.0.0 of the default route
 * @param prefixLength of the network, 0 to 32
 * @param gateway the router on the way; 0.0.0.0 if the network is on the link itself (RFC 3442)
 */
public record DhcpRoute(IpAddress destination, int prefixLength, IpAddress gateway) {
    /** Checks the ranges. */
    public DhcpRoute {
        if (!destination.isIpv4() || !gateway.isIpv4() || prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException(
                    "not an IPv4 route: " + destination + "/" + prefixLength + " via " + gateway);
        }
    }

    /** Whether it is the way to everything that no other route is for. */
    public boolean isDefault() {
        return prefixLength == 0;
    }

    /** Whether hosts of the network are neighbours. */
    public boolean isOnLink() {
        return gateway.isUnspecified();
    }

    /** Like {@code 198.51.100.0/24 via 192.0.2.1}. */
    @Override
    public String toString() {
        return destination + "/" + prefixLength + (isOnLink() ? " on link" : " via " + gateway);
    }
}
