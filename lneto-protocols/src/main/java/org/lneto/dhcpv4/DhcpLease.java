package org.lneto.dhcpv4;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lneto.ip.IpAddress;

/**
 * An address that a server has leased, with all that came with it. Immutable.
 *
 * @param address the client's
 * @param prefixLength of the link's network, 1 to 32: from the subnet mask, or 24 if the server sent none
 * @param serverIdentifier the server that granted it
 * @param times when it began, and when what is due
 * @param options every option of the server's answer
 */
public record DhcpLease(
        IpAddress address, int prefixLength, IpAddress serverIdentifier, DhcpLeaseTimes times, DhcpOptions options) {
    /** Routers, best first. */
    public List<IpAddress> routers() {
        return options.hosts(DhcpOption.ROUTER);
    }

    /** DNS servers, best first. */
    public List<IpAddress> dnsServers() {
        return options.hosts(DhcpOption.DOMAIN_NAME_SERVER);
    }

    /** NTP servers, best first. */
    public List<IpAddress> ntpServers() {
        return options.hosts(DhcpOption.NTP_SERVERS);
    }

    /** The domain that names are completed with. */
    public Optional<String> domainName() {
        return options.text(DhcpOption.DOMAIN_NAME);
    }

    /** The name that the server gives this host. */
    public Optional<String> hostName() {
        return options.text(DhcpOption.HOST_NAME);
    }

    /** Octets of the largest packet on the link, 68 to 65535; empty if the server did not say, or said less. */
    public OptionalInt mtu() {
        OptionalInt mtu = options.u16(DhcpOption.INTERFACE_MTU);
        return mtu.isPresent() && mtu.getAsInt() >= 68 ? mtu : OptionalInt.empty(); // RFC 2132, section 5.1
    }

    /** The network's broadcast address, if the server names one. */
    public Optional<IpAddress> broadcastAddress() {
        return options.address(DhcpOption.BROADCAST_ADDRESS);
    }

    /** Like {@code 192.0.2.10/24 from 192.0.2.1 for 3600 s}. */
    @Override
    public String toString() {
        return address + "/" + prefixLength + " from " + serverIdentifier + " for "
                + (times.isInfinite() ? "ever" : times.leaseSeconds() + " s");
    }
}
