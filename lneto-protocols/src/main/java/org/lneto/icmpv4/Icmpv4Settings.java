package org.lneto.icmpv4;

/**
 * Sizes and rates of an {@link Icmpv4Node}.
 *
 * @param replyOctets octets of the queue of replies and errors to send; at least 2048
 * @param maximumPings most echo requests under way, 1 to 65536
 * @param errorsPerSecond most errors sent in the long run, at least 1
 * @param errorBurst most errors sent at once, at least 1
 * @param answerBroadcast whether echo requests to broadcast and multicast addresses are answered (RFC 1122, section
 *     3.2.2.6 leaves the choice)
 */
public record Icmpv4Settings(
        int replyOctets, int maximumPings, int errorsPerSecond, int errorBurst, boolean answerBroadcast) {
    /** 128 KiB of replies, 64 pings, 100 errors a second, 20 at once, broadcasts not answered. */
    public static final Icmpv4Settings DEFAULTS = new Icmpv4Settings(131072, 64, 100, 20, false);

    /** Checks the ranges. */
    public Icmpv4Settings {
        if (replyOctets < 2048 || maximumPings < 1 || maximumPings > 65536) {
            throw new IllegalArgumentException(
                    "reply octets must be at least 2048 and pings 1 to 65536: " + replyOctets + ", " + maximumPings);
        }
    }

    /** The same with broadcasts answered or not. */
    public Icmpv4Settings answerBroadcast(boolean answerBroadcast) {
        return new Icmpv4Settings(replyOctets, maximumPings, errorsPerSecond, errorBurst, answerBroadcast);
    }
}
