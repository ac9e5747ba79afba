package org.lneto.ipv6;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;

/**
 * Cuts one packet at a time into fragments (RFC 8200, section 4.5). Its memory, room for the longest packet there is, is
 * allocated with the first.
 */
final class Ipv6Fragmenter {
    private static final int LONGEST_PACKET = Ipv6Frame.HEADER_LENGTH + 65535;
    private static final int UNIT = 8;

    private final Carrier carrier = new Carrier();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private int identification;
    private int length; // octets after the header
    private int cut; // octets of them sent
    private int piece; // octets of them in a fragment
    private int nextHeader;
    private long linkDestination = MacAddress.ZERO;

    Ipv6Fragmenter(int identification) {
        this.identification = identification;
    }

    /** A carrier with room for the longest packet, from index 0 on; what was not cut yet is forgotten. */
    Carrier carrier(long nowNanos) {
        length = 0;
        cut = 0;
        return carrier.wrap(room(), LONGEST_PACKET, nowNanos);
    }

    private ByteBuffer room() {
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocateDirect(LONGEST_PACKET);
        }
        return buffer;
    }

    /** Takes a packet that was built elsewhere. */
    void load(ByteBuffer source, int at, int octets) {
        Octets.copy(source, at, room(), 0, octets);
    }

    /**
     * Begins to cut the packet at index 0 of the carrier's buffer.
     *
     * @param octets of header and data
     * @param mtu most octets of a fragment, at least 1280
     * @param linkDestination where the fragments go
     */
    void begin(int octets, int mtu, long linkDestination) {
        length = octets - Ipv6Frame.HEADER_LENGTH;
        cut = 0;
        piece = (mtu - Ipv6Frame.HEADER_LENGTH - ExtensionHeaders.FRAGMENT_LENGTH) / UNIT * UNIT;
        nextHeader = Ipv6Frame.nextHeader(buffer, 0);
        identification++;
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
        int data = at + Ipv6Frame.HEADER_LENGTH + ExtensionHeaders.FRAGMENT_LENGTH;
        if (target.available(data) < octets) {
            return 0;
        }
        ByteBuffer to = target.buffer();
        Octets.copy(buffer, 0, to, at, Ipv6Frame.HEADER_LENGTH);
        Ipv6Frame.payloadLength(to, at, ExtensionHeaders.FRAGMENT_LENGTH + octets);
        Ipv6Frame.nextHeader(to, at, ExtensionHeaders.FRAGMENT);
        boolean more = cut + octets < length;
        int fragment = at + Ipv6Frame.HEADER_LENGTH;
        Octets.i32(to, fragment, nextHeader << 24 | cut | (more ? 1 : 0)); // the offset in units of 8, shifted by 3
        Octets.i32(to, fragment + 4, identification);
        Octets.copy(buffer, Ipv6Frame.HEADER_LENGTH + cut, to, data, octets);
        target.linkDestination(linkDestination);
        cut += octets;
        return data + octets - at;
    }
}
