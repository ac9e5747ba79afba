package org.lneto.dhcpv6;

import java.util.List;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/**
 * What a server tells beside leases.
 *
 * @param dnsServers recursive name servers, the first preferred (RFC 3646)
 * @param domainSearch domains to complete names by (RFC 3646)
 * @param ntpServers time servers' addresses and groups (RFC 5908)
 * @param ntpNames time servers' names (RFC 5908)
 * @param sntpServers simple time servers (RFC 4075)
 * @param refreshSeconds when a client without leases asks again: 600 to 2^32 - 1, which is never (RFC 8415, section
 *     21.23)
 */
public record Dhcpv6Information(
        List<IpAddress> dnsServers,
        List<DnsName> domainSearch,
        List<IpAddress> ntpServers,
        List<DnsName> ntpNames,
        List<IpAddress> sntpServers,
        long refreshSeconds) {}
