package org.lneto.tcp;

/**
 * When an idle connection asks its peer whether it is still there (RFC 9293, section 3.8.4).
 *
 * @param idleNanos time without a segment from the peer before the first probe, 1 s to 30 days
 * @param intervalNanos time between probes, 1 ms to 1 day
 * @param probes probes without an answer after which the connection ends with {@link TcpCloseReason#TIMED_OUT}, 1 to 127
 */
public record TcpKeepAlive(long idleNanos, long intervalNanos, int probes) {
    /** Two hours, then nine probes every 75 seconds, as hosts use. */
    public static final TcpKeepAlive DEFAULT = new TcpKeepAlive(7_200_000_000_000L, 75_000_000_000L, 9);

    private static final long DAY_NANOS = 86_400_000_000_000L;

    /** Checks the ranges. */
    public TcpKeepAlive {
        check("idleNanos", idleNanos, 1_000_000_000L, 30 * DAY_NANOS);
        check("intervalNanos", intervalNanos, 1_000_000L, DAY_NANOS);
        check("probes", probes, 1, 127);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
