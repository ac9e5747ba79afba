package org.lneto.reactor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ConflictPolicy;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.stack.HostStack;

/**
 * How a stack comes by its addresses, as its builder was told.
 *
 * @param fixed static ones; of IPv4 one at the most
 * @param ipv6 whether it forms those of IPv6 by itself
 * @param nameServers the servers to ask; empty for those that are learnt
 * @param probing how an address is probed for before it is used
 * @param linkLocalFallback whether it takes a link-local address when nobody grants one
 */
record AddressPlan(
        List<Static> fixed,
        boolean ipv6,
        List<InetAddress> nameServers,
        ConflictSettings probing,
        boolean linkLocalFallback) {
    static final AddressPlan DEFAULT = new AddressPlan(List.of(), true, List.of(), ConflictSettings.FAST, false);

    /** A static address of either family. */
    record Static(
            IpAddress address, int prefixLength, @Nullable IpAddress gateway) {
        private void configure(HostStack host, long nowNanos) {
            if (address.isIpv4()) {
                int router = gateway == null ? Ipv4Address.UNSPECIFIED : gateway.ipv4();
                host.configure(address.ipv4(), prefixLength, router);
                // somebody chose it, and others know the host by it: RFC 5227, section 2.4 (c)
                host.defend(ConflictPolicy.DEFEND_ALWAYS, (lost, hardwareAddress, now) -> {});
            } else {
                IpAddress router = gateway == null ? new IpAddress(0, 0) : gateway;
                host.ipv6().configure(address, prefixLength, router, nowNanos);
            }
        }
    }

    AddressPlan with(Static address) {
        List<Static> more = new ArrayList<>(fixed);
        more.removeIf(other -> other.address.isIpv4() && address.address.isIpv4());
        more.add(address);
        return new AddressPlan(List.copyOf(more), ipv6, nameServers, probing, linkLocalFallback);
    }

    AddressPlan ipv6(boolean ipv6) {
        return new AddressPlan(fixed, ipv6, nameServers, probing, linkLocalFallback);
    }

    AddressPlan nameServers(List<InetAddress> nameServers) {
        return new AddressPlan(fixed, ipv6, List.copyOf(nameServers), probing, linkLocalFallback);
    }

    AddressPlan probing(ConflictSettings probing) {
        return new AddressPlan(fixed, ipv6, nameServers, probing, linkLocalFallback);
    }

    AddressPlan linkLocalFallback(boolean linkLocalFallback) {
        return new AddressPlan(fixed, ipv6, nameServers, probing, linkLocalFallback);
    }

    /** Gives a stack what it has from the start. On its event loop. */
    void begin(Stack stack) {
        HostStack host = stack.host();
        if (ipv6 && host.ipv6().node().isAttached()) {
            host.ipv6().start();
        }
        for (Static address : fixed) {
            address.configure(host, stack.nowNanos());
        }
    }

    /** What will keep its lease. */
    LeaseKeeper leaseKeeper(Stack stack) {
        return new LeaseKeeper(
                stack, stack.host().addressProbe(probing), linkLocalFallback ? new LinkLocalFallback(stack) : null);
    }
}
