package org.lneto.core;

/** EUI-48 hardware addresses as the low 48 bits of a {@code long}, first octet highest. */
public final class MacAddress {
    /** All octets zero: no address. */
    public static final long ZERO = 0;

    /** All hosts of the link: ff:ff:ff:ff:ff:ff. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    /** Octets of an address. */
    public static final int LENGTH = 6;

    private static final long GROUP_BIT = 1L << 40;
    private static final long LOCAL_BIT = 1L << 41;

    private MacAddress() {}

    /** Whether it names a group of hosts: multicast or broadcast. */
    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }

    /** Whether one host may have it as its own: neither zero nor a group. */
    public static boolean isHost(long address) {
        return address != ZERO && !isGroup(address) && (address & ~BROADCAST) == 0;
    }

    /** Turns any 48 bits into a locally administered host address, as virtual interfaces use. */
    public static long local(long bits) {
        return (bits & BROADCAST & ~GROUP_BIT) | LOCAL_BIT;
    }

    /**
     * Reads six hexadecimal octets parted by colons or hyphens.
     *
     * @throws IllegalArgumentException if the text is not that
     */
    public static long parse(String text) {
        String[] octets = text.split("[:-]", -1);
        long address = 0;
        for (String octet : octets) {
            if (octets.length != LENGTH || !octet.matches("[0-9a-fA-F]{1,2}")) {
                throw new IllegalArgumentException(
                        "not a hardware address: '" + text + "'; write it like 02:00:5e:10:00:01");
            }
            address = (address << 8) | Integer.parseInt(octet, 16);
        }
        return address;
    }

    /** Like {@code 02:00:5e:10:00:01}. */
    public static String format(long address) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (address >>> shift) & 0xff;
            if (shift < 40) {
                text.append(':');
            }
            text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 15, 16));
        }
        return text.toString();
    }
}
