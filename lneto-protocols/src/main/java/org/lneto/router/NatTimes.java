package org.lneto.router;

/**
 * How long a flow without packets lasts in a translator; each at least one nanosecond.
 *
 * @param udpNanos of UDP, since the last packet from inside (RFC 4787, REQ-5: at least two minutes, five by default)
 * @param tcpEstablishedNanos of TCP when both have opened it (RFC 5382, REQ-5: at least two hours and four minutes)
 * @param tcpTransitoryNanos of TCP before that and when it closes (RFC 5382, REQ-5: at least four minutes)
 * @param icmpNanos of pings, since the last request (RFC 5508, REQ-2: at least a minute)
 */
public record NatTimes(long udpNanos, long tcpEstablishedNanos, long tcpTransitoryNanos, long icmpNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 300, 7440, 240 and 60 seconds. */
    public static final NatTimes DEFAULTS = new NatTimes(300 * SECOND, 7440 * SECOND, 240 * SECOND, 60 * SECOND);

    /** Checks the ranges. */
    public NatTimes {
        if (udpNanos < 1 || tcpEstablishedNanos < 1 || tcpTransitoryNanos < 1 || icmpNanos < 1) {
            throw new IllegalArgumentException("times must be positive: " + udpNanos + ", " + tcpEstablishedNanos + ", "
                    + tcpTransitoryNanos + ", " + icmpNanos);
        }
    }
}
