package org.lneto.ipv4;

import java.nio.ByteBuffer;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;

/**
 * Packets that wait for their next hop's hardware address (RFC 1122, section 2.3.2.2). A fixed number of places for
 * packets of one MTU each, and a limit for each neighbour; when either is reached the oldest packet concerned gives way.
 */
final class PendingPackets {
    /** No packet. */
    static final int NONE = -1;

    private static final int FREE = 0;

    private final ByteBuffer buffer;
    private final int packetSize;
    private final int perNeighbour;

    private final int[] nextHop; // FREE for an empty place
    private final int[] length;
    private final long[] linkAddress; // zero while it is not known
    private final long[] order;
    private long nextOrder;
    private int waiting;
    private int sendable;

    PendingPackets(int maximum, int perNeighbour, int packetSize) {
        this.packetSize = packetSize;
        this.perNeighbour = perNeighbour;
        this.buffer = ByteBuffer.allocateDirect(maximum * packetSize);
        this.nextHop = new int[maximum];
        this.length = new int[maximum];
        this.linkAddress = new long[maximum];
        this.order = new long[maximum];
    }

    ByteBuffer buffer() {
        return buffer;
    }

    int offset(int place) {
        return place * packetSize;
    }

    int length(int place) {
        return length[place];
    }

    long linkAddress(int place) {
        return linkAddress[place];
    }

    boolean hasSendable() {
        return sendable > 0;
    }

    /**
     * Copies a packet in.
     *
     * @return packets that had to give way: 0 or 1; or -1 if this one is too long for any place
     */
    int add(int neighbour, ByteBuffer source, int at, int octets) {
        if (octets > packetSize) {
            return -1;
        }
        int place = NONE;
        int oldest = NONE;
        int oldestOfNeighbour = NONE;
        int ofNeighbour = 0;
        for (int i = 0; i < nextHop.length; i++) {
            if (nextHop[i] == FREE) {
                place = i;
                continue;
            }
            oldest = older(oldest, i);
            if (nextHop[i] == neighbour) {
                oldestOfNeighbour = older(oldestOfNeighbour, i);
                ofNeighbour++;
            }
        }
        int gaveWay = 0;
        if (ofNeighbour >= perNeighbour || place == NONE) {
            place = ofNeighbour >= perNeighbour ? oldestOfNeighbour : oldest;
            free(place);
            gaveWay = 1;
        }
        nextHop[place] = neighbour;
        length[place] = octets;
        linkAddress[place] = MacAddress.ZERO;
        order[place] = nextOrder++;
        waiting++;
        Octets.copy(source, at, buffer, offset(place), octets);
        return gaveWay;
    }

    private int older(int a, int b) {
        return a == NONE || order[b] < order[a] ? b : a;
    }

    /** Whether packets wait for an address. */
    boolean hasWaiting() {
        return waiting > 0;
    }

    /** The neighbour's packets may now be sent. */
    void resolved(int neighbour, long address) {
        for (int i = 0; i < nextHop.length; i++) {
            if (nextHop[i] == neighbour && linkAddress[i] == MacAddress.ZERO) {
                linkAddress[i] = address;
                waiting--;
                sendable++;
            }
        }
    }

    /** The oldest packet that still waits for the neighbour; {@link #NONE} if there is none. */
    int waitingFor(int neighbour) {
        int oldest = NONE;
        for (int i = 0; i < nextHop.length; i++) {
            if (nextHop[i] == neighbour && linkAddress[i] == MacAddress.ZERO) {
                oldest = older(oldest, i);
            }
        }
        return oldest;
    }

    /** The oldest packet that may be sent; {@link #NONE} if there is none. */
    int firstSendable() {
        int oldest = NONE;
        for (int i = 0; i < nextHop.length; i++) {
            if (nextHop[i] != FREE && linkAddress[i] != MacAddress.ZERO) {
                oldest = older(oldest, i);
            }
        }
        return oldest;
    }

    /** Empties a place; its octets stay until the next packet is added. */
    void free(int place) {
        if (linkAddress[place] == MacAddress.ZERO) {
            waiting--;
        } else {
            sendable--;
        }
        nextHop[place] = FREE;
    }

    /** Empties all places. */
    void clear() {
        for (int i = 0; i < nextHop.length; i++) {
            if (nextHop[i] != FREE) {
                free(i);
            }
        }
    }
}
