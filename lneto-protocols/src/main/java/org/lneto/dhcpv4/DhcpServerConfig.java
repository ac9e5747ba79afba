package org.lneto.dhcpv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;

/** Settings of a {@link DhcpServer}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class DhcpServerConfig {
    /** Addresses that a server has at most. */
    public static final int MAXIMUM_ADDRESSES = 65_536;

    private final int address;
    private final int prefixLength;
    private int firstAddress = Ipv4Address.UNSPECIFIED;
    private int lastAddress = Ipv4Address.UNSPECIFIED;
    private long leaseSeconds = 3600;
    private long maximumLeaseSeconds = 86_400;
    private long offerHoldSeconds = 60;
    private long quarantineSeconds = 600;
    private int replyQueue = 64;
    private Map<Long, Integer> reservations = Map.of();
    private Map<Integer, byte[]> options = Map.of();

    private DhcpServerConfig(int address, int prefixLength) {
        this.address = address;
        this.prefixLength = prefixLength;
    }

    private DhcpServerConfig(DhcpServerConfig other) {
        address = other.address;
        prefixLength = other.prefixLength;
        firstAddress = other.firstAddress;
        lastAddress = other.lastAddress;
        leaseSeconds = other.leaseSeconds;
        maximumLeaseSeconds = other.maximumLeaseSeconds;
        offerHoldSeconds = other.offerHoldSeconds;
        quarantineSeconds = other.quarantineSeconds;
        replyQueue = other.replyQueue;
        reservations = other.reservations;
        options = other.options;
    }

    /**
     * A server without addresses to give.
     *
     * @param address the server's own: its identifier
     * @param prefixLength of the network that it serves, 1 to 30
     */
    public static DhcpServerConfig of(IpAddress address, int prefixLength) {
        check("prefixLength", prefixLength, 1, 30);
        if (!address.isIpv4() || !HostAddress.isHost(address.ipv4(), prefixLength)) {
            throw new IllegalArgumentException("not a host's address: " + address + "/" + prefixLength);
        }
        return new DhcpServerConfig(address.ipv4(), prefixLength);
    }

    /** The server's own address. */
    public IpAddress address() {
        return IpAddress.ofIpv4(address);
    }

    /** The served network's prefix length, 1 to 30. */
    public int prefixLength() {
        return prefixLength;
    }

    /** Sets the range of addresses to give to anybody, both ends included; at most {@link #MAXIMUM_ADDRESSES}. */
    public DhcpServerConfig pool(IpAddress first, IpAddress last) {
        int from = member(first);
        int to = member(last);
        check("size of the pool", (to & 0xffff_ffffL) - (from & 0xffff_ffffL) + 1, 1, MAXIMUM_ADDRESSES);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.firstAddress = from;
        copy.lastAddress = to;
        return copy;
    }

    /** Keeps an address of the network for a client, in the pool or outside it; nobody else is given it. */
    public DhcpServerConfig reserve(long hardwareAddress, IpAddress reserved) {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        int value = member(reserved);
        Map<Long, Integer> changed = new TreeMap<>(reservations);
        changed.remove(hardwareAddress);
        if (changed.containsValue(value) || value == address) {
            throw new IllegalArgumentException(reserved + " is reserved for another host");
        }
        changed.put(hardwareAddress, value);
        check("reservations", changed.size(), 1, MAXIMUM_ADDRESSES);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.reservations = Map.copyOf(changed);
        return copy;
    }

    private int member(IpAddress member) {
        int value = member.ipv4();
        if (!member.isIpv4()
                || !Ipv4Address.samePrefix(value, address, prefixLength)
                || !HostAddress.isHost(value, prefixLength)) {
            throw new IllegalArgumentException(
                    member + " is not a host's address in the network of " + address() + "/" + prefixLength);
        }
        return value;
    }

    /** Seconds of a lease whose client asks for no particular time. */
    public long leaseSeconds() {
        return leaseSeconds;
    }

    /** Sets {@link #leaseSeconds()}, {@link DhcpLeaseTimes#MINIMUM_SECONDS} to {@link DhcpLeaseTimes#INFINITE}. */
    public DhcpServerConfig leaseSeconds(long seconds) {
        check("leaseSeconds", seconds, DhcpLeaseTimes.MINIMUM_SECONDS, DhcpLeaseTimes.INFINITE);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.leaseSeconds = seconds;
        copy.maximumLeaseSeconds = Math.max(seconds, maximumLeaseSeconds);
        return copy;
    }

    /** Seconds of the longest lease, whatever a client asks for. */
    public long maximumLeaseSeconds() {
        return maximumLeaseSeconds;
    }

    /** Sets {@link #maximumLeaseSeconds()}; a longer {@link #leaseSeconds()} becomes as short. */
    public DhcpServerConfig maximumLeaseSeconds(long seconds) {
        check("maximumLeaseSeconds", seconds, DhcpLeaseTimes.MINIMUM_SECONDS, DhcpLeaseTimes.INFINITE);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.maximumLeaseSeconds = seconds;
        copy.leaseSeconds = Math.min(seconds, leaseSeconds);
        return copy;
    }

    /** Seconds that an offered address is kept for its client. */
    public long offerHoldSeconds() {
        return offerHoldSeconds;
    }

    /** Sets {@link #offerHoldSeconds()}, 1 to 3600. */
    public DhcpServerConfig offerHoldSeconds(long seconds) {
        check("offerHoldSeconds", seconds, 1, 3600);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.offerHoldSeconds = seconds;
        return copy;
    }

    /** Seconds for which nobody is given an address that a client declined. */
    public long quarantineSeconds() {
        return quarantineSeconds;
    }

    /** Sets {@link #quarantineSeconds()}, 1 to a day. */
    public DhcpServerConfig quarantineSeconds(long seconds) {
        check("quarantineSeconds", seconds, 1, 86_400);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.quarantineSeconds = seconds;
        return copy;
    }

    /** Answers that wait to be sent at most; a message that finds no room for its answer is dropped. */
    public int replyQueue() {
        return replyQueue;
    }

    /** Sets {@link #replyQueue()}, 1 to 4096. */
    public DhcpServerConfig replyQueue(int replies) {
        check("replyQueue", replies, 1, 4096);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.replyQueue = replies;
        return copy;
    }

    /** Sets the routers to tell of, best first. */
    public DhcpServerConfig routers(IpAddress... routers) {
        return hosts(DhcpOption.ROUTER, routers);
    }

    /** Sets the DNS servers to tell of, best first. */
    public DhcpServerConfig dnsServers(IpAddress... servers) {
        return hosts(DhcpOption.DOMAIN_NAME_SERVER, servers);
    }

    /** Sets the NTP servers to tell of, best first. */
    public DhcpServerConfig ntpServers(IpAddress... servers) {
        return hosts(DhcpOption.NTP_SERVERS, servers);
    }

    /** Sets the domain to tell of: ASCII. */
    public DhcpServerConfig domainName(String name) {
        return option(DhcpOption.DOMAIN_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sets the MTU to tell of, 68 to 65535 octets. */
    public DhcpServerConfig mtu(int octets) {
        check("mtu", octets, 68, 65535);
        return option(DhcpOption.INTERFACE_MTU, (byte) (octets >>> 8), (byte) octets);
    }

    private DhcpServerConfig hosts(int code, IpAddress[] hosts) {
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
     * @throws IllegalArgumentException for those that the server itself decides on: the subnet mask and the options of
     *     the protocol (50 to 59 and 61)
     */
    public DhcpServerConfig option(int code, byte... octets) {
        check("code", code, 1, 254);
        if (code == DhcpOption.SUBNET_MASK
                || code >= DhcpOption.REQUESTED_ADDRESS && code <= DhcpOption.REBINDING_TIME
                || code == DhcpOption.CLIENT_IDENTIFIER) {
            throw new IllegalArgumentException(DhcpOption.name(code) + " is the server's own to decide");
        }
        check("octets of an option", octets.length, 0, 255);
        Map<Integer, byte[]> changed = new TreeMap<>(options);
        if (octets.length == 0) {
            changed.remove(code);
        } else {
            changed.put(code, octets.clone());
        }
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.options = Map.copyOf(changed);
        return copy;
    }

    /** The codes to hand out, those that hosts most need first: a small message holds as many as fit. */
    List<Integer> optionCodes() {
        List<Integer> codes = new ArrayList<>();
        for (int code : new int[] {DhcpOption.ROUTER, DhcpOption.DOMAIN_NAME_SERVER, DhcpOption.DOMAIN_NAME}) {
            if (options.containsKey(code)) {
                codes.add(code);
            }
        }
        for (int code : new TreeSet<>(options.keySet())) {
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

    Map<Long, Integer> reservations() {
        return reservations;
    }

    /** Every address to give, ascending: pool and reservations, but neither the server's own nor a router's. */
    int[] addresses() {
        TreeSet<Long> addresses = new TreeSet<>();
        for (long at = firstAddress & 0xffff_ffffL; firstAddress != 0 && at <= (lastAddress & 0xffff_ffffL); at++) {
            addresses.add(at);
        }
        addresses.remove(address & 0xffff_ffffL);
        byte[] routers = optionValue(DhcpOption.ROUTER);
        for (int at = 0; at + 4 <= routers.length; at += 4) {
            addresses.remove(
                    IpAddress.ofOctets(Arrays.copyOfRange(routers, at, at + 4)).ipv4() & 0xffff_ffffL);
        }
        for (int reserved : reservations.values()) {
            addresses.add(reserved & 0xffff_ffffL);
        }
        return addresses.stream().mapToInt(Long::intValue).toArray();
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
