package org.lneto.dhcpv6;

import java.util.List;

/**
 * What a server leased, and what else it told.
 *
 * @param server the server's identifier
 * @param addresses addresses, without any that expired
 * @param prefixes delegated prefixes, without any that expired
 * @param information name servers and the like
 * @param renewNanos T1: when its server is asked for more time, in the stack's time
 * @param rebindNanos T2: when any server is
 */
public record Dhcpv6Lease(
        Duid server,
        List<LeasedAddress> addresses,
        List<DelegatedPrefix> prefixes,
        Dhcpv6Information information,
        long renewNanos,
        long rebindNanos) {
    boolean isEmpty() {
        return addresses.isEmpty() && prefixes.isEmpty();
    }
}
