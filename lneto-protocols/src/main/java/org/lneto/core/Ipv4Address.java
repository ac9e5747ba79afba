package org.lneto.core;

/** IPv4 addresses as an {@code int}, first octet highest. */
public final class Ipv4Address {
    /** This host on this network: 0.0.0.0; stands for "none". */
    public static final int UNSPECIFIED = 0;

    /** Every host of the link: 255.255.255.255. */
    public static final int LIMITED_BROADCAST = 0xffff_ffff;

    /** The host itself, 127.0.0.1. */
    public static final int LOOPBACK = 0x7f00_0001;

    private Ipv4Address() {}

    /** Whether it is of the link alone: 169.254.0.0/16 (RFC 3927). No router passes packets from or to it. */
    public static boolean isLinkLocal(int address) {
        return address >>> 16 == 0xa9fe;
    }

    /** Whether one host may have it: it is not unspecified, loopback, multicast or the limited broadcast address. */
    public static boolean isHost(int address) {
        return address != UNSPECIFIED && address != LIMITED_BROADCAST && !isMulticast(address) && !isLoopback(address);
    }

    /** Whether it is a multicast group, 224.0.0.0/4. */
    public static boolean isMulticast(int address) {
        return (address >>> 28) == 0xe;
    }

    /** Whether it is on the loopback network, 127.0.0.0/8. */
    public static boolean isLoopback(int address) {
        return (address >>> 24) == 127;
    }

    /** The mask of a prefix length, 0 to 32. */
    public static int mask(int prefixLength) {
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException("prefix length must be 0 to 32: " + prefixLength);
        }
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    /** Whether both are in the same network of the given prefix length. */
    public static boolean samePrefix(int a, int b, int prefixLength) {
        return ((a ^ b) & mask(prefixLength)) == 0;
    }

    /** The directed broadcast address of the network that {@code address} is in; meaningless above 30. */
    public static int directedBroadcast(int address, int prefixLength) {
        return address | ~mask(prefixLength);
    }

    /**
     * Reads four decimal octets parted by dots.
     *
     * @throws IllegalArgumentException if the text is not that
     */
    public static int parse(String text) {
        String[] octets = text.split("\\.", -1);
        int address = 0;
        for (String octet : octets) {
            if (octets.length != 4 || !octet.matches("[0-9]{1,3}") || Integer.parseInt(octet) > 255) {
                throw new IllegalArgumentException("not an IPv4 address: '" + text + "'; write it like 192.0.2.1");
            }
            address = (address << 8) | Integer.parseInt(octet);
        }
        return address;
    }

    /** Like {@code 192.0.2.1}. */
    public static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
