package org.lneto.icmpv6;

/**
 * Sizes and rates of an {@link Icmpv6Node}.
 *
 * @param replyOctets octets of the queue of replies and errors to send; at least 2048
 * @param maximumPings most echo requests under way, 1 to 65536
 * @param errorsPerSecond most errors sent in the long run, at least 1 (RFC 4443, section 2.4 (f))
 * @param errorBurst most errors sent at once, at least 1
 * @param answerMulticast whether echo requests to groups are answered (RFC 4443, section 4.2, leaves the choice)
 */
public record Icmpv6Settings(
        int replyOctets, int maximumPings, int errorsPerSecond, int errorBurst, boolean answerMulticast) {
    /** 128 KiB of replies, 64 pings, 100 errors a second, 20 at once, groups answered. */
    public static final Icmpv6Settings DEFAULTS = new Icmpv6Settings(131072, 64, 100, 20, true);

    /** Checks the ranges. */
    public Icmpv6Settings {
        if (replyOctets < 2048 || maximumPings < 1 || maximumPings > 65536) {
            throw new IllegalArgumentException(
                    "reply octets must be at least 2048 and pings 1 to 65536: " + replyOctets + ", " + maximumPings);
        }
    }
}
