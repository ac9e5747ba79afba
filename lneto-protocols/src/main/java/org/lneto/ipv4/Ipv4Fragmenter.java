package org.lneto.ipv4;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;

/**
 * Cuts one packet at a time into fragments (RFC 791, section 3.2). Its memory, room for the longest packet there is, is
 * allocated with the first.
 */
final class Ipv4Fragmenter {
    private static final int LONGEST_PACKET = 65535;
    private static final int UNIT = 8;

    private final Carrier carrier = new Carrier();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private int length; // octets after the header
    private int cut; // octets of them sent
    private int piece; // octets of them in a fragment
    private int identification;
    private long linkDestination = MacAddress.ZERO;

    /** A carrier with room for the longest packet, from index 0 on; what was not cut yet is forgotten. */
    Carrier carrier(long nowNanos) {
        length = 0;
        cut = 0;
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocateDirect(LONGEST_PACKET);
        }
        return carrier.wrap(buffer, LONGEST_PACKET, nowNanos);
    }

    /**
     * Begins to cut the packet at index 0 of the carrier's buffer, which has a header without options.
     *
     * @param octets of header and data
     * @param mtu most octets of a fragment
     * @param identification the packet's, in the upper 16 bits
     * @param linkDestination where the fragments go
     */
    void begin(int octets, int mtu, int identification, long linkDestination) {
        length = octets - Ipv4Frame.HEADER_LENGTH;
        cut = 0;
        piece = (mtu - Ipv4Frame.HEADER_LENGTH) / UNIT * UNIT;
        this.identification = identification;
        this.linkDestination = linkDestination;
    }

    boolean hasMore() {
        return cut < length;
    }

    /** Forgets what was not cut yet. */
    void clear() {
        cut = length;
    }

    /** Writes the next fragment; 0 if there is no room for it. */
    int next(Carrier target, int at) {
        int octets = Math.min(piece, length - cut);
        int data = at + Ipv4Frame.HEADER_LENGTH;
        if (target.available(data) < octets) {
            return 0;
        }
        ByteBuffer to = target.buffer();
        Octets.copy(buffer, 0, to, at, Ipv4Frame.HEADER_LENGTH);
        Octets.copy(buffer, Ipv4Frame.HEADER_LENGTH + cut, to, data, octets);
        int more = cut + octets < length ? Ipv4Frame.MORE_FRAGMENTS : 0;
        int protocol = Ipv4Frame.protocol(buffer, 0);
        Ipv4Frame.complete(to, at, data + octets - at, identification | more | cut / UNIT, protocol);
        target.linkDestination(linkDestination);
        cut += octets;
        return data + octets - at;
    }
}
