package org.lneto.arp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.InterestListener;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.TokenBucket;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.NeighbourResolver;

/**
 * The Address Resolution Protocol (RFC 826) for IPv4 over Ethernet: asks for neighbours, answers for its own address and
 * remembers what it learns; probes for addresses before they are used, announces and defends them (RFC 5227).
 *
 * <p><b>What it believes.</b> By RFC 826, what a packet says of its sender changes an entry that is there, and is
 * remembered anew if the packet is a request for our address or comes from a neighbour we are asking for. An unsolicited
 * reply from a stranger is {@link Verdict#UNEXPECTED}; neither it nor a flood of requests displaces a neighbour that we
 * asked for. A sender with no hardware address, a group's, ours, or another than the frame came from, or with our own
 * protocol address or one that no host has, is {@link Verdict#BAD_SOURCE}; a change of an entry whose present owner was
 * just heard of is {@link Verdict#RATE_LIMITED}. A sender without a protocol address (a probe by RFC 5227) is answered and
 * not remembered.
 *
 * <p><b>Ageing</b> (RFC 1122, section 2.3.2.1). A neighbour that has not been heard of for {@link
 * ArpSettings#staleNanos()} is asked by unicast, when it is next used, whether it is still there. Packets go on to it
 * meanwhile. If it does not answer it is forgotten, and the next packet asks for it by broadcast.
 *
 * <p><b>Bounds</b> ({@link ArpSettings}). Cache full: a stale or merely learned entry gives way, else the one asked for
 * that was heard of longest ago. Resolutions full: the one that has waited longest fails. Replies full: the request is
 * dropped as {@link Verdict#QUEUE_FULL}. More requests than are answered in a second: {@link Verdict#RATE_LIMITED}.
 *
 * <p>Without an address ({@link #address(int)} 0) it answers nothing.
 */
public final class ArpNode extends AbstractNode implements NeighbourResolver {
    /** EtherType. */
    public static final int PROTOCOL = 0x0806;

    private final long hardwareAddress;
    private final ArpSettings settings;
    private final ArpCache cache;
    private final PendingResolutions pending;
    private @Nullable Listener listener;
    private int address;
    private InterestListener interest = InterestListener.NONE;
    private final ReplyQueue replies;
    private final TokenBucket answers;
    private final AddressProbes probes;
    private final AddressDefence defence;

    /**
     * Creates a node without an address.
     *
     * @param hardwareAddress the station's own
     * @param settings sizes and times
     * @param random chooses the times of probes
     */
    public ArpNode(long hardwareAddress, ArpSettings settings, RandomGenerator random) {
        this.hardwareAddress = hardwareAddress;
        this.settings = settings;
        this.cache = new ArpCache(settings.cacheEntries(), settings.staleNanos(), settings.holdNanos());
        this.pending = new PendingResolutions(settings.pendingResolutions());
        this.replies = new ReplyQueue(settings.pendingReplies());
        this.answers = new TokenBucket(settings.answersPerSecond(), settings.answersPerSecond());
        this.probes = new AddressProbes(random);
        this.defence = new AddressDefence(settings.conflicts());
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    @Override
    public void listener(Listener listener) {
        this.listener = listener;
    }

    /** Sets the address it answers for and asks from; {@link Ipv4Address#UNSPECIFIED} for none. */
    public void address(int address) {
        int before = this.address;
        if (address != before) {
            defence.reset();
            this.address = address;
            if (before != Ipv4Address.UNSPECIFIED) {
                interest.onUnwanted(before);
            }
            if (address != Ipv4Address.UNSPECIFIED) {
                interest.onWanted(address);
            }
        }
    }

    /**
     * Sets who is told of the IPv4 addresses that packets of other hosts matter to this one for: its own, and those that it
     * probes for; as {@code int}s. The present ones are told at once.
     */
    public void interest(InterestListener listener) {
        interest = listener;
        probes.interest(listener);
        if (address != Ipv4Address.UNSPECIFIED) {
            listener.onWanted(address);
        }
    }

    /** The address it answers for; {@link Ipv4Address#UNSPECIFIED} if it has none. */
    public int address() {
        return address;
    }

    // --- conflicts (RFC 5227)

    /** As {@link #probe(int, ConflictSettings, long, AddressProbeListener)}, with the times of the settings. */
    public boolean probe(int address, long nowNanos, AddressProbeListener listener) {
        return probe(address, settings.conflicts(), nowNanos, listener);
    }

    /**
     * Finds out whether another host has an address that this one does not use yet (RFC 5227, section 2.1).
     *
     * @param address a host's address, not this node's own
     * @param times how often and how long it asks; without probes the listener is told within this call
     * @param nowNanos the time
     * @param listener told once, unless the probe is cancelled
     * @return false if as many addresses as there is room for, sixteen, are probed for already: nothing is then done
     */
    public boolean probe(int address, ConflictSettings times, long nowNanos, AddressProbeListener listener) {
        if (address == this.address || !Ipv4Address.isHost(address)) {
            throw new IllegalArgumentException("not another host's address: " + Ipv4Address.format(address));
        }
        if (times.probes() == 0) {
            listener.onUnique(address, nowNanos);
            return true;
        }
        boolean started = probes.start(address, times, listener, nowNanos);
        deadlineMoved();
        return started;
    }

    /** Stops probing for an address; the listener is not told. Does nothing if that is not under way. */
    public void cancelProbe(int address, AddressProbeListener listener) {
        probes.cancel(address, listener);
    }

    /**
     * Tells the link that this host has its address now (RFC 5227, section 2.3): twice, unless the settings say otherwise.
     * Others then change what they remember of it.
     *
     * @throws IllegalStateException without an address
     */
    public void announce() {
        if (address == Ipv4Address.UNSPECIFIED) {
            throw new IllegalStateException("there is no address to announce: call address(...) first");
        }
        if (defence.announce()) {
            ready();
        }
    }

    /**
     * Sets what happens when another host uses this node's address. Unless set it is {@link ConflictPolicy#DEFEND_ONCE},
     * and nobody is told.
     */
    public void defend(ConflictPolicy policy, AddressDefenceListener listener) {
        defence.policy(policy, listener);
    }

    /** Packets of other hosts with this node's address, so far. */
    public long conflicts() {
        return defence.conflicts();
    }

    // --- neighbours

    /** Times that a neighbour was found to have another hardware address than it had. */
    public long neighbourChanges() {
        return cache.changes();
    }

    /**
     * Sets a neighbour's hardware address; no packet changes it.
     *
     * @throws IllegalArgumentException if either is not a single host's
     * @throws IllegalStateException if the cache is full of such entries
     */
    public void addStatic(int neighbour, long hardwareAddress) {
        if (neighbour == Ipv4Address.UNSPECIFIED || !MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException(
                    "not a host: " + Ipv4Address.format(neighbour) + " at " + MacAddress.format(hardwareAddress));
        }
        if (!cache.put(neighbour, hardwareAddress, ArpCache.STATIC, 0)) {
            throw new IllegalStateException("all " + cache.size() + " entries are static");
        }
    }

    /** Forgets a neighbour, or stops asking for it; its listener is not told. */
    public void forget(int neighbour) {
        cache.remove(neighbour);
        int place = pending.find(neighbour);
        if (place != PendingResolutions.NONE) {
            pending.remove(place);
        }
    }

    /** Neighbours remembered, aged ones included. */
    public int size() {
        return cache.size();
    }

    @Override
    public long lookup(long high, long low, long nowNanos) {
        return IpAddress.isIpv4(high, low) ? lookup((int) low, nowNanos) : MacAddress.ZERO;
    }

    /** As {@link #lookup(long, long, long)}, of an IPv4 address. */
    public long lookup(int neighbour, long nowNanos) {
        int place = cache.find(neighbour);
        if (place == ArpCache.ABSENT) {
            if (neighbour != Ipv4Address.UNSPECIFIED) {
                resolve(neighbour, nowNanos);
            }
            return MacAddress.ZERO;
        }
        long known = cache.hardware(place);
        if (cache.isStale(place, nowNanos) && !pending.isFull()) {
            ask(neighbour, known, nowNanos);
        }
        return known;
    }

    /** The hardware address of a neighbour, without asking for it; {@link MacAddress#ZERO} if it is not known. */
    public long peek(int neighbour) {
        int place = cache.find(neighbour);
        return place == ArpCache.ABSENT ? MacAddress.ZERO : cache.hardware(place);
    }

    private void resolve(int neighbour, long nowNanos) {
        if (pending.isFull() && pending.find(neighbour) == PendingResolutions.NONE) {
            fail(pending.oldest(), nowNanos);
        }
        ask(neighbour, MacAddress.ZERO, nowNanos);
    }

    /** @param known where it is asked whether it is still there; zero asks everybody */
    private void ask(int neighbour, long known, long nowNanos) {
        if (pending.find(neighbour) != PendingResolutions.NONE) {
            return;
        }
        long before = pending.earliest();
        pending.add(neighbour, known, nowNanos + settings.retransmitNanos());
        ready();
        if (pending.earliest() < before) {
            deadlineMoved();
        }
    }

    private void fail(int place, long nowNanos) {
        int neighbour = pending.address(place);
        boolean known = pending.hardware(place) != MacAddress.ZERO;
        pending.remove(place);
        if (known) {
            cache.remove(neighbour); // RFC 1122, section 2.3.2.1 (2): deleted after N polls; no packet waits for it
            return;
        }
        Listener listener = this.listener;
        if (listener != null) {
            listener.neighbourFailed(0, IpAddress.mapped(neighbour), nowNanos);
        }
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.available(offsetToFrame) < ArpFrame.LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (!ArpFrame.isIpv4OverEthernet(buffer, offsetToFrame)) {
            return drop(Verdict.BAD_FIELD);
        }
        int operation = ArpFrame.operation(buffer, offsetToFrame);
        if (operation != ArpFrame.REQUEST && operation != ArpFrame.REPLY) {
            return drop(Verdict.UNEXPECTED);
        }
        long senderHardware = ArpFrame.senderHardwareAddress(buffer, offsetToFrame);
        int sender = ArpFrame.senderProtocolAddress(buffer, offsetToFrame);
        int target = ArpFrame.targetProtocolAddress(buffer, offsetToFrame);
        boolean probe = sender == Ipv4Address.UNSPECIFIED && operation == ArpFrame.REQUEST;
        if (!mayBe(senderHardware, carrier.linkSource()) || !probe && !Ipv4Address.isHost(sender)) {
            return drop(Verdict.BAD_SOURCE);
        }
        long now = carrier.nowNanos();
        probes.onPacket(sender, senderHardware, target, operation == ArpFrame.REQUEST, now);
        if (sender == address && !probe) {
            if (defence.onConflict(address, senderHardware, now)) {
                ready();
            }
            return drop(Verdict.BAD_SOURCE);
        }
        return take(operation, sender, senderHardware, target, now);
    }

    /** RFC 826, "Packet Reception". */
    private Verdict take(int operation, int sender, long senderHardware, int target, long now) {
        boolean probe = sender == Ipv4Address.UNSPECIFIED;
        ArpCache.Update merged = probe ? ArpCache.Update.ABSENT : merge(sender, senderHardware, now);
        if (merged == ArpCache.Update.HELD) {
            return drop(Verdict.RATE_LIMITED);
        }
        boolean known = merged == ArpCache.Update.DONE;
        boolean forUs = address != Ipv4Address.UNSPECIFIED && target == address;
        if (operation == ArpFrame.REPLY || !forUs) {
            return known || operation == ArpFrame.REQUEST ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
        }
        if (!answers.tryTake(now)) {
            return drop(Verdict.RATE_LIMITED);
        }
        if (!known && !probe) {
            cache.put(sender, senderHardware, ArpCache.LEARNED, now);
        }
        return reply(sender, senderHardware);
    }

    /** Whether a host on the link may have the hardware address, and is the one that sent the frame. */
    private boolean mayBe(long senderHardware, long linkSource) {
        return MacAddress.isHost(senderHardware)
                && senderHardware != hardwareAddress
                && (linkSource == senderHardware || linkSource == MacAddress.ZERO); // zero: there is no Ethernet below
    }

    /** The merge flag. A resolution under way counts as an entry. */
    private ArpCache.Update merge(int sender, long senderHardware, long nowNanos) {
        ArpCache.Update update = cache.update(sender, senderHardware, nowNanos);
        int place = pending.find(sender);
        if (place == PendingResolutions.NONE || update == ArpCache.Update.HELD) {
            return update;
        }
        boolean polled = pending.hardware(place) != MacAddress.ZERO;
        pending.remove(place);
        if (!cache.put(sender, senderHardware, ArpCache.SOLICITED, nowNanos)) {
            drop(Verdict.TABLE_FULL); // full of static entries
        }
        Listener listener = this.listener;
        if (listener != null && !polled) {
            listener.neighbourResolved(0, IpAddress.mapped(sender), nowNanos);
        }
        return ArpCache.Update.DONE;
    }

    private Verdict reply(int target, long targetHardware) {
        if (!replies.add(target, targetHardware)) {
            return drop(Verdict.QUEUE_FULL);
        }
        ready();
        return Verdict.ACCEPTED;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (carrier.available(offsetToFrame) < ArpFrame.LENGTH) {
            return 0;
        }
        if (defence.isDue() && address != Ipv4Address.UNSPECIFIED) {
            defence.sent(carrier.nowNanos());
            deadlineMoved();
            return request(carrier, offsetToFrame, address, MacAddress.ZERO, address);
        }
        if (!replies.isEmpty()) {
            return reply(carrier, offsetToFrame);
        }
        AddressConflictDetector detector = probes.due();
        if (detector != null) {
            detector.sent(carrier.nowNanos());
            deadlineMoved();
            return request(carrier, offsetToFrame, Ipv4Address.UNSPECIFIED, MacAddress.ZERO, detector.address());
        }
        if (pending.hasDue()) {
            int place = pending.takeDue();
            return request(carrier, offsetToFrame, address, pending.hardware(place), pending.address(place));
        }
        return 0;
    }

    private int reply(Carrier carrier, int at) {
        int target = replies.target();
        long targetHardware = replies.targetHardware();
        replies.removeFirst();
        ArpFrame.write(carrier.buffer(), at, ArpFrame.REPLY, hardwareAddress, address, targetHardware, target);
        carrier.linkDestination(targetHardware);
        return ArpFrame.LENGTH;
    }

    /** @param known where the target is; zero asks everybody */
    private int request(Carrier carrier, int at, int sender, long known, int target) {
        ArpFrame.write(carrier.buffer(), at, ArpFrame.REQUEST, hardwareAddress, sender, known, target);
        carrier.linkDestination(known == MacAddress.ZERO ? MacAddress.BROADCAST : known);
        return ArpFrame.LENGTH;
    }

    @Override
    public long nextDeadline() {
        return Math.min(Math.min(pending.earliest(), defence.deadline()), probes.nextDeadline());
    }

    @Override
    public void onDeadline(long nowNanos) {
        for (int place = pending.expired(nowNanos);
                place != PendingResolutions.NONE;
                place = pending.expired(nowNanos)) {
            if (pending.attempts(place) >= settings.attempts()) {
                fail(place, nowNanos);
            } else {
                pending.attempt(place, nowNanos + settings.retransmitNanos());
                ready();
            }
        }
        if (defence.onDeadline(nowNanos) | probes.onDeadline(nowNanos)) {
            ready();
        }
    }

    /** {@inheritDoc} What it asked for and owes is forgotten; the cache stays. */
    @Override
    public void detached() {
        pending.clear();
        replies.clear();
        probes.clear();
        defence.reset();
        super.detached();
    }
}
