package org.lneto.arp;

import java.util.Arrays;
import org.lneto.core.IntTable;
import org.lneto.core.MacAddress;

/**
 * Neighbours' hardware addresses: a bounded table of primitives.
 *
 * <p>An entry is <em>static</em> (set by the program, never aged, changed or evicted by a peer), <em>solicited</em> (we
 * asked) or <em>learned</em> (it asked us). When the table is full, an entry that has outlived its age or was learned
 * gives way, the first found from where the last search ended; for a solicited or static entry alone, the solicited one
 * heard of longest ago gives way too. So neighbours that ask us, however many they claim to be, never push out one that
 * we talk to.
 */
final class ArpCache {
    static final int LEARNED = 0;
    static final int SOLICITED = 1;
    static final int STATIC = 2;
    private static final int FREE = -1;

    private final IntTable places;
    private final int[] address;
    private final long[] hardware;
    private final long[] heard;
    private final byte[] kind;
    private final long maximumAge;
    private int hand;

    ArpCache(int entries, long maximumAge) {
        this.maximumAge = maximumAge;
        places = new IntTable(entries);
        address = new int[entries];
        hardware = new long[entries];
        heard = new long[entries];
        kind = new byte[entries];
        Arrays.fill(kind, (byte) FREE);
    }

    int size() {
        return places.size();
    }

    /** The hardware address; zero if it is not known or too old. */
    long get(int ip, long now) {
        int place = places.get(ip);
        return place == IntTable.ABSENT || isExpired(place, now) ? MacAddress.ZERO : hardware[place];
    }

    /** RFC 826's merge: changes an entry that is there. False if there is none. */
    boolean update(int ip, long mac, long now) {
        int place = places.get(ip);
        if (place == IntTable.ABSENT) {
            return false;
        }
        if (kind[place] != STATIC) {
            hardware[place] = mac;
            heard[place] = now;
        }
        return true;
    }

    /** Adds or changes an entry; false if the table is full of better ones. */
    boolean put(int ip, long mac, int newKind, long now) {
        int place = places.get(ip);
        if (place == IntTable.ABSENT) {
            place = makeRoom(newKind, now);
            if (place == IntTable.ABSENT) {
                return false;
            }
            places.put(ip, place);
            address[place] = ip;
            kind[place] = (byte) newKind;
        } else if (kind[place] == STATIC && newKind != STATIC) {
            return true;
        }
        kind[place] = (byte) Math.max(kind[place], newKind);
        hardware[place] = mac;
        heard[place] = now;
        return true;
    }

    void remove(int ip) {
        int place = places.get(ip);
        if (place != IntTable.ABSENT) {
            free(place);
        }
    }

    private void free(int place) {
        places.remove(address[place]);
        kind[place] = FREE;
        hand = place;
    }

    private boolean isExpired(int place, long now) {
        return kind[place] != STATIC && now - heard[place] > maximumAge;
    }

    private int makeRoom(int newKind, long now) {
        boolean full = places.size() == address.length;
        int oldest = IntTable.ABSENT;
        for (int i = 0; i < address.length; i++) {
            int place = hand;
            hand = hand + 1 == address.length ? 0 : hand + 1;
            if (kind[place] == FREE) {
                return place;
            }
            if (full && (kind[place] == LEARNED || isExpired(place, now))) {
                free(place);
                hand = place + 1 == address.length ? 0 : place + 1;
                return place;
            }
            if (kind[place] == SOLICITED && (oldest == IntTable.ABSENT || heard[place] - heard[oldest] < 0)) {
                oldest = place;
            }
        }
        if (oldest == IntTable.ABSENT || newKind == LEARNED) {
            return IntTable.ABSENT;
        }
        free(oldest);
        return oldest;
    }
}
