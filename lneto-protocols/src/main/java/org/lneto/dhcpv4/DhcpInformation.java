package org.lneto.dhcpv4;

import org.lneto.ip.IpAddress;

/**
 * What a server told a client that has an address of its own, in answer to DHCPINFORM (RFC 2131, section 3.4). Immutable.
 *
 * @param serverIdentifier the server that answered
 * @param options every option of its answer
 * @param boot its fixed fields
 */
public record DhcpInformation(IpAddress serverIdentifier, DhcpOptions options, DhcpBoot boot)
        implements DhcpParameters {}
