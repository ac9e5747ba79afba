package org.lneto.tap;

import java.nio.ByteBuffer;

/** TCP and UDP frames of the tests, built and judged by the plainest means: a sum, 16 bits at a time. */
final class TransportFrames {
    static final int TCP = 6;
    static final int UDP = 17;

    private TransportFrames() {}

    /** An IPv4 frame to the kernel at the other end of the veth, checksums and all. */
    static byte[] toKernel(int protocol, byte[] transport) {
        byte[] frame = ipv4(protocol, transport);
        ByteBuffer octets = ByteBuffer.wrap(frame);
        mac(octets, 0, VethPair.KERNEL_MAC);
        mac(octets, 6, Frames.PEER_MAC);
        octets.putInt(26, VethPair.US).putInt(30, VethPair.KERNEL);
        return checksummed(frame);
    }

    /** An IPv4 frame with identification 0x1000 and no checksums; addresses are 192.0.2.1 and 192.0.2.2. */
    static byte[] ipv4(int protocol, byte[] transport) {
        ByteBuffer frame = ByteBuffer.allocate(34 + transport.length);
        mac(frame, 0, 0x0200_0000_00aaL);
        mac(frame, 6, 0x0200_0000_00bbL);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).putShort(16, (short) (20 + transport.length));
        frame.putShort(18, (short) 0x1000).putShort(20, (short) 0x4000);
        frame.put(22, (byte) 64)
                .put(23, (byte) protocol)
                .putInt(26, 0xc000_0201)
                .putInt(30, 0xc000_0202);
        return frame.put(34, transport).array();
    }

    /** An IPv6 frame between 2001:db8::1 and 2001:db8::2 without checksum. */
    static byte[] ipv6(int protocol, byte[] transport) {
        ByteBuffer frame = ByteBuffer.allocate(54 + transport.length);
        mac(frame, 0, 0x0200_0000_00aaL);
        mac(frame, 6, 0x0200_0000_00bbL);
        frame.putShort(12, (short) 0x86dd).put(14, (byte) 0x60).putShort(18, (short) transport.length);
        frame.put(20, (byte) protocol).put(21, (byte) 64);
        frame.putInt(22, 0x2001_0db8).put(37, (byte) 1).putInt(38, 0x2001_0db8).put(53, (byte) 2);
        return frame.put(54, transport).array();
    }

    /** A TCP segment without options. */
    static byte[] tcp(int from, int to, int sequence, int acknowledgment, int flags, byte[] data) {
        ByteBuffer segment = ByteBuffer.allocate(20 + data.length);
        segment.putShort((short) from).putShort((short) to).putInt(sequence).putInt(acknowledgment);
        segment.put((byte) 0x50).put((byte) flags).putShort((short) 0xffff);
        return segment.put(20, data).array();
    }

    static byte[] udp(int from, int to, byte[] data) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + data.length);
        datagram.putShort((short) from).putShort((short) to).putShort((short) (8 + data.length));
        return datagram.put(8, data).array();
    }

    /** Octets that tell where they were. */
    static byte[] data(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31 + (i >> 8));
        }
        return data;
    }

    /** Fills the checksums in. */
    static byte[] checksummed(byte[] frame) {
        ByteBuffer octets = ByteBuffer.wrap(frame);
        if (!isIpv6(frame)) {
            octets.putShort(24, (short) 0).putShort(24, (short) ~sum(octets, 14, 20, 0));
        }
        octets.putShort(checksumAt(frame), (short) 0).putShort(checksumAt(frame), (short) ~transportSum(frame));
        return frame;
    }

    /** As a kernel leaves it to a device: the field holds the folded sum of the pseudo-header. */
    static byte[] partial(byte[] frame) {
        checksummed(frame);
        ByteBuffer octets = ByteBuffer.wrap(frame);
        octets.putShort(checksumAt(frame), (short) pseudoHeader(frame));
        return frame;
    }

    /** Whether IP header and transport checksums are right, and lengths are the frame's. */
    static boolean isRight(byte[] frame) {
        ByteBuffer octets = ByteBuffer.wrap(frame);
        boolean network = isIpv6(frame)
                ? (octets.getShort(18) & 0xffff) == frame.length - 54
                : (octets.getShort(16) & 0xffff) == frame.length - 14 && sum(octets, 14, 20, 0) == 0xffff;
        return network && transportSum(frame) == 0xffff;
    }

    static int transportAt(byte[] frame) {
        return isIpv6(frame) ? 54 : 34;
    }

    private static boolean isIpv6(byte[] frame) {
        return Frames.etherType(frame) == 0x86dd;
    }

    private static int protocol(byte[] frame) {
        return frame[isIpv6(frame) ? 20 : 23];
    }

    static int checksumAt(byte[] frame) {
        return transportAt(frame) + (protocol(frame) == TCP ? 16 : 6);
    }

    private static int transportSum(byte[] frame) {
        int at = transportAt(frame);
        return sum(ByteBuffer.wrap(frame), at, frame.length - at, pseudoHeader(frame));
    }

    private static int pseudoHeader(byte[] frame) {
        ByteBuffer octets = ByteBuffer.wrap(frame);
        int start = protocol(frame) + frame.length - transportAt(frame);
        return isIpv6(frame) ? sum(octets, 22, 32, start) : sum(octets, 26, 8, start);
    }

    private static int sum(ByteBuffer octets, int at, int length, int start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            int octet = octets.get(at + i) & 0xff;
            sum += i % 2 == 0 ? octet << 8 : octet;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static void mac(ByteBuffer frame, int at, long mac) {
        frame.putShort(at, (short) (mac >>> 32)).putInt(at + 2, (int) mac);
    }
}
