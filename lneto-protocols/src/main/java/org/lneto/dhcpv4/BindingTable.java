package org.lneto.dhcpv4;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;

/**
 * A server's addresses and who has them. As many entries as addresses: when none is free and none has expired, there is
 * nothing to give. A client has one entry at most, and keeps it in memory after its time, so that it gets the same
 * address again until somebody else needs it.
 */
final class BindingTable {
    /** No entry. */
    static final int NONE = -1;

    /** What is true of an address; anything but FREE ends with its time. */
    enum State {
        FREE,
        OFFERED,
        BOUND,
        QUARANTINED
    }

    private final int[] addresses;
    private final Reservations reservations;
    private final State[] states;
    private final long[] expiries;
    private final long[] hardwareAddresses;
    private final byte[] @Nullable [] clients;
    private final int[] nextInBucket;
    private final int[] buckets;
    private final long seed;
    private int cursor;
    private long noneFreeBefore;

    /** @param addresses ascending, as unsigned numbers; the reserved ones among them */
    BindingTable(int[] addresses, Map<DhcpClientId, Integer> reservations, long seed) {
        int size = addresses.length;
        this.addresses = addresses;
        this.seed = seed;
        states = new State[size];
        Arrays.fill(states, State.FREE);
        expiries = new long[size];
        hardwareAddresses = new long[size];
        clients = new byte[size] @Nullable [];
        nextInBucket = new int[size];
        buckets = new int[Integer.highestOneBit(Math.max(1, size)) * 2];
        Arrays.fill(buckets, NONE);
        this.reservations = new Reservations(reservations, size, this::indexOf);
    }

    int size() {
        return addresses.length;
    }

    int address(int index) {
        return addresses[index];
    }

    State state(int index) {
        return states[index];
    }

    long expiryNanos(int index) {
        return expiries[index];
    }

    long hardwareAddress(int index) {
        return hardwareAddresses[index];
    }

    /** The client that has an entry, or had it last; null if nobody did. The same object as long as it is the same. */
    byte @Nullable [] client(int index) {
        return clients[index];
    }

    /** Entries that nobody is given. */
    int quarantined(long nowNanos) {
        int count = 0;
        for (int index = 0; index < states.length; index++) {
            if (states[index] == State.QUARANTINED && !isFree(index, nowNanos)) {
                count++;
            }
        }
        return count;
    }

    /** The entry of an address. */
    int indexOf(int address) {
        int low = 0;
        int high = addresses.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compareUnsigned(addresses[middle], address);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NONE;
    }

    /** The entry that a client has, or had last. */
    int find(ClientIdentity client) {
        int index = buckets[client.hash(seed) & (buckets.length - 1)];
        while (index != NONE && !isOf(index, client)) {
            index = nextInBucket[index];
        }
        return index;
    }

    boolean isOf(int index, ClientIdentity client) {
        byte[] kept = clients[index];
        return kept != null && client.isSame(kept);
    }

    /** Whether the address may be given to anybody, apart from reservations. */
    boolean isFree(int index, long nowNanos) {
        return states[index] == State.FREE || expiries[index] - nowNanos <= 0;
    }

    /** Whether a client may have an address: it is free or already its own, and not kept for another. */
    boolean isUsable(int index, ClientIdentity client, long nowNanos) {
        boolean reservedForIt = reservations.isFor(index, client);
        if (reservations.isReserved(index) && !reservedForIt) {
            return false;
        }
        if (isFree(index, nowNanos)) {
            return true;
        }
        // a host that changed its identifier (its boot loader, then its system) is still the one it is kept for
        return states[index] != State.QUARANTINED
                && (isOf(index, client) || reservedForIt && hardwareAddresses[index] == client.hardwareAddress());
    }

    /** The usable entry that is kept for a client; {@link #NONE} if none is. */
    int reservation(ClientIdentity client, long nowNanos) {
        int index = reservations.of(client);
        return index != NONE && isUsable(index, client, nowNanos) ? index : NONE;
    }

    /**
     * Chooses an address (RFC 2131, section 4.3.1): the one kept for the client, the one it has or had, the one it asks
     * for, one that nobody had, the one that has been free for longest.
     */
    int choose(ClientIdentity client, int requestedAddress, long nowNanos) {
        int index = reservation(client, nowNanos);
        if (index != NONE) {
            return index;
        }
        index = find(client);
        if (index != NONE && isUsable(index, client, nowNanos)) {
            return index;
        }
        index = indexOf(requestedAddress);
        if (index != NONE && isUsable(index, client, nowNanos)) {
            return index;
        }
        return chooseAny(nowNanos);
    }

    private int chooseAny(long nowNanos) {
        if (noneFreeBefore - nowNanos > 0) {
            return NONE;
        }
        int oldest = NONE;
        long soonest = StackNode.NO_DEADLINE;
        for (int i = 0; i < addresses.length; i++) {
            int index = (cursor + i) % addresses.length;
            if (reservations.isReserved(index)) {
                continue;
            }
            if (!isFree(index, nowNanos)) {
                soonest = Math.min(soonest, expiries[index]);
            } else if (clients[index] == null && states[index] == State.FREE) {
                cursor = index + 1;
                return index;
            } else if (oldest == NONE || expiries[index] < expiries[oldest]) {
                oldest = index;
            }
        }
        if (oldest == NONE) {
            noneFreeBefore = soonest; // a flood of clients does not search the whole table each time
        }
        return oldest;
    }

    /** Gives an entry to a client; what else it had is free again. */
    void assign(int index, ClientIdentity client, State state, long expiryNanos) {
        int other = find(client);
        if (other != index) {
            if (other != NONE) {
                unlink(other);
                states[other] = State.FREE;
            }
            unlink(index);
            link(index, client.copy());
        }
        states[index] = state;
        hardwareAddresses[index] = client.hardwareAddress();
        expiries[index] = expiryNanos;
        noneFreeBefore = other == index ? Math.min(noneFreeBefore, expiryNanos) : 0;
    }

    /** Binds an entry to the client that it is offered to. */
    void confirm(int index, long expiryNanos) {
        states[index] = State.BOUND;
        expiries[index] = expiryNanos;
        noneFreeBefore = Math.min(noneFreeBefore, expiryNanos);
    }

    /** Binds a free entry to a client that had it in another process's life; false if that is known to have another. */
    boolean restore(int index, byte[] client, long hardwareAddress, long expiryNanos) {
        int bucket = ClientIdentity.hash(client, client.length, seed) & (buckets.length - 1);
        for (int other = buckets[bucket]; other != NONE; other = nextInBucket[other]) {
            if (Arrays.equals(clients[other], client)) {
                return false;
            }
        }
        unlink(index);
        link(index, client);
        states[index] = State.BOUND;
        hardwareAddresses[index] = hardwareAddress;
        expiries[index] = expiryNanos;
        return true;
    }

    /** Takes an entry back; its client is remembered. */
    void free(int index, long nowNanos) {
        states[index] = State.FREE;
        expiries[index] = nowNanos;
        noneFreeBefore = 0;
    }

    /** Gives an entry to nobody until a time. */
    void quarantine(int index, long untilNanos) {
        unlink(index);
        states[index] = State.QUARANTINED;
        expiries[index] = untilNanos;
        noneFreeBefore = Math.min(noneFreeBefore, untilNanos);
    }

    private void link(int index, byte[] client) {
        int bucket = ClientIdentity.hash(client, client.length, seed) & (buckets.length - 1);
        clients[index] = client;
        nextInBucket[index] = buckets[bucket];
        buckets[bucket] = index;
    }

    private void unlink(int index) {
        byte[] kept = clients[index];
        if (kept == null) {
            return;
        }
        clients[index] = null;
        int bucket = ClientIdentity.hash(kept, kept.length, seed) & (buckets.length - 1);
        if (buckets[bucket] == index) {
            buckets[bucket] = nextInBucket[index];
            return;
        }
        int before = buckets[bucket];
        while (nextInBucket[before] != index) {
            before = nextInBucket[before];
        }
        nextInBucket[before] = nextInBucket[index];
    }
}
