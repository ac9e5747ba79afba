package org.lneto.dhcpv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/**
 * What a server says about a network, with the types of the RFCs; {@link #options()} has all of it as octets, what is not
 * known here too. A value that is malformed is as good as none.
 */
public interface DhcpParameters {
    /** Every option of the server's answer. */
    DhcpOptions options();

    /** What its fixed fields say about booting. */
    DhcpBoot boot();

    /** Seconds that the subnet's time is ahead of UTC; negative behind it (option 2). */
    default OptionalInt timeOffset() {
        long offset = options().u32(DhcpOption.TIME_OFFSET);
        return offset < 0 ? OptionalInt.empty() : OptionalInt.of((int) offset);
    }

    /** Routers, best first (option 3); {@link #routes()} says whether they are to be used. */
    default List<IpAddress> routers() {
        return options().hosts(DhcpOption.ROUTER);
    }

    /**
     * The routes to use: those of option 121 if it has any, or else those of option 33 and a default route by the first
     * router (RFC 3442).
     */
    default List<DhcpRoute> routes() {
        List<DhcpRoute> classless = Routes.classless(options().octets(DhcpOption.CLASSLESS_STATIC_ROUTE));
        if (!classless.isEmpty()) {
            return classless;
        }
        List<DhcpRoute> routes = new ArrayList<>(Routes.classful(options().octets(DhcpOption.STATIC_ROUTE)));
        for (IpAddress router : routers().stream().limit(1).toList()) {
            routes.add(new DhcpRoute(IpAddress.ANY_IPV4, 0, router));
        }
        return List.copyOf(routes);
    }

    /** The router of the default route among {@link #routes()}. */
    default Optional<IpAddress> gateway() {
        return routes().stream()
                .filter(route -> route.isDefault() && !route.isOnLink())
                .map(DhcpRoute::gateway)
                .findFirst();
    }

    /** DNS servers, best first (option 6). */
    default List<IpAddress> dnsServers() {
        return options().hosts(DhcpOption.DOMAIN_NAME_SERVER);
    }

    /** The name that the server gives this host (option 12). */
    default Optional<String> hostName() {
        return options().text(DhcpOption.HOST_NAME);
    }

    /** The domain that names are completed with (option 15). */
    default Optional<String> domainName() {
        return options().text(DhcpOption.DOMAIN_NAME);
    }

    /** Domains to search names in, first to last (option 119, RFC 3397); none if one of them is malformed. */
    default List<DnsName> domainSearch() {
        return DomainNames.list(options().octets(DhcpOption.DOMAIN_SEARCH));
    }

    /** Octets of the largest packet on the link, 68 to 65535; empty if the server did not say, or said less. */
    default OptionalInt mtu() {
        OptionalInt mtu = options().u16(DhcpOption.INTERFACE_MTU);
        return mtu.isPresent() && mtu.getAsInt() >= 68 ? mtu : OptionalInt.empty(); // RFC 2132, section 5.1
    }

    /** The network's broadcast address, if the server names one (option 28). */
    default Optional<IpAddress> broadcastAddress() {
        return options().address(DhcpOption.BROADCAST_ADDRESS);
    }

    /** NTP servers, best first (option 42). */
    default List<IpAddress> ntpServers() {
        return options().hosts(DhcpOption.NTP_SERVERS);
    }

    /** The options inside option 43, whose codes are the vendor's; empty if it is built otherwise. */
    default Optional<DhcpOptions> vendorOptions() {
        return options().encapsulated(DhcpOption.VENDOR_SPECIFIC);
    }

    /** Name of the server to load a program from: option 66, or else the field sname. */
    default Optional<String> tftpServerName() {
        return options().text(DhcpOption.TFTP_SERVER_NAME).or(() -> boot().serverName());
    }

    /** Servers to load a configuration from, best first (option 150, RFC 5859). */
    default List<IpAddress> tftpServers() {
        return options().hosts(DhcpOption.TFTP_SERVER_ADDRESS);
    }

    /** Name of the program to load: option 67, or else the field file. */
    default Optional<String> bootFileName() {
        return options().text(DhcpOption.BOOTFILE_NAME).or(() -> boot().fileName());
    }

    /** What the server says of the client's full name (option 81, RFC 4702). */
    default Optional<DhcpFqdn> fqdn() {
        return DhcpFqdn.read(options().octets(DhcpOption.CLIENT_FQDN));
    }

    /** What a relay agent said, option by option (option 82, RFC 3046): 1 is the circuit, 2 the remote end. */
    default Optional<DhcpOptions> relayAgentInformation() {
        return options().encapsulated(DhcpOption.RELAY_AGENT_INFORMATION);
    }

    /** URI of the captive portal's API (option 114, RFC 8910), not checked further. */
    default Optional<String> captivePortal() {
        return options().text(DhcpOption.CAPTIVE_PORTAL);
    }
}
