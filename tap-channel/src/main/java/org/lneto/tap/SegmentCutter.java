package org.lneto.tap;

import java.nio.ByteBuffer;

/**
 * Cuts a super-frame, as a kernel with segmentation offload hands it to a device, into the frames that the device would
 * have sent: TCP over either version of IP, and UDP with a segment size. Checksums and lengths of each are its own.
 *
 * <p>The super-frame is looked at only while {@link #hasNext()}, and its owner leaves it alone until then. What its
 * headers or the description claim is checked once, in {@link #begin}; a frame that does not fit its description is
 * refused whole. An encapsulated one (VXLAN, GRE) is among those.
 */
final class SegmentCutter {
    private static final int ETHERTYPE = 12;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86dd;
    private static final int TYPE_VLAN = 0x8100;
    private static final int TYPE_SERVICE_VLAN = 0x88a8;
    private static final int VLAN_TAG_LENGTH = 4;

    private static final int IPV4_TOTAL_LENGTH = 2;
    private static final int IPV4_IDENTIFICATION = 4;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_FRAGMENT_MASK = 0x3fff; // more fragments, and the offset
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_HEADER_LENGTH = 20;

    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_HEADER_LENGTH = 40;

    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;

    private static final int TCP_SEQUENCE = 4;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int TCP_HEADER_LENGTH = 20;
    private static final int FIN_AND_PSH = 0x09;
    private static final int CWR = 0x80;

    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;
    private static final int UDP_HEADER_LENGTH = 8;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private ByteBuffer source = NOTHING;
    private boolean ipv6;
    private boolean tcp;
    private int ip;
    private int transport;
    private int payload;
    private int end;
    private int size;
    private int index;
    private int next; // offset of the payload that is still to be cut; "end" if there is none

    /**
     * Takes a super-frame.
     *
     * @param frame big-endian; begins at index 0
     * @param length octets of it
     * @return false if it is none that can be cut
     */
    boolean begin(ByteBuffer frame, int length, VirtioNetHeader description) {
        source = frame;
        next = 0;
        end = 0;
        if (!parseNetwork(length, description.gsoType()) || !parseTransport(end)) {
            end = 0;
            return false;
        }
        int field = tcp ? TCP_CHECKSUM : UDP_CHECKSUM;
        size = description.gsoSize();
        boolean fits = size > 0
                && payload < end
                && (!description.needsChecksum()
                        || (description.checksumStart() == transport && description.checksumOffset() == field));
        index = 0;
        end = fits ? end : 0;
        next = fits ? payload : 0;
        return fits;
    }

    private boolean parseNetwork(int length, int gsoType) {
        if (length < AbstractFrameChannel.MIN_FRAME_LENGTH) {
            return false;
        }
        int type = u16(ETHERTYPE);
        ip = AbstractFrameChannel.MIN_FRAME_LENGTH;
        while ((type == TYPE_VLAN || type == TYPE_SERVICE_VLAN) && ip + VLAN_TAG_LENGTH <= length) {
            type = u16(ip + 2);
            ip += VLAN_TAG_LENGTH;
        }
        ipv6 = type == TYPE_IPV6;
        tcp = gsoType != VirtioNetHeader.GSO_UDP_L4;
        int protocol = tcp ? PROTOCOL_TCP : PROTOCOL_UDP;
        return switch (gsoType) {
            case VirtioNetHeader.GSO_TCPV4 -> type == TYPE_IPV4 && parseIpv4(length, protocol);
            case VirtioNetHeader.GSO_TCPV6 -> type == TYPE_IPV6 && parseIpv6(length, protocol);
            case VirtioNetHeader.GSO_UDP_L4 ->
                type == TYPE_IPV4 ? parseIpv4(length, protocol) : ipv6 && parseIpv6(length, protocol);
            default -> false;
        };
    }

    private boolean parseIpv4(int length, int protocol) {
        if (ip + IPV4_HEADER_LENGTH > length || u8(ip) >>> 4 != 4) {
            return false;
        }
        int headerLength = (u8(ip) & 0xf) * 4;
        transport = ip + headerLength;
        end = ip + u16(ip + IPV4_TOTAL_LENGTH);
        return headerLength >= IPV4_HEADER_LENGTH
                && transport <= end
                && end <= length
                && (u16(ip + IPV4_FRAGMENT) & IPV4_FRAGMENT_MASK) == 0
                && u8(ip + IPV4_PROTOCOL) == protocol;
    }

    /** Extension headers are not looked behind: no kernel makes super-frames with them unless told to. */
    private boolean parseIpv6(int length, int protocol) {
        if (ip + IPV6_HEADER_LENGTH > length || u8(ip) >>> 4 != 6) {
            return false;
        }
        transport = ip + IPV6_HEADER_LENGTH;
        end = transport + u16(ip + IPV6_PAYLOAD_LENGTH);
        return end <= length && u8(ip + IPV6_NEXT_HEADER) == protocol;
    }

    private boolean parseTransport(int limit) {
        if (!tcp) {
            payload = transport + UDP_HEADER_LENGTH;
            return payload <= limit;
        }
        if (transport + TCP_HEADER_LENGTH > limit) {
            return false;
        }
        int headerLength = (u8(transport + TCP_DATA_OFFSET) >>> 4) * 4;
        payload = transport + headerLength;
        return headerLength >= TCP_HEADER_LENGTH && payload <= limit;
    }

    /** Whether there is another frame. */
    boolean hasNext() {
        return next < end;
    }

    /** Octets of the next frame. */
    int nextLength() {
        return payload + Math.min(size, end - next);
    }

    /** Passes the next frame over. */
    void skip() {
        next += Math.min(size, end - next);
        index++;
    }

    /**
     * Writes the next frame.
     *
     * @param target big-endian, with room for {@link #nextLength()} octets
     * @param at index of its first octet
     */
    void next(ByteBuffer target, int at) {
        int chunk = Math.min(size, end - next);
        target.put(at, source, 0, payload);
        target.put(at + payload, source, next, chunk);
        int transportLength = payload - transport + chunk;
        if (ipv6) {
            target.putShort(at + ip + IPV6_PAYLOAD_LENGTH, (short) transportLength);
        } else {
            ipv4Header(target, at + ip, transport - ip + transportLength);
        }
        if (tcp) {
            tcpHeader(target, at + transport, next + chunk == end);
        } else {
            target.putShort(at + transport + UDP_LENGTH, (short) transportLength);
        }
        checksum(target, at, transportLength);
        next += chunk;
        index++;
    }

    private void ipv4Header(ByteBuffer target, int at, int totalLength) {
        target.putShort(at + IPV4_TOTAL_LENGTH, (short) totalLength);
        target.putShort(at + IPV4_IDENTIFICATION, (short) (target.getShort(at + IPV4_IDENTIFICATION) + index));
        target.putShort(at + IPV4_CHECKSUM, (short) 0);
        int checksum = OnesComplement.finish(OnesComplement.add(0, target, at, transport - ip));
        target.putShort(at + IPV4_CHECKSUM, (short) checksum);
    }

    /** The last segment ends what the sender pushed or closed; the first one tells of the reduced window (RFC 3168). */
    private void tcpHeader(ByteBuffer target, int at, boolean last) {
        target.putInt(at + TCP_SEQUENCE, target.getInt(at + TCP_SEQUENCE) + (next - payload));
        int flags = target.get(at + TCP_FLAGS) & 0xff;
        flags &= last ? 0xff : ~FIN_AND_PSH;
        flags &= index == 0 ? 0xff : ~CWR;
        target.put(at + TCP_FLAGS, (byte) flags);
    }

    private void checksum(ByteBuffer target, int at, int transportLength) {
        int field = at + transport + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM);
        target.putShort(field, (short) 0);
        long sum = ipv6
                ? OnesComplement.add(0, target, at + ip + IPV6_SOURCE, 32)
                : OnesComplement.add(0, target, at + ip + IPV4_SOURCE, 8);
        sum += (tcp ? PROTOCOL_TCP : PROTOCOL_UDP) + transportLength;
        sum = OnesComplement.add(sum, target, at + transport, transportLength);
        int checksum = tcp ? OnesComplement.finish(sum) : OnesComplement.finishNonZero(sum);
        target.putShort(field, (short) checksum);
    }

    private int u8(int at) {
        return source.get(at) & 0xff;
    }

    private int u16(int at) {
        return source.getShort(at) & 0xffff;
    }
}
