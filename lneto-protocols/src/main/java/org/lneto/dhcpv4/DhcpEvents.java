package org.lneto.dhcpv4;

import org.lneto.ip.IpAddress;

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

    /** A server took its offer back, or does not know the remembered address (DHCPNAK); the client asks again. */
    default void nak() {}

    /**
     * A server that had made an offer was not heard of again; the client asks again. Or nobody answered {@link
     * DhcpClient#inform}, and the client has stopped.
     */
    default void unanswered() {}

    /** Somebody else uses the address that a server granted: it was declined, and the client asks again in 10 s. */
    default void declined(IpAddress address) {}

    /** A server answered {@link DhcpClient#inform}; the client has stopped. */
    default void informed(DhcpInformation information) {}
}
