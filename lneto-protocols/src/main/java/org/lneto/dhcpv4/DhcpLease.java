package org.lneto.dhcpv4;

import org.lneto.ip.IpAddress;

/**
 * An address that a server has leased, with all that came with it. Immutable.
 *
 * @param address the client's
 * @param prefixLength of the link's network, 1 to 32: from the subnet mask, or 24 if the server sent none
 * @param serverIdentifier the server that granted it
 * @param times when it began, and when what is due
 * @param options every option of the server's answer
 * @param boot its fixed fields
 */
public record DhcpLease(
        IpAddress address,
        int prefixLength,
        IpAddress serverIdentifier,
        DhcpLeaseTimes times,
        DhcpOptions options,
        DhcpBoot boot)
        implements DhcpParameters {
    /** Like {@code 192.0.2.10/24 from 192.0.2.1 for 3600 s}. */
    @Override
    public String toString() {
        return address + "/" + prefixLength + " from " + serverIdentifier + " for "
                + (times.isInfinite() ? "ever" : times.leaseSeconds() + " s");
    }
}
