package org.lneto.reactor;

import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;

/** What became of a stack's DHCP lease: see {@link LnetoStack#leaseChanges()}. */
public sealed interface LeaseChange {
    /** The lease it is about. */
    DhcpLease lease();

    /**
     * An address was leased, and is now the stack's.
     *
     * @param lease the new lease
     */
    record Bound(DhcpLease lease) implements LeaseChange {}

    /**
     * The same address has more time; other parameters may have changed.
     *
     * @param lease the lease as it is now
     */
    record Renewed(DhcpLease lease) implements LeaseChange {}

    /**
     * The lease is over and its address withdrawn from the stack. Unless it was released, another is asked for.
     *
     * @param lease the lease as it was
     * @param reason why it is over
     */
    record Lost(DhcpLease lease, DhcpLossReason reason) implements LeaseChange {}
}
