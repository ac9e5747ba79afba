package org.lneto.dhcpv4;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;

/** Reads the routes of options 121 and 33, and writes the former. A malformed option is as good as none: half a list may send packets astray. */
final class Routes {
    /** Routes taken at most; those after are left out. */
    static final int MAXIMUM_ROUTES = 256;

    private Routes() {}

    /** RFC 3442: prefix length, the octets of the destination that it makes significant, router. */
    static List<DhcpRoute> classless(byte[] value) {
        List<DhcpRoute> routes = new ArrayList<>();
        int at = 0;
        while (at < value.length && routes.size() < MAXIMUM_ROUTES) {
            int prefixLength = value[at] & 0xff;
            int significant = (prefixLength + 7) / 8;
            if (prefixLength > 32 || at + 1 + significant + 4 > value.length) {
                return List.of();
            }
            int destination = 0;
            for (int i = 0; i < significant; i++) {
                destination |= (value[at + 1 + i] & 0xff) << (24 - 8 * i);
            }
            at += 1 + significant;
            // RFC 3442: bits of the host that are set are cleared by the client
            add(routes, destination & Ipv4Address.mask(prefixLength), prefixLength, i32(value, at), true);
            at += 4;
        }
        return List.copyOf(routes);
    }

    /**
     * RFC 2132, section 5.8: destination and router. The network's size is that of its address's class; a destination with
     * bits set beyond it is a host.
     */
    static List<DhcpRoute> classful(byte[] value) {
        if (value.length % 8 != 0) {
            return List.of();
        }
        List<DhcpRoute> routes = new ArrayList<>();
        for (int at = 0; at < value.length && routes.size() < MAXIMUM_ROUTES; at += 8) {
            int destination = i32(value, at);
            if (HostAddress.isHost(destination)) { // not the default route: "0.0.0.0 is illegal"
                int first = destination >>> 24;
                int classLength = first < 128 ? 8 : first < 192 ? 16 : 24;
                boolean network = (destination & ~Ipv4Address.mask(classLength)) == 0;
                add(routes, destination, network ? classLength : 32, i32(value, at + 4), false);
            }
        }
        return List.copyOf(routes);
    }

    private static void add(
            List<DhcpRoute> routes, int destination, int prefixLength, int gateway, boolean mayBeOnLink) {
        if (HostAddress.isHost(gateway) || mayBeOnLink && gateway == Ipv4Address.UNSPECIFIED) {
            routes.add(new DhcpRoute(IpAddress.ofIpv4(destination), prefixLength, IpAddress.ofIpv4(gateway)));
        }
    }

    /** Writes option 121. */
    static byte[] write(List<DhcpRoute> routes) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (DhcpRoute route : routes) {
            octets.write(route.prefixLength());
            octets.write(route.destination().octets(), 0, (route.prefixLength() + 7) / 8);
            octets.writeBytes(route.gateway().octets());
        }
        return octets.toByteArray();
    }

    private static int i32(byte[] value, int at) {
        return (value[at] & 0xff) << 24
                | (value[at + 1] & 0xff) << 16
                | (value[at + 2] & 0xff) << 8
                | (value[at + 3] & 0xff);
    }
}
