package org.lneto.ip;

import org.lneto.core.MacAddress;

/** Finds hardware addresses of hosts on the link: ARP for IPv4, neighbour discovery for IPv6. */
public interface NeighbourResolver {
    /** Told what became of a resolution. */
    interface Listener {
        /** The neighbour has answered: {@link #lookup} now finds it. */
        void neighbourResolved(long high, long low, long nowNanos);

        /** The neighbour did not answer and {@link #lookup} for it will start anew. */
        void neighbourFailed(long high, long low, long nowNanos);
    }

    /**
     * The hardware address of a neighbour. If it is not known, resolution is under way when this returns, and the
     * listener is told how it ended.
     *
     * @return the address, or {@link MacAddress#ZERO} while it is not known
     */
    long lookup(long high, long low, long nowNanos);

    /** Sets the one listener. */
    void listener(Listener listener);
}
