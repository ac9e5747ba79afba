package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lneto.dns.DnsName;
import org.lneto.dns.DnsNames;

/** Reads the names in an option, in DNS's wire format. */
final class DomainNames {
    /** Names taken at most; those after are left out. */
    static final int MAXIMUM_NAMES = 64;

    private DomainNames() {}

    /**
     * A list of names that may point into each other, counted from the option's start (RFC 3397, section 2).
     *
     * @return none if any of them is malformed
     */
    static List<DnsName> list(byte[] value) {
        ByteBuffer octets = ByteBuffer.allocateDirect(value.length).put(0, value);
        List<DnsName> names = new ArrayList<>();
        int at = 0;
        while (at < value.length && names.size() < MAXIMUM_NAMES) {
            if (DnsNames.length(octets, 0, 0, at, value.length) == DnsNames.MALFORMED) {
                return List.of();
            }
            names.add(DnsName.read(octets, 0, at));
            at = DnsNames.skip(octets, at, value.length);
        }
        return List.copyOf(names);
    }
}
