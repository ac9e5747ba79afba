package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;

/** Reads the lease out of a DHCPACK, or refuses what no host could live with. */
final class LeaseReader {
    /** Assumed where the server sends no mask: too small a network still works through the router, too large does not. */
    static final int DEFAULT_PREFIX_LENGTH = 24;

    private LeaseReader() {}

    /** The lease of a valid DHCPACK; null if its address, mask, server or lease time cannot be. */
    static @Nullable DhcpLease read(DhcpFrame frame, long requestedNanos) {
        DhcpOptions options = DhcpOptions.copyOf(frame);
        int prefixLength = prefixLength(options);
        long leaseSeconds = options.u32(DhcpOption.LEASE_TIME);
        IpAddress server = options.address(DhcpOption.SERVER_IDENTIFIER).orElse(IpAddress.ANY_IPV4);
        if (prefixLength < 1
                || !HostAddress.isHost(frame.yiaddr(), prefixLength)
                || !HostAddress.isHost(server.ipv4())
                || leaseSeconds < DhcpLeaseTimes.MINIMUM_SECONDS) {
            return null;
        }
        DhcpLeaseTimes times = DhcpLeaseTimes.granted(
                requestedNanos,
                leaseSeconds,
                options.u32(DhcpOption.RENEWAL_TIME),
                options.u32(DhcpOption.REBINDING_TIME));
        return new DhcpLease(
                IpAddress.ofIpv4(frame.yiaddr()), prefixLength, server, times, options, DhcpBoot.copyOf(frame));
    }

    /** From the subnet mask; 0 for a mask of another size, with holes, or without ones. */
    private static int prefixLength(DhcpOptions options) {
        if (!options.contains(DhcpOption.SUBNET_MASK)) {
            return DEFAULT_PREFIX_LENGTH;
        }
        int mask = options.address(DhcpOption.SUBNET_MASK).map(IpAddress::ipv4).orElse(0);
        int ones = Integer.bitCount(mask);
        return mask == Ipv4Address.mask(ones) ? ones : 0;
    }
}
