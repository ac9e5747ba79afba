package org.lneto.ipv6;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Loopback;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.SourceChooser;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.FragmentCollector;
import org.lneto.ip.IpHeader;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ip.NextHopQueue;
import org.lneto.ip.PacketProblemReporter;

/**
 * A host's Internet Protocol version 6 (RFC 8200, RFC 8504). Its children are told apart by {@link
 * StackNode#protocol()}, an IP protocol number.
 *
 * <p><b>Taking in.</b> What goes to an address in use, or to a group the host belongs to, is for it; other packets, and
 * those of a protocol without a child, are {@link Verdict#NOT_OURS}. Extension headers are walked and bounded ({@link
 * ExtensionHeaders}).
 *
 * <p><b>What children do.</b> Building a packet, the header at {@code offsetToIp} has its version and hop limit, and both
 * addresses unspecified. The child sets the destination by {@link org.lneto.ip.IpHeader#destination}, and the source: its
 * own, or by {@link Carrier#chooseSource} the one that RFC 6724 prefers. It may set another hop limit. One that sets the
 * next header to {@link ExtensionHeaders#HOP_BY_HOP} gets a router alert option before its data (RFC 2711), and leaves 8
 * octets free for it. One that knows the link's address too sets {@link Carrier#linkDestination(long)}, and nothing is
 * resolved.
 *
 * <p><b>Next hop.</b> A destination on the link, or a default router ({@link Ipv6Routes}). A packet for which there is
 * neither, that no source address will do for, or whose next hop does not answer, comes back by {@link
 * StackNode#undeliverable}. Packets to a hop that is being resolved wait in a bounded queue; when it is full the oldest is
 * dropped and counted as {@link Verdict#QUEUE_FULL}.
 *
 * <p><b>Long packets.</b> One that is longer than the path to its destination takes (RFC 8201), or than the link, is sent
 * in fragments. Fragments taken in are put together for 60 s ({@link org.lneto.ip.Reassembler}); those with more than 16 octets of
 * other extension headers before the fragment header are refused.
 */
public final class Ipv6Node extends AbstractNode implements NeighbourResolver.Listener {
    /** EtherType. */
    public static final int PROTOCOL = 0x86dd;

    /** Hop limit of what is sent, unless routers advertise another (RFC 1700). */
    public static final int DEFAULT_HOP_LIMIT = 64;

    private static final int ICMPV6 = 58;
    private static final int ROUTER_ALERT_LENGTH = 8;
    private static final long REASSEMBLY_TIMEOUT_NANOS = 60_000_000_000L; // RFC 8200, section 4.5
    private static final int PAYLOAD_LENGTH_FIELD = 4;
    private static final int MAXIMUM_BEFORE_FRAGMENT = 64; // the header, the fragment header, and 16 octets of options
    private static final long ROUTER_ALERT = 0x0502_0000_0100L; // RFC 2711: value 0, multicast listener; then PadN

    private final NeighbourResolver resolver;
    private final ProtocolChildren children;
    private final NextHopQueue pending;
    private final Ipv6Returns returns;
    private final Ipv6Fragmenter fragmenter;
    private final Ipv6Addresses addresses;
    private final Ipv6Routes routes;
    private final Ipv6Groups groups;
    private final PathMtuTable pathMtus;
    private final FragmentCollector fragments;
    private final ExtensionHeaders extensions = new ExtensionHeaders();
    private final SourceChooser sourceChooser = this::chooseSource;
    private final int mtu;
    private int linkMtu;
    private int hopLimit = DEFAULT_HOP_LIMIT;
    private @Nullable PacketProblemReporter problems;
    private boolean tellUnknownProtocols;
    private long ownHardwareAddress = MacAddress.ZERO;
    private boolean heardAsWell;

    /**
     * Creates a node without addresses.
     *
     * @param resolver finds hardware addresses; this node becomes its listener
     * @param random chooses the first identification of fragments, and keys tables
     * @param settings sizes
     */
    public Ipv6Node(NeighbourResolver resolver, RandomGenerator random, Ipv6Settings settings) {
        this.resolver = resolver;
        this.children = new ProtocolChildren(this, settings.maximumChildren());
        this.pending =
                new NextHopQueue(resolver, settings.pendingPackets(), settings.pendingPerNeighbour(), settings.mtu());
        this.fragmenter = new Ipv6Fragmenter(random.nextInt());
        this.pathMtus = new PathMtuTable(settings.pathMtus(), random.nextLong());
        this.addresses = new Ipv6Addresses(settings.maximumAddresses(), this::deadlineMoved);
        this.returns = new Ipv6Returns(children, addresses, pathMtus);
        this.routes = new Ipv6Routes(settings.maximumRoutes(), this::deadlineMoved);
        this.groups = new Ipv6Groups(settings.maximumGroups(), settings.maximumAddresses());
        this.fragments = new FragmentCollector(settings.reassemblies(), REASSEMBLY_TIMEOUT_NANOS);
        this.mtu = settings.mtu();
        this.linkMtu = mtu;
        addresses.addListener(new Ipv6AddressListener() {
            @Override
            public void onTentative(long high, long low) {
                groups.joinSolicitedNode(low);
            }

            @Override
            public void onRemoved(long high, long low) {
                groups.leave(Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.solicitedNode(low));
            }
        });
        resolver.listener(this);
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    /** This host's addresses. */
    public Ipv6Addresses addresses() {
        return addresses;
    }

    /** Prefixes and routers. */
    public Ipv6Routes routes() {
        return routes;
    }

    /** The groups this host belongs to. */
    public Ipv6Groups groups() {
        return groups;
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

    /**
     * Lets packets to the host's own addresses, and to ::1, come back in, by frames to itself.
     *
     * @param hardwareAddress the link's own; {@link MacAddress#ZERO}, the default, for no loopback
     */
    public void loopback(long hardwareAddress) {
        ownHardwareAddress = hardwareAddress;
    }

    private boolean isOwn(long high, long low) {
        return Ipv6Address.isLoopback(high, low) || addresses.isAssigned(high, low);
    }

    /** Sets the hop limit of what is sent, 1 to 255. */
    public void hopLimit(int hopLimit) {
        this.hopLimit = hopLimit;
    }

    /** Hop limit of what is sent. */
    public int hopLimit() {
        return hopLimit;
    }

    /**
     * Sets the MTU that routers advertise for the link; it is heeded between 1280 and the link's own.
     *
     * @return whether it is heeded
     */
    public boolean advertisedMtu(int octets) {
        if (octets < Ipv6Settings.MINIMUM_MTU || octets > mtu) {
            return false; // RFC 4861, section 6.3.4
        }
        linkMtu = octets;
        return true;
    }

    /** Most octets of a packet on the link. */
    public int linkMtu() {
        return linkMtu;
    }

    /** Most octets of a packet that reaches a destination whole, as far as is known. */
    public int pathMtu(long high, long low, long nowNanos) {
        return pathMtus.get(high, low, linkMtu, nowNanos);
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

    // ---- taking in

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int available = carrier.available(offsetToFrame);
        if (available < Ipv6Frame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (Octets.u8(buffer, offsetToFrame) >>> 4 != Ipv6Frame.VERSION) {
            return drop(Verdict.BAD_VERSION);
        }
        int length = Ipv6Frame.HEADER_LENGTH + Ipv6Frame.payloadLength(buffer, offsetToFrame);
        if (length > available) {
            return drop(Verdict.TRUNCATED);
        }
        boolean own = carrier.loopback() == Loopback.ONLY;
        if (!isForUs(buffer, offsetToFrame, own)) {
            return Verdict.NOT_OURS;
        }
        long sourceHigh = Ipv6Frame.sourceHigh(buffer, offsetToFrame);
        long sourceLow = Ipv6Frame.sourceLow(buffer, offsetToFrame);
        if (!own && !maySend(sourceHigh, sourceLow)) {
            return drop(Verdict.BAD_SOURCE);
        }
        int end = carrier.end();
        carrier.end(offsetToFrame + length);
        carrier.offsetToIp(offsetToFrame);
        Verdict verdict = takeIn(carrier, offsetToFrame, true);
        carrier.end(end);
        return verdict;
    }

    private boolean isForUs(ByteBuffer buffer, int at, boolean own) {
        long high = Ipv6Frame.destinationHigh(buffer, at);
        long low = Ipv6Frame.destinationLow(buffer, at);
        return Ipv6Address.isMulticast(high)
                ? groups.contains(high, low)
                : addresses.isAssigned(high, low) || own && Ipv6Address.isLoopback(high, low);
    }

    /** Whether a host may send from the address (RFC 4291, sections 2.5.3 and 2.7), and it is not our own come back. */
    private boolean maySend(long high, long low) {
        return !Ipv6Address.isMulticast(high)
                && !Ipv6Address.isLoopback(high, low)
                && !(high == 0 && low >>> 32 == 0xffff)
                && !addresses.isAssigned(high, low);
    }

    private Verdict takeIn(Carrier carrier, int at, boolean mayBeFragment) {
        ByteBuffer buffer = carrier.buffer();
        Verdict verdict = extensions.walk(buffer, at, carrier.end());
        if (verdict != Verdict.ACCEPTED) {
            report(carrier, extensions.problemCode(), extensions.problemPointer(), extensions.isProblemForGroups());
            return drop(verdict);
        }
        int protocol = extensions.nextHeader();
        if (protocol == ExtensionHeaders.FRAGMENT) {
            return mayBeFragment ? takeFragment(carrier, at, extensions.offset()) : drop(Verdict.FRAGMENT);
        }
        if (protocol == ExtensionHeaders.NO_NEXT_HEADER) {
            return Verdict.ACCEPTED; // RFC 8200, section 4.7: what follows is ignored
        }
        if (Ipv6Address.isUnspecified(Ipv6Frame.sourceHigh(buffer, at), Ipv6Frame.sourceLow(buffer, at))
                && protocol != ICMPV6) {
            return drop(Verdict.BAD_SOURCE);
        }
        StackNode child = children.find(protocol);
        if (child == null) {
            if (tellUnknownProtocols) {
                report(carrier, ExtensionHeaders.UNRECOGNIZED_NEXT_HEADER, extensions.nextHeaderField() - at, false);
            }
            return Verdict.NOT_OURS;
        }
        return child.demux(carrier, extensions.offset());
    }

    /** RFC 8200, section 4.5. */
    private Verdict takeFragment(Carrier carrier, int at, int fragment) {
        ByteBuffer buffer = carrier.buffer();
        int data = fragment + ExtensionHeaders.FRAGMENT_LENGTH;
        int length = carrier.end() - data;
        if (length < 0) {
            return drop(Verdict.TRUNCATED);
        }
        int field = Octets.u16(buffer, fragment + 2);
        int offset = field & ~7;
        boolean more = (field & 1) != 0;
        if (more && length % 8 != 0) {
            report(carrier, ExtensionHeaders.ERRONEOUS_FIELD, PAYLOAD_LENGTH_FIELD, false);
        } else if (offset + length > 65535) {
            report(carrier, ExtensionHeaders.ERRONEOUS_FIELD, fragment + 2 - at, false);
        }
        int header = data - at;
        if (header > MAXIMUM_BEFORE_FRAGMENT) {
            return drop(Verdict.BAD_OPTION);
        }
        Verdict verdict = fragments.add(carrier, at, data, offset, more, Octets.i32(buffer, fragment + 4), 0);
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

    /** A packet is complete: its fragment header, and what stood before it, goes. Fragments of fragments are refused. */
    private Verdict takeWhole(Carrier whole, int header, int data) {
        ByteBuffer buffer = whole.buffer();
        int at = data - Ipv6Frame.HEADER_LENGTH;
        int nextHeader = Octets.u8(buffer, data - ExtensionHeaders.FRAGMENT_LENGTH);
        Octets.copy(buffer, header, buffer, at, Ipv6Frame.HEADER_LENGTH);
        Ipv6Frame.nextHeader(buffer, at, nextHeader);
        Ipv6Frame.payloadLength(buffer, at, whole.available(data));
        whole.offsetToIp(at);
        return takeIn(whole, at, false);
    }

    private void report(Carrier carrier, int code, int pointer, boolean evenForGroups) {
        PacketProblemReporter problems = this.problems;
        if (problems != null && code != ExtensionHeaders.NO_PROBLEM) {
            problems.parameterProblem(carrier, code, pointer, evenForGroups);
        }
    }

    // ---- building

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int end = carrier.end();
        if (end <= offsetToFrame + Ipv6Frame.HEADER_LENGTH) {
            return 0;
        }
        carrier.end(Math.min(end, offsetToFrame + linkMtu));
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
                    ? sendLong(carrier, offsetToFrame)
                    : send(carrier, offsetToFrame, finish(carrier, offsetToFrame, octets));
            if (sent > 0) {
                return sent;
            }
        }
    }

    /** Lets a child write a packet. */
    private int build(Carrier carrier, int at) {
        Ipv6Frame.begin(carrier.buffer(), at, hopLimit);
        carrier.linkDestination(MacAddress.ZERO);
        carrier.loopback(Loopback.NONE);
        carrier.sourceChooser(sourceChooser);
        int octets = children.encapsulate(carrier, at, at + Ipv6Frame.HEADER_LENGTH);
        carrier.sourceChooser(SourceChooser.NONE);
        heardAsWell = carrier.loopback() == Loopback.AS_WELL
                && groups.contains(
                        Ipv6Frame.destinationHigh(carrier.buffer(), at),
                        Ipv6Frame.destinationLow(carrier.buffer(), at));
        return octets;
    }

    /** Completes the header; the length of the packet. */
    private int finish(Carrier carrier, int at, int octets) {
        ByteBuffer buffer = carrier.buffer();
        int payload = octets;
        int protocol = children.senderProtocol();
        if (Ipv6Frame.nextHeader(buffer, at) == ExtensionHeaders.HOP_BY_HOP) {
            int data = at + Ipv6Frame.HEADER_LENGTH;
            Octets.copy(buffer, data, buffer, data + ROUTER_ALERT_LENGTH, octets);
            Octets.i64(buffer, data, (long) protocol << 56 | ROUTER_ALERT);
            payload += ROUTER_ALERT_LENGTH;
        } else {
            Ipv6Frame.nextHeader(buffer, at, protocol);
        }
        Ipv6Frame.payloadLength(buffer, at, payload);
        return Ipv6Frame.HEADER_LENGTH + payload;
    }

    private int sendLong(Carrier carrier, int at) {
        Carrier whole = fragmenter.carrier(carrier.nowNanos());
        int octets = build(whole, 0);
        if (octets == 0) {
            return 0;
        }
        if (octets < 0) {
            throw new IllegalStateException("a packet of more than 65535 octets of data");
        }
        int length = finish(whole, 0, octets);
        carrier.linkDestination(whole.linkDestination());
        return sendInFragments(carrier, at, length);
    }

    /** The packet's length if it may be sent as it is; 0 if it waits or is undeliverable. */
    private int send(Carrier carrier, int at, int length) {
        ByteBuffer buffer = carrier.buffer();
        if (length > mtuTo(buffer, at, carrier.nowNanos())) {
            fragmenter.load(buffer, at, length);
            return sendInFragments(carrier, at, length);
        }
        if (!chooseNextHop(carrier, buffer, at, length)) {
            return 0;
        }
        if (carrier.linkDestination() == MacAddress.ZERO) {
            await(buffer, at, length);
            return 0;
        }
        return length;
    }

    /** The same for a packet in the fragmenter. Fragments wait one by one for the next hop's address. */
    private int sendInFragments(Carrier carrier, int at, int length) {
        Carrier whole = fragmenter.carrier(carrier.nowNanos());
        if (!chooseNextHop(carrier, whole.buffer(), 0, length)) {
            return 0;
        }
        long linkDestination = carrier.linkDestination();
        fragmenter.begin(length, mtuTo(whole.buffer(), 0, carrier.nowNanos()), linkDestination);
        if (linkDestination != MacAddress.ZERO) {
            return fragmenter.next(carrier, at);
        }
        while (fragmenter.hasMore()) {
            int octets = fragmenter.next(carrier, at);
            if (octets == 0) {
                fragmenter.clear();
                return 0;
            }
            await(carrier.buffer(), at, octets);
        }
        return 0;
    }

    private int mtuTo(ByteBuffer buffer, int at, long nowNanos) {
        return pathMtu(Ipv6Frame.destinationHigh(buffer, at), Ipv6Frame.destinationLow(buffer, at), nowNanos);
    }

    /** The next hop, found by the last call of {@link #chooseNextHop}, is being resolved. */
    private void await(ByteBuffer buffer, int at, int length) {
        if (!pending.add(routes.nextHopHigh(), routes.nextHopLow(), buffer, at, length)) {
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
        long high = Ipv6Frame.destinationHigh(packet, at);
        long low = Ipv6Frame.destinationLow(packet, at);
        boolean sourced = !Ipv6Address.isUnspecified(Ipv6Frame.sourceHigh(packet, at), Ipv6Frame.sourceLow(packet, at));
        if (Ipv6Address.isMulticast(high) && (sourced || maySendUnsourced(Ipv6Frame.nextHeader(packet, at)))) {
            carrier.linkDestination(Ipv6Address.groupHardwareAddress(low));
            return true;
        }
        boolean own = isOwn(high, low);
        if (sourced && own && ownHardwareAddress != MacAddress.ZERO) {
            carrier.linkDestination(ownHardwareAddress);
            return true;
        }
        boolean stays = Ipv6Address.isLoopback(Ipv6Frame.sourceHigh(packet, at), Ipv6Frame.sourceLow(packet, at));
        if (!sourced || own || stays || !routes.route(high, low)) {
            returns.giveBack(packet, at, length, carrier.nowNanos(), Undeliverable.NETWORK_UNREACHABLE);
            return false;
        }
        carrier.linkDestination(resolver.lookup(routes.nextHopHigh(), routes.nextHopLow(), carrier.nowNanos()));
        return true;
    }

    /** Duplicate address detection, and reports about the groups it needs, come from no address (RFC 4862, RFC 3590). */
    private static boolean maySendUnsourced(int nextHeader) {
        return nextHeader == ICMPV6 || nextHeader == ExtensionHeaders.HOP_BY_HOP;
    }

    private void chooseSource(ByteBuffer buffer, int at) {
        if (!Ipv6Address.isUnspecified(Ipv6Frame.sourceHigh(buffer, at), Ipv6Frame.sourceLow(buffer, at))) {
            return;
        }
        long high = Ipv6Frame.destinationHigh(buffer, at);
        long low = Ipv6Frame.destinationLow(buffer, at);
        if (isOwn(high, low)) {
            IpHeader.source(buffer, at, high, low);
            return;
        }
        int place = addresses.sourceFor(high, low);
        if (place != Ipv6Addresses.NONE) {
            IpHeader.source(buffer, at, addresses.high(place), addresses.low(place));
        }
    }

    // ---- neighbours and errors

    /** {@inheritDoc} The packets that waited for it are sent. */
    @Override
    public void neighbourResolved(long high, long low, long nowNanos) {
        routes.routerSilent(high, low, false);
        if (pending.resolved(high, low, nowNanos)) {
            ready();
        }
    }

    /** {@inheritDoc} The packets that waited for it come back to their senders. */
    @Override
    public void neighbourFailed(long high, long low, long nowNanos) {
        routes.routerSilent(high, low, true);
        pending.failed(high, low, nowNanos, returns);
    }

    /**
     * An ICMPv6 error quotes a packet of ours: the child of its protocol is told.
     *
     * @param carrier holds the error; its {@link Carrier#offsetToIp()} is put back. For {@link
     *     Undeliverable#FRAGMENTATION_NEEDED} its {@link Carrier#nextHopMtu()} is what passes
     * @param offsetToQuote index of the quoted IPv6 header
     * @param reason what the error says
     * @return whether the quote holds a complete header from an address of ours and 8 octets of a protocol that has a
     *     child
     */
    public boolean errorQuoting(Carrier carrier, int offsetToQuote, Undeliverable reason) {
        return returns.errorQuoting(carrier, offsetToQuote, reason);
    }

    // ---- time

    @Override
    public long nextDeadline() {
        long own = Math.min(addresses.nextDeadline(), routes.nextDeadline());
        return Math.min(children.nextDeadline(), Math.min(own, fragments.nextDeadline()));
    }

    @Override
    public void onDeadline(long nowNanos) {
        addresses.onDeadline(nowNanos);
        routes.onDeadline(nowNanos);
        fragments.onDeadline(nowNanos, problems, drops());
        children.onDeadline(nowNanos);
    }

    /** {@inheritDoc} What waits is dropped, children stay. */
    @Override
    public void detached() {
        pending.clear();
        fragmenter.clear();
        fragments.clear();
        super.detached();
    }
}
