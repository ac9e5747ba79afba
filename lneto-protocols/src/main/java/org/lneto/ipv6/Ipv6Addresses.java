package org.lneto.ipv6;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/**
 * A host's own IPv6 addresses, with their states and lifetimes (RFC 4862), and the choice among them (RFC 6724, section
 * 5). A handful, in an array; when it is full another is refused.
 */
public final class Ipv6Addresses {
    /** No place. */
    public static final int NONE = -1;

    private final long[] high;
    private final long[] low;
    private final int[] prefixLength;
    private final AddressState[] state;
    private final AddressOrigin[] origin;
    private final long[] preferredUntil;
    private final long[] validUntil;
    private final List<Ipv6AddressListener> listeners = new CopyOnWriteArrayList<>(); // one may go while it is told
    private final Runnable deadlineMoved;
    private int size;

    /**
     * Creates a host without addresses.
     *
     * @param maximum most addresses
     * @param deadlineMoved called when {@link #nextDeadline()} may be earlier than it was
     */
    Ipv6Addresses(int maximum, Runnable deadlineMoved) {
        this.deadlineMoved = deadlineMoved;
        high = new long[maximum];
        low = new long[maximum];
        prefixLength = new int[maximum];
        state = new AddressState[maximum];
        origin = new AddressOrigin[maximum];
        preferredUntil = new long[maximum];
        validUntil = new long[maximum];
    }

    /** Adds one who is told of changes. */
    public void addListener(Ipv6AddressListener listener) {
        listeners.add(listener);
    }

    /** Removes one who is told; does nothing if it is none. */
    public void removeListener(Ipv6AddressListener listener) {
        listeners.remove(listener);
    }

    /**
     * Adds an address, {@link AddressState#TENTATIVE}, or prolongs the one that is there.
     *
     * @param prefixLength bits of its prefix, 0 to 128; for the choice of a source only: what is on the link,
     *     {@link Ipv6Routes} knows
     * @param preferredUntil the time at which it becomes deprecated; {@link StackNode#NO_DEADLINE} for never
     * @param validUntil the time at which it is removed; {@link StackNode#NO_DEADLINE} for never
     * @return false if there is no room for it
     * @throws IllegalArgumentException if no host may have the address
     */
    public boolean add(
            long high, long low, int prefixLength, AddressOrigin origin, long preferredUntil, long validUntil) {
        if (!Ipv6Address.isHost(high, low)) {
            throw new IllegalArgumentException("not a host's address: " + new IpAddress(high, low));
        }
        if (prefixLength < 0 || prefixLength > 128) {
            throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + prefixLength);
        }
        int place = find(high, low);
        boolean added = place == NONE;
        if (added) {
            if (size == this.high.length) {
                return false;
            }
            place = size++;
            this.high[place] = high;
            this.low[place] = low;
            state[place] = AddressState.TENTATIVE;
        }
        this.prefixLength[place] = prefixLength;
        this.origin[place] = origin;
        this.preferredUntil[place] = preferredUntil;
        this.validUntil[place] = validUntil;
        if (added) {
            for (Ipv6AddressListener listener : listeners) {
                listener.onTentative(high, low);
            }
        } else if (state[place] == AddressState.DEPRECATED) {
            state[place] = AddressState.PREFERRED; // until its time, which may have come already
        }
        deadlineMoved.run();
        return true;
    }

    /** No other host has the address: it may be used. Does nothing if it is not tentative. */
    public void verified(long high, long low) {
        int place = find(high, low);
        if (place != NONE && state[place] == AddressState.TENTATIVE) {
            state[place] = AddressState.PREFERRED;
            for (Ipv6AddressListener listener : listeners) {
                listener.onPreferred(high, low);
            }
        }
    }

    /** Another host has the address: it is removed. */
    public void duplicate(long high, long low) {
        if (find(high, low) != NONE) {
            remove(high, low);
            for (Ipv6AddressListener listener : listeners) {
                listener.onDuplicate(high, low);
            }
        }
    }

    /** Removes an address; does nothing if it is not there. */
    public void remove(long high, long low) {
        int place = find(high, low);
        if (place == NONE) {
            return;
        }
        int last = --size;
        this.high[place] = this.high[last];
        this.low[place] = this.low[last];
        prefixLength[place] = prefixLength[last];
        state[place] = state[last];
        origin[place] = origin[last];
        preferredUntil[place] = preferredUntil[last];
        validUntil[place] = validUntil[last];
        for (Ipv6AddressListener listener : listeners) {
            listener.onRemoved(high, low);
        }
    }

    /** Number of addresses; their places run from 0 to this less one, until one is added or removed. */
    public int size() {
        return size;
    }

    /** The place of an address; {@link #NONE} if it is not there. */
    public int find(long high, long low) {
        for (int place = 0; place < size; place++) {
            if (this.low[place] == low && this.high[place] == high) {
                return place;
            }
        }
        return NONE;
    }

    /** Upper half of a place's address. */
    public long high(int place) {
        return high[place];
    }

    /** Lower half of a place's address. */
    public long low(int place) {
        return low[place];
    }

    /** Bits of the prefix of a place's address. */
    public int prefixLength(int place) {
        return prefixLength[place];
    }

    /** The state of a place's address. */
    public AddressState state(int place) {
        return state[place];
    }

    /** The origin of a place's address. */
    public AddressOrigin origin(int place) {
        return origin[place];
    }

    /** When a place's address ceases to be valid. */
    public long validUntil(int place) {
        return validUntil[place];
    }

    /** Whether the address is this host's, and in use. */
    public boolean isAssigned(long high, long low) {
        int place = find(high, low);
        return place != NONE && state[place] != AddressState.TENTATIVE;
    }

    /** Whether the address is being verified. */
    public boolean isTentative(long high, long low) {
        int place = find(high, low);
        return place != NONE && state[place] == AddressState.TENTATIVE;
    }

    /** The place of a link-local address in use; {@link #NONE} if there is none. */
    public int linkLocal() {
        for (int place = 0; place < size; place++) {
            if (Ipv6Address.isLinkLocal(high[place]) && state[place] != AddressState.TENTATIVE) {
                return place;
            }
        }
        return NONE;
    }

    /**
     * The best source for a destination (RFC 6724, section 5, without its rules on mobile hosts, several interfaces and
     * temporary addresses).
     *
     * @return its place; {@link #NONE} if no address is in use
     */
    public int sourceFor(long destinationHigh, long destinationLow) {
        int best = NONE;
        for (int place = 0; place < size; place++) {
            if (state[place] != AddressState.TENTATIVE
                    && (best == NONE || isBetter(place, best, destinationHigh, destinationLow))) {
                best = place;
            }
        }
        return best;
    }

    private boolean isBetter(int a, int b, long toHigh, long toLow) {
        if (isAt(b, toHigh, toLow) || isAt(a, toHigh, toLow)) {
            return isAt(a, toHigh, toLow); // rule 1: the same address
        }
        int scopeA = Ipv6Address.scope(high[a], low[a]);
        int scopeB = Ipv6Address.scope(high[b], low[b]);
        if (scopeA != scopeB) { // rule 2: the smallest scope that reaches
            int scope = Ipv6Address.scope(toHigh, toLow);
            return scopeA < scopeB ? scopeA >= scope : scopeB < scope;
        }
        if (state[a] != state[b]) {
            return state[a] == AddressState.PREFERRED; // rule 3: not a deprecated one
        }
        int label = AddressPolicy.label(toHigh, toLow);
        boolean labelA = AddressPolicy.label(high[a], low[a]) == label;
        boolean labelB = AddressPolicy.label(high[b], low[b]) == label;
        if (labelA != labelB) {
            return labelA; // rule 6: the same label
        }
        return shared(a, toHigh, toLow) > shared(b, toHigh, toLow); // rule 8: the longest prefix
    }

    private boolean isAt(int place, long toHigh, long toLow) {
        return low[place] == toLow && high[place] == toHigh;
    }

    private int shared(int place, long toHigh, long toLow) {
        return Math.min(prefixLength[place], Ipv6Address.commonPrefix(high[place], low[place], toHigh, toLow));
    }

    /** When the next address becomes deprecated or is removed; {@link StackNode#NO_DEADLINE} if never. */
    long nextDeadline() {
        long next = StackNode.NO_DEADLINE;
        for (int place = 0; place < size; place++) {
            boolean ages = state[place] == AddressState.PREFERRED;
            next = Math.min(next, ages ? Math.min(preferredUntil[place], validUntil[place]) : validUntil[place]);
        }
        return next;
    }

    /** Lets addresses age. */
    void onDeadline(long nowNanos) {
        for (int place = size - 1; place >= 0; place--) {
            if (validUntil[place] <= nowNanos) {
                remove(high[place], low[place]); // the last moves here; it has been looked at
            } else if (preferredUntil[place] <= nowNanos && state[place] == AddressState.PREFERRED) {
                state[place] = AddressState.DEPRECATED;
            }
        }
    }
}
