package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;

/** IPv4 packets for tests, from index 0 of a direct buffer on. */
final class TestPacket {
    final ByteBuffer octets = ByteBuffer.allocateDirect(2048);
    int length;

    private TestPacket() {}

    static TestPacket udp(String from, int fromPort, String to, int toPort, int data) {
        TestPacket packet = new TestPacket().header(from, to, Nat.UDP, 8 + data);
        packet.octets
                .putShort(20, (short) fromPort)
                .putShort(22, (short) toPort)
                .putShort(24, (short) (8 + data));
        for (int i = 0; i < data; i++) {
            packet.octets.put(28 + i, (byte) i);
        }
        return packet.checksum(26);
    }

    static TestPacket tcp(String from, int fromPort, String to, int toPort, int flags) {
        TestPacket packet = new TestPacket().header(from, to, Nat.TCP, 20);
        packet.octets.putShort(20, (short) fromPort).putShort(22, (short) toPort);
        packet.octets.put(32, (byte) 0x50).put(33, (byte) flags);
        return packet.checksum(36);
    }

    static TestPacket echo(String from, String to, int type, int identifier) {
        TestPacket packet = new TestPacket().header(from, to, Nat.ICMP, 16);
        packet.octets.putInt(20, type << 24).putShort(24, (short) identifier);
        packet.octets.putShort(22, (short) InternetChecksum.of(packet.octets, 20, 16));
        return packet;
    }

    /** An error that quotes all of a packet. */
    static TestPacket error(String from, String to, int type, int code, TestPacket quoted) {
        TestPacket packet = new TestPacket().header(from, to, Nat.ICMP, 8 + quoted.length);
        packet.octets.putInt(20, type << 24 | code << 16);
        packet.octets.put(28, quoted.octets, 0, quoted.length);
        packet.octets.putShort(22, (short) InternetChecksum.of(packet.octets, 20, 8 + quoted.length));
        return packet;
    }

    private TestPacket header(String from, String to, int protocol, int data) {
        length = 20 + data;
        octets.putInt(0, 0x4500 << 16 | length);
        octets.putInt(4, 0x1234_0000);
        octets.putInt(8, 64 << 24 | protocol << 16);
        octets.putInt(12, Ipv4Address.parse(from)).putInt(16, Ipv4Address.parse(to));
        return headerChecksum();
    }

    private TestPacket headerChecksum() {
        octets.putShort(10, (short) 0);
        octets.putShort(10, (short) InternetChecksum.of(octets, 0, 20));
        return this;
    }

    private TestPacket checksum(int at) {
        octets.putShort(at, (short) InternetChecksum.finish(transportSum(0)));
        return this;
    }

    private long transportSum(int ip) {
        int protocol = octets.get(ip + 9);
        int total = octets.getShort(ip + 2) & 0xffff;
        return InternetChecksum.sum(octets, ip + 12, 8)
                + protocol
                + total
                - 20
                + InternetChecksum.sum(octets, ip + 20, total - 20);
    }

    TestPacket timeToLive(int hops) {
        octets.put(8, (byte) hops);
        return headerChecksum();
    }

    TestPacket flagsAndOffset(int value) {
        octets.putShort(6, (short) value);
        return headerChecksum();
    }

    byte[] frame(long from, long to) {
        byte[] frame = new byte[Math.max(60, 14 + length)];
        ByteBuffer view = ByteBuffer.wrap(frame);
        view.putLong(0, to << 16 | from >>> 32).putInt(8, (int) from).putShort(12, (short) 0x800);
        octets.get(0, frame, 14, length);
        return frame;
    }

    static TestPacket ofFrame(byte[] frame) {
        TestPacket packet = new TestPacket();
        packet.length = (frame[16] & 0xff) << 8 | frame[17] & 0xff;
        packet.octets.put(0, frame, 14, packet.length);
        return packet;
    }

    /** Whether all checksums are right: the header's, and that of the protocol, at the place {@code ip} of a header. */
    boolean isSound(int ip) {
        return InternetChecksum.verifies(InternetChecksum.sum(octets, ip, 20))
                && (octets.get(ip + 9) == Nat.ICMP
                        ? InternetChecksum.verifies(
                                InternetChecksum.sum(octets, ip + 20, (octets.getShort(ip + 2) & 0xffff) - 20))
                        : InternetChecksum.verifies(transportSum(ip)));
    }

    int port(int at) {
        return octets.getShort(at) & 0xffff;
    }

    String source() {
        return Ipv4Address.format(octets.getInt(12)) + ":" + port(octets.get(9) == Nat.ICMP ? 24 : 20);
    }

    String destination() {
        return Ipv4Address.format(octets.getInt(16)) + ":" + port(octets.get(9) == Nat.ICMP ? 24 : 22);
    }

    int type() {
        return octets.get(20) & 0xff;
    }

    int code() {
        return octets.get(21) & 0xff;
    }
}
