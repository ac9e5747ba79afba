package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.ip.IpHeader;

/**
 * Segments that answer segments of no connection, until they are sent: their ends, and some fields. A ring of fixed size;
 * when it is full the answer is not sent, as if it had been lost.
 */
abstract class AnswerQueue {
    /** In place of an index when there is no room. */
    static final int FULL = -1;

    private static final int CAPACITY = 64;
    private static final int MASK = CAPACITY - 1;
    private static final int LONGS = 4;

    /** The fields of all answers, so many for each; the first of each is its ports. */
    int[] fields = {};

    private long[] addresses = {};
    private final int width;
    private int head;
    private int size;

    /** @param width fields of an answer, the ports included */
    AnswerQueue(int width) {
        this.width = width;
    }

    final boolean isEmpty() {
        return size == 0;
    }

    final void clear() {
        size = 0;
    }

    /** Adds the answer to a segment, with its ends; index in {@link #fields} of the rest, or {@link #FULL}. */
    final int add(Segment segment) {
        if (size == CAPACITY) {
            return FULL;
        }
        if (fields.length == 0) { // most nodes never answer
            fields = new int[CAPACITY * width];
            addresses = new long[CAPACITY * LONGS];
        }
        int index = (head + size++) & MASK;
        Carrier carrier = segment.carrier;
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int a = index * LONGS;
        addresses[a] = IpHeader.destinationHigh(buffer, ip);
        addresses[a + 1] = IpHeader.destinationLow(buffer, ip);
        addresses[a + 2] = IpHeader.sourceHigh(buffer, ip);
        addresses[a + 3] = IpHeader.sourceLow(buffer, ip);
        int f = index * width;
        fields[f] = Integer.rotateLeft(buffer.getInt(segment.at), 16); // source and destination port change places
        return f + 1;
    }

    /** Takes the oldest out and writes its addresses; index in {@link #fields} of its ports, which the rest follows. */
    final int take(ByteBuffer buffer, int offsetToIp) {
        int a = head * LONGS;
        IpHeader.source(buffer, offsetToIp, addresses[a], addresses[a + 1]);
        IpHeader.destination(buffer, offsetToIp, addresses[a + 2], addresses[a + 3]);
        int f = head * width;
        head = (head + 1) & MASK;
        size--;
        return f;
    }

    /** Writes the header of the answer whose fields begin at {@code f} with ports, sequence and acknowledgment number. */
    final void header(ByteBuffer buffer, int at, int f, int octets, int flags, int window) {
        TcpFrame.portsAndSequence(buffer, at, fields[f] >>> 16, fields[f], fields[f + 1]);
        TcpFrame.acknowledgmentAndFlags(buffer, at, fields[f + 2], octets, flags, window);
    }
}
