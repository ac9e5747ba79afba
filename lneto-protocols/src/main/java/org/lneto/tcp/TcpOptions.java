package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * The options of one segment (RFC 9293, section 3.2; RFC 7323; RFC 2018), read into fields that are reused for the next
 * segment; and writers for them.
 *
 * <p>Unknown kinds are skipped, and so is a known kind with a length that is not its own, as widely used hosts do. A
 * length below 2 or past the end of the header makes the whole segment malformed (RFC 9293, MUST-7). Nothing after an
 * end-of-list option is read.
 *
 * <p>The writers are static, write a multiple of four octets each, the option last behind its NOPs, and return how many:
 * a header so built needs no more padding.
 */
public final class TcpOptions {
    /** Most blocks that fit one segment. */
    public static final int MAX_SACK_BLOCKS = 4;
    /** Largest shift count (RFC 7323, section 2.3). */
    public static final int MAX_WINDOW_SCALE = 14;
    /** {@link #windowScale()} when the segment has no such option. */
    public static final int NO_WINDOW_SCALE = -1;

    /** Octets that {@link #writeMaximumSegmentSize} writes. */
    public static final int MAXIMUM_SEGMENT_SIZE_LENGTH = 4;
    /** Octets that {@link #writeWindowScale} writes. */
    public static final int WINDOW_SCALE_LENGTH = 4;
    /** Octets that {@link #writeSackPermitted} writes. */
    public static final int SACK_PERMITTED_LENGTH = 4;
    /** Octets that {@link #writeTimestamps} writes. */
    public static final int TIMESTAMPS_LENGTH = 12;

    /** Kind of the end of the list. */
    public static final int END_OF_LIST = 0;
    /** Kind of no operation, which pads. */
    public static final int NO_OPERATION = 1;
    /** Kind of the maximum segment size. */
    public static final int MAXIMUM_SEGMENT_SIZE = 2;
    /** Kind of the window scale (RFC 7323, section 2). */
    public static final int WINDOW_SCALE = 3;
    /** Kind of SACK-permitted (RFC 2018, section 2). */
    public static final int SACK_PERMITTED = 4;
    /** Kind of SACK (RFC 2018, section 3). */
    public static final int SACK = 5;
    /** Kind of the timestamps (RFC 7323, section 3). */
    public static final int TIMESTAMPS = 8;

    private static final int NOP_NOP = NO_OPERATION << 24 | NO_OPERATION << 16;
    private static final int TIMESTAMPS_WORD = NOP_NOP | TIMESTAMPS << 8 | 10;
    private static final int SACK_BLOCK_LENGTH = 8;

    private int maximumSegmentSize;
    private int windowScale = NO_WINDOW_SCALE;
    private boolean sackPermitted;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEchoReply;
    private int sackBlocks;
    private final int[] sackEdges = new int[2 * MAX_SACK_BLOCKS];

    /** Creates a holder without options. */
    public TcpOptions() {}

    /** Forgets all options. */
    public void reset() {
        maximumSegmentSize = 0;
        windowScale = NO_WINDOW_SCALE;
        sackPermitted = false;
        timestamps = false;
        timestampValue = 0;
        timestampEchoReply = 0;
        sackBlocks = 0;
    }

    /**
     * Reads the options of a segment, in place of those read before. What is only meant for a SYN is ignored on other
     * segments (RFC 9293, section 3.2; RFC 7323, section 2.2; RFC 2018, section 2). The last one of a kind counts.
     *
     * @param at index of the first option
     * @param length octets of options and padding
     * @param syn whether the segment has SYN
     * @return false if they are malformed; the fields are then those of the options before the mistake
     */
    public boolean parse(ByteBuffer buffer, int at, int length, boolean syn) {
        reset();
        if (length == TIMESTAMPS_LENGTH && Octets.i32(buffer, at) == TIMESTAMPS_WORD) {
            timestamps(buffer, at + 4); // the one form that every segment of a connection with timestamps has
            return true;
        }
        int end = at + length;
        int option = at;
        while (option < end) {
            int kind = Octets.u8(buffer, option);
            if (kind == END_OF_LIST) {
                return true;
            }
            if (kind == NO_OPERATION) {
                option++;
                continue;
            }
            int octets = optionLength(buffer, option, end);
            if (octets < 0) {
                return false;
            }
            read(buffer, option, kind, octets, syn);
            option += octets;
        }
        return true;
    }

    private void read(ByteBuffer buffer, int option, int kind, int octets, boolean syn) {
        switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> {
                if (syn && octets == 4) {
                    maximumSegmentSize = Octets.u16(buffer, option + 2);
                }
            }
            case WINDOW_SCALE -> {
                if (syn && octets == 3) {
                    // RFC 7323 (2.3): a greater shift count is used as 14
                    windowScale = Math.min(Octets.u8(buffer, option + 2), MAX_WINDOW_SCALE);
                }
            }
            case SACK_PERMITTED -> {
                if (syn && octets == 2) {
                    sackPermitted = true;
                }
            }
            case SACK -> {
                if (!syn && octets > 2 && (octets - 2) % SACK_BLOCK_LENGTH == 0) {
                    sack(buffer, option + 2, (octets - 2) / SACK_BLOCK_LENGTH);
                }
            }
            case TIMESTAMPS -> {
                if (octets == 10) {
                    timestamps(buffer, option + 2);
                }
            }
            default -> {} // RFC 9293 (3.2), MUST-6: ignore without error what is not implemented
        }
    }

    private void timestamps(ByteBuffer buffer, int at) {
        timestamps = true;
        timestampValue = Octets.i32(buffer, at);
        timestampEchoReply = Octets.i32(buffer, at + 4);
    }

    private void sack(ByteBuffer buffer, int at, int blocks) {
        sackBlocks = Math.min(blocks, MAX_SACK_BLOCKS);
        for (int edge = 0; edge < 2 * sackBlocks; edge++) {
            sackEdges[edge] = Octets.i32(buffer, at + 4 * edge);
        }
    }

    /** The length of the option at {@code option}, which is neither padding nor the end; -1 if it cannot be. */
    private static int optionLength(ByteBuffer buffer, int option, int end) {
        if (option + 1 >= end) {
            return -1;
        }
        int octets = Octets.u8(buffer, option + 1);
        return octets < 2 || octets > end - option ? -1 : octets;
    }

    /**
     * Walks options without reading them.
     *
     * @return index of the first malformed one; -1 if none is
     */
    static int findMalformed(ByteBuffer buffer, int at, int length) {
        int end = at + length;
        int option = at;
        while (option < end) {
            int kind = Octets.u8(buffer, option);
            if (kind == END_OF_LIST) {
                return -1;
            }
            int octets = kind == NO_OPERATION ? 1 : optionLength(buffer, option, end);
            if (octets < 0) {
                return option;
            }
            option += octets;
        }
        return -1;
    }

    /** Puts what a SYN said, which nobody remembers, beside the timestamps of the segment that completes its handshake. */
    void restore(int maximumSegmentSize, int windowScale, boolean sackPermitted) {
        this.maximumSegmentSize = maximumSegmentSize;
        this.windowScale = windowScale;
        this.sackPermitted = sackPermitted;
    }

    /** Whether the sender says how large a segment it takes. */
    public boolean hasMaximumSegmentSize() {
        return maximumSegmentSize > 0;
    }

    /** Whether the sender scales windows. */
    public boolean hasWindowScale() {
        return windowScale != NO_WINDOW_SCALE;
    }

    /** Octets of data in the largest segment that the sender takes; 0 if it does not say. */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    /** Bits to shift the sender's windows by, 0 to 14; {@link #NO_WINDOW_SCALE} if it does not say. */
    public int windowScale() {
        return windowScale;
    }

    /** Whether the sender takes SACK. */
    public boolean sackPermitted() {
        return sackPermitted;
    }

    /** Whether the segment has timestamps. */
    public boolean hasTimestamps() {
        return timestamps;
    }

    /** The sender's clock (TSval). */
    public int timestampValue() {
        return timestampValue;
    }

    /** The receiver's clock as the sender last saw it (TSecr); significant with ACK. */
    public int timestampEchoReply() {
        return timestampEchoReply;
    }

    /** Number of SACK blocks, 0 to 4. */
    public int sackBlocks() {
        return sackBlocks;
    }

    /** First sequence number of a block, which is 0 to {@link #sackBlocks()} - 1. */
    public int sackLeftEdge(int block) {
        return sackEdges[2 * block];
    }

    /** Sequence number after the last of a block. */
    public int sackRightEdge(int block) {
        return sackEdges[2 * block + 1];
    }

    /** Writes the maximum segment size, 1 to 65535. */
    public static int writeMaximumSegmentSize(ByteBuffer buffer, int at, int octets) {
        Octets.i32(buffer, at, MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | octets & 0xffff);
        return MAXIMUM_SEGMENT_SIZE_LENGTH;
    }

    /** Writes the window scale, 0 to 14. */
    public static int writeWindowScale(ByteBuffer buffer, int at, int shift) {
        Octets.i32(buffer, at, NO_OPERATION << 24 | WINDOW_SCALE << 16 | 3 << 8 | shift & 0xff);
        return WINDOW_SCALE_LENGTH;
    }

    /** Writes SACK-permitted. */
    public static int writeSackPermitted(ByteBuffer buffer, int at) {
        Octets.i32(buffer, at, NOP_NOP | SACK_PERMITTED << 8 | 2);
        return SACK_PERMITTED_LENGTH;
    }

    /** Writes timestamps. */
    public static int writeTimestamps(ByteBuffer buffer, int at, int value, int echoReply) {
        Octets.i32(buffer, at, TIMESTAMPS_WORD);
        Octets.i32(buffer, at + 4, value);
        Octets.i32(buffer, at + 8, echoReply);
        return TIMESTAMPS_LENGTH;
    }

    /** Octets that {@link #writeSack} writes for so many blocks. */
    public static int sackLength(int blocks) {
        return 4 + SACK_BLOCK_LENGTH * blocks;
    }

    /**
     * Writes SACK.
     *
     * @param edges left and right edges in turn
     * @param blocks pairs of them, 1 to 4
     */
    public static int writeSack(ByteBuffer buffer, int at, int[] edges, int blocks) {
        Octets.i32(buffer, at, NOP_NOP | SACK << 8 | 2 + SACK_BLOCK_LENGTH * blocks);
        for (int edge = 0; edge < 2 * blocks; edge++) {
            Octets.i32(buffer, at + 4 + 4 * edge, edges[edge]);
        }
        return sackLength(blocks);
    }

    /**
     * Ends options that were written by hand: fills up to a multiple of four octets with the end of the list and zeros.
     *
     * @param length octets of options before
     * @return octets of options after
     */
    public static int pad(ByteBuffer buffer, int at, int length) {
        int padded = (length + 3) & ~3;
        for (int octet = length; octet < padded; octet++) {
            Octets.u8(buffer, at + octet, END_OF_LIST);
        }
        return padded;
    }
}
