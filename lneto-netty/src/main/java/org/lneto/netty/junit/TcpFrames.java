package org.lneto.netty.junit;

import io.netty.buffer.ByteBuf;
import java.util.function.Predicate;

/**
 * Which frames to lose ({@link SimulatedNetwork#lose}): TCP segments by their flags (RFC 9293, section 3.1), in IPv4 or in
 * IPv6 without extension headers.
 */
public final class TcpFrames {
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private static final int ETHERNET_HEADER = 14;
    private static final int ETHER_TYPE = 12;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;

    private TcpFrames() {}

    /** The first segment of a connection. */
    public static Predicate<ByteBuf> syn() {
        return frame -> (flags(frame) & (SYN | ACK)) == SYN;
    }

    /** The answer to the first segment. */
    public static Predicate<ByteBuf> synAck() {
        return frame -> (flags(frame) & (SYN | ACK)) == (SYN | ACK);
    }

    /** The end of what one side sends. */
    public static Predicate<ByteBuf> fin() {
        return frame -> (flags(frame) & FIN) != 0;
    }

    /** Segments that carry data. */
    public static Predicate<ByteBuf> data() {
        return frame -> dataOctets(frame) > 0;
    }

    private static int flags(ByteBuf frame) {
        int at = tcp(frame);
        return at < 0 ? 0 : frame.getByte(at + FLAGS) & 0x3f;
    }

    private static int dataOctets(ByteBuf frame) {
        int at = tcp(frame);
        if (at < 0) {
            return 0;
        }
        int ip = frame.readerIndex() + ETHERNET_HEADER;
        int end = frame.getUnsignedShort(ip - ETHERNET_HEADER + ETHER_TYPE) == IPV4
                ? ip + frame.getUnsignedShort(ip + 2)
                : ip + IPV6_HEADER + frame.getUnsignedShort(ip + 4);
        return end - at - ((frame.getUnsignedByte(at + DATA_OFFSET) >>> 4) << 2);
    }

    /** Index of the TCP header; -1 if the frame has none that is whole. */
    private static int tcp(ByteBuf frame) {
        int at = frame.readerIndex();
        int octets = frame.readableBytes();
        if (octets < ETHERNET_HEADER + IPV4_HEADER + TCP_HEADER) {
            return -1;
        }
        int ip = at + ETHERNET_HEADER;
        int header;
        switch (frame.getUnsignedShort(at + ETHER_TYPE)) {
            case IPV4 -> {
                if (frame.getUnsignedByte(ip + 9) != TCP || (frame.getUnsignedShort(ip + 6) & 0x1fff) != 0) {
                    return -1;
                }
                header = (frame.getUnsignedByte(ip) & 0x0f) << 2;
            }
            case IPV6 -> {
                if (frame.getUnsignedByte(ip + 6) != TCP) {
                    return -1;
                }
                header = IPV6_HEADER;
            }
            default -> {
                return -1;
            }
        }
        return octets < ETHERNET_HEADER + header + TCP_HEADER ? -1 : ip + header;
    }
}
