package org.lneto.netty.junit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.capture.CaptureHandler;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.stack.StackConfig;

/**
 * Hosts on virtual links, all on one virtual time and from one seed: the same seed and the same calls give the same frames
 * at the same times, and captures that are the same to the octet. {@link VirtualNetwork} gives tests one; it can be used
 * without JUnit as well:
 *
 * <pre>{@code
 * try (SimulatedNetwork network = SimulatedNetwork.builder()
 *         .seed(42)
 *         .impairment(Impairment.NONE.withLoss(0.05).withDelay(Duration.ofMillis(20)))
 *         .captureTo(folder)
 *         .build()) {
 *     Stack client = network.host("client");
 *     Stack server = network.host("server");
 *     // bootstraps over LnetoSocketChannel(client) and LnetoServerSocketChannel(server), in
 *     // network.time().newEventLoopGroup(), to network.address("server", 80)
 *     network.await(connected::isDone, Duration.ofMinutes(1));
 * }
 * }</pre>
 *
 * <p>Hosts and links come into being when they are first named. The n-th host of the k-th link, both counted from 1, has the
 * addresses 10.0.k.n/24 and, where IPv6 was asked for, fd00:0:0:k::n/64; a link has up to 254 hosts, a network up to 254
 * links. Links are not connected with each other.
 *
 * <p>One thread creates, uses and closes it: its {@link #time()}'s.
 */
public final class SimulatedNetwork implements AutoCloseable {
    /** The link of hosts that were put on no other. */
    public static final String DEFAULT_LINK = "lan";

    private static final int MOST = 254;
    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 64;
    private static final long IPV6_NETWORK = 0xfd00L << 48;
    private static final long UNLIKE = 0x9e37_79b9_7f4a_7c15L;

    private final Builder settings;
    private final VirtualTime time = new VirtualTime();
    private final EventLoopGroup ports = time.newEventLoopGroup();
    private final Map<String, Segment> links = new LinkedHashMap<>();
    private final Map<String, Station> hosts = new LinkedHashMap<>();

    private SimulatedNetwork(Builder settings) {
        this.settings = settings;
    }

    private record Segment(
            int number, VirtualLink link, @Nullable LinkCapture capture) {}

    private record Station(Stack stack, VirtualPort port, FrameLoss loss, int ipv4, IpAddress ipv6) {}

    /** Starts the description of a network: seed 0, perfect wires, an MTU of 1500, IPv4 only, no capture. */
    public static Builder builder() {
        return new Builder(0, Impairment.NONE, 1500, false, null);
    }

    /** What a network is built from. Immutable; each setter returns a copy. */
    public static final class Builder {
        private final long seed;
        private final Impairment impairment;
        private final int mtu;
        private final boolean ipv6;
        private final @Nullable Path captures;

        private Builder(long seed, Impairment impairment, int mtu, boolean ipv6, @Nullable Path captures) {
            this.seed = seed;
            this.impairment = impairment;
            this.mtu = mtu;
            this.ipv6 = ipv6;
            this.captures = captures;
        }

        /** The seed of all chance: of the links and of the hosts' own. */
        public Builder seed(long seed) {
            return new Builder(seed, impairment, mtu, ipv6, captures);
        }

        /** What happens to the frames that hosts send, unless a host is given something else. */
        public Builder impairment(Impairment impairment) {
            return new Builder(seed, impairment, mtu, ipv6, captures);
        }

        /** Most octets of an IP packet, 576 to 65535. */
        public Builder mtu(int octets) {
            return new Builder(seed, impairment, octets, ipv6, captures);
        }

        /** Whether hosts have IPv6 addresses too; naming a host then takes two seconds of virtual time for them. */
        public Builder ipv6(boolean on) {
            return new Builder(seed, impairment, mtu, on, captures);
        }

        /** A folder that is there, for one pcapng file of each link, {@code LINK.pcapng}. */
        public Builder captureTo(Path folder) {
            return new Builder(seed, impairment, mtu, ipv6, folder);
        }

        /** Creates the network, and its virtual time, owned by the current thread. */
        public SimulatedNetwork build() {
            return new SimulatedNetwork(this);
        }
    }

    /** The clock and the loop of everything here. */
    public VirtualTime time() {
        return time;
    }

    /** The seed. */
    public long seed() {
        return settings.seed;
    }

    /** The link that hosts are on unless put on another. */
    public VirtualLink link() {
        return link(DEFAULT_LINK);
    }

    /** The link of a name, made if there is none. */
    public VirtualLink link(String name) {
        return segment(name).link;
    }

    private Segment segment(String name) {
        Segment known = links.get(name);
        if (known != null) {
            return known;
        }
        int number = links.size() + 1;
        if (number > MOST) {
            throw new IllegalStateException("a network has up to " + MOST + " links");
        }
        VirtualLink link = VirtualLink.builder()
                .name(name)
                .seed(settings.seed + number * UNLIKE)
                .mtu(settings.mtu)
                .build();
        Segment made = new Segment(number, link, capture(name));
        links.put(name, made);
        return made;
    }

    private @Nullable LinkCapture capture(String link) {
        Path folder = settings.captures;
        if (folder == null) {
            return null;
        }
        try {
            return new LinkCapture(folder.resolve(link.replaceAll("[^A-Za-z0-9._-]", "_") + ".pcapng"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a capture to " + folder, e);
        }
    }

    /** The host of a name; made on the {@link #link()}, with the network's impairment, if there is none. */
    public Stack host(String name) {
        Station known = hosts.get(name);
        return known == null ? host(name, DEFAULT_LINK, settings.impairment) : known.stack;
    }

    /**
     * Makes a host.
     *
     * @param name not taken yet
     * @param link the name of the link it is on
     * @param impairment what happens to the frames it sends
     */
    public Stack host(String name, String link, Impairment impairment) {
        if (hosts.containsKey(name)) {
            throw new IllegalArgumentException("there is a host named " + name);
        }
        Segment segment = segment(link);
        int number = 1
                + (int) hosts.values().stream()
                        .filter(other -> other.port.link() == segment.link)
                        .count();
        if (number > MOST) {
            throw new IllegalStateException("a link has up to " + MOST + " hosts");
        }
        Station made = station(segment, name, number, impairment);
        hosts.put(name, made);
        return made.stack;
    }

    private Station station(Segment segment, String name, int number, Impairment impairment) {
        VirtualPort port = segment.link.newPort(impairment);
        FrameLoss loss = new FrameLoss();
        port.pipeline().addLast("loss", loss);
        if (segment.capture != null) {
            port.pipeline()
                    .addLast("capture", new CaptureHandler(this::epochNanos, segment.capture.newInterface(name)));
        }
        long unique = (long) segment.number << 8 | number;
        Stack stack = Stack.install(
                port.pipeline(),
                StackConfig.of(MacAddress.local(unique)).mtu(settings.mtu),
                new SplittableRandom(settings.seed * UNLIKE + unique));
        ports.register(port);
        time.settle();
        int ipv4 = 10 << 24 | segment.number << 8 | number;
        stack.host().configure(ipv4, IPV4_PREFIX, Ipv4Address.UNSPECIFIED);
        IpAddress ipv6 = new IpAddress(IPV6_NETWORK | segment.number, number);
        if (settings.ipv6) {
            stack.host().ipv6().configure(ipv6, IPV6_PREFIX, new IpAddress(0, 0), stack.nowNanos());
            time.advance(Duration.ofSeconds(2)); // duplicate address detection, RFC 4862 (5.4)
        }
        return new Station(stack, port, loss, ipv4, ipv6);
    }

    private long epochNanos() {
        return VirtualTime.START.getEpochSecond() * 1_000_000_000L + time.now().toNanos();
    }

    private Station named(String host) {
        Station station = hosts.get(host);
        if (station == null) {
            throw new IllegalArgumentException("no host is named " + host + ", only " + hosts.keySet());
        }
        return station;
    }

    /** A host's IPv4 address. */
    public InetAddress address(String host) {
        int ipv4 = named(host).ipv4;
        return inet(new byte[] {(byte) (ipv4 >>> 24), (byte) (ipv4 >>> 16), (byte) (ipv4 >>> 8), (byte) ipv4});
    }

    /** A port at a host's IPv4 address, 0 to 65535. */
    public InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(address(host), port);
    }

    /**
     * A host's IPv6 address.
     *
     * @throws IllegalStateException if the network was built without IPv6
     */
    public InetAddress address6(String host) {
        if (!settings.ipv6) {
            throw new IllegalStateException("the network was built without IPv6");
        }
        return inet(named(host).ipv6.octets());
    }

    private static InetAddress inet(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 octets", e);
        }
    }

    /** A host's port: what it sends can be impaired otherwise at any time, and its frames are counted. */
    public VirtualPort port(String host) {
        return named(host).port;
    }

    /**
     * Loses frames that a host sends, beside what its impairment loses. The capture shows them as sent.
     *
     * @param host who sends
     * @param times how many, 1 or more
     * @param which frames; sees the frame from its Ethernet header on, must not keep or change it. See {@link TcpFrames}
     */
    public void lose(String host, int times, Predicate<ByteBuf> which) {
        if (times < 1) {
            throw new IllegalArgumentException("at least one frame is lost: " + times);
        }
        named(host).loss.lose(which, times);
    }

    /**
     * Lets time pass until a condition holds.
     *
     * @throws AssertionError if it does not within {@code most}, naming the seed
     */
    public void await(BooleanSupplier condition, Duration most) {
        if (!time.advanceUntil(condition, most)) {
            throw new AssertionError("waited for " + most + " of virtual time, seed " + settings.seed);
        }
    }

    /** The captures, with all frames so far; empty if none were asked for. */
    public List<Path> captures() {
        return links.values().stream()
                .map(Segment::capture)
                .filter(capture -> capture != null)
                .map(capture -> {
                    capture.flush();
                    return capture.file();
                })
                .toList();
    }

    /** Ends the loop with all that is on it, and completes the captures. */
    @Override
    public void close() {
        time.close();
        for (Segment segment : links.values()) {
            if (segment.capture != null) {
                try {
                    segment.capture.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot complete " + segment.capture.file(), e);
                }
            }
        }
    }
}
