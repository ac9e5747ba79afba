package org.lneto.dhcpv6;

import org.lneto.ip.IpAddress;

/**
 * An address of a lease.
 *
 * @param address the address; its link's prefix is not DHCP's to tell
 * @param preferredUntilNanos until when new connections may use it, in the stack's time; {@link
 *     org.lneto.core.StackNode#NO_DEADLINE} for ever
 * @param validUntilNanos until when it may be used at all
 */
public record LeasedAddress(IpAddress address, long preferredUntilNanos, long validUntilNanos) {}
