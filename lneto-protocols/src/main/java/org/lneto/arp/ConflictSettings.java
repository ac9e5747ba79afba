package org.lneto.arp;

/**
 * How it is found out whether another host has an address, and how that is told (RFC 5227, section 1.1).
 *
 * @param probeWaitNanos most time, chosen at random, before the first probe (PROBE_WAIT)
 * @param probes number of probes (PROBE_NUM), 0 to 16; with 0 every address counts as unique at once
 * @param probeMinimumNanos least time between two probes (PROBE_MIN)
 * @param probeMaximumNanos most time between two probes (PROBE_MAX)
 * @param announceWaitNanos time after the last probe until the address is unique (ANNOUNCE_WAIT)
 * @param announcements number of announcements (ANNOUNCE_NUM), 0 to 16
 * @param announceIntervalNanos time between two announcements (ANNOUNCE_INTERVAL)
 * @param maximumConflicts conflicts in a row after which probing slows down (MAX_CONFLICTS)
 * @param rateLimitNanos time between two probed addresses from then on (RATE_LIMIT_INTERVAL)
 * @param defendNanos least time between two defences (DEFEND_INTERVAL)
 */
public record ConflictSettings(
        long probeWaitNanos,
        int probes,
        long probeMinimumNanos,
        long probeMaximumNanos,
        long announceWaitNanos,
        int announcements,
        long announceIntervalNanos,
        int maximumConflicts,
        long rateLimitNanos,
        long defendNanos) {
    private static final int MAXIMUM = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final long TENTH = SECOND / 10;

    /** What RFC 5227 says: a new address is in use after 4 to 7 s. */
    public static final ConflictSettings RFC_5227 = new ConflictSettings(
            SECOND, 3, SECOND, 2 * SECOND, 2 * SECOND, 2, 2 * SECOND, 10, 60 * SECOND, 10 * SECOND);

    /**
     * Two probes a tenth of a second apart, without a wait before, and a tenth of a second after. A deviation from RFC
     * 5227 for those who wait for an address: on a wired link the other host answers in a millisecond, and one probe may
     * get lost; a host that boots at the very same time, or a bridge port that is not forwarding yet, is missed. What is
     * missed is found later, when the address is defended.
     */
    public static final ConflictSettings FAST =
            new ConflictSettings(0, 2, TENTH, TENTH, TENTH, 2, 2 * SECOND, 10, 60 * SECOND, 10 * SECOND);

    /** No probes: an address is taken for unique at once. It is announced and defended all the same. */
    public static final ConflictSettings NO_PROBES = FAST.probes(0);

    /** Checks the ranges. */
    public ConflictSettings {
        if (probes < 0 || probes > MAXIMUM || announcements < 0 || announcements > MAXIMUM) {
            throw new IllegalArgumentException(
                    "probes and announcements must be 0 to 16: " + probes + ", " + announcements);
        }
        if (probeWaitNanos < 0
                || probeMinimumNanos < 0
                || probeMaximumNanos < probeMinimumNanos
                || announceWaitNanos < 0
                || announceIntervalNanos < 1
                || maximumConflicts < 0
                || rateLimitNanos < 0
                || defendNanos < 0) {
            throw new IllegalArgumentException("times must not be negative, nor a maximum be less than its minimum");
        }
    }

    /** The same with another number of probes. */
    public ConflictSettings probes(int probes) {
        return new ConflictSettings(
                probeWaitNanos,
                probes,
                probeMinimumNanos,
                probeMaximumNanos,
                announceWaitNanos,
                announcements,
                announceIntervalNanos,
                maximumConflicts,
                rateLimitNanos,
                defendNanos);
    }

    /** The same with another number of announcements. */
    public ConflictSettings announcements(int announcements) {
        return new ConflictSettings(
                probeWaitNanos,
                probes,
                probeMinimumNanos,
                probeMaximumNanos,
                announceWaitNanos,
                announcements,
                announceIntervalNanos,
                maximumConflicts,
                rateLimitNanos,
                defendNanos);
    }
}
