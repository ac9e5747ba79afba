package org.lneto.ndp;

/** Solicitations that wait for their answer to be sent: a ring of primitives. */
final class AdvertisementQueue {
    private static final int LONGS = 5;

    private final long[] ring;
    private int first;
    private int size;

    AdvertisementQueue(int capacity) {
        ring = new long[capacity * LONGS];
    }

    /**
     * Adds an answer.
     *
     * @param high upper half of who asked; both halves 0 if it has no address
     * @param hardware its hardware address; 0 if it did not tell
     * @return false if there is no room
     */
    boolean add(long high, long low, long targetHigh, long targetLow, long hardware) {
        if (size * LONGS == ring.length) {
            return false;
        }
        int at = (first + size++ * LONGS) % ring.length;
        ring[at] = high;
        ring[at + 1] = low;
        ring[at + 2] = targetHigh;
        ring[at + 3] = targetLow;
        ring[at + 4] = hardware;
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long high() {
        return ring[first];
    }

    long low() {
        return ring[first + 1];
    }

    long targetHigh() {
        return ring[first + 2];
    }

    long targetLow() {
        return ring[first + 3];
    }

    long hardware() {
        return ring[first + 4];
    }

    void remove() {
        first = (first + LONGS) % ring.length;
        size--;
    }

    void clear() {
        size = 0;
    }
}
