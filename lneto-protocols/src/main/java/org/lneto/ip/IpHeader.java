package org.lneto.ip;

import java.nio.ByteBuffer;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;

/**
 * The addresses of an IP header of either version, for the protocols above: which version it is, the header itself says.
 *
 * <p>Building a packet, the IP node has written the version and its own source address before it asks a child; the child
 * writes the destination here, and another source if it is bound to one.
 */
public final class IpHeader {
    /** ECN codepoint: the transport does not use ECN. */
    public static final int NOT_ECT = 0;
    /** ECN codepoint: the transport uses ECN. */
    public static final int ECT_0 = 2;
    /** ECN codepoint: a router was congested. */
    public static final int CE = 3;

    private static final int ECN = 3;
    private static final int IPV4_TRAFFIC = 1;
    private static final int IPV4_TIME_TO_LIVE = 8;
    private static final int IPV6_HOP_LIMIT = 7;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;

    private IpHeader() {}

    /** 4 or 6 in a header that an IP node has validated or begun. */
    public static int version(ByteBuffer buffer, int offsetToIp) {
        return Octets.u8(buffer, offsetToIp) >>> 4;
    }

    /** Whether an address is of the header's family. */
    public static boolean carries(ByteBuffer buffer, int offsetToIp, long high, long low) {
        return (version(buffer, offsetToIp) == 4) == IpAddress.isIpv4(high, low);
    }

    /** Upper half of the source address as in {@link IpAddress}. */
    public static long sourceHigh(ByteBuffer buffer, int offsetToIp) {
        return high(buffer, offsetToIp, IPV6_SOURCE);
    }

    /** Lower half of the source address as in {@link IpAddress}. */
    public static long sourceLow(ByteBuffer buffer, int offsetToIp) {
        return low(buffer, offsetToIp, IPV4_SOURCE, IPV6_SOURCE);
    }

    /** Upper half of the destination address as in {@link IpAddress}. */
    public static long destinationHigh(ByteBuffer buffer, int offsetToIp) {
        return high(buffer, offsetToIp, IPV6_DESTINATION);
    }

    /** Lower half of the destination address as in {@link IpAddress}. */
    public static long destinationLow(ByteBuffer buffer, int offsetToIp) {
        return low(buffer, offsetToIp, IPV4_DESTINATION, IPV6_DESTINATION);
    }

    /** Writes the source address; its family must be the header's. */
    public static void source(ByteBuffer buffer, int offsetToIp, long high, long low) {
        address(buffer, offsetToIp, IPV4_SOURCE, IPV6_SOURCE, high, low);
    }

    /** Writes the destination address; its family must be the header's. */
    public static void destination(ByteBuffer buffer, int offsetToIp, long high, long low) {
        address(buffer, offsetToIp, IPV4_DESTINATION, IPV6_DESTINATION, high, low);
    }

    /** The ECN field (RFC 3168, section 5), 0 to 3. */
    public static int congestion(ByteBuffer buffer, int offsetToIp) {
        return version(buffer, offsetToIp) == 4
                ? Octets.u8(buffer, offsetToIp + IPV4_TRAFFIC) & ECN
                : Octets.u16(buffer, offsetToIp) >>> 4 & ECN;
    }

    /** Writes the ECN field: {@link #NOT_ECT}, {@link #ECT_0} or {@link #CE}. */
    public static void congestion(ByteBuffer buffer, int offsetToIp, int codepoint) {
        if (version(buffer, offsetToIp) == 4) {
            Octets.u8(
                    buffer, offsetToIp + IPV4_TRAFFIC, Octets.u8(buffer, offsetToIp + IPV4_TRAFFIC) & ~ECN | codepoint);
        } else {
            Octets.u16(buffer, offsetToIp, Octets.u16(buffer, offsetToIp) & ~(ECN << 4) | codepoint << 4);
        }
    }

    /**
     * Writes the traffic class (RFC 8200, section 7) or type of service (RFC 2474): DSCP and ECN.
     *
     * @param octet 0 to 255
     */
    public static void trafficClass(ByteBuffer buffer, int offsetToIp, int octet) {
        if (version(buffer, offsetToIp) == 4) {
            Octets.u8(buffer, offsetToIp + IPV4_TRAFFIC, octet);
        } else {
            Octets.u16(buffer, offsetToIp, Octets.u16(buffer, offsetToIp) & ~(0xff << 4) | octet << 4);
        }
    }

    /**
     * Writes the hop limit, or time to live.
     *
     * @param hops 0 to 255
     */
    public static void hopLimit(ByteBuffer buffer, int offsetToIp, int hops) {
        Octets.u8(buffer, offsetToIp + (version(buffer, offsetToIp) == 4 ? IPV4_TIME_TO_LIVE : IPV6_HOP_LIMIT), hops);
    }

    /**
     * The unfolded checksum of the pseudo-header (RFC 9293, section 3.1; RFC 8200, section 8.1): both addresses, the
     * protocol and the length.
     *
     * @param protocol the IP protocol number of the packet above
     * @param length octets of that packet, its header included
     */
    public static long pseudoHeaderSum(ByteBuffer buffer, int offsetToIp, int protocol, int length) {
        long sum = (long) protocol + length;
        return version(buffer, offsetToIp) == 4
                ? sum + Octets.u32(buffer, offsetToIp + IPV4_SOURCE) + Octets.u32(buffer, offsetToIp + IPV4_DESTINATION)
                : sum + InternetChecksum.sum(buffer, offsetToIp + IPV6_SOURCE, 32);
    }

    private static long high(ByteBuffer buffer, int offsetToIp, int ipv6) {
        return version(buffer, offsetToIp) == 4 ? 0 : Octets.i64(buffer, offsetToIp + ipv6);
    }

    private static long low(ByteBuffer buffer, int offsetToIp, int ipv4, int ipv6) {
        return version(buffer, offsetToIp) == 4
                ? IpAddress.mapped(Octets.i32(buffer, offsetToIp + ipv4))
                : Octets.i64(buffer, offsetToIp + ipv6 + 8);
    }

    private static void address(ByteBuffer buffer, int offsetToIp, int ipv4, int ipv6, long high, long low) {
        if (version(buffer, offsetToIp) == 4) {
            Octets.i32(buffer, offsetToIp + ipv4, (int) low);
        } else {
            Octets.i64(buffer, offsetToIp + ipv6, high);
            Octets.i64(buffer, offsetToIp + ipv6 + 8, low);
        }
    }
}
