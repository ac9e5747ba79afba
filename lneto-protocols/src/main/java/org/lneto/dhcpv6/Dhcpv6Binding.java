package org.lneto.dhcpv6;

import org.lneto.ip.IpAddress;

/**
 * What a server leased to a client.
 *
 * @param client the client
 * @param iaid the client's identity association
 * @param address the address, or the prefix with the bits after it zero
 * @param prefixLength 128 for an address, fewer bits for a delegated prefix
 * @param untilNanos until when it is valid, in the stack's time
 */
public record Dhcpv6Binding(Duid client, int iaid, IpAddress address, int prefixLength, long untilNanos) {}
