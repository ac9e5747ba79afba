package org.lneto.ipv4;

import org.lneto.core.Ipv4Address;

/** Routes beside the link's own and the default one, longest prefix first. Bounded: one more than the maximum is refused. */
final class StaticRoutes {
    /** No route. */
    static final int NONE = -1;

    private final int[] destinations;
    private final int[] prefixLengths;
    private final int[] gateways;
    private int size;

    StaticRoutes(int maximum) {
        destinations = new int[maximum];
        prefixLengths = new int[maximum];
        gateways = new int[maximum];
    }

    /** Adds a route behind those of its length; false if there is no room. */
    boolean add(int destination, int prefixLength, int gateway) {
        int network = destination & Ipv4Address.mask(prefixLength);
        if (size == destinations.length) {
            return false;
        }
        int place = size;
        while (place > 0 && prefixLengths[place - 1] < prefixLength) {
            destinations[place] = destinations[place - 1];
            prefixLengths[place] = prefixLengths[place - 1];
            gateways[place] = gateways[place - 1];
            place--;
        }
        destinations[place] = network;
        prefixLengths[place] = prefixLength;
        gateways[place] = gateway;
        size++;
        return true;
    }

    void clear() {
        size = 0;
    }

    /** The first route with the longest prefix that a destination has; {@link #NONE} if there is none. */
    int find(int destination) {
        for (int place = 0; place < size; place++) {
            if (Ipv4Address.samePrefix(destination, destinations[place], prefixLengths[place])) {
                return place;
            }
        }
        return NONE;
    }

    int prefixLength(int place) {
        return prefixLengths[place];
    }

    /** {@link Ipv4Address#UNSPECIFIED} if the network is on the link. */
    int gateway(int place) {
        return gateways[place];
    }
}
