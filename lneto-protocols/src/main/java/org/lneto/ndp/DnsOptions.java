package org.lneto.ndp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;

/**
 * DNS servers and search domains that routers advertise (RFC 8106), each for its lifetime. At most {@value #MAXIMUM} of
 * either; what does not fit is passed over, so that the first heard of stay.
 */
public final class DnsOptions {
    /** Most servers, and most domains. */
    public static final int MAXIMUM = 8;

    private static final long SECOND = 1_000_000_000L;
    private static final long INFINITE = 0xffff_ffffL;
    private static final int LIFETIME = 4;
    private static final int VALUE = 8;
    private static final int ADDRESS_LENGTH = 16;
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private record Server(IpAddress address, long until) {}

    private record Domain(String name, long until) {}

    private final List<Server> servers = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();

    DnsOptions() {}

    /** The servers known now, in the order they were heard of. Allocates. */
    public List<IpAddress> servers(long nowNanos) {
        return servers.stream()
                .filter(server -> server.until > nowNanos)
                .map(Server::address)
                .toList();
    }

    /** The search domains known now, in the order they were heard of, without a final dot. Allocates. */
    public List<String> searchDomains(long nowNanos) {
        return domains.stream()
                .filter(domain -> domain.until > nowNanos)
                .map(Domain::name)
                .toList();
    }

    /** Takes over a recursive DNS server option (section 5.1). */
    void takeServers(ByteBuffer buffer, int at, long nowNanos) {
        long until = until(buffer, at, nowNanos);
        int end = at + NdpOption.length(buffer, at);
        for (int address = at + VALUE; address + ADDRESS_LENGTH <= end; address += ADDRESS_LENGTH) {
            long high = Octets.i64(buffer, address);
            long low = Octets.i64(buffer, address + 8);
            if (Ipv6Address.isHost(high, low)) {
                take(new IpAddress(high, low), until, nowNanos);
            }
        }
    }

    private void take(IpAddress address, long until, long nowNanos) {
        servers.removeIf(server -> server.until <= nowNanos);
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).address.equals(address)) {
                servers.set(i, new Server(address, until));
                return;
            }
        }
        if (servers.size() < MAXIMUM && until > nowNanos) {
            servers.add(new Server(address, until));
        }
    }

    /** Takes over a DNS search list option (section 5.2): names, one after the other, padded with zeros. */
    void takeDomains(ByteBuffer buffer, int from, long nowNanos) {
        long until = until(buffer, from, nowNanos);
        int end = from + NdpOption.length(buffer, from);
        StringBuilder name = new StringBuilder();
        int at = from + VALUE;
        while (at < end) {
            int length = Octets.u8(buffer, at++);
            if (length == 0) {
                if (name.length() == 0) {
                    return; // padding
                }
                take(name.toString(), until, nowNanos);
                name.setLength(0);
            } else if (length > LONGEST_LABEL || length > end - at || name.length() + length >= LONGEST_NAME) {
                return; // what follows cannot be read
            } else {
                name.append(name.length() == 0 ? "" : ".").append(Octets.latin1(buffer, at, length));
                at += length;
            }
        }
    }

    private void take(String name, long until, long nowNanos) {
        domains.removeIf(domain -> domain.until <= nowNanos);
        for (int i = 0; i < domains.size(); i++) {
            if (domains.get(i).name.equalsIgnoreCase(name)) {
                domains.set(i, new Domain(name, until));
                return;
            }
        }
        if (domains.size() < MAXIMUM && until > nowNanos) {
            domains.add(new Domain(name, until));
        }
    }

    private static long until(ByteBuffer buffer, int at, long nowNanos) {
        long seconds = Octets.u32(buffer, at + LIFETIME);
        return seconds == INFINITE ? StackNode.NO_DEADLINE : nowNanos + seconds * SECOND;
    }
}
