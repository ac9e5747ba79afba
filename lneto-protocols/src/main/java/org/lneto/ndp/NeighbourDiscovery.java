package org.lneto.ndp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.MacAddress;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.icmpv6.Icmpv6Service;
import org.lneto.ip.IpHeader;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;

/**
 * Address resolution and neighbour unreachability detection (RFC 4861, section 7): asks for neighbours, answers for this
 * host's addresses, and keeps to what it learns the states of {@link ReachabilityState}.
 *
 * <p><b>What it believes.</b> A solicitation for an address of ours makes its sender known, stale; an advertisement
 * changes a neighbour that is being asked for or known already, and nothing else. So an unsolicited advertisement from a
 * stranger is {@link Verdict#UNEXPECTED}.
 *
 * <p><b>Bounds</b> ({@link NdpSettings}). Cache full: see {@link NeighbourCache}. Resolutions full: the one that has
 * waited longest fails. Advertisements full: the solicitation is dropped as {@link Verdict#QUEUE_FULL}.
 */
public final class NeighbourDiscovery extends Icmpv6Service implements NeighbourResolver {
    private static final int LENGTH = NeighbourMessage.HEADER_LENGTH + NdpOption.LINK_LAYER_ADDRESS_LENGTH;
    private static final int HOP_LIMIT = 255;
    private static final long LONGEST_TIME_NANOS = 3_600_000_000_000L; // RFC 4861, section 6.2.1

    private final long hardwareAddress;
    private final NdpSettings settings;
    private final NeighbourCache cache;
    private final AdvertisementQueue advertisements;
    private @Nullable Listener listener;
    private @Nullable Ipv6Node ipv6;
    private @Nullable DuplicateAddressDetection duplicates;
    private boolean router;
    private long retransmitNanos;
    private long reachableNanos;

    // places that owe a solicitation: a ring, each in it at most once, even if another neighbour has it meanwhile
    private final int[] due;
    private final boolean[] isDue;
    private int dueFirst;
    private int dueCount;
    private int resolving;

    /**
     * Creates a node that knows nobody.
     *
     * @param hardwareAddress the station's own
     * @param random keys the cache
     * @param settings sizes and times
     */
    public NeighbourDiscovery(long hardwareAddress, RandomGenerator random, NdpSettings settings) {
        this.hardwareAddress = hardwareAddress;
        this.settings = settings;
        this.cache = new NeighbourCache(settings.cacheEntries(), random.nextLong());
        this.advertisements = new AdvertisementQueue(settings.pendingAdvertisements());
        this.retransmitNanos = settings.retransmitNanos();
        this.reachableNanos = settings.reachableNanos();
        this.due = new int[settings.cacheEntries()];
        this.isDue = new boolean[settings.cacheEntries()];
    }

    /**
     * Sets the host that it asks and answers for; before, it takes in nothing.
     *
     * @param ipv6 the host's node, whose addresses it answers for
     * @param duplicates told of addresses that others use
     */
    public void host(Ipv6Node ipv6, DuplicateAddressDetection duplicates) {
        this.ipv6 = ipv6;
        this.duplicates = duplicates;
    }

    /** Whether this host says of itself that it is a router; it does not by default. */
    public void router(boolean router) {
        this.router = router;
    }

    /** Takes over the times that a router advertises; 0, or more than an hour, leaves one as it is. */
    void advertisedTimes(long reachable, long retransmit) {
        reachableNanos = reachable > 0 && reachable <= LONGEST_TIME_NANOS ? reachable : reachableNanos;
        retransmitNanos = retransmit > 0 && retransmit <= LONGEST_TIME_NANOS ? retransmit : retransmitNanos;
    }

    @Override
    public boolean takes(int type) {
        return type == Icmpv6Frame.NEIGHBOUR_SOLICITATION || type == Icmpv6Frame.NEIGHBOUR_ADVERTISEMENT;
    }

    @Override
    public void listener(Listener listener) {
        this.listener = listener;
    }

    /** Neighbours known or asked for. */
    public int size() {
        return cache.size();
    }

    /** What is known of a neighbour; null if nothing is. */
    public @Nullable ReachabilityState state(long high, long low, long nowNanos) {
        int place = cache.find(high, low);
        return place == NeighbourCache.NONE ? null : cache.state(place, nowNanos);
    }

    /** Forgets a neighbour, or stops asking for it; its listener is not told. */
    public void forget(long high, long low) {
        int place = cache.find(high, low);
        if (place != NeighbourCache.NONE) {
            remove(place);
        }
    }

    // ---- sending to neighbours

    @Override
    public long lookup(long high, long low, long nowNanos) {
        int place = cache.find(high, low);
        if (place == NeighbourCache.NONE) {
            if (resolving >= settings.pendingResolutions()) {
                fail(cache.oldestIncomplete(), nowNanos);
            }
            place = cache.add(high, low, true);
            if (place != NeighbourCache.NONE) {
                resolving++;
                ask(place, ReachabilityState.INCOMPLETE, nowNanos);
            }
            return MacAddress.ZERO;
        }
        cache.want(place);
        if (cache.state(place, nowNanos) == ReachabilityState.STALE) {
            long before = cache.earliest();
            cache.delay(place, nowNanos + settings.delayNanos());
            settle(before);
        }
        return cache.hardware(place);
    }

    private void ask(int place, ReachabilityState state, long nowNanos) {
        long before = cache.earliest();
        cache.attempt(place, state, nowNanos + retransmitNanos);
        settle(before);
        if (!isDue[place]) {
            isDue[place] = true;
            due[(dueFirst + dueCount++) % due.length] = place;
        }
        ready();
    }

    private void settle(long earliestBefore) {
        if (cache.earliest() < earliestBefore) {
            deadlineMoved();
        }
    }

    @Override
    public long nextDeadline() {
        return cache.earliest();
    }

    @Override
    public void onDeadline(long nowNanos) {
        while (cache.earliest() <= nowNanos) {
            int place = cache.first();
            ReachabilityState state = cache.state(place, nowNanos);
            if (state == ReachabilityState.DELAY) {
                ask(place, ReachabilityState.PROBE, nowNanos);
            } else if (cache.attempts(place) < settings.attempts() && state != null) {
                ask(place, state, nowNanos);
            } else {
                fail(place, nowNanos);
            }
        }
    }

    private void fail(int place, long nowNanos) {
        long high = cache.high(place);
        long low = cache.low(place);
        remove(place);
        Listener listener = this.listener;
        if (listener != null) {
            listener.neighbourFailed(high, low, nowNanos);
        }
    }

    private void remove(int place) {
        if (cache.hardware(place) == MacAddress.ZERO) {
            resolving--;
        }
        cache.remove(place); // a solicitation that it owes is passed over
    }

    // ---- taking in

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        Ipv6Node ipv6 = this.ipv6;
        DuplicateAddressDetection duplicates = this.duplicates;
        if (ipv6 == null || duplicates == null) {
            return Verdict.NOT_OURS;
        }
        ByteBuffer buffer = carrier.buffer();
        int options = offsetToFrame + NeighbourMessage.HEADER_LENGTH;
        if (carrier.end() < options) {
            return drop(Verdict.TRUNCATED);
        }
        if (Ipv6Frame.hopLimit(buffer, carrier.offsetToIp()) != HOP_LIMIT
                || Icmpv6Frame.code(buffer, offsetToFrame) != 0
                || Ipv6Address.isMulticast(NeighbourMessage.targetHigh(buffer, offsetToFrame))) {
            return drop(Verdict.BAD_FIELD);
        }
        if (!NdpOption.areValid(buffer, options, carrier.end())) {
            return drop(Verdict.BAD_OPTION);
        }
        return Icmpv6Frame.type(buffer, offsetToFrame) == Icmpv6Frame.NEIGHBOUR_SOLICITATION
                ? solicited(ipv6.addresses(), duplicates, carrier, offsetToFrame, options)
                : advertised(ipv6, duplicates, carrier, offsetToFrame, options);
    }

    /** RFC 4861, section 7.2.3; RFC 4862, section 5.4.3. */
    private Verdict solicited(
            Ipv6Addresses addresses, DuplicateAddressDetection duplicates, Carrier carrier, int at, int options) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        long targetHigh = NeighbourMessage.targetHigh(buffer, at);
        long targetLow = NeighbourMessage.targetLow(buffer, at);
        long high = Ipv6Frame.sourceHigh(buffer, ip);
        long low = Ipv6Frame.sourceLow(buffer, ip);
        int type = NdpOption.SOURCE_LINK_LAYER_ADDRESS;
        long sender = NdpOption.linkLayerAddress(buffer, options, carrier.end(), type);
        boolean unsourced = Ipv6Address.isUnspecified(high, low);
        if (unsourced && (sender != 0 || !Ipv6Address.isMulticast(Ipv6Frame.destinationHigh(buffer, ip)))) {
            return drop(Verdict.BAD_SOURCE);
        }
        if (addresses.isTentative(targetHigh, targetLow)) {
            if (unsourced) {
                duplicates.solicited(buffer, options, carrier.end(), targetHigh, targetLow);
            }
            return Verdict.ACCEPTED;
        }
        if (!addresses.isAssigned(targetHigh, targetLow)) {
            return Verdict.ACCEPTED; // another host has the same solicited-node group
        }
        if (sender != 0 && !isNeighbour(sender)) {
            return drop(Verdict.BAD_SOURCE);
        }
        if (!unsourced && sender != 0) {
            heardOf(high, low, sender, false, carrier.nowNanos());
        }
        if (!advertisements.add(high, low, targetHigh, targetLow, sender)) {
            return drop(Verdict.QUEUE_FULL);
        }
        ready();
        return Verdict.ACCEPTED;
    }

    private boolean isNeighbour(long hardware) {
        return MacAddress.isHost(hardware) && hardware != hardwareAddress;
    }

    /** A message other than an advertisement tells a neighbour's address (RFC 4861, sections 6.3.4 and 7.2.3). */
    void heardOf(long high, long low, long hardware, boolean isRouter, long nowNanos) {
        if (!isNeighbour(hardware) || !Ipv6Address.isHost(high, low)) {
            return;
        }
        int place = cache.find(high, low);
        if (place == NeighbourCache.NONE) {
            place = cache.add(high, low, false);
            if (place == NeighbourCache.NONE) {
                drop(Verdict.TABLE_FULL);
                return;
            }
            resolving++; // until learn, in a moment
        }
        if (isRouter) {
            cache.router(place, true);
        }
        if (cache.hardware(place) != hardware) {
            boolean resolved = learn(place, hardware);
            cache.stale(place);
            tell(place, resolved, nowNanos);
        }
    }

    /** RFC 4861, section 7.2.5; RFC 4862, section 5.4.4. */
    private Verdict advertised(
            Ipv6Node ipv6, DuplicateAddressDetection duplicates, Carrier carrier, int at, int options) {
        ByteBuffer buffer = carrier.buffer();
        long high = NeighbourMessage.targetHigh(buffer, at);
        long low = NeighbourMessage.targetLow(buffer, at);
        int flags = NeighbourMessage.flags(buffer, at);
        boolean solicited = (flags & NeighbourMessage.SOLICITED) != 0;
        if (solicited && Ipv6Address.isMulticast(Ipv6Frame.destinationHigh(buffer, carrier.offsetToIp()))) {
            return drop(Verdict.BAD_FIELD);
        }
        if (ipv6.addresses().find(high, low) != Ipv6Addresses.NONE) {
            duplicates.advertised(high, low);
            return drop(Verdict.BAD_SOURCE);
        }
        int place = cache.find(high, low);
        if (place == NeighbourCache.NONE) {
            return drop(Verdict.UNEXPECTED);
        }
        int type = NdpOption.TARGET_LINK_LAYER_ADDRESS;
        long hardware = NdpOption.linkLayerAddress(buffer, options, carrier.end(), type);
        if (hardware != 0 && !isNeighbour(hardware)) {
            return drop(Verdict.BAD_SOURCE);
        }
        long now = carrier.nowNanos();
        long known = cache.hardware(place);
        if (known == MacAddress.ZERO) {
            if (hardware == 0) {
                return drop(Verdict.UNEXPECTED);
            }
            boolean resolved = learn(place, hardware);
            confirm(place, solicited, true, now);
            setRouter(ipv6, place, flags, now);
            tell(place, resolved, now);
            return Verdict.ACCEPTED;
        }
        boolean differs = hardware != 0 && hardware != known;
        if (differs && (flags & NeighbourMessage.OVERRIDE) == 0) {
            if (cache.state(place, now) == ReachabilityState.REACHABLE) {
                cache.stale(place);
            }
            return Verdict.ACCEPTED;
        }
        if (differs) {
            learn(place, hardware);
        }
        confirm(place, solicited, differs, now);
        setRouter(ipv6, place, flags, now);
        return Verdict.ACCEPTED;
    }

    /** A router that says it is none forwards nothing any more (RFC 4861, section 7.2.5). */
    private void setRouter(Ipv6Node ipv6, int place, int flags, long nowNanos) {
        boolean isRouter = (flags & NeighbourMessage.ROUTER) != 0;
        if (cache.isRouter(place) && !isRouter) {
            ipv6.routes().defaultRouter(cache.high(place), cache.low(place), 0, nowNanos, nowNanos);
        }
        cache.router(place, isRouter);
    }

    private void confirm(int place, boolean solicited, boolean changed, long nowNanos) {
        if (solicited) {
            cache.reachable(place, nowNanos + reachableNanos);
        } else if (changed) {
            cache.stale(place);
        }
    }

    /** Notes a neighbour's address; whether it was not known. */
    private boolean learn(int place, long hardware) {
        boolean resolved = cache.hardware(place) == MacAddress.ZERO;
        if (resolved) {
            resolving--;
        }
        cache.hardware(place, hardware);
        return resolved;
    }

    private void tell(int place, boolean resolved, long nowNanos) {
        Listener listener = this.listener;
        if (resolved && listener != null) {
            listener.neighbourResolved(cache.high(place), cache.low(place), nowNanos);
        }
    }

    // ---- building

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (offsetToIp < 0 || carrier.available(offsetToFrame) < LENGTH) {
            return 0;
        }
        if (!advertisements.isEmpty()) {
            return advertise(carrier, offsetToIp, offsetToFrame);
        }
        while (dueCount > 0) {
            int place = due[dueFirst];
            dueFirst = dueFirst + 1 == due.length ? 0 : dueFirst + 1;
            dueCount--;
            if (isDue[place]) {
                isDue[place] = false;
                int octets = solicit(carrier, offsetToIp, offsetToFrame, place);
                if (octets > 0) {
                    return octets;
                }
            }
        }
        return 0;
    }

    private int advertise(Carrier carrier, int ip, int at) {
        ByteBuffer buffer = carrier.buffer();
        AdvertisementQueue queue = advertisements;
        boolean unsourced = Ipv6Address.isUnspecified(queue.high(), queue.low());
        int flags = (unsourced ? 0 : NeighbourMessage.SOLICITED)
                | NeighbourMessage.OVERRIDE
                | (router ? NeighbourMessage.ROUTER : 0);
        int type = Icmpv6Frame.NEIGHBOUR_ADVERTISEMENT;
        NeighbourMessage.write(buffer, at, type, flags, queue.targetHigh(), queue.targetLow());
        NdpOption.writeLinkLayerAddress(
                buffer, at + NeighbourMessage.HEADER_LENGTH, NdpOption.TARGET_LINK_LAYER_ADDRESS, hardwareAddress);
        IpHeader.source(buffer, ip, queue.targetHigh(), queue.targetLow());
        if (unsourced) {
            IpHeader.destination(buffer, ip, Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.ALL_NODES);
        } else {
            IpHeader.destination(buffer, ip, queue.high(), queue.low());
            carrier.linkDestination(queue.hardware()); // zero: it is resolved
        }
        Ipv6Frame.hopLimit(buffer, ip, HOP_LIMIT);
        queue.remove();
        return LENGTH;
    }

    private int solicit(Carrier carrier, int ip, int at, int place) {
        ReachabilityState state = cache.state(place, carrier.nowNanos());
        if (state != ReachabilityState.INCOMPLETE && state != ReachabilityState.PROBE) {
            return 0; // an answer came meanwhile, or another neighbour has the place
        }
        ByteBuffer buffer = carrier.buffer();
        long high = cache.high(place);
        long low = cache.low(place);
        NeighbourMessage.write(buffer, at, Icmpv6Frame.NEIGHBOUR_SOLICITATION, 0, high, low);
        NdpOption.writeLinkLayerAddress(
                buffer, at + NeighbourMessage.HEADER_LENGTH, NdpOption.SOURCE_LINK_LAYER_ADDRESS, hardwareAddress);
        // the source that packets to the neighbour have is the one it is likely to answer to next
        IpHeader.destination(buffer, ip, high, low);
        carrier.chooseSource(ip);
        if (Ipv6Address.isUnspecified(Ipv6Frame.sourceHigh(buffer, ip), Ipv6Frame.sourceLow(buffer, ip))) {
            return 0; // our last address is gone
        }
        if (state == ReachabilityState.PROBE) {
            carrier.linkDestination(cache.hardware(place));
        } else {
            IpHeader.destination(buffer, ip, Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.solicitedNode(low));
        }
        Ipv6Frame.hopLimit(buffer, ip, HOP_LIMIT);
        return LENGTH;
    }

    /** {@inheritDoc} What it owes is forgotten; the cache stays. */
    @Override
    public void detached() {
        advertisements.clear();
        dueCount = 0;
        super.detached();
    }
}
