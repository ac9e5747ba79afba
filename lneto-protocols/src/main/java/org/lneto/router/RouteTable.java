package org.lneto.router;

import org.lneto.ipv6.Ipv6Address;

/**
 * Routes of both versions, longest prefix first (RFC 1812, section 5.2.4.3); those of IPv4 by their mapped addresses, 96 bits
 * longer. Bounded: one more than the maximum is refused.
 */
final class RouteTable {
    static final int NONE = -1;

    private final long[] highs;
    private final long[] lows;
    private final int[] lengths;
    private final long[] hopHighs;
    private final long[] hopLows;
    private final RouterInterface[] interfaces;
    private int size;

    RouteTable(int maximum) {
        highs = new long[maximum];
        lows = new long[maximum];
        lengths = new int[maximum];
        hopHighs = new long[maximum];
        hopLows = new long[maximum];
        interfaces = new RouterInterface[maximum];
    }

    /** Adds a route behind those of its length; a hop of 0 stands for the destination. False if there is no room. */
    boolean add(long high, long low, int length, long hopHigh, long hopLow, RouterInterface out) {
        if (size == highs.length) {
            return false;
        }
        int place = size;
        for (; place > 0 && lengths[place - 1] < length; place--) {
            move(place - 1, place);
        }
        highs[place] = high;
        lows[place] = low;
        lengths[place] = length;
        hopHighs[place] = hopHigh;
        hopLows[place] = hopLow;
        interfaces[place] = out;
        size++;
        return true;
    }

    private void move(int from, int to) {
        highs[to] = highs[from];
        lows[to] = lows[from];
        lengths[to] = lengths[from];
        hopHighs[to] = hopHighs[from];
        hopLows[to] = hopLows[from];
        interfaces[to] = interfaces[from];
    }

    /** Removes every route of exactly that prefix; whether there was one. */
    boolean remove(long high, long low, int length) {
        int kept = 0;
        for (int place = 0; place < size; place++) {
            if (lengths[place] != length || !Ipv6Address.matches(high, low, highs[place], lows[place], length)) {
                move(place, kept++);
            }
        }
        boolean removed = kept < size;
        size = kept;
        return removed;
    }

    /** The first route of the longest prefix that a destination has. */
    int find(long high, long low) {
        for (int place = 0; place < size; place++) {
            if (Ipv6Address.matches(high, low, highs[place], lows[place], lengths[place])) {
                return place;
            }
        }
        return NONE;
    }

    RouterInterface out(int place) {
        return interfaces[place];
    }

    long hopHigh(int place, long destinationHigh) {
        return (hopHighs[place] | hopLows[place]) == 0 ? destinationHigh : hopHighs[place];
    }

    long hopLow(int place, long destinationLow) {
        return (hopHighs[place] | hopLows[place]) == 0 ? destinationLow : hopLows[place];
    }

    int size() {
        return size;
    }
}
