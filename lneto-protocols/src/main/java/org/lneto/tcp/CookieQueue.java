package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.ip.IpHeader;

/**
 * SYN,ACKs of handshakes that nobody remembers ({@link SynCookie}), until they are sent. A ring of fixed size; when it is
 * full the SYN is not answered, as if it had been lost.
 */
final class CookieQueue {
    private static final int CAPACITY = 64;
    private static final int MASK = CAPACITY - 1;
    private static final int LONGS = 4;
    private static final int INTS = 9;
    private static final int NO_SCALE = -1;

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
     * Queues the answer to a SYN.
     *
     * @return false if the queue is full
     */
    boolean add(Segment syn, TcpOptions options, SynAnswer answer) {
        if (size == CAPACITY) {
            return false;
        }
        int index = (head + size++) & MASK;
        Carrier carrier = syn.carrier;
        int ip = carrier.offsetToIp();
        int a = index * LONGS;
        addresses[a] = IpHeader.destinationHigh(carrier.buffer(), ip);
        addresses[a + 1] = IpHeader.destinationLow(carrier.buffer(), ip);
        addresses[a + 2] = IpHeader.sourceHigh(carrier.buffer(), ip);
        addresses[a + 3] = IpHeader.sourceLow(carrier.buffer(), ip);
        int f = index * INTS;
        fields[f] = Integer.rotateLeft(carrier.buffer().getInt(syn.at), 16); // the ports change places
        fields[f + 1] = answer.cookie;
        fields[f + 2] = syn.sequence + 1;
        fields[f + 3] = answer.flags;
        fields[f + 4] = answer.window;
        fields[f + 5] = answer.maximumSegmentSize | (answer.selective ? 1 << 16 : 0) | (answer.timed ? 1 << 17 : 0);
        fields[f + 6] = answer.timestamp;
        fields[f + 7] = options.timestampValue();
        fields[f + 8] = answer.scaled ? answer.scale : NO_SCALE;
        return true;
    }

    /** Takes the oldest out and writes its addresses, header and options, but for the checksum; how many octets of TCP. */
    int fill(ByteBuffer buffer, int offsetToIp, int at) {
        int a = head * LONGS;
        IpHeader.source(buffer, offsetToIp, addresses[a], addresses[a + 1]);
        IpHeader.destination(buffer, offsetToIp, addresses[a + 2], addresses[a + 3]);
        int f = head * INTS;
        int told = fields[f + 5];
        int option = at + TcpFrame.HEADER_LENGTH;
        option += TcpOptions.writeMaximumSegmentSize(buffer, option, told & 0xffff);
        if ((told & 1 << 16) != 0) {
            option += TcpOptions.writeSackPermitted(buffer, option);
        }
        if ((told & 1 << 17) != 0) {
            option += TcpOptions.writeTimestamps(buffer, option, fields[f + 6], fields[f + 7]);
        }
        if (fields[f + 8] != NO_SCALE) {
            option += TcpOptions.writeWindowScale(buffer, option, fields[f + 8]);
        }
        int octets = option - at;
        TcpFrame.portsAndSequence(buffer, at, fields[f] >>> 16, fields[f], fields[f + 1]);
        TcpFrame.acknowledgmentAndFlags(buffer, at, fields[f + 2], octets, fields[f + 3], fields[f + 4]);
        head = (head + 1) & MASK;
        size--;
        return octets;
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
