package org.lneto.dns;

import java.util.List;
import org.lneto.ip.IpAddress;

/**
 * The addresses of a name.
 *
 * @param name as asked for
 * @param canonicalName the name that has the addresses: the last of the aliases, or {@code name} itself
 * @param addresses in the server's order, at least one and at most {@value #MAXIMUM_ADDRESSES}
 * @param timeToLive seconds for which it may be kept, 0 to 2^31 - 1: the least of all records that led to it
 */
public record DnsAnswer(DnsName name, DnsName canonicalName, List<IpAddress> addresses, int timeToLive) {
    /** Most addresses of an answer; those after them are left out. */
    public static final int MAXIMUM_ADDRESSES = 64;

    /** Copies the list. */
    public DnsAnswer {
        addresses = List.copyOf(addresses);
    }
}
