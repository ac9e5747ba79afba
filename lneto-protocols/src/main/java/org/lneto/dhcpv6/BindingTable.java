package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lneto.core.DeadlineHeap;
import org.lneto.ip.IpAddress;

/**
 * Which client has which address or prefix: found by client and by address in constant time, bounded, nothing twice. When
 * it is full, nobody new gets any.
 */
final class BindingTable {
    static final int NONE = -1;

    private final Entry[] entries;
    private final int[] free;
    private int freeCount;
    private int declinedCount;
    private final HashChains byClient;
    private final HashChains byAddress;
    private final DeadlineHeap ends = new DeadlineHeap();

    /** One lease, or an address that nobody gets because it was declined. */
    private static final class Entry {
        private Duid client = NOBODY;
        private int iaid;
        private boolean prefix;
        private long high;
        private long low;
        private int length;
        private int clientHash;
        private boolean used;
        private boolean declined;
    }

    private static final Duid NOBODY = Duid.of(new byte[Duid.MINIMUM_LENGTH]);

    BindingTable(int capacity) {
        entries = new Entry[capacity];
        free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            entries[i] = new Entry();
            free[i] = capacity - 1 - i;
        }
        freeCount = capacity;
        byClient = new HashChains(capacity);
        byAddress = new HashChains(capacity);
        ends.grow(capacity);
    }

    /** A client's hash, spread over all bits. */
    static int hash(ByteBuffer buffer, int at, int length, int iaid, boolean prefix) {
        int hash = prefix ? 31 : 17;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + buffer.get(at + i);
        }
        hash = (31 * hash + iaid) * 0x9e3779b9;
        return hash ^ hash >>> 15;
    }

    private static int hash(long high, long low) {
        long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    /** The place of a client's lease; {@link #NONE} if it has none. */
    int find(int hash, ByteBuffer buffer, int at, int length, int iaid, boolean prefix) {
        for (int place = byClient.first(hash); place != HashChains.NONE; place = byClient.next(place)) {
            Entry entry = entries[place];
            if (entry.clientHash == hash
                    && entry.iaid == iaid
                    && entry.prefix == prefix
                    && entry.client.matches(buffer, at, length)) {
                return place;
            }
        }
        return NONE;
    }

    /** The place of an address or prefix that somebody has, or nobody may have; {@link #NONE} if it is free. */
    int find(long high, long low, boolean prefix) {
        int hash = hash(high, low);
        for (int place = byAddress.first(hash); place != HashChains.NONE; place = byAddress.next(place)) {
            Entry entry = entries[place];
            if (entry.high == high && entry.low == low && entry.prefix == prefix) {
                return place;
            }
        }
        return NONE;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    /** Adds a lease of a free address; there must be room. */
    int add(int hash, Duid client, int iaid, boolean prefix, long high, long low, int length) {
        int place = free[--freeCount];
        Entry entry = entries[place];
        entry.client = client;
        entry.iaid = iaid;
        entry.prefix = prefix;
        entry.high = high;
        entry.low = low;
        entry.length = length;
        entry.clientHash = hash;
        entry.used = true;
        entry.declined = false;
        byClient.add(hash, place);
        byAddress.add(hash(high, low), place);
        return place;
    }

    void until(int place, long nanos) {
        ends.set(place, nanos);
    }

    /** Whether another address may be kept from everybody: half of the places at the most are for those. */
    boolean mayDecline() {
        return 2 * declinedCount < entries.length;
    }

    /** Nobody is given the address until the time is over. */
    void decline(int place, long untilNanos) {
        Entry entry = entries[place];
        byClient.remove(entry.clientHash, place);
        entry.declined = true;
        declinedCount++;
        ends.set(place, untilNanos);
    }

    void remove(int place) {
        Entry entry = entries[place];
        if (entry.declined) {
            declinedCount--;
        } else {
            byClient.remove(entry.clientHash, place);
        }
        byAddress.remove(hash(entry.high, entry.low), place);
        ends.remove(place);
        entry.used = false;
        entry.client = NOBODY;
        free[freeCount++] = place;
    }

    long high(int place) {
        return entries[place].high;
    }

    long low(int place) {
        return entries[place].low;
    }

    int length(int place) {
        return entries[place].length;
    }

    boolean isDeclined(int place) {
        return entries[place].declined;
    }

    /** When the next lease ends. */
    long deadline() {
        return ends.earliest();
    }

    /** The place of the lease that ends next. */
    int first() {
        return ends.first();
    }

    Dhcpv6Binding binding(int place) {
        Entry entry = entries[place];
        return new Dhcpv6Binding(
                entry.client, entry.iaid, new IpAddress(entry.high, entry.low), entry.length, ends.deadline(place));
    }

    List<Dhcpv6Binding> bindings() {
        List<Dhcpv6Binding> bindings = new ArrayList<>();
        for (int place = 0; place < entries.length; place++) {
            if (entries[place].used && !entries[place].declined) {
                bindings.add(binding(place));
            }
        }
        return bindings;
    }
}
