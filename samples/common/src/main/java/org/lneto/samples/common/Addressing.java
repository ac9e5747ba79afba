package org.lneto.samples.common;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStackBuilder;

/**
 * How a stack comes by its addresses: what {@code --addr}, {@code --gateway}, {@code -4} and {@code -6} say together.
 *
 * @param dhcp what to ask a DHCP server for; null to ask none
 * @param fixed static addresses
 * @param gateways their routers, at most one of a family
 * @param ipv4 whether IPv4 is spoken
 * @param ipv6 whether IPv6 is spoken
 */
record Addressing(
        @Nullable AddressOption dhcp,
        List<AddressOption> fixed,
        List<InetAddress> gateways,
        boolean ipv4,
        boolean ipv6) {
    static Addressing of(List<String> addresses, List<String> gateways, boolean ipv4Only, boolean ipv6Only) {
        if (ipv4Only && ipv6Only) {
            throw new IllegalArgumentException("-4 and -6 exclude each other");
        }
        List<AddressOption> wanted =
                addresses.stream().map(AddressOption::parse).toList();
        List<AddressOption> fixed =
                wanted.stream().filter(AddressOption::isStatic).toList();
        List<AddressOption> byDhcp =
                wanted.stream().filter(option -> !option.isStatic()).toList();
        List<InetAddress> routers = gateways.stream().map(AddressOption::inet).toList();
        boolean fixedIpv4 = fixed.stream().anyMatch(option -> !option.isIpv6());
        for (AddressOption option : wanted) {
            if (option.isIpv6() ? ipv4Only : ipv6Only) {
                throw new IllegalArgumentException("--addr " + option.address() + " does not go with -4 or -6");
            }
        }
        for (InetAddress router : routers) {
            boolean isIpv6 = router instanceof Inet6Address;
            if (fixed.stream().noneMatch(option -> option.isIpv6() == isIpv6)) {
                throw new IllegalArgumentException(
                        "--gateway goes with a static address of its family: --addr A.B.C.D/LEN or IPV6/LEN");
            }
        }
        if (byDhcp.size() > 1 || !byDhcp.isEmpty() && fixedIpv4) {
            throw new IllegalArgumentException("--addr takes one IPv4 address: by DHCP, or static");
        }
        boolean asks = !ipv6Only && (!byDhcp.isEmpty() || fixed.isEmpty());
        AddressOption dhcp = !asks ? null : byDhcp.isEmpty() ? AddressOption.DHCP : byDhcp.get(0);
        return new Addressing(dhcp, fixed, routers, !ipv6Only, !ipv4Only);
    }

    LnetoStackBuilder configure(LnetoStackBuilder builder) {
        LnetoStackBuilder configured = builder.ipv6(ipv6);
        for (AddressOption option : fixed) {
            InetAddress address = option.address();
            if (address != null) {
                InetAddress gateway = gateways.stream()
                        .filter(router -> router instanceof Inet6Address == option.isIpv6())
                        .findFirst()
                        .orElse(null);
                configured = configured.address(address, option.prefixLength(), gateway);
            }
        }
        return configured;
    }

    /** Whether the program has to wait for an IPv6 address, since there will be no other. */
    boolean waitsForIpv6() {
        return dhcp == null && fixed.stream().allMatch(AddressOption::isIpv6);
    }
}
