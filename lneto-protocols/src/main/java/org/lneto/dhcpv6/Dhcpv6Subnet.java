package org.lneto.dhcpv6;

import org.lneto.ip.IpAddress;

/**
 * A link that a server serves: its /64 prefix, a range of addresses in it to lease, and prefixes to delegate. Immutable.
 *
 * @param prefix upper half of the link's prefix
 * @param hasPool whether there are addresses to lease
 * @param first lower half of the first address
 * @param last lower half of the last address, unsigned
 * @param delegated upper half of the prefix that others are delegated out of
 * @param delegatedFrom its length; 0 if there is none to delegate
 * @param delegatedLength length of what a client is delegated, not less, at most 64
 */
public record Dhcpv6Subnet(
        long prefix, boolean hasPool, long first, long last, long delegated, int delegatedFrom, int delegatedLength) {
    /** A link without anything to lease. */
    public static Dhcpv6Subnet of(IpAddress prefix) {
        return new Dhcpv6Subnet(prefix.high(), false, 0, 0, 0, 0, 0);
    }

    /**
     * Sets the addresses to lease.
     *
     * @param first the first
     * @param last the last, not before it
     * @throws IllegalArgumentException if they are not of this link
     */
    public Dhcpv6Subnet pool(IpAddress first, IpAddress last) {
        boolean ofLink = first.high() == prefix && last.high() == prefix;
        if (!ofLink || Long.compareUnsigned(first.low(), last.low()) > 0 || first.low() == 0) {
            throw new IllegalArgumentException("not a range of hosts of this link: " + first + " to " + last);
        }
        return new Dhcpv6Subnet(prefix, true, first.low(), last.low(), delegated, delegatedFrom, delegatedLength);
    }

    /**
     * Sets the prefixes to delegate.
     *
     * @param prefix what they are part of
     * @param from its length, 1 to 64
     * @param length of each, {@code from} to 64
     */
    public Dhcpv6Subnet delegate(IpAddress prefix, int from, int length) {
        if (from < 1 || length < from || length > 64) {
            throw new IllegalArgumentException("cannot delegate /" + length + " out of /" + from);
        }
        long high = prefix.high() & -1L << (64 - from);
        return new Dhcpv6Subnet(this.prefix, hasPool, first, last, high, from, length);
    }

    boolean isOnLink(long high) {
        return high == prefix;
    }

    boolean leases(boolean prefixes, long high, long low) {
        if (prefixes) {
            return delegatedFrom > 0
                    && (high & -1L << (64 - delegatedFrom)) == delegated
                    && (high & ~(-1L << (64 - delegatedLength))) == 0
                    && low == 0;
        }
        return hasPool
                && high == prefix
                && Long.compareUnsigned(low, first) >= 0
                && Long.compareUnsigned(low, last) <= 0;
    }

    /** How many addresses or prefixes there are, unsigned; 0 also when there are 2^64. */
    long size(boolean prefixes) {
        if (prefixes) {
            return delegatedFrom == 0 ? 0 : 1L << (delegatedLength - delegatedFrom);
        }
        return hasPool ? last - first + 1 : 0;
    }

    /** Whether there is any. */
    boolean has(boolean prefixes) {
        return prefixes ? delegatedFrom > 0 : hasPool;
    }

    long high(boolean prefixes, long index) {
        return prefixes ? delegated + (delegatedLength == 0 ? 0 : index << (64 - delegatedLength)) : prefix;
    }

    long low(boolean prefixes, long index) {
        return prefixes ? 0 : first + index;
    }

    int length(boolean prefixes) {
        return prefixes ? delegatedLength : 128;
    }
}
