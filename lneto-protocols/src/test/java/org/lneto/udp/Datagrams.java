package org.lneto.udp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.ip.IpHeader;

/** Datagrams from 192.0.2.2 to 192.0.2.1, and the IP header before them. */
final class Datagrams {
    static final int PEER = 0xc0000202;
    static final int US = 0xc0000201;

    private static final byte[] TAKEN = FrameFuzz.hex("45000000 00000000 40110000 c0000202 c0000201");
    private static final byte[] BUILT = FrameFuzz.hex("45000000 00000000 40110000 c0000201 00000000");

    private Datagrams() {}

    /** The header of a packet to us, 20 octets before {@code offsetToFrame}. */
    static int taken(Carrier carrier, int offsetToFrame) {
        return header(carrier, offsetToFrame, TAKEN);
    }

    /** The header that an IP node begins for a packet of ours. */
    static int built(Carrier carrier, int offsetToFrame) {
        return header(carrier, offsetToFrame, BUILT);
    }

    private static int header(Carrier carrier, int offsetToFrame, byte[] octets) {
        int ip = offsetToFrame - 20;
        carrier.buffer().put(ip, octets);
        carrier.offsetToIp(ip);
        return ip;
    }

    static byte[] datagram(int sourcePort, int destinationPort, byte[] data) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(28 + data.length).put(0, TAKEN);
        UdpFrame.destinationPort(buffer, 20, destinationPort);
        buffer.put(28, data);
        int length = 8 + data.length;
        UdpFrame.complete(buffer, 20, sourcePort, length, IpHeader.pseudoHeaderSum(buffer, 0, 17, length));
        return FrameFuzz.octets(buffer, 20, length);
    }
}
