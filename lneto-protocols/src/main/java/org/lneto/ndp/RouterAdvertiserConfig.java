package org.lneto.ndp;

import java.util.List;
import org.lneto.ip.IpAddress;

/**
 * What a {@link RouterAdvertiser} says. Immutable: each setter returns a copy.
 *
 * @param prefix upper half of the prefix on the link, 64 bits long; the lower half is zero
 * @param routerLifetimeSeconds for how long this router is a default router, 0 to 9000; 0 for none
 * @param validLifetimeSeconds for how long addresses with the prefix are valid, 0 to 2^32 - 1, the last for ever
 * @param preferredLifetimeSeconds for how long they are preferred, at most as long
 * @param autonomous whether hosts form addresses with the prefix by themselves
 * @param managed whether addresses are to be had by DHCPv6
 * @param otherConfiguration whether other configuration is to be had by DHCPv6
 * @param mtu of the link; 0 to say nothing of it
 * @param dnsServers addresses of DNS servers, at most 8, all of IPv6
 * @param searchDomains DNS search domains, at most 8
 * @param intervalNanos most time between advertisements that nobody asked for, 4 s to 1800 s; the least is a third of it
 * @param responseDelayNanos most time by which an answer is put off at random (MAX_RA_DELAY_TIME: 500 ms)
 */
public record RouterAdvertiserConfig(
        long prefix,
        int routerLifetimeSeconds,
        long validLifetimeSeconds,
        long preferredLifetimeSeconds,
        boolean autonomous,
        boolean managed,
        boolean otherConfiguration,
        int mtu,
        List<IpAddress> dnsServers,
        List<String> searchDomains,
        long intervalNanos,
        long responseDelayNanos) {
    private static final long SECOND = 1_000_000_000L;
    private static final long INFINITE = 0xffff_ffffL;

    /** Checks the ranges. */
    public RouterAdvertiserConfig {
        check("router lifetime", routerLifetimeSeconds, 0, 9000);
        check("valid lifetime", validLifetimeSeconds, 0, INFINITE);
        check("preferred lifetime", preferredLifetimeSeconds, 0, validLifetimeSeconds);
        check("MTU", mtu, 0, 65535);
        check("interval in nanoseconds", intervalNanos, 4 * SECOND, 1800 * SECOND);
        check("response delay in nanoseconds", responseDelayNanos, 0, SECOND / 2);
        dnsServers = List.copyOf(dnsServers);
        searchDomains = List.copyOf(searchDomains);
        if (dnsServers.size() > DnsOptions.MAXIMUM || searchDomains.size() > DnsOptions.MAXIMUM) {
            throw new IllegalArgumentException("at most " + DnsOptions.MAXIMUM + " DNS servers and search domains");
        }
        for (IpAddress server : dnsServers) {
            if (server.isIpv4()) {
                throw new IllegalArgumentException(
                        "a DNS server in a router advertisement has an IPv6 address, not " + server);
            }
        }
        for (String domain : searchDomains) {
            if (!domain.matches("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,40}") || domain.length() > 253) {
                throw new IllegalArgumentException("not a search domain: '" + domain + "'");
            }
        }
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }

    /**
     * A router for half an hour; a prefix for autoconfiguration, valid for a day and preferred for half of it (RFC 4861,
     * section 6.2.1, says 30 days and 7); an advertisement every 200 to 600 s; no DNS.
     */
    public static RouterAdvertiserConfig of(long prefix) {
        return new RouterAdvertiserConfig(
                prefix, 1800, 86400, 43200, true, false, false, 0, List.of(), List.of(), 600 * SECOND, SECOND / 2);
    }

    /** The same with DNS servers and search domains. */
    public RouterAdvertiserConfig dns(List<IpAddress> dnsServers, List<String> searchDomains) {
        return new RouterAdvertiserConfig(
                prefix,
                routerLifetimeSeconds,
                validLifetimeSeconds,
                preferredLifetimeSeconds,
                autonomous,
                managed,
                otherConfiguration,
                mtu,
                dnsServers,
                searchDomains,
                intervalNanos,
                responseDelayNanos);
    }

    /** The same with another MTU. */
    public RouterAdvertiserConfig mtu(int mtu) {
        return new RouterAdvertiserConfig(
                prefix,
                routerLifetimeSeconds,
                validLifetimeSeconds,
                preferredLifetimeSeconds,
                autonomous,
                managed,
                otherConfiguration,
                mtu,
                dnsServers,
                searchDomains,
                intervalNanos,
                responseDelayNanos);
    }

    /** The same with other ways to configure hosts. */
    public RouterAdvertiserConfig hosts(boolean autonomous, boolean managed, boolean otherConfiguration) {
        return new RouterAdvertiserConfig(
                prefix,
                routerLifetimeSeconds,
                validLifetimeSeconds,
                preferredLifetimeSeconds,
                autonomous,
                managed,
                otherConfiguration,
                mtu,
                dnsServers,
                searchDomains,
                intervalNanos,
                responseDelayNanos);
    }

    /** The same with other lifetimes. */
    public RouterAdvertiserConfig lifetimes(
            int routerLifetimeSeconds, long validLifetimeSeconds, long preferredLifetimeSeconds) {
        return new RouterAdvertiserConfig(
                prefix,
                routerLifetimeSeconds,
                validLifetimeSeconds,
                preferredLifetimeSeconds,
                autonomous,
                managed,
                otherConfiguration,
                mtu,
                dnsServers,
                searchDomains,
                intervalNanos,
                responseDelayNanos);
    }

    /** The same with other times of its own. */
    public RouterAdvertiserConfig times(long intervalNanos, long responseDelayNanos) {
        return new RouterAdvertiserConfig(
                prefix,
                routerLifetimeSeconds,
                validLifetimeSeconds,
                preferredLifetimeSeconds,
                autonomous,
                managed,
                otherConfiguration,
                mtu,
                dnsServers,
                searchDomains,
                intervalNanos,
                responseDelayNanos);
    }
}
