package org.lneto.samples.common;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * One value of {@code --addr}: by DHCP, or static.
 *
 * @param address the address to have; null for whichever the DHCP server gives
 * @param prefixLength of the link's network; -1 if the address is only asked for by DHCP
 */
record AddressOption(@Nullable InetAddress address, int prefixLength) {
    static final AddressOption DHCP = new AddressOption(null, -1);

    /** Reads {@code dhcp}, {@code A.B.C.D} (asked for by DHCP), {@code A.B.C.D/LEN} or {@code IPV6/LEN} (static). */
    static AddressOption parse(String text) {
        if (text.equalsIgnoreCase("dhcp")) {
            return DHCP;
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress address = inet(text);
            if (address instanceof Inet6Address) {
                throw new IllegalArgumentException(
                        "an IPv6 address needs a prefix length: write it like " + text + "/64");
            }
            return new AddressOption(address, -1);
        }
        int length;
        try {
            length = Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a prefix length: '" + text + "'; write it like 192.0.2.5/24", e);
        }
        InetAddress address = inet(text.substring(0, slash));
        if (length < 0 || length > (address instanceof Inet6Address ? 128 : 32)) {
            throw new IllegalArgumentException("not a prefix length: '" + text + "'; write it like 192.0.2.5/24");
        }
        return new AddressOption(address, length);
    }

    /** An address of either family; never a name. */
    static InetAddress inet(String text) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null) {
            throw new IllegalArgumentException(
                    "not an address: '" + text + "'; write it like 192.0.2.5 or 2001:db8::5");
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    boolean isStatic() {
        return prefixLength >= 0;
    }
}
