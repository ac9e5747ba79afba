package org.lneto.dns;

import org.lneto.ip.IpAddress;

/**
 * What came of asking one server.
 *
 * @param server its address
 * @param error {@link DnsError#TIMEOUT} if it did not answer, {@link DnsError#UNREACHABLE} if it cannot be reached, {@link
 *     DnsError#REFUSED} or {@link DnsError#SERVER_FAILURE} as it said
 */
public record DnsServerError(IpAddress server, DnsError error) {}
