package org.lneto.dhcpv4;

import org.lneto.ip.IpAddress;

/**
 * Told what a server does with its addresses, on the server's event loop: for logs, name servers, and who wants to keep
 * leases beyond the process, which {@link DhcpServer#restore} takes in again. An answer is sent after its event was told.
 */
public interface DhcpServerEvents {
    /** Nobody is told. */
    DhcpServerEvents NONE = new DhcpServerEvents() {};

    /** A client has an address, or more time for it. */
    default void bound(DhcpBinding binding) {}

    /** A client gave its address back. */
    default void released(DhcpBinding binding) {}

    /** A client's time was up. */
    default void expired(DhcpBinding binding) {}

    /** A client found its address in use: nobody is given it for a while. */
    default void declined(DhcpBinding binding) {}

    /** A probe found an address in use that was to be offered: nobody is given it for a while. */
    default void conflict(IpAddress address) {}
}
