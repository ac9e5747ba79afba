package org.lneto.ndp;

/**
 * Sizes and times of neighbour discovery and autoconfiguration; times in nanoseconds.
 *
 * @param cacheEntries most neighbours remembered, 1 to 65536
 * @param pendingResolutions most neighbours asked for at a time, 1 to 1024
 * @param pendingAdvertisements most solicitations waiting for their answer to be sent, 1 to 1024
 * @param attempts solicitations sent before a neighbour is given up (MAX_MULTICAST_SOLICIT, MAX_UNICAST_SOLICIT), at
 *     least 1
 * @param retransmitNanos time between them (RETRANS_TIMER), unless routers advertise another; at least 1
 * @param reachableNanos time for which a neighbour that answered is taken to be reachable (BASE_REACHABLE_TIME), unless
 *     routers advertise another; at least 1
 * @param delayNanos time from the first packet to a neighbour not heard of lately to the first probe
 *     (DELAY_FIRST_PROBE_TIME); at least 1
 * @param duplicateTransmits solicitations sent to find out that an address is unique (DupAddrDetectTransmits); 0 to use
 *     addresses at once
 * @param initialDelayNanos most time by which the first message of a host is put off at random. RFC 4861 and RFC 4862
 *     say one second (MAX_RTR_SOLICITATION_DELAY), for links on which all hosts start at the same moment
 * @param stableAddresses whether interface identifiers are those of RFC 7217; else they are made of the hardware address
 *     (RFC 2464)
 */
public record NdpSettings(
        int cacheEntries,
        int pendingResolutions,
        int pendingAdvertisements,
        int attempts,
        long retransmitNanos,
        long reachableNanos,
        long delayNanos,
        int duplicateTransmits,
        long initialDelayNanos,
        boolean stableAddresses) {
    private static final long SECOND = 1_000_000_000L;

    /**
     * 1024 neighbours, 32 resolutions, 32 advertisements; RFC 4861's 3 attempts, 1 s, 30 s and 5 s; one solicitation for
     * an address, after at most 100 ms; stable identifiers.
     */
    public static final NdpSettings DEFAULTS =
            new NdpSettings(1024, 32, 32, 3, SECOND, 30 * SECOND, 5 * SECOND, 1, SECOND / 10, true);

    /** Checks the ranges. */
    public NdpSettings {
        if (cacheEntries < 1 || cacheEntries > 65536) {
            throw new IllegalArgumentException("cache entries must be 1 to 65536: " + cacheEntries);
        }
        if (pendingResolutions < 1
                || pendingResolutions > 1024
                || pendingAdvertisements < 1
                || pendingAdvertisements > 1024) {
            throw new IllegalArgumentException("pending resolutions and advertisements must be 1 to 1024: "
                    + pendingResolutions + ", " + pendingAdvertisements);
        }
        if (attempts < 1 || retransmitNanos < 1 || reachableNanos < 1 || delayNanos < 1) {
            throw new IllegalArgumentException("attempts and times must be at least 1: " + attempts + ", "
                    + retransmitNanos + ", " + reachableNanos + ", " + delayNanos);
        }
        if (duplicateTransmits < 0 || initialDelayNanos < 0) {
            throw new IllegalArgumentException("transmits and initial delay must not be negative: " + duplicateTransmits
                    + ", " + initialDelayNanos);
        }
    }

    /** The same with other numbers of neighbours, resolutions and advertisements. */
    public NdpSettings sizes(int cacheEntries, int pendingResolutions, int pendingAdvertisements) {
        return new NdpSettings(
                cacheEntries,
                pendingResolutions,
                pendingAdvertisements,
                attempts,
                retransmitNanos,
                reachableNanos,
                delayNanos,
                duplicateTransmits,
                initialDelayNanos,
                stableAddresses);
    }

    /** The same with another number of solicitations for an address of one's own, and another delay before them. */
    public NdpSettings duplicateDetection(int duplicateTransmits, long initialDelayNanos) {
        return new NdpSettings(
                cacheEntries,
                pendingResolutions,
                pendingAdvertisements,
                attempts,
                retransmitNanos,
                reachableNanos,
                delayNanos,
                duplicateTransmits,
                initialDelayNanos,
                stableAddresses);
    }

    /** The same with identifiers of RFC 7217, or such as are made of the hardware address. */
    public NdpSettings stableAddresses(boolean stableAddresses) {
        return new NdpSettings(
                cacheEntries,
                pendingResolutions,
                pendingAdvertisements,
                attempts,
                retransmitNanos,
                reachableNanos,
                delayNanos,
                duplicateTransmits,
                initialDelayNanos,
                stableAddresses);
    }
}
