package org.lneto.tcp;

import java.nio.ByteBuffer;

/** RST for segments of no connection (RFC 9293, section 3.10.7.1). */
final class ResetQueue extends AnswerQueue {
    // fields: ports, sequence, acknowledgment, flags
    private static final int WIDTH = 4;

    ResetQueue() {
        super(WIDTH);
    }

    /**
     * Queues the RST that answers a segment of no connection.
     *
     * @return false if the queue is full
     */
    boolean answer(Segment segment) {
        // RFC 9293, section 3.10.7.1: the RST is acceptable to whoever sent the segment
        if (segment.has(Segment.ACK)) {
            return add(segment, segment.acknowledgment, 0, Segment.RST);
        }
        return add(segment, 0, segment.end(), Segment.RST | Segment.ACK);
    }

    private boolean add(Segment segment, int sequence, int acknowledgment, int flags) {
        int f = add(segment);
        if (f == FULL) {
            return false;
        }
        fields[f] = sequence;
        fields[f + 1] = acknowledgment;
        fields[f + 2] = flags;
        return true;
    }

    /** Takes the oldest answer out and writes its addresses and its header, but for the checksum. */
    void fill(ByteBuffer buffer, int offsetToIp, int at) {
        int f = take(buffer, offsetToIp);
        header(buffer, at, f, TcpFrame.HEADER_LENGTH, fields[f + 3], 0);
    }
}
