package org.lneto.stack;

import java.util.random.RandomGenerator;
import org.lneto.core.DropCounters;
import org.lneto.core.StackNode;
import org.lneto.icmpv6.Icmpv6Node;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.Ipv6Node;
import org.lneto.mld.MulticastListener;
import org.lneto.ndp.Autoconfiguration;
import org.lneto.ndp.DuplicateAddressDetection;
import org.lneto.ndp.NeighbourDiscovery;
import org.lneto.ndp.RouterDiscovery;

/**
 * The IPv6 half of a {@link HostStack}: {@link Ipv6Node} over {@link Icmpv6Node}, with neighbour discovery, address
 * autoconfiguration and multicast listener discovery. It says nothing until {@link #start()} or {@link #configure}.
 */
public final class Ipv6Host {
    private final NeighbourDiscovery neighbours;
    private final Ipv6Node node;
    private final Icmpv6Node icmp;
    private final DuplicateAddressDetection duplicates;
    private final Autoconfiguration autoconfiguration;
    private final RouterDiscovery routers;
    private final MulticastListener multicast;

    Ipv6Host(StackConfig config, RandomGenerator random) {
        long hardwareAddress = config.hardwareAddress();
        neighbours = new NeighbourDiscovery(hardwareAddress, random, config.ndp());
        node = new Ipv6Node(neighbours, random, config.ipv6());
        icmp = new Icmpv6Node(node, random, config.icmpv6());
        multicast = new MulticastListener(node, random);
        duplicates = new DuplicateAddressDetection(node.addresses(), config.ndp(), random);
        autoconfiguration = new Autoconfiguration(node.addresses(), hardwareAddress, config.ndp(), random);
        routers = new RouterDiscovery(node, neighbours, autoconfiguration, hardwareAddress, config.ndp(), random);
        neighbours.host(node, duplicates);
        node.problems(icmp);
        node.add(icmp);
        icmp.add(multicast); // a group is reported before an address in it is asked for
        icmp.add(neighbours);
        icmp.add(duplicates);
    }

    /** From now on routers are heeded: who wants no IPv6 must not get addresses from one that speaks unasked. */
    private void begin() {
        if (!node.isAttached()) {
            throw new IllegalStateException("IPv6 needs a link with an MTU of 1280 octets or more");
        }
        if (!routers.isAttached()) {
            icmp.add(routers);
        }
        autoconfiguration.start();
    }

    /**
     * Configures itself: forms a link-local address, and asks for routers, whose prefixes give it others (RFC 4862).
     *
     * @throws IllegalStateException if the link's MTU is less than IPv6 needs
     */
    public void start() {
        begin();
        routers.start();
    }

    /**
     * Gives the host an address for good, and its prefix to the link. Other hosts are asked whether they have it.
     *
     * @param address this host's
     * @param prefixLength of the link's network, 0 to 128
     * @param router what is not on the link goes there: an address on the link, or unspecified for none
     * @param nowNanos the time
     * @throws IllegalStateException if there is no room for it, or the link's MTU is less than IPv6 needs
     */
    public void configure(IpAddress address, int prefixLength, IpAddress router, long nowNanos) {
        begin();
        long high = address.high();
        long low = address.low();
        long forever = StackNode.NO_DEADLINE;
        if (!node.addresses().add(high, low, prefixLength, AddressOrigin.MANUAL, forever, forever)
                || !node.routes().onLink(high, low, prefixLength, forever, nowNanos)
                || !router.isUnspecified()
                        && !node.routes().defaultRouter(router.high(), router.low(), 0, forever, nowNanos)) {
            throw new IllegalStateException("no room for another address, prefix or router beside "
                    + node.addresses().size() + " addresses");
        }
    }

    /** IP version 6. */
    public Ipv6Node node() {
        return node;
    }

    /** ICMP over IP version 6. */
    public Icmpv6Node icmp() {
        return icmp;
    }

    /** Neighbours' hardware addresses. */
    public NeighbourDiscovery neighbours() {
        return neighbours;
    }

    /** Whether others have our addresses. */
    public DuplicateAddressDetection duplicates() {
        return duplicates;
    }

    /** Addresses formed by itself. */
    public Autoconfiguration autoconfiguration() {
        return autoconfiguration;
    }

    /** What routers advertise. */
    public RouterDiscovery routers() {
        return routers;
    }

    void addDrops(DropCounters drops) {
        drops.add(node.drops());
        drops.add(icmp.drops());
        drops.add(neighbours.drops());
        drops.add(routers.drops());
        drops.add(multicast.drops());
    }
}
