package org.lneto.capture;

import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;

/**
 * Which addresses are the capturing host's own: a {@link LinePrinter} shows them as {@code us}. Asked for every address it
 * prints, so that an address that is leased or given back later is right from then on.
 */
public interface OwnAddresses {
    /** Whether a hardware address, as in {@link MacAddress}, is our own. */
    boolean isOurHardwareAddress(long address);

    /** Whether an IPv4 address, as in {@link Ipv4Address}, is our own. */
    boolean isOurIpv4Address(int address);

    /** Whether an IPv6 address, in halves as in {@link org.lneto.ip.IpAddress}, is our own; none is unless overridden. */
    default boolean isOurIpv6Address(long high, long low) {
        return false;
    }

    /** No addresses: each is shown as it is. */
    static OwnAddresses none() {
        return of(MacAddress.ZERO, Ipv4Address.UNSPECIFIED);
    }

    /**
     * One of each kind that does not change.
     *
     * @param hardware our hardware address, or {@link MacAddress#ZERO} for none
     * @param ipv4 our IPv4 address, or {@link Ipv4Address#UNSPECIFIED} for none
     */
    static OwnAddresses of(long hardware, int ipv4) {
        return new OwnAddresses() {
            @Override
            public boolean isOurHardwareAddress(long address) {
                return address == hardware && address != MacAddress.ZERO;
            }

            @Override
            public boolean isOurIpv4Address(int address) {
                return address == ipv4 && address != Ipv4Address.UNSPECIFIED;
            }
        };
    }
}
