package org.lneto.dhcpv4;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.lneto.ip.IpAddress;

/**
 * Settings of a {@link DhcpServer}: the network of its link, others behind relay agents, times and bounds. Immutable:
 * {@link #of} is the start, and each setter returns a changed copy.
 */
public final class DhcpServerConfig {
    /** Addresses that a server has at most. */
    public static final int MAXIMUM_ADDRESSES = 65_536;

    /** Networks that a server has at most. */
    public static final int MAXIMUM_SUBNETS = 256;

    private final int address;
    private DhcpSubnet link;
    private List<DhcpSubnet> remote = List.of();
    private long leaseSeconds = 3600;
    private long maximumLeaseSeconds = 86_400;
    private long offerHoldSeconds = 60;
    private long quarantineSeconds = 600;
    private int replyQueue = 64;
    private int newClientsPerSecond = 100;
    private boolean authoritative;
    private boolean rapidCommit;

    private DhcpServerConfig(int address, DhcpSubnet link) {
        this.address = address;
        this.link = link;
    }

    private DhcpServerConfig(DhcpServerConfig other) {
        address = other.address;
        link = other.link;
        remote = other.remote;
        leaseSeconds = other.leaseSeconds;
        maximumLeaseSeconds = other.maximumLeaseSeconds;
        offerHoldSeconds = other.offerHoldSeconds;
        quarantineSeconds = other.quarantineSeconds;
        replyQueue = other.replyQueue;
        newClientsPerSecond = other.newClientsPerSecond;
        authoritative = other.authoritative;
        rapidCommit = other.rapidCommit;
    }

    /**
     * A server without addresses to give.
     *
     * @param address the server's own: its identifier
     * @param prefixLength of the network of its link, 1 to 30
     */
    public static DhcpServerConfig of(IpAddress address, int prefixLength) {
        DhcpSubnet link = DhcpSubnet.of(address, prefixLength);
        if (!HostAddress.isHost(address.ipv4(), prefixLength)) {
            throw new IllegalArgumentException("not a host's address: " + address + "/" + prefixLength);
        }
        return new DhcpServerConfig(address.ipv4(), link);
    }

    /** The server's own address. */
    public IpAddress address() {
        return IpAddress.ofIpv4(address);
    }

    /** The prefix length of the link's network, 1 to 30. */
    public int prefixLength() {
        return link.prefixLength();
    }

    // --- networks

    /** The network of the server's link. */
    public DhcpSubnet link() {
        return link;
    }

    /** Changes {@link #link()}: what the setters below do not name. */
    public DhcpServerConfig link(UnaryOperator<DhcpSubnet> change) {
        DhcpSubnet changed = change.apply(link);
        if (!changed.network().equals(link.network()) || changed.prefixLength() != prefixLength()) {
            throw new IllegalArgumentException(changed + " is not the link's network " + link);
        }
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.link = changed;
        return copy;
    }

    /** As {@link DhcpSubnet#pool} of the link's network. */
    public DhcpServerConfig pool(IpAddress first, IpAddress last) {
        return link(network -> network.pool(first, last));
    }

    /** As {@link DhcpSubnet#addPool} of the link's network. */
    public DhcpServerConfig addPool(IpAddress first, IpAddress last) {
        return link(network -> network.addPool(first, last));
    }

    /** As {@link DhcpSubnet#reserve(long, IpAddress)} of the link's network. */
    public DhcpServerConfig reserve(long hardwareAddress, IpAddress reserved) {
        return reserve(DhcpClientId.ofHardware(hardwareAddress), reserved);
    }

    /** As {@link DhcpSubnet#reserve(DhcpClientId, IpAddress)} of the link's network. */
    public DhcpServerConfig reserve(DhcpClientId client, IpAddress reserved) {
        if (reserved.equals(address())) {
            throw new IllegalArgumentException(reserved + " is the server's own");
        }
        return link(network -> network.reserve(client, reserved));
    }

    /** As {@link DhcpSubnet#routers} of the link's network. */
    public DhcpServerConfig routers(IpAddress... routers) {
        return link(network -> network.routers(routers));
    }

    /** As {@link DhcpSubnet#dnsServers} of the link's network. */
    public DhcpServerConfig dnsServers(IpAddress... servers) {
        return link(network -> network.dnsServers(servers));
    }

    /** As {@link DhcpSubnet#ntpServers} of the link's network. */
    public DhcpServerConfig ntpServers(IpAddress... servers) {
        return link(network -> network.ntpServers(servers));
    }

    /** As {@link DhcpSubnet#domainName} of the link's network. */
    public DhcpServerConfig domainName(String name) {
        return link(network -> network.domainName(name));
    }

    /** As {@link DhcpSubnet#mtu} of the link's network. */
    public DhcpServerConfig mtu(int octets) {
        return link(network -> network.mtu(octets));
    }

    /** As {@link DhcpSubnet#option} of the link's network. */
    public DhcpServerConfig option(int code, byte... octets) {
        return link(network -> network.option(code, octets));
    }

    /**
     * Adds a network whose hosts ask through a relay agent with an address of that network (giaddr), or one that says so
     * in option 82 (RFC 3527).
     *
     * @throws IllegalArgumentException if it overlaps with another
     */
    public DhcpServerConfig subnet(DhcpSubnet subnet) {
        for (DhcpSubnet other : subnets()) {
            if (other.contains(subnet.network()) || subnet.contains(other.network())) {
                throw new IllegalArgumentException(subnet + " overlaps with " + other);
            }
        }
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.remote = new ArrayList<>(remote);
        copy.remote.add(subnet);
        DhcpSubnet.check("networks", copy.remote.size() + 1, 1, MAXIMUM_SUBNETS);
        return copy;
    }

    /** All networks, the link's first. */
    public List<DhcpSubnet> subnets() {
        List<DhcpSubnet> all = new ArrayList<>();
        all.add(link);
        all.addAll(remote);
        return List.copyOf(all);
    }

    // --- times

    /** Seconds of a lease whose client asks for no particular time. */
    public long leaseSeconds() {
        return leaseSeconds;
    }

    /** Sets {@link #leaseSeconds()}, {@link DhcpLeaseTimes#MINIMUM_SECONDS} to {@link DhcpLeaseTimes#INFINITE}. */
    public DhcpServerConfig leaseSeconds(long seconds) {
        DhcpSubnet.check("leaseSeconds", seconds, DhcpLeaseTimes.MINIMUM_SECONDS, DhcpLeaseTimes.INFINITE);
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
        DhcpSubnet.check("maximumLeaseSeconds", seconds, DhcpLeaseTimes.MINIMUM_SECONDS, DhcpLeaseTimes.INFINITE);
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
        DhcpSubnet.check("offerHoldSeconds", seconds, 1, 3600);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.offerHoldSeconds = seconds;
        return copy;
    }

    /** Seconds for which nobody is given an address that a client declined, or that a probe found in use. */
    public long quarantineSeconds() {
        return quarantineSeconds;
    }

    /** Sets {@link #quarantineSeconds()}, 1 to a day. */
    public DhcpServerConfig quarantineSeconds(long seconds) {
        DhcpSubnet.check("quarantineSeconds", seconds, 1, 86_400);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.quarantineSeconds = seconds;
        return copy;
    }

    // --- policy and bounds

    /** Answers that wait to be sent at most, and as many that wait for a probe; a message beyond that is dropped. */
    public int replyQueue() {
        return replyQueue;
    }

    /** Sets {@link #replyQueue()}, 1 to 4096. */
    public DhcpServerConfig replyQueue(int replies) {
        DhcpSubnet.check("replyQueue", replies, 1, 4096);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.replyQueue = replies;
        return copy;
    }

    /** Clients that are offered an address they do not hold, at most, each second; twice as many at once. */
    public int newClientsPerSecond() {
        return newClientsPerSecond;
    }

    /** Sets {@link #newClientsPerSecond()}, 1 to a million. */
    public DhcpServerConfig newClientsPerSecond(int clients) {
        DhcpSubnet.check("newClientsPerSecond", clients, 1, 1_000_000);
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.newClientsPerSecond = clients;
        return copy;
    }

    /**
     * Whether this server knows of every client of its networks: it then refuses (DHCPNAK) a client that claims an address
     * without being known, where another leaves the word to other servers. Not by default.
     */
    public boolean authoritative() {
        return authoritative;
    }

    /** Sets {@link #authoritative()}. */
    public DhcpServerConfig authoritative(boolean authoritative) {
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.authoritative = authoritative;
        return copy;
    }

    /** Whether clients that ask for it are granted an address without an offer before (RFC 4039); not by default. */
    public boolean rapidCommit() {
        return rapidCommit;
    }

    /** Sets {@link #rapidCommit()}: only for the one server of a network. */
    public DhcpServerConfig rapidCommit(boolean rapidCommit) {
        DhcpServerConfig copy = new DhcpServerConfig(this);
        copy.rapidCommit = rapidCommit;
        return copy;
    }
}
