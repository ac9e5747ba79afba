package org.lneto.tcp;

/**
 * How much may be sent during recovery (RFC 6937): the window shrinks to the slow start threshold in proportion to what
 * arrives, and where more was lost than that, it grows back to it as slow start would (PRR-SSRB).
 */
final class ProportionalRateReduction {
    private int delivered; // prr_delivered
    private int out; // prr_out
    private int flightSize; // RecoverFS
    private int window;

    /** Recovery begins with so many octets outstanding. */
    void begin(int outstanding) {
        delivered = 0;
        out = 0;
        flightSize = Math.max(1, outstanding);
        window = 0;
    }

    /**
     * An acknowledgment came during recovery.
     *
     * @param arrived octets that it tells to have arrived (DeliveredData)
     * @param inFlight octets thought to be on their way now (pipe)
     * @param threshold ssthresh in octets
     * @param sendsAgain whether something found lost waits to be sent again; at least one segment then goes at the start
     */
    void onAcknowledged(int arrived, int inFlight, int threshold, int mss, boolean sendsAgain) {
        delivered = (int) Math.min(Integer.MAX_VALUE, (long) delivered + arrived);
        long count;
        if (inFlight > threshold) {
            long share = ((long) delivered * threshold + flightSize - 1) / flightSize;
            count = share - out;
        } else {
            long limit = Math.max((long) delivered - out, arrived) + mss;
            count = Math.min((long) threshold - inFlight, limit);
        }
        if (out == 0 && sendsAgain) {
            count = Math.max(count, mss); // RFC 6937, section 3: the fast retransmission goes at once
        }
        window = (int) Math.min(1 << 30, inFlight + Math.max(0, count));
    }

    /** Octets were sent, for the first time or again. */
    void onSent(int octets) {
        out += octets;
    }

    /** Octets that may be in flight until the next acknowledgment. */
    int window() {
        return window;
    }
}
