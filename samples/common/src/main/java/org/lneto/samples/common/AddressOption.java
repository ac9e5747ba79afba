package org.lneto.samples.common;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;

/**
 * The value of {@code --addr}: by DHCP, or static.
 *
 * @param address the address to have; null for whichever the DHCP server gives
 * @param prefixLength of the link's network; -1 if the address is only asked for by DHCP
 */
record AddressOption(@Nullable InetAddress address, int prefixLength) {
    static final AddressOption DHCP = new AddressOption(null, -1);

    /** Reads {@code dhcp}, {@code A.B.C.D} (asked for by DHCP) or {@code A.B.C.D/LEN} (static). */
    static AddressOption parse(String text) {
        if (text.equalsIgnoreCase("dhcp")) {
            return DHCP;
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new AddressOption(inet(text), -1);
        }
        int length;
        try {
            length = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a prefix length: '" + text + "'; write it like 192.0.2.5/24", e);
        }
        Ipv4Address.mask(length); // checks the range
        return new AddressOption(inet(text.substring(0, slash)), length);
    }

    static InetAddress inet(String text) {
        try {
            return InetAddress.getByAddress(IpAddress.parseIpv4(text).octets());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    boolean isStatic() {
        return prefixLength >= 0;
    }
}
