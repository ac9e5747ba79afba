package org.lneto.ipv6;

import java.util.ArrayList;
import java.util.List;
import org.lneto.ip.IpAddress;

/**
 * The groups a host belongs to, each with the number of times it has joined. Bounded, with room besides for those that its
 * addresses need; ff02::1 is always among them and takes no room.
 */
public final class Ipv6Groups {
    private final long[] high;
    private final long[] low;
    private final int[] joined;
    private final List<GroupListener> listeners = new ArrayList<>();
    private final int maximum;
    private int size;

    /**
     * Creates a host in ff02::1 only.
     *
     * @param maximum most other groups that are joined by {@link #join}
     * @param reserved room besides, for as many addresses
     */
    Ipv6Groups(int maximum, int reserved) {
        this.maximum = maximum;
        high = new long[maximum + reserved];
        low = new long[maximum + reserved];
        joined = new int[maximum + reserved];
    }

    /** Adds one who is told of changes. */
    public void addListener(GroupListener listener) {
        listeners.add(listener);
    }

    /**
     * Joins a group. Each call is to be undone by a {@link #leave}.
     *
     * @throws IllegalArgumentException if it is no group
     * @throws IllegalStateException if the host belongs to as many as it may
     */
    public void join(long groupHigh, long groupLow) {
        if (!Ipv6Address.isMulticast(groupHigh)) {
            throw new IllegalArgumentException("not a group: " + new IpAddress(groupHigh, groupLow));
        }
        if (size >= maximum && !contains(groupHigh, groupLow)) {
            throw new IllegalStateException("this host belongs to " + size + " groups already");
        }
        enter(groupHigh, groupLow);
    }

    /** Joins the solicited-node group of an address of the host's. There is room for all that it may have. */
    void joinSolicitedNode(long addressLow) {
        enter(Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.solicitedNode(addressLow));
    }

    private void enter(long groupHigh, long groupLow) {
        int place = find(groupHigh, groupLow);
        if (place < size) {
            joined[place]++;
            return;
        }
        size++;
        high[place] = groupHigh;
        low[place] = groupLow;
        joined[place] = 1;
        for (GroupListener listener : listeners) {
            listener.onJoined(groupHigh, groupLow);
        }
    }

    /** Leaves a group; does nothing if the host has not joined it. */
    public void leave(long groupHigh, long groupLow) {
        int place = find(groupHigh, groupLow);
        if (place == size || --joined[place] > 0) {
            return;
        }
        int last = --size;
        high[place] = high[last];
        low[place] = low[last];
        joined[place] = joined[last];
        for (GroupListener listener : listeners) {
            listener.onLeft(groupHigh, groupLow);
        }
    }

    private int find(long groupHigh, long groupLow) {
        int place = 0;
        while (place < size && (low[place] != groupLow || high[place] != groupHigh)) {
            place++;
        }
        return place;
    }

    /** Whether what goes to the address is for this host. */
    public boolean contains(long groupHigh, long groupLow) {
        return groupHigh == Ipv6Address.LINK_LOCAL_GROUP && groupLow == Ipv6Address.ALL_NODES
                || find(groupHigh, groupLow) < size;
    }

    /** Number of groups but for ff02::1; their places run from 0 to this less one. */
    public int size() {
        return size;
    }

    /** Upper half of a place's group. */
    public long high(int place) {
        return high[place];
    }

    /** Lower half of a place's group. */
    public long low(int place) {
        return low[place];
    }
}
