package org.lneto.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.lneto.ip.IpAddress;

/** Between the stack's addresses and Java's. */
final class Addresses {
    private Addresses() {}

    static InetAddress inetAddress(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.octets());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets is never refused", e);
        }
    }

    static InetSocketAddress socketAddress(IpAddress address, int port) {
        return new InetSocketAddress(inetAddress(address), port);
    }

    static IpAddress ipAddress(InetAddress address) {
        return IpAddress.ofOctets(address.getAddress());
    }
}
