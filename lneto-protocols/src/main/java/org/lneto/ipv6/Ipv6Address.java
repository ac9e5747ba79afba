package org.lneto.ipv6;

/** What the two halves of an IPv6 address say (RFC 4291). */
public final class Ipv6Address {
    /** Upper half of fe80::/64. */
    public static final long LINK_LOCAL = 0xfe80L << 48;

    /** Upper half of the link-local groups, ff02::/64. */
    public static final long LINK_LOCAL_GROUP = 0xff02L << 48;

    /** Lower half of ff02::1, all nodes of the link. */
    public static final long ALL_NODES = 1;

    /** Lower half of ff02::2, all routers of the link. */
    public static final long ALL_ROUTERS = 2;

    /** Scope of addresses of one interface. */
    static final int INTERFACE_LOCAL_SCOPE = 1;

    /** Scope of addresses of one link. */
    static final int LINK_LOCAL_SCOPE = 2;

    /** Scope of site-local addresses, deprecated by RFC 3879. */
    static final int SITE_LOCAL_SCOPE = 5;

    /** Scope of addresses that are unique everywhere. */
    static final int GLOBAL_SCOPE = 14;

    private static final long SOLICITED_NODE = 0x0000_0001_ff00_0000L;
    private static final long GROUP_HARDWARE_ADDRESS = 0x3333_0000_0000L;
    private static final long UNIVERSAL_BIT = 1L << 57;

    private Ipv6Address() {}

    /** Whether it is ::. */
    public static boolean isUnspecified(long high, long low) {
        return (high | low) == 0;
    }

    /** Whether it is ::1. */
    public static boolean isLoopback(long high, long low) {
        return high == 0 && low == 1;
    }

    /** Whether it names a group: ff00::/8. */
    public static boolean isMulticast(long high) {
        return high >>> 56 == 0xff;
    }

    /** Whether it is a single host's on this link only: fe80::/10. */
    public static boolean isLinkLocal(long high) {
        return high >>> 54 == 0xfe80 >>> 6;
    }

    /** Whether one host may have it as its own. */
    public static boolean isHost(long high, long low) {
        return !isMulticast(high) && !isUnspecified(high, low) && !isLoopback(high, low) && !isMapped(high, low);
    }

    private static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** Lower half of the solicited-node group of an address, in ff02::/64 (section 2.7.1). */
    public static long solicitedNode(long low) {
        return SOLICITED_NODE | (low & 0xff_ffff);
    }

    /** The Ethernet address of a group (RFC 2464, section 7). */
    public static long groupHardwareAddress(long low) {
        return GROUP_HARDWARE_ADDRESS | (low & 0xffff_ffffL);
    }

    /** The interface identifier made of an Ethernet address (RFC 2464, section 4). */
    public static long interfaceIdentifier(long hardwareAddress) {
        long upper = hardwareAddress >>> 24 << 40;
        return (upper | 0xff_fe00_0000L | (hardwareAddress & 0xff_ffff)) ^ UNIVERSAL_BIT;
    }

    /** Whether an address begins with the first {@code length} bits of a prefix. */
    public static boolean matches(long high, long low, long prefixHigh, long prefixLow, int length) {
        return ((high ^ prefixHigh) & mask(length)) == 0 && ((low ^ prefixLow) & mask(length - 64)) == 0;
    }

    /** The upper {@code length} bits of 64 set: none below 1, all from 64 on. */
    static long mask(int length) {
        return length <= 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
    }

    /** Number of leading bits that two addresses share, 0 to 128. */
    static int commonPrefix(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.numberOfLeadingZeros(high ^ otherHigh);
        return upper < 64 ? upper : 64 + Long.numberOfLeadingZeros(low ^ otherLow);
    }

    /** How far an address reaches: the scope field of a group, or what RFC 6724, section 3.1, gives a host's. */
    static int scope(long high, long low) {
        if (isMulticast(high)) {
            return (int) (high >>> 48) & 15;
        }
        if (isLinkLocal(high) || isLoopback(high, low)) {
            return LINK_LOCAL_SCOPE;
        }
        if (isMapped(high, low)) {
            int upper = (int) low >>> 16;
            return upper == 0xa9fe || upper >>> 8 == 127 ? LINK_LOCAL_SCOPE : GLOBAL_SCOPE;
        }
        return high >>> 54 == 0xfec0 >>> 6 ? SITE_LOCAL_SCOPE : GLOBAL_SCOPE;
    }
}
