package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.ip.IpHeader;

/**
 * Segments without data that answer segments of no connection: RST (RFC 9293, section 3.10.7.1), and the like. A ring
 * of fixed size; when it is full the answer is not sent, as if it had been lost.
 */
final class ResetQueue {
    private static final int CAPACITY = 64;
    private static final int MASK = CAPACITY - 1;
    private static final int LONGS = 4;
    private static final int INTS = 4;

    private final long[] addresses = new long[CAPACITY * LONGS];
    private final int[] fields = new int[CAPACITY * INTS];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
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
        if (size == CAPACITY) {
            return false;
        }
        int index = (head + size++) & MASK;
        Carrier carrier = segment.carrier;
        int ip = carrier.offsetToIp();
        int a = index * LONGS;
        addresses[a] = IpHeader.destinationHigh(carrier.buffer(), ip);
        addresses[a + 1] = IpHeader.destinationLow(carrier.buffer(), ip);
        addresses[a + 2] = IpHeader.sourceHigh(carrier.buffer(), ip);
        addresses[a + 3] = IpHeader.sourceLow(carrier.buffer(), ip);
        int f = index * INTS;
        int ports = carrier.buffer().getInt(segment.at);
        fields[f] = Integer.rotateLeft(ports, 16); // source and destination port change places
        fields[f + 1] = sequence;
        fields[f + 2] = acknowledgment;
        fields[f + 3] = flags;
        return true;
    }

    /** Takes the oldest answer out and writes its addresses and its header, but for the checksum. */
    void fill(ByteBuffer buffer, int offsetToIp, int at) {
        int a = head * LONGS;
        IpHeader.source(buffer, offsetToIp, addresses[a], addresses[a + 1]);
        IpHeader.destination(buffer, offsetToIp, addresses[a + 2], addresses[a + 3]);
        int f = head * INTS;
        TcpFrame.portsAndSequence(buffer, at, fields[f] >>> 16, fields[f], fields[f + 1]);
        TcpFrame.acknowledgmentAndFlags(buffer, at, fields[f + 2], TcpFrame.HEADER_LENGTH, fields[f + 3], 0);
        head = (head + 1) & MASK;
        size--;
    }
}
