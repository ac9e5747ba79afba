package org.lneto.tcp;

import java.util.random.RandomGenerator;

/**
 * SYN cookies (RFC 4987, section 3.6): an initial sequence number that says all that a listener needs to remember of a
 * SYN, so that it remembers nothing until the handshake is complete.
 *
 * <pre>
 *    31        24 23                                            0
 *   +------------+-----------------------------------------------+
 *   |  counter   | (H2(ends, ISN, counter) + index) mod 2^24      |  + H1(ends) + ISN
 *   +------------+-----------------------------------------------+
 * </pre>
 *
 * <p>{@code ends} are both addresses and ports, {@code ISN} the peer's initial sequence number, {@code counter} counts
 * periods of 64 s, {@code index} is that of the peer's maximum segment size in a table of eight. H1 and H2 are keyed by
 * secrets of their own. That the peer's number is added makes ours rise with it, as RFC 4987 has it.
 *
 * <p>A cookie is taken for the period in which it was made and the next one: for 64 to 128 s. An acknowledgment made up
 * by somebody who has not seen the SYN,ACK is taken with a chance of 2 of 256 periods times 8 of 2^24 numbers: 1 in 2^28.
 *
 * <p>Options of the SYN travel in the last six bits of the timestamp sent in the SYN,ACK, if the peer has sent one: it
 * echoes them in its acknowledgment.
 *
 * <pre>
 *    31                                        6    5    4   3           0
 *   +-------------------------------------------+-----+------+-------------+
 *   |           clock, not ahead of it          | ECN | SACK | window scale|  15: no window scale
 *   +-------------------------------------------+-----+------+-------------+
 * </pre>
 */
final class SynCookie {
    /** What {@link #validate} answers for an acknowledgment of no cookie. */
    static final int INVALID = 0;
    /** What stands for a peer without window scaling. */
    static final int NO_WINDOW_SCALE = -1;

    private static final long PERIOD_NANOS = 64_000_000_000L;
    private static final int PERIODS = 2;
    private static final int MESSAGE_LENGTH = 44;
    private static final int TUPLE_LENGTH = 36;
    private static final int HASH_MASK = 0xff_ffff;
    private static final int COUNTER_SHIFT = 24;
    private static final int SCALE_MASK = 0xf;
    private static final int SELECTIVE = 1 << 4;
    private static final int CONGESTION = 1 << 5;
    private static final int OPTIONS_MASK = 0x3f;

    /**
     * Maximum segment sizes that a cookie can tell, in order: the least of IPv4 and of IPv6, WireGuard over IPv6 and over
     * IPv4, PPPoE over IPv6, Ethernet over IPv6 (which serves for PPPoE over IPv4 too) and over IPv4, and jumbo frames.
     */
    private static final int[] SEGMENT_SIZES = {536, 1220, 1360, 1380, 1432, 1440, 1460, 8940};

    private final SipHash ends;
    private final SipHash period;

    /**
     * Creates one with secrets of its own.
     *
     * @param random gives them, 256 bits; must not be guessable
     */
    SynCookie(RandomGenerator random) {
        ends = new SipHash(random.nextLong(), random.nextLong());
        period = new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * The initial sequence number to answer a SYN with.
     *
     * @param peerSequence the SYN's sequence number
     * @param maximumSegmentSize that the peer takes; the cookie remembers the next lower one that it can tell, or 536 if
     *     it is less, which every host must take (RFC 1122, section 3.3.2)
     */
    int make(long nowNanos, FourTuple tuple, int peerSequence, int maximumSegmentSize) {
        long counter = counter(nowNanos);
        int hash = period(tuple, peerSequence, counter) + index(maximumSegmentSize) & HASH_MASK;
        return base(tuple, peerSequence) + ((int) counter << COUNTER_SHIFT | hash);
    }

    /**
     * Whether an acknowledgment is of a cookie.
     *
     * @param peerSequence the sequence number of the SYN: the acknowledgment's less one
     * @param cookie the acknowledgment number less one
     * @return the maximum segment size, or {@link #INVALID}
     */
    int validate(long nowNanos, FourTuple tuple, int peerSequence, int cookie) {
        long now = counter(nowNanos);
        int told = cookie - base(tuple, peerSequence);
        int age = (int) now - (told >>> COUNTER_SHIFT) & 0xff;
        if (age >= PERIODS) {
            return INVALID;
        }
        int index = told - period(tuple, peerSequence, now - age) & HASH_MASK;
        return index < SEGMENT_SIZES.length ? SEGMENT_SIZES[index] : INVALID;
    }

    /**
     * The timestamp to send in the SYN,ACK.
     *
     * @param timestamp TSval as it would be otherwise; the one returned is at most 63 less and never more, so that those
     *     which follow are not taken for old (RFC 7323, section 5); no round-trip time must be measured by it
     * @param windowScale the peer's, 0 to 14, or {@link #NO_WINDOW_SCALE}
     * @param selective whether SACK is permitted
     * @param congestion whether the peer has asked for ECN
     */
    static int timestamp(int timestamp, int windowScale, boolean selective, boolean congestion) {
        int options = windowScale & SCALE_MASK | (selective ? SELECTIVE : 0) | (congestion ? CONGESTION : 0);
        int value = timestamp & ~OPTIONS_MASK | options;
        return SequenceNumber.after(value, timestamp) ? value - OPTIONS_MASK - 1 : value;
    }

    /** The peer's window scale from the timestamp that it echoes, 0 to 14, or {@link #NO_WINDOW_SCALE}. */
    static int windowScale(int timestampEcho) {
        int scale = timestampEcho & SCALE_MASK;
        return scale == SCALE_MASK ? NO_WINDOW_SCALE : scale;
    }

    /** Whether SACK is permitted, from the timestamp that the peer echoes. */
    static boolean isSelective(int timestampEcho) {
        return (timestampEcho & SELECTIVE) != 0;
    }

    /** Whether the peer has asked for ECN, from the timestamp that it echoes. */
    static boolean isCongestionNotified(int timestampEcho) {
        return (timestampEcho & CONGESTION) != 0;
    }

    private static long counter(long nowNanos) {
        return Math.floorDiv(nowNanos, PERIOD_NANOS);
    }

    private static int index(int maximumSegmentSize) {
        int index = SEGMENT_SIZES.length - 1;
        while (index > 0 && SEGMENT_SIZES[index] > maximumSegmentSize) {
            index--;
        }
        return index;
    }

    private int base(FourTuple tuple, int peerSequence) {
        return (int) addresses(ends, tuple).finish(ports(tuple), TUPLE_LENGTH) + peerSequence;
    }

    private int period(FourTuple tuple, int peerSequence, long counter) {
        return (int) addresses(period, tuple)
                .word(counter << 32 | peerSequence & 0xffff_ffffL)
                .finish(ports(tuple), MESSAGE_LENGTH);
    }

    private static SipHash addresses(SipHash hash, FourTuple tuple) {
        return hash.start()
                .word(tuple.localHigh)
                .word(tuple.localLow)
                .word(tuple.remoteHigh)
                .word(tuple.remoteLow);
    }

    private static long ports(FourTuple tuple) {
        return (long) tuple.localPort << 16 | tuple.remotePort;
    }
}
