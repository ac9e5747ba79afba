package org.lneto.tcp;

import java.nio.ByteBuffer;

/** SYN,ACKs of handshakes that nobody remembers ({@link SynCookie}). */
final class CookieQueue extends AnswerQueue {
    // fields: ports, sequence, acknowledgment, flags, window, told, TSval, TSecr, scale
    private static final int WIDTH = 9;

    // told: the maximum segment size, and these
    private static final int SELECTIVE = 1 << 16;
    private static final int TIMED = 1 << 17;
    private static final int SCALED = 1 << 18;

    CookieQueue() {
        super(WIDTH);
    }

    /**
     * Queues the answer to a SYN.
     *
     * @return false if the queue is full
     */
    boolean add(Segment syn, TcpOptions options, SynAnswer answer) {
        int f = add(syn);
        if (f == FULL) {
            return false;
        }
        fields[f] = answer.cookie;
        fields[f + 1] = syn.sequence + 1;
        fields[f + 2] = answer.flags;
        fields[f + 3] = answer.window;
        fields[f + 4] = answer.maximumSegmentSize
                | (answer.selective ? SELECTIVE : 0)
                | (answer.timed ? TIMED : 0)
                | (answer.scaled ? SCALED : 0);
        fields[f + 5] = answer.timestamp;
        fields[f + 6] = options.timestampValue();
        fields[f + 7] = answer.scale;
        return true;
    }

    /** Takes the oldest out and writes its addresses, header and options, but for the checksum; how many octets of TCP. */
    int fill(ByteBuffer buffer, int offsetToIp, int at) {
        int f = take(buffer, offsetToIp);
        int told = fields[f + 5];
        int option = at + TcpFrame.HEADER_LENGTH;
        option += TcpOptions.writeMaximumSegmentSize(buffer, option, told & 0xffff);
        if ((told & SELECTIVE) != 0) {
            option += TcpOptions.writeSackPermitted(buffer, option);
        }
        if ((told & TIMED) != 0) {
            option += TcpOptions.writeTimestamps(buffer, option, fields[f + 6], fields[f + 7]);
        }
        if ((told & SCALED) != 0) {
            option += TcpOptions.writeWindowScale(buffer, option, fields[f + 8]);
        }
        header(buffer, at, f, option - at, fields[f + 3], fields[f + 4]);
        return option - at;
    }

    /** What a SYN,ACK says; one object is filled anew for each. */
    static final class SynAnswer {
        int cookie;
        int flags;
        int window;
        int maximumSegmentSize;
        boolean selective;
        boolean timed;
        int timestamp;
        boolean scaled;
        int scale;
    }
}
