package org.lneto.dhcpv4;

import org.lneto.core.StackNode;

/**
 * When a lease began and how long it lasts.
 *
 * @param acquiredNanos when the client sent the request that was granted (RFC 2131, section 4.4.1), in the stack's time
 * @param leaseSeconds how long the address may be used, from then; {@link #INFINITE} for ever
 * @param t1Seconds when to ask the server for more, from then
 * @param t2Seconds when to ask any server, from then
 */
public record DhcpLeaseTimes(long acquiredNanos, long leaseSeconds, long t1Seconds, long t2Seconds) {
    /** A lease time without end: 2^32 - 1 (RFC 2131, section 3.3). */
    public static final long INFINITE = 0xffff_ffffL;

    /** Shorter leases are not taken: there would be no time to renew them. */
    public static final long MINIMUM_SECONDS = 4;

    private static final long NANOS = 1_000_000_000L;

    /**
     * The times a server grants. T1 and T2 that are missing, or not in the order 0 &lt; T1 &lt; T2 &lt; lease, become half
     * and seven eighths of the lease (RFC 2131, section 4.4.5). No random fuzz is added to them: what is sent then is
     * jittered.
     *
     * @param t1Seconds as sent, -1 if it was not
     * @param t2Seconds as sent, -1 if it was not
     */
    static DhcpLeaseTimes granted(long acquiredNanos, long leaseSeconds, long t1Seconds, long t2Seconds) {
        long t1 = t1Seconds < 0 ? leaseSeconds / 2 : t1Seconds;
        long t2 = t2Seconds < 0 ? leaseSeconds * 7 / 8 : t2Seconds;
        return t1 > 0 && t1 < t2 && t2 < leaseSeconds
                ? new DhcpLeaseTimes(acquiredNanos, leaseSeconds, t1, t2)
                : new DhcpLeaseTimes(acquiredNanos, leaseSeconds, leaseSeconds / 2, leaseSeconds * 7 / 8);
    }

    /** Whether the address may be used for ever. */
    public boolean isInfinite() {
        return leaseSeconds == INFINITE;
    }

    /** T1 in the stack's time; {@link StackNode#NO_DEADLINE} if the lease is infinite. */
    public long t1Nanos() {
        return after(t1Seconds);
    }

    /** T2 in the stack's time; {@link StackNode#NO_DEADLINE} if the lease is infinite. */
    public long t2Nanos() {
        return after(t2Seconds);
    }

    /** The end in the stack's time; {@link StackNode#NO_DEADLINE} if the lease is infinite. */
    public long expiryNanos() {
        return after(leaseSeconds);
    }

    /** When a state with a lease ends whatever is heard: T1, T2 or the lease's end. */
    long phaseEndNanos(DhcpClientState state) {
        return switch (state) {
            case BOUND -> t1Nanos();
            case RENEWING -> t2Nanos();
            default -> expiryNanos();
        };
    }

    /** When to ask again: after half of what is left of the phase, but not within a minute (RFC 2131, section 4.4.5). */
    static long nextRequestNanos(long phaseEndNanos, long nowNanos) {
        return Math.min(phaseEndNanos, nowNanos + Math.max(60 * NANOS, (phaseEndNanos - nowNanos) / 2));
    }

    private long after(long seconds) {
        return isInfinite() ? StackNode.NO_DEADLINE : acquiredNanos + seconds * NANOS;
    }
}
