package org.lneto.dhcpv4;

/**
 * Told what becomes of a client's lease, on the client's event loop. A call may use the client: release it, stop it.
 */
public interface DhcpEvents {
    /** An address was leased: from now on it may be used. */
    void bound(DhcpLease lease);

    /** The same address has more time; the other parameters may have changed. */
    void renewed(DhcpLease lease);

    /** The address must not be used any more. Unless it was released, the client is already asking for another. */
    void lost(DhcpLease lease, DhcpLossReason reason);

    /** A server that had made an offer took it back (DHCPNAK); the client asks again. */
    default void nak() {}

    /** A server that had made an offer was not heard of again; the client asks again. */
    default void unanswered() {}
}
