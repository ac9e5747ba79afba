package org.lneto.ip;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.Undeliverable;

/**
 * The packets of an IP node that wait until a neighbour's hardware address is known, and those that then wait for their turn.
 * Bounded as {@link PendingPackets} is.
 */
public final class NextHopQueue {
    /** Takes packets back whose next hop does not answer. */
    @FunctionalInterface
    public interface Returns {
        /** A packet, borrowed for the length of the call, could not be sent. */
        void giveBack(ByteBuffer buffer, int at, int length, long nowNanos, Undeliverable reason);
    }

    private final NeighbourResolver resolver;
    private final PendingPackets pending;

    /**
     * Creates an empty queue.
     *
     * @param resolver finds hardware addresses
     * @param maximum most packets
     * @param perNeighbour most packets for one next hop
     * @param packetSize most octets of a packet
     */
    public NextHopQueue(NeighbourResolver resolver, int maximum, int perNeighbour, int packetSize) {
        this.resolver = resolver;
        this.pending = new PendingPackets(maximum, perNeighbour, packetSize);
    }

    /**
     * Copies a packet in, whose next hop is being resolved.
     *
     * @return false if another had to give way to it, or it is too long
     */
    public boolean add(long high, long low, ByteBuffer buffer, int at, int length) {
        return pending.add(high, low, buffer, at, length) == 0;
    }

    /** Whether a packet may be sent. */
    public boolean hasSendable() {
        return pending.hasSendable();
    }

    /** Writes the oldest packet that may be sent, and sets the link's destination; 0 if there is no room for it. */
    public int send(Carrier carrier, int at) {
        int place = pending.firstSendable();
        int length = pending.length(place);
        if (length > carrier.available(at)) {
            return 0;
        }
        Octets.copy(pending.buffer(), pending.offset(place), carrier.buffer(), at, length);
        carrier.linkDestination(pending.linkAddress(place));
        pending.free(place);
        return length;
    }

    /** A neighbour has answered; whether a packet may now be sent. */
    public boolean resolved(long high, long low, long nowNanos) {
        if (!pending.hasWaiting()) {
            return false;
        }
        long address = resolver.lookup(high, low, nowNanos);
        if (address == MacAddress.ZERO) {
            return false; // the resolver had no room for it and asks again
        }
        pending.resolved(high, low, address);
        return pending.hasSendable();
    }

    /** A neighbour does not answer: its packets go back. */
    public void failed(long high, long low, long nowNanos, Returns returns) {
        for (int place = pending.waitingFor(high, low);
                place != PendingPackets.NONE;
                place = pending.waitingFor(high, low)) {
            int at = pending.offset(place);
            int length = pending.length(place);
            pending.free(place); // no packet is added before the call returns: only building packets adds
            returns.giveBack(pending.buffer(), at, length, nowNanos, Undeliverable.HOST_UNREACHABLE);
        }
    }

    /** Drops all packets. */
    public void clear() {
        pending.clear();
    }
}
