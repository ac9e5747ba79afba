package org.lneto.samples.packetdrill;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.icmpv4.Icmpv4Node;
import org.lneto.icmpv4.Icmpv4Settings;
import org.lneto.icmpv6.Icmpv6Node;
import org.lneto.icmpv6.Icmpv6Settings;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.Ipv6Node;
import org.lneto.ipv6.Ipv6Settings;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpNode;
import org.lneto.udp.UdpNode;

/**
 * The host that a script is about: IP, ICMP, UDP and TCP of one version, whose link is this object. Its clock moves when it
 * is told to; what it sends is kept, with the time, until somebody looks.
 */
final class VirtualHost implements NodeParent {
    /** Time of the host's clock when the script begins. */
    static final long START_NANOS = 1_000_000_000_000L;

    private static final long SEED = 20261123;
    private static final int LONGEST_PACKET = 65535;
    private static final int MOST_PACKETS = 100_000;
    private static final int NETWORK_BITS_4 = 16;
    private static final int NETWORK_BITS_6 = 48;
    private static final long STATION = 0x0200_0000_0001L;

    /** A packet that was sent. */
    record Sent(long atNanos, byte[] octets) {}

    private final boolean version6;
    private final StackNode network;
    private final UdpNode udp;
    private final TcpNode tcp;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST_PACKET);
    private final Carrier carrier = new Carrier();
    private final Deque<Sent> sent = new ArrayDeque<>();
    private long nowNanos = START_NANOS;
    private boolean ready;

    VirtualHost(Settings settings, TcpConfig config) {
        version6 = settings.version6();
        SplittableRandom random = new SplittableRandom(SEED);
        tcp = new TcpNode(config, random);
        udp = new UdpNode(1024, random);
        network = version6 ? ipv6(settings, random) : ipv4(settings, random);
        network.attached(this, 0);
    }

    private StackNode ipv4(Settings settings, SplittableRandom random) {
        Ipv4Node node = new Ipv4Node(new EverybodyIsNear(), random, Ipv4Settings.DEFAULTS.mtu(settings.mtu()));
        Icmpv4Node icmp = new Icmpv4Node(node, random, Icmpv4Settings.DEFAULTS);
        node.problems(icmp);
        udp.reporter(icmp);
        node.add(icmp);
        node.add(udp);
        node.add(tcp);
        int address = settings.local().ipv4();
        node.configure(address, NETWORK_BITS_4, address ^ 0xfe); // any other address on the link will do as the gateway
        return node;
    }

    private StackNode ipv6(Settings settings, SplittableRandom random) {
        int mtu = Math.max(settings.mtu(), Ipv6Settings.MINIMUM_MTU);
        Ipv6Node node = new Ipv6Node(new EverybodyIsNear(), random, Ipv6Settings.DEFAULTS.mtu(mtu));
        Icmpv6Node icmp = new Icmpv6Node(node, random, Icmpv6Settings.DEFAULTS);
        node.problems(icmp);
        udp.reporter(icmp);
        node.add(icmp);
        node.add(udp.overIpv6());
        node.add(tcp.overIpv6());
        tcp.pathMtu(node::pathMtu);
        long high = settings.local().high();
        long low = settings.local().low();
        long forever = StackNode.NO_DEADLINE;
        node.addresses().add(high, low, NETWORK_BITS_6, AddressOrigin.MANUAL, forever, forever);
        node.addresses().verified(high, low);
        node.routes().onLink(high, low, NETWORK_BITS_6, forever, nowNanos);
        node.routes().defaultRouter(0xfe80L << 48, 1, 0, forever, nowNanos);
        return node;
    }

    TcpNode tcp() {
        return tcp;
    }

    UdpNode udp() {
        return udp;
    }

    // ---- time

    /** Nanoseconds since the script began. */
    long now() {
        return nowNanos - START_NANOS;
    }

    /** When the host will next do something of itself, in the script's time; {@link StackNode#NO_DEADLINE} if never. */
    long nextDeadline() {
        long deadline = network.nextDeadline();
        return deadline == StackNode.NO_DEADLINE ? deadline : Math.max(deadline, nowNanos) - START_NANOS;
    }

    /**
     * Moves the clock to a time of the script, which must not lie behind the next deadline, and lets the host do what it
     * has to do then.
     */
    void moveTo(long scriptNanos) {
        nowNanos = Math.max(nowNanos, scriptNanos + START_NANOS);
        if (network.nextDeadline() <= nowNanos) {
            network.onDeadline(nowNanos);
        }
        send();
    }

    // ---- packets

    /** Lets a packet arrive. */
    Verdict receive(ByteBuffer packet, int length) {
        carrier.wrap(packet, length, nowNanos);
        Verdict verdict = network.demux(carrier, 0);
        send();
        return verdict;
    }

    /** Lets the host send what it has to send now. */
    void send() {
        while (ready && sent.size() < MOST_PACKETS) {
            carrier.wrap(buffer, LONGEST_PACKET, nowNanos);
            int length = network.encapsulate(carrier, -1, 0);
            if (length == 0) {
                ready = false;
                return;
            }
            byte[] octets = new byte[length];
            buffer.get(0, octets);
            sent.add(new Sent(now(), octets));
        }
    }

    /** The packet that was sent first of those not yet looked at; null if there is none. It stays. */
    @Nullable
    Sent peekSent() {
        return sent.peek();
    }

    /** Takes the packet that {@link #peekSent} gives. */
    void removeSent() {
        sent.remove();
    }

    boolean isVersion6() {
        return version6;
    }

    @Override
    public void childReady(int slot) {
        ready = true;
    }

    @Override
    public void childDeadline(int slot) {
        // deadlines are asked for before each move of the clock
    }

    /** The link has no hardware addresses: everybody has the same. */
    private static final class EverybodyIsNear implements NeighbourResolver {
        @Override
        public long lookup(long high, long low, long nowNanos) {
            return STATION;
        }

        @Override
        public void listener(Listener listener) {
            // nobody is ever resolved later
        }
    }
}
