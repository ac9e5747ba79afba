package org.lneto.netty.channel;

import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.stack.HostStack;

/** The address that a host sends from when it is not told (RFC 6724, section 5). */
final class SourceAddress {
    private static final IpAddress ANY_IPV6 = new IpAddress(0, 0);

    private SourceAddress() {}

    /** For a destination; unspecified if the host has no address that will do. */
    static IpAddress of(HostStack host, IpAddress to) {
        if (to.isIpv4()) {
            return IpAddress.ofIpv4(
                    Ipv4Address.isLoopback(to.ipv4())
                            ? Ipv4Address.LOOPBACK
                            : host.ipv4().address());
        }
        if (Ipv6Address.isLoopback(to.high(), to.low())) {
            return to;
        }
        Ipv6Addresses own = host.ipv6().node().addresses();
        int place = own.sourceFor(to.high(), to.low());
        return place == Ipv6Addresses.NONE ? ANY_IPV6 : new IpAddress(own.high(place), own.low(place));
    }
}
