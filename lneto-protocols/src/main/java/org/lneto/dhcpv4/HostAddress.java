package org.lneto.dhcpv4;

import org.lneto.core.Ipv4Address;

/** Which IPv4 addresses a host may have (RFC 1122, section 3.2.1.3). */
final class HostAddress {
    private HostAddress() {}

    /** Whether it may be one host's: not of 0.0.0.0/8, loopback, multicast, reserved or broadcast. */
    static boolean isHost(int address) {
        int first = address >>> 24;
        return first != 0 && !Ipv4Address.isLoopback(address) && first < 224;
    }

    /** Whether it may be one host's in a network of the given prefix length: not the network's own or its broadcast. */
    static boolean isHost(int address, int prefixLength) {
        if (!isHost(address)) {
            return false;
        }
        int hostBits = address & ~Ipv4Address.mask(prefixLength);
        return prefixLength > 30 || hostBits != 0 && hostBits != ~Ipv4Address.mask(prefixLength); // RFC 3021
    }
}
