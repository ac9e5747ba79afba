package org.lneto.netty.channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/** Between the stack's addresses and Java's. */
public final class SocketAddresses {
    private SocketAddresses() {}

    /** As Java has it. */
    public static InetAddress inetAddress(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.octets());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets is never refused", e);
        }
    }

    /** As Java has it, with a port, 0 to 65535. */
    public static InetSocketAddress socketAddress(IpAddress address, int port) {
        return new InetSocketAddress(inetAddress(address), port);
    }

    /** An unspecified address of either family stands for both. */
    static IpAddress ipAddress(InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return IpAddress.ANY_IPV4;
        }
        return IpAddress.ofOctets(address.getAddress());
    }

    /**
     * Checks an address that a user has given.
     *
     * @throws UnsupportedAddressTypeException if it is not of the Internet
     * @throws UnresolvedAddressException if it is a name only
     */
    static InetSocketAddress checked(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            throw new UnsupportedAddressTypeException();
        }
        if (internet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return internet;
    }

    /** Where to send what is for {@code address}: as the JDK does it, no address means this host. */
    static InetAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
    }
}
