package org.lneto.dhcpv6;

/**
 * Told what a server does with its addresses and prefixes, on the server's event loop: for logs, routes to delegated
 * prefixes, and who wants to keep leases beyond the process, which {@link Dhcpv6Server#restore} takes in again.
 */
public interface Dhcpv6ServerEvents {
    /** Nobody is told. */
    Dhcpv6ServerEvents NONE = new Dhcpv6ServerEvents() {};

    /** A client has an address or prefix, or more time for it. */
    default void bound(Dhcpv6Binding binding) {}

    /** A client gave it back. */
    default void released(Dhcpv6Binding binding) {}

    /** A client's time was up. */
    default void expired(Dhcpv6Binding binding) {}

    /** A client found its address in use: nobody is given it for a while. */
    default void declined(Dhcpv6Binding binding) {}
}
