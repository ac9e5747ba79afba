package org.lneto.ipv4;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Loopback;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.SourceChooser;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.FragmentCollector;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ip.NextHopQueue;
import org.lneto.ip.PacketProblemReporter;

/**
 * A host's Internet Protocol version 4 (RFC 791, RFC 1122). Its children are told apart by {@link
 * StackNode#protocol()}, an {@link IpProtocol}.
 *
 * <p><b>Addresses.</b> Without an address ({@link #clear()}, and at the start) it sends from 0.0.0.0 to broadcast and
 * multicast only, and takes in UDP whatever unicast address it goes to, since a DHCP server may answer to the address it
 * offers; nothing else. With one it takes in what goes to that address, to a broadcast address of its network or to a
 * group it belongs to ({@link #groups()}). Other packets, and those of a protocol without a child, are {@link Verdict#NOT_OURS}.
 *
 * <p><b>What children do.</b> Building a packet, the header at {@code offsetToIp} has its version, and this node's
 * address as the source; the child sets the destination by {@link org.lneto.ip.IpHeader#destination}. A child that
 * knows the link's address too (a DHCP server whose client cannot answer ARP yet) sets {@link
 * Carrier#linkDestination(long)}, and nothing is resolved. It may set another time to live. One that sets the header's
 * length to 24 gets a router alert option before its data (RFC 2113), and leaves 4 octets free for it; other options are
 * not sent.
 *
 * <p><b>Next hop.</b> A destination on the link, or the gateway. A packet for which there is neither, or whose next hop
 * does not answer, comes back by {@link StackNode#undeliverable}. Packets to a hop that is being resolved wait in a
 * bounded queue; when it is full the oldest is dropped and counted as {@link Verdict#QUEUE_FULL}.
 *
 * <p><b>Loopback.</b> With {@link #loopback}, packets to the host's own address and to 127.0.0.0/8 come back in, and never
 * leave; without, they are undeliverable. A packet to 127.0.0.0/8 from the wire is {@link Verdict#NOT_OURS}, one from there
 * {@link Verdict#BAD_SOURCE}. A child that sets {@link Loopback#AS_WELL} hears what it sends to groups the host belongs to.
 *
 * <p><b>Identification</b> (RFC 6864). TCP's packets are atomic: DF is set, the identification is 0. Those of other
 * protocols may be fragmented on their way, and count up from a random start.
 *
 * <p><b>Long packets</b> of other protocols than TCP go in fragments; fragments taken in are put together for 30 s, of
 * the 60 to 120 that RFC 1122, section 3.3.2, recommends ({@link org.lneto.ip.Reassembler}).
 *
 * <p><b>Options</b> taken in are checked, and a source route that leads on from here is refused; nothing is recorded.
 */
public final class Ipv4Node extends AbstractNode implements NeighbourResolver.Listener {
    /** EtherType. */
    public static final int PROTOCOL = 0x0800;

    /** Time to live of what is sent (RFC 1700). */
    public static final int DEFAULT_TIME_TO_LIVE = 64;

    private static final int LONGEST_PACKET = 65535;
    private static final long REASSEMBLY_TIMEOUT_NANOS = 30_000_000_000L;

    private final NeighbourResolver resolver;
    private final ProtocolChildren children;
    private final NextHopQueue pending;
    private final Ipv4Returns returns;
    private final Route route = new Route();
    private final Ipv4Groups groups;
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final FragmentCollector fragments;
    private final int mtu;
    private int identification;
    private int nextHop = Route.NONE;
    private @Nullable PacketProblemReporter problems;
    private boolean tellUnknownProtocols;
    private long ownHardwareAddress = MacAddress.ZERO;
    private boolean heardAsWell;
    private final SourceChooser sourceChooser = this::chooseSource;

    /**
     * Creates a node without an address.
     *
     * @param resolver finds hardware addresses; this node becomes its listener
     * @param random chooses the first identification
     * @param settings sizes
     */
    public Ipv4Node(NeighbourResolver resolver, RandomGenerator random, Ipv4Settings settings) {
        this.resolver = resolver;
        this.children = new ProtocolChildren(this, settings.maximumChildren());
        this.returns = new Ipv4Returns(children);
        this.pending =
                new NextHopQueue(resolver, settings.pendingPackets(), settings.pendingPerNeighbour(), settings.mtu());
        this.fragments = new FragmentCollector(settings.reassemblies(), REASSEMBLY_TIMEOUT_NANOS);
        this.groups = new Ipv4Groups(settings.maximumGroups());
        this.mtu = settings.mtu();
        this.identification = random.nextInt();
        route.clear();
        resolver.listener(this);
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    /**
     * Sets address and route.
     *
     * @param address this host's
     * @param prefixLength of the link's network, 0 to 32
     * @param gateway what is not on the link goes there; {@link Ipv4Address#UNSPECIFIED} for none
     */
    public void configure(int address, int prefixLength, int gateway) {
        if (address == Ipv4Address.UNSPECIFIED
                || Ipv4Address.isMulticast(address)
                || Ipv4Address.isLoopback(address)
                || address == Ipv4Address.LIMITED_BROADCAST) {
            throw new IllegalArgumentException("not a host's address: " + Ipv4Address.format(address));
        }
        if (address != route.address()) {
            pending.clear(); // what waits has the old source
        }
        route.configure(address, prefixLength, gateway);
    }

    /**
     * Adds a route beside those that {@link #configure} makes; the longest prefix counts. {@link #clear()} takes it away.
     *
     * @param destination the network's address
     * @param prefixLength of the network, 0 to 32
     * @param gateway the router on the way; {@link Ipv4Address#UNSPECIFIED} if the network's hosts are on the link
     * @return false if there are 64 already, and it was not added
     */
    public boolean addRoute(int destination, int prefixLength, int gateway) {
        return route.routes().add(destination, prefixLength, gateway);
    }

    /** Takes away what {@link #addRoute} added. */
    public void clearRoutes() {
        route.routes().clear();
    }

    /** Gives the address up. Packets that wait for a neighbour are dropped. */
    public void clear() {
        pending.clear();
        route.clear();
    }

    /**
     * Lets packets to the host's own addresses come back in, by frames to itself.
     *
     * @param hardwareAddress the link's own; {@link MacAddress#ZERO}, the default, for no loopback
     */
    public void loopback(long hardwareAddress) {
        ownHardwareAddress = hardwareAddress;
    }

    /** This host's address; {@link Ipv4Address#UNSPECIFIED} if it has none. */
    public int address() {
        return route.address();
    }

    /** The default gateway; {@link Ipv4Address#UNSPECIFIED} if there is none. */
    public int gateway() {
        return route.gateway();
    }

    /** The groups this host belongs to. */
    public Ipv4Groups groups() {
        return groups;
    }

    /** Most octets of data in a packet without options that goes in one piece. */
    public int maximumData() {
        return mtu - Ipv4Frame.HEADER_LENGTH;
    }

    /**
     * Sets whether the sender of a packet for a protocol without a child is told so ({@link #problems}). It is not by
     * default, since a packet that is {@link Verdict#NOT_OURS} may be somebody else's.
     */
    public void tellUnknownProtocols(boolean tell) {
        tellUnknownProtocols = tell;
    }

    /** Sets who tells the senders of packets that cannot be processed; nobody by default. */
    public void problems(PacketProblemReporter reporter) {
        problems = reporter;
    }

    /** Whether a packet to the address goes to every host of the link. */
    public boolean isBroadcast(int address) {
        return route.isBroadcast(address);
    }

    /**
     * Attaches a child by its IP protocol number.
     *
     * @throws IllegalStateException if another has it, or the maximum is reached
     */
    public void add(StackNode node) {
        children.add(node);
    }

    /** Detaches a child; does nothing if it is none. */
    public void remove(StackNode node) {
        children.remove(node);
    }

    /** The child of an IP protocol number; null if there is none. */
    public @Nullable StackNode find(int protocol) {
        return children.find(protocol);
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        Verdict malformed = validate(buffer, offsetToFrame, carrier.available(offsetToFrame));
        if (malformed != Verdict.ACCEPTED) {
            return drop(malformed);
        }
        int protocol = Ipv4Frame.protocol(buffer, offsetToFrame);
        int destination = Ipv4Frame.destination(buffer, offsetToFrame);
        boolean own = carrier.loopback() == Loopback.ONLY;
        if (!isForUs(destination, protocol) && !(own && Ipv4Address.isLoopback(destination))) {
            return Verdict.NOT_OURS;
        }
        if (!own && !maySend(Ipv4Frame.source(buffer, offsetToFrame), protocol)) {
            return drop(Verdict.BAD_SOURCE);
        }
        if (destination == route.address() && carrier.isLinkGroup() && route.isConfigured()) {
            return drop(Verdict.UNEXPECTED); // RFC 1122, section 3.3.6: a link broadcast must be an IP broadcast
        }
        int end = carrier.end();
        carrier.end(offsetToFrame + Ipv4Frame.totalLength(buffer, offsetToFrame));
        carrier.offsetToIp(offsetToFrame);
        Verdict verdict;
        int data = offsetToFrame + Ipv4Frame.headerLength(buffer, offsetToFrame);
        if (data > offsetToFrame + Ipv4Frame.HEADER_LENGTH && !mayPass(carrier, offsetToFrame, data)) {
            verdict = drop(Verdict.BAD_OPTION);
        } else if (Ipv4Frame.isFragment(buffer, offsetToFrame)) {
            verdict = takeFragment(carrier, offsetToFrame, data);
        } else {
            verdict = pass(carrier, protocol, data);
        }
        carrier.end(end);
        return verdict;
    }

    private Verdict pass(Carrier carrier, int protocol, int data) {
        StackNode child = children.find(protocol);
        if (child != null) {
            return child.demux(carrier, data);
        }
        PacketProblemReporter problems = this.problems;
        if (problems != null && tellUnknownProtocols) {
            problems.unreachable(carrier, Undeliverable.PROTOCOL_UNREACHABLE);
        }
        return Verdict.NOT_OURS;
    }

    /** Options that can be read, and do not lead on from here: a host is no router (RFC 1122, section 3.2.1.8). */
    private boolean mayPass(Carrier carrier, int at, int data) {
        ByteBuffer buffer = carrier.buffer();
        int wrong = Ipv4Options.check(buffer, at + Ipv4Frame.HEADER_LENGTH, data);
        PacketProblemReporter problems = this.problems;
        if (wrong != Ipv4Options.VALID && problems != null) {
            problems.parameterProblem(carrier, 0, wrong - at, false);
        }
        return wrong == Ipv4Options.VALID && !Ipv4Options.isRouted(buffer, at + Ipv4Frame.HEADER_LENGTH, data);
    }

    /** RFC 791, section 3.2. */
    private Verdict takeFragment(Carrier carrier, int at, int data) {
        ByteBuffer buffer = carrier.buffer();
        Verdict verdict = fragments.add(
                carrier,
                at,
                data,
                Ipv4Frame.fragmentOffset(buffer, at),
                Ipv4Frame.hasMoreFragments(buffer, at),
                Ipv4Frame.identification(buffer, at),
                Ipv4Frame.protocol(buffer, at));
        if (fragments.isSooner()) {
            deadlineMoved();
        }
        Carrier whole = fragments.whole(carrier);
        if (whole == null) {
            return drop(verdict);
        }
        verdict = takeWhole(whole, fragments.data() - fragments.headerLength(), fragments.data());
        fragments.release();
        return verdict;
    }

    private Verdict takeWhole(Carrier whole, int at, int data) {
        if (whole.available(at) > LONGEST_PACKET) {
            return drop(Verdict.BAD_LENGTH);
        }
        int protocol = Ipv4Frame.protocol(whole.buffer(), at);
        Ipv4Frame.complete(whole.buffer(), at, whole.available(at), 0, protocol);
        whole.offsetToIp(at);
        return pass(whole, protocol, data);
    }

    private static Verdict validate(ByteBuffer buffer, int at, int available) {
        if (available < Ipv4Frame.HEADER_LENGTH) {
            return Verdict.TRUNCATED;
        }
        int versionAndLength = Octets.u8(buffer, at);
        if (versionAndLength >>> 4 != Ipv4Frame.VERSION) {
            return Verdict.BAD_VERSION;
        }
        int headerLength = (versionAndLength & 15) * 4;
        int totalLength = Ipv4Frame.totalLength(buffer, at);
        if (headerLength < Ipv4Frame.HEADER_LENGTH || totalLength < headerLength) {
            return Verdict.BAD_LENGTH;
        }
        if (totalLength > available) {
            return Verdict.TRUNCATED;
        }
        return InternetChecksum.verifies(InternetChecksum.sum(buffer, at, headerLength))
                ? Verdict.ACCEPTED
                : Verdict.BAD_CHECKSUM;
    }

    private boolean isForUs(int destination, int protocol) {
        if (destination == route.address() && destination != Ipv4Address.UNSPECIFIED
                || Ipv4Address.isMulticast(destination) && groups.contains(destination)
                || route.isBroadcast(destination)) {
            return true;
        }
        return !route.isConfigured() && protocol == IpProtocol.UDP && !Ipv4Address.isMulticast(destination);
    }

    /** Whether a host may send from the address (RFC 1122, section 3.2.1.3), and it is not our own come back. */
    private boolean maySend(int source, int protocol) {
        if (source == Ipv4Address.UNSPECIFIED) {
            return protocol == IpProtocol.UDP; // only a host that asks for its address has none
        }
        return !Ipv4Address.isMulticast(source)
                && !Ipv4Address.isLoopback(source)
                && !route.isBroadcast(source)
                && source != route.address();
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int end = carrier.end();
        if (end <= offsetToFrame + Ipv4Frame.HEADER_LENGTH) {
            return 0;
        }
        carrier.end(Math.min(end, offsetToFrame + mtu));
        int octets = encapsulate(carrier, offsetToFrame);
        carrier.end(end);
        if (octets > 0) {
            boolean own = ownHardwareAddress != MacAddress.ZERO && carrier.linkDestination() == ownHardwareAddress;
            carrier.loopback(own ? Loopback.ONLY : heardAsWell ? Loopback.AS_WELL : Loopback.NONE);
        }
        return octets;
    }

    private int encapsulate(Carrier carrier, int offsetToFrame) {
        if (fragmenter.hasMore()) {
            return fragmenter.next(carrier, offsetToFrame);
        }
        if (pending.hasSendable()) {
            heardAsWell = false;
            return pending.send(carrier, offsetToFrame);
        }
        for (; ; ) {
            int octets = build(carrier, offsetToFrame);
            if (octets == 0) {
                return 0;
            }
            int sent = octets == TOO_LONG
                    ? sendInFragments(carrier, offsetToFrame)
                    : send(carrier, offsetToFrame, finish(carrier, offsetToFrame, octets));
            if (sent > 0) {
                return sent;
            }
        }
    }

    /** Lets a child write a packet. */
    private int build(Carrier carrier, int at) {
        Ipv4Frame.begin(carrier.buffer(), at, DEFAULT_TIME_TO_LIVE, route.address());
        carrier.linkDestination(MacAddress.ZERO);
        carrier.loopback(Loopback.NONE);
        carrier.sourceChooser(sourceChooser);
        int octets = children.encapsulate(carrier, at, at + Ipv4Frame.HEADER_LENGTH);
        carrier.sourceChooser(SourceChooser.NONE);
        heardAsWell =
                carrier.loopback() == Loopback.AS_WELL && groups.contains(Ipv4Frame.destination(carrier.buffer(), at));
        if (octets > 0) {
            chooseSource(carrier.buffer(), at);
        }
        return octets;
    }

    /** Who speaks to this host itself by a loopback address does so from one (RFC 6724, section 5, rules 1 and 2). */
    private void chooseSource(ByteBuffer buffer, int at) {
        if (Ipv4Address.isLoopback(Ipv4Frame.destination(buffer, at))
                && Ipv4Frame.source(buffer, at) == route.address()) {
            IpHeader.source(buffer, at, 0, IpAddress.mapped(Ipv4Address.LOOPBACK));
        }
    }

    /** Completes the header; the length of the packet. */
    private int finish(Carrier carrier, int at, int octets) {
        ByteBuffer buffer = carrier.buffer();
        int header = Ipv4Frame.headerLength(buffer, at);
        if (header > Ipv4Frame.HEADER_LENGTH) {
            int data = at + Ipv4Frame.HEADER_LENGTH;
            Octets.copy(buffer, data, buffer, at + header, octets);
            Octets.i32(buffer, data, Ipv4Options.ROUTER_ALERT << 24 | Ipv4Options.ROUTER_ALERT_LENGTH << 16);
        }
        int protocol = children.senderProtocol();
        int identificationFlags = protocol == IpProtocol.TCP ? Ipv4Frame.DONT_FRAGMENT : identification++ << 16;
        Ipv4Frame.complete(buffer, at, header + octets, identificationFlags, protocol);
        return header + octets;
    }

    /** The packet's length if it may be sent now; 0 if it waits or is undeliverable. */
    private int send(Carrier carrier, int at, int length) {
        if (!chooseNextHop(carrier, carrier.buffer(), at, length)) {
            return 0;
        }
        if (carrier.linkDestination() == MacAddress.ZERO) {
            await(carrier.buffer(), at, length);
            return 0;
        }
        return length;
    }

    /** A packet that is longer than the link takes. Its fragments wait one by one for the next hop's address. */
    private int sendInFragments(Carrier carrier, int at) {
        Carrier whole = fragmenter.carrier(carrier.nowNanos());
        int octets = build(whole, 0);
        if (octets == 0) {
            return 0;
        }
        if (octets < 0) {
            throw new IllegalStateException("a packet of more than 65535 octets");
        }
        int length = finish(whole, 0, octets);
        if (!chooseNextHop(whole, whole.buffer(), 0, length)) {
            return 0;
        }
        long linkDestination = whole.linkDestination();
        fragmenter.begin(length, mtu, Ipv4Frame.identification(whole.buffer(), 0) << 16, linkDestination);
        if (linkDestination != MacAddress.ZERO) {
            return fragmenter.next(carrier, at);
        }
        while (fragmenter.hasMore()) {
            int fragment = fragmenter.next(carrier, at);
            if (fragment == 0) {
                fragmenter.clear();
                return 0;
            }
            await(carrier.buffer(), at, fragment);
        }
        return 0;
    }

    /** The next hop, found by the last call of {@link #chooseNextHop}, is being resolved. */
    private void await(ByteBuffer buffer, int at, int length) {
        if (!pending.add(0, IpAddress.mapped(nextHop), buffer, at, length)) {
            drop(Verdict.QUEUE_FULL);
        }
    }

    /**
     * Sets the link's destination, to zero while it is not known.
     *
     * @return false if the packet is undeliverable
     */
    private boolean chooseNextHop(Carrier carrier, ByteBuffer packet, int at, int length) {
        if (carrier.linkDestination() != MacAddress.ZERO) {
            return true;
        }
        int destination = Ipv4Frame.destination(packet, at);
        if (Ipv4Address.isMulticast(destination)) {
            carrier.linkDestination(Ipv4Groups.hardwareAddress(destination));
            return true;
        }
        if (route.isBroadcast(destination)) {
            carrier.linkDestination(MacAddress.BROADCAST);
            return true;
        }
        boolean own = route.isOwn(destination);
        if (own && ownHardwareAddress != MacAddress.ZERO) {
            carrier.linkDestination(ownHardwareAddress);
            return true;
        }
        boolean stays = Ipv4Address.isLoopback(Ipv4Frame.source(packet, at));
        nextHop = own || stays ? Route.NONE : route.nextHop(destination);
        if (nextHop == Route.NONE) {
            returns.giveBack(packet, at, length, carrier.nowNanos(), Undeliverable.NETWORK_UNREACHABLE);
            return false;
        }
        carrier.linkDestination(resolver.lookup(0, IpAddress.mapped(nextHop), carrier.nowNanos()));
        return true;
    }

    /** {@inheritDoc} The packets that waited for it are sent. */
    @Override
    public void neighbourResolved(long high, long low, long nowNanos) {
        if (pending.resolved(high, low, nowNanos)) {
            ready();
        }
    }

    /** {@inheritDoc} The packets that waited for it come back to their senders. */
    @Override
    public void neighbourFailed(long high, long low, long nowNanos) {
        pending.failed(high, low, nowNanos, returns);
    }

    /**
     * An ICMP error quotes a packet of ours: the child of its protocol is told.
     *
     * @param carrier holds the error; its {@link Carrier#offsetToIp()} and {@link Carrier#end()} are put back
     * @param offsetToQuote index of the quoted IP header
     * @param reason what the error says
     * @return whether the quote holds a complete header from our address, of a whole datagram or its first fragment, and
     *     8 octets more, and its protocol has a child
     */
    public boolean errorQuoting(Carrier carrier, int offsetToQuote, Undeliverable reason) {
        return returns.errorQuoting(carrier, offsetToQuote, reason, route.address());
    }

    @Override
    public long nextDeadline() {
        return Math.min(children.nextDeadline(), fragments.nextDeadline());
    }

    @Override
    public void onDeadline(long nowNanos) {
        fragments.onDeadline(nowNanos, problems, drops());
        children.onDeadline(nowNanos);
    }

    @Override
    public void detached() {
        pending.clear();
        fragmenter.clear();
        fragments.clear();
        super.detached();
    }
}
