package org.lneto.tcp;

/**
 * What a wire does to packets, either way.
 *
 * @param loss chance of a packet to be lost; those of the next three are alike
 * @param bitsPerSecond what passes in each direction, IP headers counted; 0 for no limit
 * @param queueOctets how much waits for that at most; a packet more is lost
 * @param jitterNanos most that a packet takes longer than the last, without being overtaken
 */
record Weather(
        double loss,
        double duplicate,
        double reorder,
        double corrupt,
        long oneWayNanos,
        long bitsPerSecond,
        int queueOctets,
        long jitterNanos) {
    private static final long SECOND = 1_000_000_000L;

    static Weather calm(long oneWayNanos) {
        return new Weather(0, 0, 0, 0, oneWayNanos, 0, 0, 0);
    }

    /** A bottleneck with a queue of so many bandwidth-delay products, within bounds. */
    static Weather bottleneck(long roundTripNanos, long bitsPerSecond, int leastQueue, int mostQueue, double products) {
        long product = (long) (products * bitsPerSecond / 8.0 * roundTripNanos / SECOND);
        int queue = (int) Math.max(leastQueue, Math.min(product, mostQueue));
        return new Weather(0, 0, 0, 0, roundTripNanos / 2, bitsPerSecond, queue, 0);
    }

    /** Time that an octet takes to pass the bottleneck. */
    double nanosPerOctet() {
        return bitsPerSecond == 0 ? 0 : 8.0 * SECOND / bitsPerSecond;
    }

    /** Time from a packet's coming to the bottleneck until it has passed, if it is the last that the queue has room for. */
    double longestWait() {
        return bitsPerSecond == 0 ? Long.MAX_VALUE : queueOctets * nanosPerOctet();
    }

    Weather loss(double loss) {
        return new Weather(loss, duplicate, reorder, corrupt, oneWayNanos, bitsPerSecond, queueOctets, jitterNanos);
    }

    Weather duplicate(double duplicate) {
        return new Weather(loss, duplicate, reorder, corrupt, oneWayNanos, bitsPerSecond, queueOctets, jitterNanos);
    }

    Weather reorder(double reorder) {
        return new Weather(loss, duplicate, reorder, corrupt, oneWayNanos, bitsPerSecond, queueOctets, jitterNanos);
    }

    Weather corrupt(double corrupt) {
        return new Weather(loss, duplicate, reorder, corrupt, oneWayNanos, bitsPerSecond, queueOctets, jitterNanos);
    }

    Weather jitter(long jitterNanos) {
        return new Weather(loss, duplicate, reorder, corrupt, oneWayNanos, bitsPerSecond, queueOctets, jitterNanos);
    }
}
