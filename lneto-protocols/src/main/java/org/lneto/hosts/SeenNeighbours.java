package org.lneto.hosts;

/**
 * Hardware addresses that ARP packets to everybody named lately, so that an address that has moved is told from one that
 * is only asked for or announced again. As many places as it has; an address that falls on another's place takes it, and
 * the other is new when it comes next.
 */
final class SeenNeighbours {
    private static final int PLACES = 4096;

    private final int[] address = new int[PLACES];
    private final long[] hardware = new long[PLACES];

    /** Notes who has an IPv4 address; whether it was somebody else before. */
    boolean hasMoved(int ip, long mac) {
        int place = (ip * 0x9e37_79b9) >>> 20;
        boolean moved = address[place] == ip && hardware[place] != mac && hardware[place] != 0;
        address[place] = ip;
        hardware[place] = mac;
        return moved;
    }
}
