package org.lneto.router;

import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;

/**
 * An address of a router's interface and the network on its link.
 *
 * @param address a host's, of either version
 * @param prefixLength of the link's network, 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record InterfaceAddress(IpAddress address, int prefixLength) {
    /** Checks the ranges. */
    public InterfaceAddress {
        boolean host = address.isIpv4()
                ? Ipv4Address.isHost(address.ipv4())
                : Ipv6Address.isHost(address.high(), address.low());
        if (!host || prefixLength < 0 || prefixLength > (address.isIpv4() ? 32 : 128)) {
            throw new IllegalArgumentException("not a host's address and its prefix: " + address + "/" + prefixLength);
        }
    }

    /** Reads text such as {@code 192.0.2.1/24} or {@code 2001:db8::1/64}. */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no prefix length, such as 192.0.2.1/24 has: " + text);
        }
        return new InterfaceAddress(
                IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
}
