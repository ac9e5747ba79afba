package org.lneto.router;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Carrier;
import org.lneto.core.DropCounters;
import org.lneto.core.Ipv4Address;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ethernet.EthernetNode;
import org.lneto.icmpv4.Icmpv4Node;
import org.lneto.icmpv4.Icmpv4Settings;
import org.lneto.icmpv6.Icmpv6Node;
import org.lneto.icmpv6.Icmpv6Settings;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.Ipv6Node;
import org.lneto.ipv6.Ipv6Settings;
import org.lneto.mld.MulticastListener;
import org.lneto.ndp.Autoconfiguration;
import org.lneto.ndp.DuplicateAddressDetection;
import org.lneto.ndp.NdpSettings;
import org.lneto.ndp.NeighbourDiscovery;
import org.lneto.ndp.RouterAdvertiser;
import org.lneto.ndp.RouterAdvertiserConfig;
import org.lneto.udp.UdpNode;

/**
 * An interface of a {@link Router}: the root of the frames of one channel, as {@link org.lneto.stack.HostStack} is of a
 * host's.
 *
 * <p>With its address goes a small host, reached from its link only: it resolves neighbours, and {@link #udp()} has room for a
 * DHCP or DNS server. Pings of the router's addresses are answered wherever they come from. IPv6 begins when the interface is
 * first attached.
 *
 * <p>What another interface forwards while this one has no parent is dropped as {@link Verdict#QUEUE_FULL}.
 */
public final class RouterInterface implements StackNode {
    private static final int CHILDREN = 4;
    private static final int UDP_PORTS = 64;

    private final InterfaceConfig config;
    private final RandomGenerator random;
    private final EthernetNode ethernet;
    private final ArpNode arp;
    private final Ipv4Node ipv4;
    private final Icmpv4Node icmpv4;
    private final NeighbourDiscovery neighbours;
    private final Ipv6Node ipv6;
    private final Icmpv6Node icmpv6;
    private final Autoconfiguration autoconfiguration;
    private final UdpNode udp;
    private final ForwardingLayer layer4;
    private final ForwardingLayer layer6;
    private final @Nullable Nat nat;
    private int address4 = Ipv4Address.UNSPECIFIED;
    private int broadcast4 = Ipv4Address.LIMITED_BROADCAST;
    private boolean started;

    RouterInterface(InterfaceConfig config, Forwarder forwarder4, Forwarder forwarder6, RandomGenerator random) {
        this.config = config;
        this.random = random;
        long hardwareAddress = config.hardwareAddress();
        ethernet = new EthernetNode(hardwareAddress, config.mtu(), CHILDREN);
        udp = new UdpNode(UDP_PORTS, random);
        arp = new ArpNode(hardwareAddress, ArpSettings.DEFAULTS, random);
        ipv4 = new Ipv4Node(arp, random, Ipv4Settings.DEFAULTS.mtu(config.mtu()));
        icmpv4 = new Icmpv4Node(ipv4, random, Icmpv4Settings.DEFAULTS);
        ipv4.problems(icmpv4);
        ipv4.add(icmpv4);
        ipv4.add(udp);
        layer4 = new ForwardingLayer(this, forwarder4, ipv4, arp, config);
        NdpSettings ndp = NdpSettings.DEFAULTS;
        neighbours = new NeighbourDiscovery(hardwareAddress, random, ndp);
        neighbours.router(true);
        ipv6 = new Ipv6Node(
                neighbours, random, Ipv6Settings.DEFAULTS.mtu(Math.max(Ipv6Settings.MINIMUM_MTU, config.mtu())));
        icmpv6 = new Icmpv6Node(ipv6, random, Icmpv6Settings.DEFAULTS);
        DuplicateAddressDetection duplicates = new DuplicateAddressDetection(ipv6.addresses(), ndp, random);
        autoconfiguration = new Autoconfiguration(ipv6.addresses(), hardwareAddress, ndp, random);
        neighbours.host(ipv6, duplicates);
        ipv6.problems(icmpv6);
        ipv6.add(icmpv6);
        ipv6.add(udp.overIpv6());
        icmpv6.add(new MulticastListener(ipv6, random));
        icmpv6.add(neighbours);
        icmpv6.add(duplicates);
        layer6 = new ForwardingLayer(this, forwarder6, ipv6, neighbours, config);
        udp.reporter((packet, reason) -> { // each looks at packets of its own version
            icmpv4.unreachable(packet, reason);
            icmpv6.unreachable(packet, reason);
        });
        ethernet.add(arp);
        ethernet.add(layer4);
        if (hasIpv6()) {
            ethernet.add(layer6);
        }
        configureIpv4();
        NatConfig translation = config.nat();
        nat = translation == null ? null : new Nat(translation, address4, random);
    }

    private void configureIpv4() {
        for (InterfaceAddress own : config.addresses()) {
            if (own.address().isIpv4()) {
                address4 = own.address().ipv4();
                int length = own.prefixLength();
                ipv4.configure(address4, length, Ipv4Address.UNSPECIFIED);
                arp.address(address4);
                if (length > 0 && length <= 30) { // RFC 3021: a link of two has none
                    broadcast4 = Ipv4Address.directedBroadcast(address4, length);
                }
            }
        }
    }

    private boolean hasIpv6() {
        return config.mtu() >= Ipv6Settings.MINIMUM_MTU;
    }

    private void startIpv6() {
        started = true;
        autoconfiguration.start();
        for (InterfaceAddress own : config.addresses()) {
            IpAddress address = own.address();
            if (!address.isIpv4()) {
                ipv6.addresses()
                        .add(
                                address.high(),
                                address.low(),
                                own.prefixLength(),
                                AddressOrigin.MANUAL,
                                NO_DEADLINE,
                                NO_DEADLINE);
                ipv6.routes().onLink(address.high(), address.low(), own.prefixLength(), NO_DEADLINE, 0);
            }
        }
        RouterAdvertiserConfig advertised = config.advertiser();
        if (advertised != null) {
            icmpv6.add(new RouterAdvertiser(advertised, config.hardwareAddress(), ipv6, random));
        }
    }

    /** What it was built from. */
    public InterfaceConfig config() {
        return config;
    }

    /** The link layer, the root of the tree. */
    public EthernetNode ethernet() {
        return ethernet;
    }

    /** IPv4 neighbours. */
    public ArpNode arp() {
        return arp;
    }

    /** IPv6 neighbours. */
    public NeighbourDiscovery neighbours() {
        return neighbours;
    }

    /** UDP of the host that goes with the interface: for servers that its link uses. */
    public UdpNode udp() {
        return udp;
    }

    /** Its translator; null unless it is the outside of one. */
    public @Nullable Nat nat() {
        return nat;
    }

    /** What was dropped here, by reason, added up now: what came in, and what could not be queued to go out. */
    public DropCounters drops() {
        DropCounters drops = new DropCounters();
        drops.add(ethernet.drops());
        drops.add(arp.drops());
        drops.add(layer4.drops());
        drops.add(ipv4.drops());
        drops.add(icmpv4.drops());
        drops.add(layer6.drops());
        drops.add(ipv6.drops());
        drops.add(icmpv6.drops());
        drops.add(neighbours.drops());
        drops.add(udp.drops());
        return drops;
    }

    /** Its IPv4 address; 0 if it has none. */
    int address4() {
        return address4;
    }

    boolean isBroadcast4(int destination) {
        return destination == broadcast4 || destination == Ipv4Address.LIMITED_BROADCAST;
    }

    boolean owns6(long high, long low) {
        for (int i = 0; i < config.addresses().size(); i++) {
            IpAddress own = config.addresses().get(i).address();
            if (own.high() == high && own.low() == low) {
                return true;
            }
        }
        return false;
    }

    /** Its first IPv6 address; null if it has none. */
    @Nullable
    IpAddress address6() {
        for (int i = 0; i < config.addresses().size(); i++) {
            IpAddress own = config.addresses().get(i).address();
            if (!own.isIpv4()) {
                return own;
            }
        }
        return null;
    }

    ForwardingLayer layer(boolean version4) {
        return version4 ? layer4 : layer6;
    }

    boolean carries(boolean version4) {
        return version4 || hasIpv6();
    }

    int mtu() {
        return config.mtu();
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
        ethernet.attached(parent, slot);
        boolean version6 = config.advertiser() != null || address6() != null;
        if (version6 && hasIpv6() && !started) {
            startIpv6();
        }
    }

    /** {@inheritDoc} What waits to be sent is dropped; neighbours and translations are remembered. */
    @Override
    public void detached() {
        layer4.clear();
        layer6.clear();
        ethernet.detached();
    }
}
