package org.lneto.arp;

/**
 * Sizes and times of an {@link ArpNode}.
 *
 * @param cacheEntries most neighbours remembered, 1 to 65536
 * @param pendingResolutions most neighbours asked for at a time, 1 to 1024
 * @param pendingReplies most requests waiting for their answer to be sent, 1 to 1024
 * @param attempts requests sent before a neighbour is given up, at least 1
 * @param retransmitNanos time between them, at least 1
 * @param staleNanos time after which a neighbour that has not been heard of is asked whether it is still there, when it is
 *     next used; at least 1
 * @param holdNanos time after a neighbour was heard of in which nobody else can take its address, 0 for none
 * @param answersPerSecond most requests answered in the long run, and at once, 1 to 1,000,000,000
 * @param conflicts how addresses are probed for, announced and defended
 */
public record ArpSettings(
        int cacheEntries,
        int pendingResolutions,
        int pendingReplies,
        int attempts,
        long retransmitNanos,
        long staleNanos,
        long holdNanos,
        int answersPerSecond,
        ConflictSettings conflicts) {
    private static final long SECOND = 1_000_000_000L;

    /**
     * 1024 neighbours, 32 resolutions, 32 replies, 3 requests a second apart, stale after a minute (RFC 1122, section
     * 2.3.2.1), held for a second, 1000 answers a second, RFC 5227's times.
     */
    public static final ArpSettings DEFAULTS =
            new ArpSettings(1024, 32, 32, 3, SECOND, 60 * SECOND, SECOND, 1000, ConflictSettings.RFC_5227);

    /** Checks the ranges. */
    public ArpSettings {
        if (cacheEntries < 1 || cacheEntries > 65536) {
            throw new IllegalArgumentException("cache entries must be 1 to 65536: " + cacheEntries);
        }
        if (pendingResolutions < 1 || pendingResolutions > 1024 || pendingReplies < 1 || pendingReplies > 1024) {
            throw new IllegalArgumentException(
                    "pending resolutions and replies must be 1 to 1024: " + pendingResolutions + ", " + pendingReplies);
        }
        if (attempts < 1 || retransmitNanos < 1 || staleNanos < 1 || holdNanos < 0) {
            throw new IllegalArgumentException("attempts and times must be at least 1, and a hold not negative: "
                    + attempts + ", " + retransmitNanos + ", " + staleNanos + ", " + holdNanos);
        }
    }

    /** The same with another number of neighbours remembered. */
    public ArpSettings cacheEntries(int cacheEntries) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }

    /** The same with other numbers of resolutions and of replies that may be pending. */
    public ArpSettings pending(int pendingResolutions, int pendingReplies) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }

    /** The same with other times for what is remembered: until it is asked after, and in which nobody takes it over. */
    public ArpSettings ageing(long staleNanos, long holdNanos) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }

    /** The same with another number of requests and time between them. */
    public ArpSettings attempts(int attempts, long retransmitNanos) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }

    /** The same with another limit for answers. */
    public ArpSettings answersPerSecond(int answersPerSecond) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }

    /** The same with other times for probing, announcing and defending. */
    public ArpSettings conflicts(ConflictSettings conflicts) {
        return new ArpSettings(
                cacheEntries,
                pendingResolutions,
                pendingReplies,
                attempts,
                retransmitNanos,
                staleNanos,
                holdNanos,
                answersPerSecond,
                conflicts);
    }
}
