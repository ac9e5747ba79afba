package org.lneto.ipv4;

import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Ipv4Address;

/**
 * The IPv4 groups a host belongs to (RFC 1112), each with the number of times it has joined. Bounded; 224.0.0.1 is always
 * among them and takes no room.
 */
public final class Ipv4Groups {
    /** 224.0.0.1: all hosts of the link. */
    public static final int ALL_HOSTS = 0xe000_0001;

    private static final long HARDWARE_PREFIX = 0x0100_5e00_0000L;

    private final int[] group;
    private final int[] joined;
    private final List<Ipv4GroupListener> listeners = new ArrayList<>();
    private int size;

    /**
     * Creates a host in 224.0.0.1 only.
     *
     * @param maximum most other groups
     */
    Ipv4Groups(int maximum) {
        group = new int[maximum];
        joined = new int[maximum];
    }

    /** The Ethernet address of a group: its lower 23 bits under a prefix (RFC 1112, section 6.4). */
    public static long hardwareAddress(int group) {
        return HARDWARE_PREFIX | group & 0x7f_ffff;
    }

    /** Adds one who is told of changes. */
    public void addListener(Ipv4GroupListener listener) {
        listeners.add(listener);
    }

    /**
     * Joins a group. Each call is to be undone by a {@link #leave}.
     *
     * @throws IllegalArgumentException if it is no group
     * @throws IllegalStateException if the host belongs to as many as it may
     */
    public void join(int address) {
        if (!Ipv4Address.isMulticast(address)) {
            throw new IllegalArgumentException("not a group: " + Ipv4Address.format(address));
        }
        int place = find(address);
        if (address == ALL_HOSTS) {
            return;
        }
        if (place < size) {
            joined[place]++;
            return;
        }
        if (size == group.length) {
            throw new IllegalStateException("this host belongs to " + size + " groups already");
        }
        size++;
        group[place] = address;
        joined[place] = 1;
        for (Ipv4GroupListener listener : listeners) {
            listener.onJoined(address);
        }
    }

    /** Leaves a group; does nothing if the host has not joined it. */
    public void leave(int address) {
        int place = find(address);
        if (place == size || --joined[place] > 0) {
            return;
        }
        int last = --size;
        group[place] = group[last];
        joined[place] = joined[last];
        for (Ipv4GroupListener listener : listeners) {
            listener.onLeft(address);
        }
    }

    private int find(int address) {
        int place = 0;
        while (place < size && group[place] != address) {
            place++;
        }
        return place;
    }

    /** Whether what goes to the address is for this host. */
    public boolean contains(int address) {
        return address == ALL_HOSTS || find(address) < size;
    }

    /** Number of groups but for 224.0.0.1; their places run from 0 to this less one. */
    public int size() {
        return size;
    }

    /** A place's group. */
    public int group(int place) {
        return group[place];
    }
}
