package org.lneto.tap;

import java.nio.ByteBuffer;

/**
 * What the sender of a frame left to a device to do (virtio_net_hdr of the kernel's UAPI), in the machine's byte order.
 *
 * <pre>
 *  0: flags   1: GSO type   2: header length   4: GSO size   6: checksum start   8: checksum offset
 * </pre>
 */
final class VirtioNetHeader {
    static final int LENGTH = 10;

    static final int GSO_NONE = 0;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_UDP_L4 = 5;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int GSO_SIZE = 4;
    private static final int CSUM_START = 6;
    private static final int CSUM_OFFSET = 8;

    private static final int F_NEEDS_CSUM = 1;
    private static final int GSO_ECN = 0x80;

    private final ByteBuffer octets;
    private final int at;

    /**
     * Looks at a header wherever it is.
     *
     * @param octets in native order
     * @param at index of its first octet
     */
    VirtioNetHeader(ByteBuffer octets, int at) {
        this.octets = octets;
        this.at = at;
    }

    /** Whether the checksum field holds the sum of the pseudo-header only. */
    boolean needsChecksum() {
        return (octets.get(at + FLAGS) & F_NEEDS_CSUM) != 0;
    }

    /** The kind of segmentation; whether the first segment says CWR (GSO_ECN) shows in the frame itself. */
    int gsoType() {
        return octets.get(at + GSO_TYPE) & 0xff & ~GSO_ECN;
    }

    /** Octets of payload of each segment but the last. */
    int gsoSize() {
        return octets.getShort(at + GSO_SIZE) & 0xffff;
    }

    /** Offset in the frame of the first octet that the checksum covers. */
    int checksumStart() {
        return octets.getShort(at + CSUM_START) & 0xffff;
    }

    /** Offset of the checksum field from {@link #checksumStart()}. */
    int checksumOffset() {
        return octets.getShort(at + CSUM_OFFSET) & 0xffff;
    }
}
