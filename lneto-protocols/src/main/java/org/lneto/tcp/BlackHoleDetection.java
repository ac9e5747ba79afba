package org.lneto.tcp;

/**
 * Segments that a path drops for their size, though nobody tells (RFC 2923, section 2.1): after some timeouts shorter ones
 * are tried. If those are lost as well, the path was down for all sizes, and when it is back, so is the size. Where full
 * segments have arrived before, it takes twice as many timeouts: losses by chance are likelier than another path.
 */
final class BlackHoleDetection {
    private static final int TIMEOUTS = 3;
    private static final int TIMEOUTS_WHERE_FULL_ONES_ARRIVED = 6;
    private static final int NARROW_MTU = 1280;
    private static final int NARROWEST_MTU = 576;
    private static final int NONE = 0;

    /** Octets of data in a full segment before the suspicion; {@link #NONE} if there is none. */
    private int sizeBefore;

    private int timeoutsBefore;

    /**
     * Whether the retransmission timer has gone off so often, since something new was acknowledged, that it is odd.
     *
     * @param arrived whether full segments have been acknowledged on this connection
     */
    static boolean isTime(int timeouts, boolean arrived) {
        return timeouts % (arrived ? TIMEOUTS_WHERE_FULL_ONES_ARRIVED : TIMEOUTS) == 0;
    }

    /**
     * It {@link #isTime}.
     *
     * @param size octets of data in a full segment
     * @param lost octets of the segment that was lost
     * @param headers octets of IP and TCP headers with their options
     * @return octets of data to try; {@code size} if there is no suspicion
     */
    int onTimeout(int timeouts, int size, int lost, int headers, boolean ipv4) {
        int narrow = NARROW_MTU - headers;
        if (size <= narrow && ipv4) {
            narrow = NARROWEST_MTU - headers; // RFC 8200, section 5: IPv6 takes 1280 everywhere
        }
        if (lost <= narrow) {
            return size; // it was not too large
        }
        if (sizeBefore == NONE) {
            sizeBefore = size;
        }
        timeoutsBefore = timeouts;
        return narrow;
    }

    /**
     * Something new was acknowledged after so many timeouts.
     *
     * @return octets of data in a full segment: {@code size}, or what it was before the suspicion
     */
    int onAcknowledged(int timeouts, int size) {
        return sizeBefore != NONE && timeouts > timeoutsBefore ? sizeBefore : size;
    }
}
