package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.ipv4.Ipv4Frame;

/** Changes an endpoint of a packet, or of one that an error quotes, and the checksums over it (RFC 1624). */
final class NatRewriter {
    private static final int IP_CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int IDENTIFIER = 4;
    private static final int ICMP_CHECKSUM = 2;
    private static final int UDP_CHECKSUM = 6;
    private static final int TCP_CHECKSUM = 16;

    private NatRewriter() {}

    static void source(ByteBuffer packet, int ip, int end, int address, int port) {
        rewrite(packet, ip, end, SOURCE, SOURCE_PORT, address, port);
    }

    static void destination(ByteBuffer packet, int ip, int end, int address, int port) {
        rewrite(packet, ip, end, DESTINATION, DESTINATION_PORT, address, port);
    }

    /** Changes an address alone, and the header's checksum: of an error. */
    static void sourceAddress(ByteBuffer packet, int ip, int address) {
        replaceAddress(packet, ip, SOURCE, address);
    }

    /** Changes an address alone, and the header's checksum: of an error. */
    static void destinationAddress(ByteBuffer packet, int ip, int address) {
        replaceAddress(packet, ip, DESTINATION, address);
    }

    private static int replaceAddress(ByteBuffer packet, int ip, int field, int address) {
        int before = Octets.i32(packet, ip + field);
        Octets.i32(packet, ip + field, address);
        int checksum = Octets.u16(packet, ip + IP_CHECKSUM);
        Octets.u16(packet, ip + IP_CHECKSUM, InternetChecksum.update32(checksum, before, address));
        return before;
    }

    private static void rewrite(
            ByteBuffer packet, int ip, int end, int addressField, int portField, int address, int port) {
        int protocol = Ipv4Frame.protocol(packet, ip);
        int data = ip + Ipv4Frame.headerLength(packet, ip);
        int portAt = data + (protocol == Nat.ICMP ? IDENTIFIER : portField);
        int portBefore = Octets.u16(packet, portAt);
        int addressBefore = replaceAddress(packet, ip, addressField, address);
        Octets.u16(packet, portAt, port);
        int at = data + (protocol == Nat.TCP ? TCP_CHECKSUM : protocol == Nat.UDP ? UDP_CHECKSUM : ICMP_CHECKSUM);
        if (at + 2 > end) {
            return; // quoted without it
        }
        int checksum = Octets.u16(packet, at);
        if (protocol == Nat.UDP && checksum == 0) {
            return; // RFC 768: there is none
        }
        checksum = InternetChecksum.update(checksum, portBefore, port);
        if (protocol != Nat.ICMP) { // whose checksum covers no addresses
            checksum = InternetChecksum.update32(checksum, addressBefore, address);
        }
        Octets.u16(packet, at, protocol == Nat.UDP && checksum == 0 ? 0xffff : checksum);
    }
}
