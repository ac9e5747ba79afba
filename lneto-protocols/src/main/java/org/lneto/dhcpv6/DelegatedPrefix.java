package org.lneto.dhcpv6;

import org.lneto.ip.IpAddress;

/**
 * A prefix of a lease, for the networks behind the client.
 *
 * @param prefix the prefix, the bits after it zero
 * @param length its bits, 1 to 128
 * @param preferredUntilNanos until when addresses in it are preferred, in the stack's time; {@link
 *     org.lneto.core.StackNode#NO_DEADLINE} for ever
 * @param validUntilNanos until when it may be used at all
 */
public record DelegatedPrefix(IpAddress prefix, int length, long preferredUntilNanos, long validUntilNanos) {}
