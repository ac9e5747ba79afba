package org.lneto.samples.hosts;

import org.lneto.core.Ipv4Address;

/**
 * Addresses that count up.
 *
 * @param first the first host's
 * @param prefixLength of the link's network
 */
record StaticRange(int first, int prefixLength) {
    /** Reads {@code A.B.C.D/LEN}, whose network must have room for so many hosts from there on. */
    static StaticRange parse(String text, int count) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("--addr is dhcp, or an address with the length of its prefix, like"
                    + " 192.0.2.5/24: '" + text + "'");
        }
        int length;
        try {
            length = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a prefix length: '" + text + "'; write it like 192.0.2.5/24", e);
        }
        int first = Ipv4Address.parse(text.substring(0, slash));
        if (length < 1 || length > 30) {
            throw new IllegalArgumentException("a prefix length is 1 to 30: '" + text + "'");
        }
        int mask = Ipv4Address.mask(length);
        long left = (~mask & 0xffff_ffffL) - (first & ~mask & 0xffff_ffffL); // the last address is for broadcast
        if (left < count) {
            throw new IllegalArgumentException(text + " has room for " + left + " hosts, not for " + count);
        }
        return new StaticRange(first, length);
    }
}
