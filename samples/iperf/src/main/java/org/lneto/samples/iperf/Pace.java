package org.lneto.samples.iperf;

/** A rate, kept on the average since the start: who was held up may catch up. */
final class Pace {
    private final long bitsPerSecond;
    private final long startNanos;
    private long octets;

    /** No limit if {@code bitsPerSecond} is 0. */
    Pace(long bitsPerSecond, long nowNanos) {
        this.bitsPerSecond = bitsPerSecond;
        startNanos = nowNanos;
    }

    /** Time until more may be sent; 0 for now. */
    long waitNanos(long nowNanos) {
        if (bitsPerSecond == 0) {
            return 0;
        }
        long due = (long) (octets * (8e9 / bitsPerSecond));
        return Math.max(0, due - (nowNanos - startNanos));
    }

    void sent(int octets) {
        this.octets += octets;
    }
}
