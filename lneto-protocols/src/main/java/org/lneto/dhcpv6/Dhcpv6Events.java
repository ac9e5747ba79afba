package org.lneto.dhcpv6;

/** Told what becomes of a client's lease, on the client's event loop. A call may use the client: release it, stop it. */
public interface Dhcpv6Events {
    /**
     * There is a lease, or it has changed: more time, another address, one fewer. What is not in it any more must not be
     * used any more.
     */
    void onLease(Dhcpv6Lease lease);

    /** Nothing of the lease may be used any more. Unless it was released, the client is already asking for another. */
    void onLost(Dhcpv6Lease lease, Dhcpv6LossReason reason);

    /** A server answered {@link Dhcpv6Client#requestInformation()}, or it was time to ask again and it did. */
    default void onStateless(Dhcpv6Information information) {}

    /** The server acknowledged {@link Dhcpv6Client#release()}, or did not in some 15 seconds; the client has stopped. */
    default void onReleased() {}
}
