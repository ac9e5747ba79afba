package org.lneto.arp;

import java.util.Arrays;
import org.lneto.core.IntTable;

/**
 * Neighbours' hardware addresses: a bounded table of primitives.
 *
 * <p>An entry is <em>static</em> (set by the program, never aged, changed or evicted by a peer), <em>solicited</em> (we
 * asked) or <em>learned</em> (it asked us). When the table is full, an entry that is stale or was learned gives way, the first found from where the last search ended; for a solicited or static entry alone, the solicited one
 * heard of longest ago gives way too. So neighbours that ask us, however many they claim to be, never push out one that
 * we talk to.
 *
 * <p>A peer may change the hardware address of an entry that is there, but not in the hold time after the present one was
 * heard of: two that claim an address at once, of which one may be an impostor, do not take turns. The claim makes the
 * entry stale, so that the present owner is asked; if it is gone, the other is found.
 */
final class ArpCache {
    static final int LEARNED = 0;
    static final int SOLICITED = 1;
    static final int STATIC = 2;

    /** No entry: answer of {@link #find}. */
    static final int ABSENT = IntTable.ABSENT;

    private static final int FREE = -1;

    /** What became of an {@link #update}. */
    enum Update {
        /** There is no entry. */
        ABSENT,
        /** There is one, which says so now if it may be changed. */
        DONE,
        /** There is one that was heard of too short a time ago. */
        HELD
    }

    private final IntTable places;
    private final int[] address;
    private final long[] hardware;
    private final long[] heard;
    private final byte[] kind;
    private final boolean[] doubted; // somebody else claimed the address
    private final long staleAfter;
    private final long hold;
    private int hand;
    private long changes;

    ArpCache(int entries, long staleAfter, long hold) {
        this.staleAfter = staleAfter;
        this.hold = hold;
        places = new IntTable(entries);
        address = new int[entries];
        hardware = new long[entries];
        heard = new long[entries];
        kind = new byte[entries];
        doubted = new boolean[entries];
        Arrays.fill(kind, (byte) FREE);
    }

    int size() {
        return places.size();
    }

    /** Times that a peer changed the hardware address of an entry. */
    long changes() {
        return changes;
    }

    /** The place of an entry; {@link #ABSENT} if there is none. */
    int find(int ip) {
        return places.get(ip);
    }

    /** The hardware address at a place. */
    long hardware(int place) {
        return hardware[place];
    }

    /** Whether the one at a place has not been heard of for long. */
    boolean isStale(int place, long now) {
        return kind[place] != STATIC && (doubted[place] || now - heard[place] > staleAfter);
    }

    /** RFC 826's merge: changes an entry that is there. */
    Update update(int ip, long mac, long now) {
        int place = places.get(ip);
        if (place == ABSENT) {
            return Update.ABSENT;
        }
        if (kind[place] == STATIC) {
            return Update.DONE;
        }
        if (hardware[place] != mac) {
            if (now - heard[place] < hold) {
                doubted[place] = true;
                return Update.HELD;
            }
            changes++;
            hardware[place] = mac;
        }
        heard[place] = now;
        doubted[place] = false;
        return Update.DONE;
    }

    /** Adds or changes an entry; false if the table is full of better ones. */
    boolean put(int ip, long mac, int newKind, long now) {
        int place = places.get(ip);
        if (place == ABSENT) {
            place = makeRoom(newKind, now);
            if (place == ABSENT) {
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
        doubted[place] = false;
        return true;
    }

    void remove(int ip) {
        int place = places.get(ip);
        if (place != ABSENT) {
            free(place);
        }
    }

    private void free(int place) {
        places.remove(address[place]);
        kind[place] = FREE;
        hand = place;
    }

    private int makeRoom(int newKind, long now) {
        boolean full = places.size() == address.length;
        int oldest = ABSENT;
        for (int i = 0; i < address.length; i++) {
            int place = hand;
            hand = hand + 1 == address.length ? 0 : hand + 1;
            if (kind[place] == FREE) {
                return place;
            }
            if (full && (kind[place] == LEARNED || isStale(place, now))) {
                free(place);
                hand = place + 1 == address.length ? 0 : place + 1;
                return place;
            }
            if (kind[place] == SOLICITED && (oldest == ABSENT || heard[place] - heard[oldest] < 0)) {
                oldest = place;
            }
        }
        if (oldest == ABSENT || newKind == LEARNED) {
            return ABSENT;
        }
        free(oldest);
        return oldest;
    }
}
