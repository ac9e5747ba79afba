package org.lneto.arp;

/** Replies that wait to be sent: a ring of a fixed size. */
final class ReplyQueue {
    private final int[] address;
    private final long[] hardware;
    private int first;
    private int size;

    ReplyQueue(int maximum) {
        address = new int[maximum];
        hardware = new long[maximum];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** False if there is no room. */
    boolean add(int target, long targetHardware) {
        if (size == address.length) {
            return false;
        }
        int place = (first + size) % address.length;
        address[place] = target;
        hardware[place] = targetHardware;
        size++;
        return true;
    }

    /** Who the first goes to. */
    int target() {
        return address[first];
    }

    /** Its hardware address. */
    long targetHardware() {
        return hardware[first];
    }

    void removeFirst() {
        first = first + 1 == address.length ? 0 : first + 1;
        size--;
    }

    void clear() {
        size = 0;
    }
}
