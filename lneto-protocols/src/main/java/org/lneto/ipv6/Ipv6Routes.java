package org.lneto.ipv6;

import org.lneto.core.StackNode;

/**
 * Where packets go: the prefixes on the link and the default routers (RFC 4861, section 5.1). Both lists are short and
 * bounded; what does not fit is refused, so that the first heard of stay.
 *
 * <p>A router that does not answer is passed over as long as there is another (section 6.3.6).
 */
public final class Ipv6Routes {
    private final int maximum;
    private final Runnable deadlineMoved;

    private final long[] prefixHigh;
    private final long[] prefixLow;
    private final int[] prefixLength;
    private final long[] prefixUntil;
    private int prefixes;

    private final long[] routerHigh;
    private final long[] routerLow;
    private final int[] routerPreference;
    private final long[] routerUntil;
    private final boolean[] routerSilent;
    private int routers;

    private long nextHopHigh;
    private long nextHopLow;

    /**
     * Creates a host that reaches link-local addresses only.
     *
     * @param maximum most prefixes, and most routers
     * @param deadlineMoved called when {@link #nextDeadline()} may be earlier than it was
     */
    Ipv6Routes(int maximum, Runnable deadlineMoved) {
        this.maximum = maximum;
        this.deadlineMoved = deadlineMoved;
        prefixHigh = new long[maximum];
        prefixLow = new long[maximum];
        prefixLength = new int[maximum];
        prefixUntil = new long[maximum];
        routerHigh = new long[maximum];
        routerLow = new long[maximum];
        routerPreference = new int[maximum];
        routerUntil = new long[maximum];
        routerSilent = new boolean[maximum];
    }

    /**
     * Addresses with this prefix are on the link.
     *
     * @param until the time up to which that holds; {@link StackNode#NO_DEADLINE} for ever, one that is past to end it
     * @return false if there is no room for it
     */
    public boolean onLink(long high, long low, int length, long until, long nowNanos) {
        int place = 0;
        while (place < prefixes
                && (prefixLength[place] != length
                        || !Ipv6Address.matches(high, low, prefixHigh[place], prefixLow[place], length))) {
            place++;
        }
        if (until <= nowNanos) {
            if (place < prefixes) {
                removePrefix(place);
            }
            return true;
        }
        if (place == maximum) {
            return false;
        }
        prefixes = Math.max(prefixes, place + 1);
        prefixHigh[place] = high & Ipv6Address.mask(length);
        prefixLow[place] = low & Ipv6Address.mask(length - 64);
        prefixLength[place] = length;
        prefixUntil[place] = until;
        deadlineMoved.run();
        return true;
    }

    private void removePrefix(int place) {
        int last = --prefixes;
        prefixHigh[place] = prefixHigh[last];
        prefixLow[place] = prefixLow[last];
        prefixLength[place] = prefixLength[last];
        prefixUntil[place] = prefixUntil[last];
    }

    /**
     * A router forwards what is not for the link.
     *
     * @param preference -1 low, 0 medium, 1 high (RFC 4191)
     * @param until the time up to which that holds; {@link StackNode#NO_DEADLINE} for ever, one that is past to end it
     * @return false if there is no room for it
     */
    public boolean defaultRouter(long high, long low, int preference, long until, long nowNanos) {
        int place = findRouter(high, low);
        if (until <= nowNanos) {
            if (place < routers) {
                removeRouter(place);
            }
            return true;
        }
        if (place == maximum) {
            return false;
        }
        if (place == routers) {
            routers++;
            routerHigh[place] = high;
            routerLow[place] = low;
            routerSilent[place] = false;
        }
        routerPreference[place] = preference;
        routerUntil[place] = until;
        deadlineMoved.run();
        return true;
    }

    private int findRouter(long high, long low) {
        int place = 0;
        while (place < routers && (routerLow[place] != low || routerHigh[place] != high)) {
            place++;
        }
        return place;
    }

    private void removeRouter(int place) {
        int last = --routers;
        routerHigh[place] = routerHigh[last];
        routerLow[place] = routerLow[last];
        routerPreference[place] = routerPreference[last];
        routerUntil[place] = routerUntil[last];
        routerSilent[place] = routerSilent[last];
    }

    /** Number of default routers. */
    public int routers() {
        return routers;
    }

    /** Forgets all prefixes and routers. */
    public void clear() {
        prefixes = 0;
        routers = 0;
    }

    /** Whether a router did not answer, or answers again; does nothing if it is none. */
    void routerSilent(long high, long low, boolean silent) {
        int place = findRouter(high, low);
        if (place < routers) {
            routerSilent[place] = silent;
        }
    }

    /** Whether an address is on the link. */
    public boolean isOnLink(long high, long low) {
        if (Ipv6Address.isLinkLocal(high)) {
            return true;
        }
        for (int place = 0; place < prefixes; place++) {
            if (Ipv6Address.matches(high, low, prefixHigh[place], prefixLow[place], prefixLength[place])) {
                return true;
            }
        }
        return false;
    }

    /**
     * Finds the next hop to a single host.
     *
     * @return false if there is none; else {@link #nextHopHigh()} and {@link #nextHopLow()} are it
     */
    public boolean route(long high, long low) {
        if (isOnLink(high, low)) {
            nextHopHigh = high;
            nextHopLow = low;
            return true;
        }
        int best = 0;
        for (int place = 1; place < routers; place++) {
            if (routerSilent[best] != routerSilent[place]
                    ? routerSilent[best]
                    : routerPreference[place] > routerPreference[best]) {
                best = place;
            }
        }
        if (routers == 0) {
            return false;
        }
        nextHopHigh = routerHigh[best];
        nextHopLow = routerLow[best];
        return true;
    }

    /** Upper half of the next hop found last. */
    public long nextHopHigh() {
        return nextHopHigh;
    }

    /** Lower half of the next hop found last. */
    public long nextHopLow() {
        return nextHopLow;
    }

    /** When the next prefix or router is forgotten; {@link StackNode#NO_DEADLINE} if never. */
    long nextDeadline() {
        long next = StackNode.NO_DEADLINE;
        for (int place = 0; place < prefixes; place++) {
            next = Math.min(next, prefixUntil[place]);
        }
        for (int place = 0; place < routers; place++) {
            next = Math.min(next, routerUntil[place]);
        }
        return next;
    }

    /** Forgets what has outlived its time. */
    void onDeadline(long nowNanos) {
        for (int place = prefixes - 1; place >= 0; place--) {
            if (prefixUntil[place] <= nowNanos) {
                removePrefix(place);
            }
        }
        for (int place = routers - 1; place >= 0; place--) {
            if (routerUntil[place] <= nowNanos) {
                removeRouter(place);
            }
        }
    }
}
