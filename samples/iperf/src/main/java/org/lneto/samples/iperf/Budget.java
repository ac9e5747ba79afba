package org.lneto.samples.iperf;

/** The octets by which a test ends, of all its streams together: those sent here, and apart from them those received. */
final class Budget {
    private final long most;
    private final Runnable onReceived;
    private boolean counting;
    private long sent;
    private long received;

    /**
     * Counts nothing before {@link #begin()}.
     *
     * @param most octets each way; 0 for no such end
     * @param onReceived called once, when as many have come
     */
    Budget(long most, Runnable onReceived) {
        this.most = most;
        this.onReceived = onReceived;
    }

    /** What is omitted is over. */
    void begin() {
        counting = most > 0;
    }

    boolean isSpent() {
        return counting && sent >= most;
    }

    /** Octets that may be sent now, of as many as one would like to. */
    int take(int wanted) {
        if (!counting) {
            return wanted;
        }
        int taken = (int) Math.min(wanted, most - sent);
        sent += taken;
        return taken;
    }

    void receive(int octets) {
        if (counting) {
            boolean before = received >= most;
            received += octets;
            if (!before && received >= most) {
                onReceived.run();
            }
        }
    }
}
