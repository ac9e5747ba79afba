package org.lneto.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.AddressState;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.netty.channel.SocketAddresses;
import org.lneto.stack.HostStack;

/** Between the stack's addresses and Java's. */
final class Addresses {
    private Addresses() {}

    static InetAddress inetAddress(IpAddress address) {
        return SocketAddresses.inetAddress(address);
    }

    static InetSocketAddress socketAddress(IpAddress address, int port) {
        return SocketAddresses.socketAddress(address, port);
    }

    static IpAddress ipAddress(InetAddress address) {
        return IpAddress.ofOctets(address.getAddress());
    }

    /** A host's addresses in use, of both families, those of one link's scope last. */
    static List<InetAddress> of(HostStack host) {
        List<InetAddress> all = new ArrayList<>();
        int ipv4 = host.ipv4().address();
        if (ipv4 != Ipv4Address.UNSPECIFIED) {
            all.add(inetAddress(IpAddress.ofIpv4(ipv4)));
        }
        Ipv6Addresses own = host.ipv6().node().addresses();
        for (boolean linkLocal : new boolean[] {false, true}) {
            for (int place = 0; place < own.size(); place++) {
                IpAddress address = new IpAddress(own.high(place), own.low(place));
                if (own.state(place) != AddressState.TENTATIVE
                        && Ipv6Address.isLinkLocal(address.high()) == linkLocal) {
                    all.add(inetAddress(address));
                }
            }
        }
        return all;
    }
}
