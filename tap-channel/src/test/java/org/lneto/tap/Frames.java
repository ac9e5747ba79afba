package org.lneto.tap;

import java.nio.ByteBuffer;

/** Frames of the tests, octet by octet. */
final class Frames {
    static final long PEER_MAC = 0x0200_0000_0002L;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_IPV4 = 0x0800;
    /** Local experimental EtherType (IEEE 802), which no kernel answers. */
    static final int TYPE_TEST = 0x88b5;

    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private Frames() {}

    /** A frame of that length, all of it zero but header and a number behind it. */
    static byte[] numbered(int length, int number) {
        ByteBuffer frame = ethernet(length, BROADCAST, TYPE_TEST);
        if (length >= 18) {
            frame.putInt(14, number);
        }
        return frame.array();
    }

    /** RFC 826 request of the peer for an address of the host. */
    static byte[] arpRequest(int peerAddress, int hostAddress) {
        ByteBuffer frame = ethernet(60, BROADCAST, TYPE_ARP);
        frame.putShort(14, (short) 1)
                .putShort(16, (short) TYPE_IPV4)
                .put(18, (byte) 6)
                .put(19, (byte) 4);
        frame.putShort(20, (short) 1);
        mac(frame, 22, PEER_MAC);
        frame.putInt(28, peerAddress).putInt(38, hostAddress);
        return frame.array();
    }

    /** RFC 792 echo request of the peer to the host. */
    static byte[] echoRequest(long hostMac, int peerAddress, int hostAddress, int sequence) {
        ByteBuffer frame = ethernet(60, hostMac, TYPE_IPV4);
        frame.put(14, (byte) 0x45).putShort(16, (short) 28).put(22, (byte) 64).put(23, (byte) 1);
        frame.putInt(26, peerAddress).putInt(30, hostAddress);
        frame.putShort(24, checksum(frame, 14, 20));
        frame.put(34, (byte) 8).putShort(38, (short) 0x1234).putShort(40, (short) sequence);
        frame.putShort(36, checksum(frame, 34, 8));
        return frame.array();
    }

    static int etherType(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(12) & 0xffff;
    }

    /** Whether it is an ARP frame: 1 request, 2 reply. */
    static boolean isArp(byte[] frame, int operation) {
        return etherType(frame) == TYPE_ARP && frame[21] == operation;
    }

    static boolean isEchoReply(byte[] frame) {
        return etherType(frame) == TYPE_IPV4 && frame[23] == 1 && frame[34] == 0;
    }

    private static ByteBuffer ethernet(int length, long destination, int type) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        mac(frame, 0, destination);
        mac(frame, 6, PEER_MAC);
        return frame.putShort(12, (short) type);
    }

    private static void mac(ByteBuffer frame, int at, long mac) {
        frame.putShort(at, (short) (mac >>> 32)).putInt(at + 2, (int) mac);
    }

    private static short checksum(ByteBuffer frame, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += frame.getShort(at + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
