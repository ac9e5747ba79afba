package org.lneto.arp;

/**
 * Sizes and times of an {@link ArpNode}.
 *
 * @param cacheEntries most neighbours remembered, 1 to 65536
 * @param pendingResolutions most neighbours asked for at a time, 1 to 1024
 * @param pendingReplies most requests waiting for their answer to be sent, 1 to 1024
 * @param attempts requests sent before a neighbour is given up, at least 1
 * @param retransmitNanos time between them, at least 1
 * @param maximumAgeNanos time after which a neighbour that has not been heard of is asked for again, at least 1
 */
public record ArpSettings(
        int cacheEntries,
        int pendingResolutions,
        int pendingReplies,
        int attempts,
        long retransmitNanos,
        long maximumAgeNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 1024 neighbours, 32 resolutions, 32 replies, 3 requests a second apart, 5 minutes. */
    public static final ArpSettings DEFAULTS = new ArpSettings(1024, 32, 32, 3, SECOND, 300 * SECOND);

    /** Checks the ranges. */
    public ArpSettings {
        if (cacheEntries < 1 || cacheEntries > 65536) {
            throw new IllegalArgumentException("cache entries must be 1 to 65536: " + cacheEntries);
        }
        if (pendingResolutions < 1 || pendingResolutions > 1024 || pendingReplies < 1 || pendingReplies > 1024) {
            throw new IllegalArgumentException(
                    "pending resolutions and replies must be 1 to 1024: " + pendingResolutions + ", " + pendingReplies);
        }
        if (attempts < 1 || retransmitNanos < 1 || maximumAgeNanos < 1) {
            throw new IllegalArgumentException("attempts and times must be at least 1: " + attempts + ", "
                    + retransmitNanos + ", " + maximumAgeNanos);
        }
    }

    /** The same with another number of neighbours remembered. */
    public ArpSettings cacheEntries(int cacheEntries) {
        return new ArpSettings(
                cacheEntries, pendingResolutions, pendingReplies, attempts, retransmitNanos, maximumAgeNanos);
    }

    /** The same with another age. */
    public ArpSettings maximumAgeNanos(long maximumAgeNanos) {
        return new ArpSettings(
                cacheEntries, pendingResolutions, pendingReplies, attempts, retransmitNanos, maximumAgeNanos);
    }

    /** The same with another number of requests and time between them. */
    public ArpSettings attempts(int attempts, long retransmitNanos) {
        return new ArpSettings(
                cacheEntries, pendingResolutions, pendingReplies, attempts, retransmitNanos, maximumAgeNanos);
    }
}
