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
 * The host that a script is about: IP of both versions, of which one has an address, ICMP, UDP and TCP. Its link is this
 * object. Its clock moves when it is told to; what it sends is kept, with the time, until somebody looks.
 */
final class VirtualHost {
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

    private final Line ipv4;
    private final Line ipv6;
    private final Line network;
    private final UdpNode udp;
    private final TcpNode tcp;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST_PACKET);
    private final Carrier carrier = new Carrier();
    private final Deque<Sent> sent = new ArrayDeque<>();
    private long nowNanos;

    /**
     * Puts the host together.
     *
     * @param scriptNanos the time, from the start of the script
     */
    VirtualHost(Settings settings, TcpConfig config, long scriptNanos) {
        nowNanos = START_NANOS + scriptNanos;
        SplittableRandom random = new SplittableRandom(SEED);
        tcp = new TcpNode(config, random);
        udp = new UdpNode(1024, random);
        ipv4 = new Line(ipv4(settings, random));
        ipv6 = new Line(ipv6(settings, random));
        network = settings.version6() ? ipv6 : ipv4;
    }

    private StackNode ipv4(Settings settings, SplittableRandom random) {
        Ipv4Node node = new Ipv4Node(new EverybodyIsNear(), random, Ipv4Settings.DEFAULTS.mtu(settings.mtu()));
        Icmpv4Node icmp = new Icmpv4Node(node, random, Icmpv4Settings.DEFAULTS);
        node.problems(icmp);
        node.add(icmp);
        node.add(udp);
        node.add(tcp);
        if (!settings.version6()) {
            udp.reporter(icmp);
            int address = settings.local().ipv4();
            node.configure(address, NETWORK_BITS_4, address ^ 0xfe); // any other on the link will do as the gateway
        }
        return node;
    }

    private StackNode ipv6(Settings settings, SplittableRandom random) {
        int mtu = Math.max(settings.mtu(), Ipv6Settings.MINIMUM_MTU);
        Ipv6Node node = new Ipv6Node(new EverybodyIsNear(), random, Ipv6Settings.DEFAULTS.mtu(mtu));
        Icmpv6Node icmp = new Icmpv6Node(node, random, Icmpv6Settings.DEFAULTS);
        node.problems(icmp);
        node.add(icmp);
        node.add(udp.overIpv6());
        node.add(tcp.overIpv6());
        if (!settings.version6()) {
            return node;
        }
        udp.reporter(icmp);
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
        long deadline = Math.min(ipv4.node.nextDeadline(), ipv6.node.nextDeadline());
        return deadline == StackNode.NO_DEADLINE ? deadline : Math.max(deadline, nowNanos) - START_NANOS;
    }

    /**
     * Moves the clock to a time of the script, which must not lie behind the next deadline, and lets the host do what it
     * has to do then.
     */
    void moveTo(long scriptNanos) {
        nowNanos = Math.max(nowNanos, scriptNanos + START_NANOS);
        ipv4.wake();
        ipv6.wake();
        send();
    }

    // ---- packets

    /** Lets a packet arrive. */
    Verdict receive(ByteBuffer packet, int length) {
        carrier.wrap(packet, length, nowNanos);
        Verdict verdict = network.node.demux(carrier, 0);
        send();
        return verdict;
    }

    /** Lets the host send what it has to send now. */
    void send() {
        boolean more = true;
        while (more && sent.size() < MOST_PACKETS) {
            more = ipv4.send() || ipv6.send();
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

    /** The link as one version of IP sees it. */
    private final class Line implements NodeParent {
        private final StackNode node;
        private boolean ready;

        Line(StackNode node) {
            this.node = node;
            node.attached(this, 0);
        }

        /** Whether there was something to send. */
        boolean send() {
            if (!ready) {
                return false;
            }
            carrier.wrap(buffer, LONGEST_PACKET, nowNanos);
            int length = node.encapsulate(carrier, -1, 0);
            if (length == 0) {
                ready = false;
                return true; // but perhaps the other has by now
            }
            byte[] octets = new byte[length];
            buffer.get(0, octets);
            sent.add(new Sent(now(), octets));
            return true;
        }

        void wake() {
            if (node.nextDeadline() <= nowNanos) {
                node.onDeadline(nowNanos);
            }
        }

        @Override
        public void childReady(int slot) {
            ready = true;
        }

        @Override
        public void childDeadline(int slot) {
            // deadlines are asked for before each move of the clock
        }
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
