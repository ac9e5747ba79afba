package org.lneto.stack;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.AddressDefenceListener;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ConflictPolicy;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Carrier;
import org.lneto.core.DropCounters;
import org.lneto.core.Ipv4Address;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.dhcpv4.AddressProbe;
import org.lneto.ethernet.EthernetNode;
import org.lneto.ethernet.VlanNode;
import org.lneto.ethernet.VlanPort;
import org.lneto.icmpv4.Icmpv4Node;
import org.lneto.igmp.IgmpNode;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv6.Ipv6Settings;
import org.lneto.tcp.TcpMemory;
import org.lneto.tcp.TcpNode;
import org.lneto.udp.UdpNode;
import org.lneto.udp.UdpSocket;

/**
 * A host on an Ethernet, as one node whose frames are whole Ethernet frames: {@link EthernetNode} over {@link ArpNode}
 * and {@link Ipv4Node}, that over {@link Icmpv4Node}, {@link UdpNode} and {@link TcpNode}, which the {@link Ipv6Host}
 * shares. Other protocols are added to the node they belong to.
 *
 * <p>It starts without an address: DHCP over {@link #udp()}, or a call of {@link #configure}, gives it one; {@link
 * Ipv6Host#start()} lets it form those of IPv6. On a link with an MTU of less than 1280 octets there is no IPv6.
 */
public final class HostStack implements StackNode {
    private static final int CHILDREN = 8;
    private static final int LONGEST_PACKET = 65535;
    private static final int IPV4_AND_UDP = 28;

    private final StackConfig config;
    private final EthernetNode ethernet;
    private final @Nullable VlanPort vlan;
    private final ArpNode arp;
    private final Ipv4Node ipv4;
    private final Icmpv4Node icmpv4;
    private final UdpNode udp;
    private final TcpNode tcp;
    private final Ipv6Host ipv6;

    /**
     * Puts a host together.
     *
     * @param config what of
     * @param random for identifiers, ports and sequence numbers; must not be guessable where peers are not trusted
     */
    public HostStack(StackConfig config, RandomGenerator random) {
        this(config, random, new TcpMemory(config.tcp().pageSize(), config.tcp().pages()));
    }

    /**
     * Puts a host together whose TCP shares its memory with other hosts of the same event loop.
     *
     * @param config what of; TCP's page size and pages are those of the memory
     * @param random for identifiers, ports and sequence numbers; must not be guessable where peers are not trusted
     * @param memory for what TCP queues
     */
    public HostStack(StackConfig config, RandomGenerator random, TcpMemory memory) {
        this.config = config;
        ethernet = new EthernetNode(config.hardwareAddress(), config.mtu(), CHILDREN);
        vlan = vlanPort(config.vlan());
        arp = new ArpNode(config.hardwareAddress(), config.arp(), random);
        defend(ConflictPolicy.DEFEND_ONCE, (address, hardwareAddress, nowNanos) -> {});
        ipv4 = new Ipv4Node(arp, random, config.ipv4());
        icmpv4 = new Icmpv4Node(ipv4, random, config.icmpv4());
        udp = new UdpNode(config.udpPorts(), random);
        tcp = new TcpNode(config.tcp(), random, memory);
        ipv6 = new Ipv6Host(config, random);
        udp.reporter((packet, reason) -> { // each looks at packets of its own version
            icmpv4.unreachable(packet, reason);
            ipv6.icmp().unreachable(packet, reason);
        });
        tcp.pathMtu(ipv6.node()::pathMtu);
        ipv4.problems(icmpv4);
        ipv4.loopback(config.hardwareAddress());
        ipv6.node().loopback(config.hardwareAddress());
        ipv4.add(new IgmpNode(ipv4, random));
        ipv4.add(icmpv4);
        ipv4.add(udp);
        ipv4.add(tcp);
        new GroupFilter(ethernet, ipv4, ipv6.node());
        hang(arp);
        hang(ipv4);
        ipv6.node().add(udp.overIpv6());
        ipv6.node().add(tcp.overIpv6());
        if (config.mtu() >= Ipv6Settings.MINIMUM_MTU) {
            hang(ipv6.node());
        }
    }

    private @Nullable VlanPort vlanPort(int identifier) {
        if (identifier == StackConfig.NO_VLAN) {
            return null;
        }
        VlanPort port = new VlanPort(identifier, CHILDREN);
        VlanNode tagged = new VlanNode(ethernet, 1);
        tagged.add(port);
        ethernet.add(tagged);
        return port;
    }

    /** Puts a network layer on the host's VLAN, or on the link itself. */
    private void hang(StackNode node) {
        if (vlan == null) {
            ethernet.add(node);
        } else {
            vlan.add(node);
        }
    }

    /** What it was built from. */
    public StackConfig config() {
        return config;
    }

    /** The link layer, the root of the tree. */
    public EthernetNode ethernet() {
        return ethernet;
    }

    /** The place on the VLAN that the host's network layers have; null if they are on the link itself. */
    public @Nullable VlanPort vlan() {
        return vlan;
    }

    /** Address resolution. */
    public ArpNode arp() {
        return arp;
    }

    /** IP version 4. */
    public Ipv4Node ipv4() {
        return ipv4;
    }

    /** ICMP over IP version 4. */
    public Icmpv4Node icmpv4() {
        return icmpv4;
    }

    /** IP version 6, and what belongs to it. */
    public Ipv6Host ipv6() {
        return ipv6;
    }

    /** UDP. */
    public UdpNode udp() {
        return udp;
    }

    /** TCP. */
    public TcpNode tcp() {
        return tcp;
    }

    /**
     * Gives the host an address, or changes it.
     *
     * @param address this host's
     * @param prefixLength of the link's network, 0 to 32
     * @param gateway what is not on the link goes there; {@link Ipv4Address#UNSPECIFIED} for none
     */
    public void configure(int address, int prefixLength, int gateway) {
        ipv4.configure(address, prefixLength, gateway);
        arp.address(address);
    }

    /** Gives the address up. */
    public void unconfigure() {
        ipv4.clear();
        arp.address(Ipv4Address.UNSPECIFIED);
    }

    /**
     * Sets what happens when another host uses this one's IPv4 address (RFC 5227, section 2.4); {@link
     * ConflictPolicy#DEFEND_ONCE} unless set. An address that is lost is given up as by {@link #unconfigure()}; then the
     * listener is told.
     */
    public void defend(ConflictPolicy policy, AddressDefenceListener listener) {
        arp.defend(policy, new AddressDefenceListener() {
            @Override
            public void onDefended(int address, long hardwareAddress, long nowNanos) {
                listener.onDefended(address, hardwareAddress, nowNanos);
            }

            @Override
            public void onLost(int address, long hardwareAddress, long nowNanos) {
                unconfigure();
                listener.onLost(address, hardwareAddress, nowNanos);
            }
        });
    }

    /**
     * Lets a DHCP client or server ask by ARP whether an address is in use. The host's own address counts as free.
     *
     * @param settings how often and how long it asks
     */
    public AddressProbe addressProbe(ConflictSettings settings) {
        return new ArpAddressProbe(arp, settings);
    }

    /** Most octets of data in a UDP datagram. One that is longer than the link takes goes in fragments. */
    public int maximumDatagram() {
        return LONGEST_PACKET - IPV4_AND_UDP;
    }

    /**
     * Opens a UDP endpoint; {@code udp().remove(socket)} closes it.
     *
     * @param port 1 to 65535, or 0 for one chosen at random
     * @param sendQueue octets of its send queue
     * @param listener told of what happens
     * @throws IllegalStateException if the port is in use, or no port is free
     */
    public UdpSocket openUdp(int port, int sendQueue, UdpSocket.Listener listener) {
        UdpSocket socket = newUdp(port, sendQueue, listener);
        udp.add(socket);
        return socket;
    }

    /**
     * The same for a port that is shared with others opened by this method: {@link UdpNode#addShared}.
     *
     * @throws IllegalStateException if the port is in use by somebody who does not share it, or no port is free
     */
    public UdpSocket openSharedUdp(int port, int sendQueue, UdpSocket.Listener listener) {
        UdpSocket socket = newUdp(port, sendQueue, listener);
        udp.addShared(socket);
        return socket;
    }

    private UdpSocket newUdp(int port, int sendQueue, UdpSocket.Listener listener) {
        int chosen = port == 0 ? udp.ephemeralPort() : port;
        if (chosen == 0) {
            throw new IllegalStateException("all ephemeral UDP ports are in use");
        }
        return new UdpSocket(chosen, maximumDatagram(), sendQueue, listener);
    }

    /** What the host's own nodes dropped, by reason, added up now; sockets and added nodes count their own. */
    public DropCounters drops() {
        DropCounters drops = new DropCounters();
        drops.add(ethernet.drops());
        drops.add(arp.drops());
        drops.add(ipv4.drops());
        drops.add(icmpv4.drops());
        drops.add(udp.drops());
        drops.add(tcp.drops());
        ipv6.addDrops(drops);
        return drops;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        return ethernet.encapsulate(carrier, offsetToIp, offsetToFrame);
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        return ethernet.demux(carrier, offsetToFrame);
    }

    @Override
    public int localPort() {
        return ethernet.localPort();
    }

    @Override
    public int protocol() {
        return ethernet.protocol();
    }

    @Override
    public long connectionId() {
        return ethernet.connectionId();
    }

    @Override
    public long nextDeadline() {
        return ethernet.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        ethernet.onDeadline(nowNanos);
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        if (!tcp.isAttached()) {
            ipv4.add(icmpv4);
            ipv4.add(udp);
            ipv4.add(tcp);
        }
        ethernet.attached(parent, slot);
    }

    /** {@inheritDoc} Pings, UDP ports and TCP connections end, without a word to their peers. */
    @Override
    public void detached() {
        ipv4.remove(tcp);
        ipv4.remove(udp);
        ipv4.remove(icmpv4);
        ethernet.detached();
    }
}
