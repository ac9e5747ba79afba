package org.lneto.dhcpv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lneto.core.Ipv4Address;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/**
 * A network whose hosts a {@link DhcpServer} gives addresses: the link's own, or one behind a relay agent. Immutable:
 * {@link #of} is the start, and each setter returns a changed copy.
 */
public final class DhcpSubnet {
    /** Octets of an option at most: beyond 255 it is sent in parts (RFC 3396). */
    public static final int MAXIMUM_OPTION = 1024;

    /** A range of addresses, both ends included. */
    private record Range(int first, int last) {
        long size() {
            return (last & 0xffff_ffffL) - (first & 0xffff_ffffL) + 1;
        }
    }

    private final int network;
    private final int prefixLength;
    private List<Range> ranges = List.of();
    private Map<DhcpClientId, Integer> reservations = Map.of();
    private Map<Integer, byte[]> options = Map.of();

    private DhcpSubnet(int network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    private DhcpSubnet(DhcpSubnet other) {
        network = other.network;
        prefixLength = other.prefixLength;
        ranges = other.ranges;
        reservations = other.reservations;
        options = other.options;
    }

    /**
     * A network without addresses to give.
     *
     * @param member any address of the network
     * @param prefixLength of the network, 1 to 30
     */
    public static DhcpSubnet of(IpAddress member, int prefixLength) {
        check("prefixLength", prefixLength, 1, 30);
        if (!member.isIpv4()) {
            throw new IllegalArgumentException("not an IPv4 address: " + member);
        }
        return new DhcpSubnet(member.ipv4() & Ipv4Address.mask(prefixLength), prefixLength);
    }

    /** The network's address. */
    public IpAddress network() {
        return IpAddress.ofIpv4(network);
    }

    /** The network's prefix length, 1 to 30. */
    public int prefixLength() {
        return prefixLength;
    }

    /** Whether an address is of this network. */
    public boolean contains(IpAddress address) {
        return address.isIpv4() && contains(address.ipv4());
    }

    boolean contains(int address) {
        return Ipv4Address.samePrefix(address, network, prefixLength);
    }

    /** Sets the one range of addresses to give to anybody, both ends included. */
    public DhcpSubnet pool(IpAddress first, IpAddress last) {
        DhcpSubnet none = new DhcpSubnet(this);
        none.ranges = List.of();
        return none.addPool(first, last);
    }

    /** Adds a range of addresses to give to anybody, both ends included; ranges may overlap. */
    public DhcpSubnet addPool(IpAddress first, IpAddress last) {
        Range range = new Range(member(first), member(last));
        check("size of the pool", range.size(), 1, DhcpServerConfig.MAXIMUM_ADDRESSES);
        DhcpSubnet copy = new DhcpSubnet(this);
        copy.ranges = new ArrayList<>(ranges);
        copy.ranges.add(range);
        check(
                "size of all pools",
                copy.ranges.stream().mapToLong(Range::size).sum(),
                1,
                DhcpServerConfig.MAXIMUM_ADDRESSES);
        return copy;
    }

    /** Keeps an address of the network for a host, in the pool or outside it; nobody else is given it. */
    public DhcpSubnet reserve(long hardwareAddress, IpAddress reserved) {
        return reserve(DhcpClientId.ofHardware(hardwareAddress), reserved);
    }

    /**
     * Keeps an address of the network for a client; nobody else is given it.
     *
     * @param client by option 61, or by hardware address whatever option 61 it sends
     */
    public DhcpSubnet reserve(DhcpClientId client, IpAddress reserved) {
        int value = member(reserved);
        Map<DhcpClientId, Integer> changed = new LinkedHashMap<>(reservations);
        changed.remove(client);
        if (changed.containsValue(value)) {
            throw new IllegalArgumentException(reserved + " is reserved for another host");
        }
        changed.put(client, value);
        check("reservations", changed.size(), 1, DhcpServerConfig.MAXIMUM_ADDRESSES);
        DhcpSubnet copy = new DhcpSubnet(this);
        copy.reservations = changed;
        return copy;
    }

    private int member(IpAddress member) {
        int value = member.ipv4();
        if (!contains(member) || !HostAddress.isHost(value, prefixLength)) {
            throw new IllegalArgumentException(
                    member + " is not a host's address in the network " + network() + "/" + prefixLength);
        }
        return value;
    }

    /** Sets the routers to tell of, best first. */
    public DhcpSubnet routers(IpAddress... routers) {
        return hosts(DhcpOption.ROUTER, routers);
    }

    /** Sets the DNS servers to tell of, best first. */
    public DhcpSubnet dnsServers(IpAddress... servers) {
        return hosts(DhcpOption.DOMAIN_NAME_SERVER, servers);
    }

    /** Sets the NTP servers to tell of, best first. */
    public DhcpSubnet ntpServers(IpAddress... servers) {
        return hosts(DhcpOption.NTP_SERVERS, servers);
    }

    /** Sets the domain to tell of: ASCII. */
    public DhcpSubnet domainName(String name) {
        return option(DhcpOption.DOMAIN_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sets the domains to search names in, first to last (RFC 3397), without compression. */
    public DhcpSubnet domainSearch(DnsName... domains) {
        byte[] octets = {};
        for (DnsName domain : domains) {
            byte[] name = domain.octets();
            int before = octets.length;
            octets = Arrays.copyOf(octets, before + name.length);
            System.arraycopy(name, 0, octets, before, name.length);
        }
        return option(DhcpOption.DOMAIN_SEARCH, octets);
    }

    /** Sets the routes to tell of (RFC 3442): clients that take them ignore {@link #routers}, so name the default too. */
    public DhcpSubnet routes(DhcpRoute... routes) {
        return option(DhcpOption.CLASSLESS_STATIC_ROUTE, Routes.write(List.of(routes)));
    }

    /** Sets the MTU to tell of, 68 to 65535 octets. */
    public DhcpSubnet mtu(int octets) {
        check("mtu", octets, 68, 65535);
        return option(DhcpOption.INTERFACE_MTU, (byte) (octets >>> 8), (byte) octets);
    }

    private DhcpSubnet hosts(int code, IpAddress[] hosts) {
        byte[] octets = new byte[4 * hosts.length];
        for (int i = 0; i < hosts.length; i++) {
            if (!hosts[i].isIpv4() || !HostAddress.isHost(hosts[i].ipv4())) {
                throw new IllegalArgumentException("not a host's IPv4 address: " + hosts[i]);
            }
            System.arraycopy(hosts[i].octets(), 0, octets, 4 * i, 4);
        }
        return option(code, octets);
    }

    /**
     * Sets any option to hand out; no octets take it away.
     *
     * @throws IllegalArgumentException for those that the server itself decides on (the subnet mask and the options of the
     *     protocol: 50 to 59, 61, 80 and 82), and for more than {@link #MAXIMUM_OPTION} octets
     */
    public DhcpSubnet option(int code, byte... octets) {
        check("code", code, 1, 254);
        if (code == DhcpOption.SUBNET_MASK
                || code >= DhcpOption.REQUESTED_ADDRESS && code <= DhcpOption.REBINDING_TIME
                || code == DhcpOption.CLIENT_IDENTIFIER
                || code == DhcpOption.RAPID_COMMIT
                || code == DhcpOption.RELAY_AGENT_INFORMATION) {
            throw new IllegalArgumentException(DhcpOption.name(code) + " is the server's own to decide");
        }
        check("octets of an option", octets.length, 0, MAXIMUM_OPTION);
        Map<Integer, byte[]> changed = new TreeMap<>(options);
        if (octets.length == 0) {
            changed.remove(code);
        } else {
            changed.put(code, octets.clone());
        }
        DhcpSubnet copy = new DhcpSubnet(this);
        copy.options = changed;
        return copy;
    }

    /** The codes to hand out, those that hosts most need first: a small message holds as many as fit. */
    List<Integer> optionCodes() {
        List<Integer> codes = new ArrayList<>();
        int[] first = {
            DhcpOption.CLASSLESS_STATIC_ROUTE, DhcpOption.ROUTER, DhcpOption.DOMAIN_NAME_SERVER, DhcpOption.DOMAIN_NAME
        };
        for (int code : first) {
            if (options.containsKey(code)) {
                codes.add(code);
            }
        }
        for (int code : options.keySet()) {
            if (!codes.contains(code)) {
                codes.add(code);
            }
        }
        return codes;
    }

    byte[] optionValue(int code) {
        byte[] value = options.get(code);
        return value == null ? new byte[0] : value.clone();
    }

    Map<DhcpClientId, Integer> reservations() {
        return reservations;
    }

    /**
     * Every address to give, ascending: pools and reservations, but neither the server's own nor a router's.
     *
     * @param server the server's own
     */
    int[] addresses(int server) {
        TreeSet<Long> addresses = new TreeSet<>();
        for (Range range : ranges) {
            for (long i = 0; i < range.size(); i++) {
                addresses.add((range.first() & 0xffff_ffffL) + i);
            }
        }
        byte[] routers = optionValue(DhcpOption.ROUTER);
        for (int at = 0; at + 4 <= routers.length; at += 4) {
            addresses.remove(
                    IpAddress.ofOctets(Arrays.copyOfRange(routers, at, at + 4)).ipv4() & 0xffff_ffffL);
        }
        for (int reserved : reservations.values()) {
            addresses.add(reserved & 0xffff_ffffL);
        }
        addresses.remove(server & 0xffff_ffffL);
        return addresses.stream().mapToInt(Long::intValue).toArray();
    }

    /** Like {@code 192.0.2.0/24}. */
    @Override
    public String toString() {
        return network() + "/" + prefixLength;
    }

    static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
