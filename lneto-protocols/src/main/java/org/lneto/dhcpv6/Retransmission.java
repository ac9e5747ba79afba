package org.lneto.dhcpv6;

import java.util.random.RandomGenerator;
import org.lneto.core.StackNode;

/** When an unanswered message is sent again, and when that ends (RFC 8415, section 15). */
final class Retransmission {
    static final long SECOND = 1_000_000_000L;

    private static final long HUNDREDTH = SECOND / 100;
    private static final long MOST_HUNDREDTHS = 0xffff;

    private final RandomGenerator random;
    private Dhcpv6MessageType type = Dhcpv6MessageType.SOLICIT;
    private long initialNanos;
    private long maximumNanos; // 0: no bound
    private int maximumCount; // 0: no bound
    private long timeoutNanos;
    private long firstNanos;
    private int count;

    Retransmission(RandomGenerator random) {
        this.random = random;
    }

    /** A new exchange, nothing sent yet. */
    void start(Dhcpv6MessageType type, long initialSeconds, long maximumSeconds, int maximumCount) {
        this.type = type;
        this.initialNanos = initialSeconds * SECOND;
        this.maximumNanos = maximumSeconds * SECOND;
        this.maximumCount = maximumCount;
        count = 0;
    }

    /** The server has another idea of MRT; it holds from the next timeout on. */
    void maximumSeconds(long seconds) {
        maximumNanos = seconds * SECOND;
    }

    /** How often the message has been sent. */
    int count() {
        return count;
    }

    /** Whether it was sent as often as it may be. */
    boolean isExhausted() {
        return maximumCount > 0 && count >= maximumCount;
    }

    /** Hundredths of a second since the first was sent, as the option has it (section 21.9). */
    int elapsed(long nowNanos) {
        return count == 0 ? 0 : (int) Math.min(MOST_HUNDREDTHS, (nowNanos - firstNanos) / HUNDREDTH);
    }

    /** The message is sent; when to look again. */
    long sent(long nowNanos) {
        if (count == 0) {
            firstNanos = nowNanos;
            // section 18.2.1: RAND is strictly greater than 0 for the first SOLICIT
            timeoutNanos = initialNanos + jitter(initialNanos, type == Dhcpv6MessageType.SOLICIT);
        } else {
            timeoutNanos = 2 * timeoutNanos + jitter(timeoutNanos, false);
        }
        if (maximumNanos > 0 && timeoutNanos > maximumNanos) {
            timeoutNanos = maximumNanos + jitter(maximumNanos, false);
        }
        count++;
        long deadline = nowNanos + timeoutNanos;
        return deadline < 0 ? StackNode.NO_DEADLINE : deadline;
    }

    /** RAND times {@code nanos}: between -0.1 and 0.1 of it. */
    private long jitter(long nanos, boolean positive) {
        long tenth = nanos / 10;
        return positive ? 1 + random.nextLong(tenth) : random.nextLong(-tenth, tenth + 1);
    }
}
