package org.lneto.ip;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;

/**
 * Packets that wait for their next hop's hardware address (RFC 1122, section 2.3.2.2; RFC 4861, section 7.2.2). A fixed number of places for
 * packets of one MTU each, and a limit for each neighbour; when either is reached the oldest packet concerned gives way.
 */
final class PendingPackets {
    /** No packet. */
    static final int NONE = -1;

    private @Nullable ByteBuffer buffer; // allocated with the first packet
    private final int packetSize;
    private final int perNeighbour;

    private final long[] high; // the next hop, in halves as in IpAddress
    private final long[] low;
    private final int[] length; // 0 for an empty place
    private final long[] linkAddress; // zero while it is not known
    private final long[] order;
    private long nextOrder;
    private int waiting;
    private int sendable;

    /**
     * Creates an empty table.
     *
     * @param maximum most packets
     * @param perNeighbour most packets for one next hop
     * @param packetSize most octets of a packet
     */
    PendingPackets(int maximum, int perNeighbour, int packetSize) {
        this.packetSize = packetSize;
        this.perNeighbour = perNeighbour;
        this.high = new long[maximum];
        this.low = new long[maximum];
        this.length = new int[maximum];
        this.linkAddress = new long[maximum];
        this.order = new long[maximum];
    }

    /** Holds the packets. */
    ByteBuffer buffer() {
        ByteBuffer buffer = this.buffer;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(length.length * packetSize);
            this.buffer = buffer;
        }
        return buffer;
    }

    /** Index of a place's packet. */
    int offset(int place) {
        return place * packetSize;
    }

    /** Octets of a place's packet; 0 if it is empty. */
    int length(int place) {
        return length[place];
    }

    /** Where a place's packet is to be sent; zero while that is not known. */
    long linkAddress(int place) {
        return linkAddress[place];
    }

    /** Whether a packet may be sent. */
    boolean hasSendable() {
        return sendable > 0;
    }

    /**
     * Copies a packet in.
     *
     * @return packets that had to give way: 0 or 1; or -1 if this one is too long for any place
     */
    int add(long neighbourHigh, long neighbourLow, ByteBuffer source, int at, int octets) {
        if (octets > packetSize) {
            return -1;
        }
        int place = NONE;
        int oldest = NONE;
        int oldestOfNeighbour = NONE;
        int ofNeighbour = 0;
        for (int i = 0; i < length.length; i++) {
            if (length[i] == 0) {
                place = i;
                continue;
            }
            oldest = older(oldest, i);
            if (isFor(i, neighbourHigh, neighbourLow)) {
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
        high[place] = neighbourHigh;
        low[place] = neighbourLow;
        length[place] = octets;
        linkAddress[place] = MacAddress.ZERO;
        order[place] = nextOrder++;
        waiting++;
        Octets.copy(source, at, buffer(), offset(place), octets);
        return gaveWay;
    }

    private boolean isFor(int place, long neighbourHigh, long neighbourLow) {
        return length[place] != 0 && low[place] == neighbourLow && high[place] == neighbourHigh;
    }

    private boolean isWaitingFor(int place, long neighbourHigh, long neighbourLow) {
        return linkAddress[place] == MacAddress.ZERO && isFor(place, neighbourHigh, neighbourLow);
    }

    private int older(int a, int b) {
        return a == NONE || order[b] < order[a] ? b : a;
    }

    /** Whether packets wait for an address. */
    boolean hasWaiting() {
        return waiting > 0;
    }

    /** The neighbour's packets may now be sent. */
    void resolved(long neighbourHigh, long neighbourLow, long address) {
        for (int i = 0; i < length.length; i++) {
            if (isWaitingFor(i, neighbourHigh, neighbourLow)) {
                linkAddress[i] = address;
                waiting--;
                sendable++;
            }
        }
    }

    /** The oldest packet that still waits for the neighbour; {@link #NONE} if there is none. */
    int waitingFor(long neighbourHigh, long neighbourLow) {
        int oldest = NONE;
        for (int i = 0; i < length.length; i++) {
            if (isWaitingFor(i, neighbourHigh, neighbourLow)) {
                oldest = older(oldest, i);
            }
        }
        return oldest;
    }

    /** The oldest packet that may be sent; {@link #NONE} if there is none. */
    int firstSendable() {
        int oldest = NONE;
        for (int i = 0; i < length.length; i++) {
            if (length[i] != 0 && linkAddress[i] != MacAddress.ZERO) {
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
        length[place] = 0;
    }

    /** Empties all places. */
    void clear() {
        for (int i = 0; i < length.length; i++) {
            if (length[i] != 0) {
                free(i);
            }
        }
    }
}
