package org.lneto.arp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.NeighbourResolver;

/**
 * The Address Resolution Protocol (RFC 826) for IPv4 over Ethernet: asks for neighbours, answers for its own address and
 * remembers what it learns.
 *
 * <p><b>What it believes.</b> By RFC 826, what a packet says of its sender changes an entry that is there, and is
 * remembered anew if the packet is a request for our address or comes from a neighbour we are asking for. An unsolicited
 * reply from a stranger is {@link Verdict#UNEXPECTED}; neither it nor a flood of requests displaces a neighbour that we
 * asked for. A sender with no hardware address, a group's or ours, or with our own protocol address or one that no host
 * has, is {@link Verdict#BAD_SOURCE}. A sender without a protocol address (a probe by RFC 5227) is answered and not
 * remembered.
 *
 * <p><b>Bounds</b> ({@link ArpSettings}). Cache full: an aged or merely learned entry gives way, else the one asked for
 * that was heard of longest ago. Resolutions full: the one that has waited longest fails. Replies full: the request is
 * dropped as {@link Verdict#QUEUE_FULL}.
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

    // replies to send: a ring
    private final int[] replyAddress;
    private final long[] replyHardware;
    private int replyFirst;
    private int replies;

    /**
     * Creates a node without an address.
     *
     * @param hardwareAddress the station's own
     * @param settings sizes and times
     */
    public ArpNode(long hardwareAddress, ArpSettings settings) {
        this.hardwareAddress = hardwareAddress;
        this.settings = settings;
        this.cache = new ArpCache(settings.cacheEntries(), settings.maximumAgeNanos());
        this.pending = new PendingResolutions(settings.pendingResolutions());
        this.replyAddress = new int[settings.pendingReplies()];
        this.replyHardware = new long[settings.pendingReplies()];
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
        this.address = address;
    }

    /** The address it answers for; {@link Ipv4Address#UNSPECIFIED} if it has none. */
    public int address() {
        return address;
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
        long known = cache.get(neighbour, nowNanos);
        if (known == MacAddress.ZERO && neighbour != Ipv4Address.UNSPECIFIED) {
            resolve(neighbour, nowNanos);
        }
        return known;
    }

    /** The hardware address of a neighbour, without asking for it; {@link MacAddress#ZERO} if it is not known. */
    public long peek(int neighbour, long nowNanos) {
        return cache.get(neighbour, nowNanos);
    }

    private void resolve(int neighbour, long nowNanos) {
        if (pending.find(neighbour) != PendingResolutions.NONE) {
            return;
        }
        if (pending.isFull()) {
            fail(pending.oldest(), nowNanos);
        }
        long before = pending.earliest();
        pending.add(neighbour, nowNanos + settings.retransmitNanos());
        ready();
        if (pending.earliest() < before) {
            deadlineMoved();
        }
    }

    private void fail(int place, long nowNanos) {
        int neighbour = pending.address(place);
        pending.remove(place);
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
        boolean probe = sender == Ipv4Address.UNSPECIFIED && operation == ArpFrame.REQUEST;
        if (!MacAddress.isHost(senderHardware) || senderHardware == hardwareAddress || !probe && !isHost(sender)) {
            return drop(Verdict.BAD_SOURCE);
        }
        long now = carrier.nowNanos();
        boolean merged = !probe && merge(sender, senderHardware, now);
        boolean forUs =
                address != Ipv4Address.UNSPECIFIED && ArpFrame.targetProtocolAddress(buffer, offsetToFrame) == address;
        if (operation == ArpFrame.REPLY || !forUs) {
            return merged || operation == ArpFrame.REQUEST ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
        }
        if (!merged && !probe) {
            cache.put(sender, senderHardware, ArpCache.LEARNED, now);
        }
        return reply(sender, senderHardware);
    }

    private boolean isHost(int sender) {
        return sender != Ipv4Address.UNSPECIFIED
                && sender != address // somebody else uses our address
                && sender != Ipv4Address.LIMITED_BROADCAST
                && !Ipv4Address.isMulticast(sender)
                && !Ipv4Address.isLoopback(sender);
    }

    /** RFC 826, "Packet Reception": the merge flag. A resolution under way counts as an entry. */
    private boolean merge(int sender, long senderHardware, long nowNanos) {
        int place = pending.find(sender);
        if (place == PendingResolutions.NONE) {
            return cache.update(sender, senderHardware, nowNanos);
        }
        pending.remove(place);
        if (!cache.put(sender, senderHardware, ArpCache.SOLICITED, nowNanos)) {
            drop(Verdict.TABLE_FULL); // full of static entries
        }
        Listener listener = this.listener;
        if (listener != null) {
            listener.neighbourResolved(0, IpAddress.mapped(sender), nowNanos);
        }
        return true;
    }

    private Verdict reply(int target, long targetHardware) {
        if (replies == replyAddress.length) {
            return drop(Verdict.QUEUE_FULL);
        }
        int place = (replyFirst + replies) % replyAddress.length;
        replyAddress[place] = target;
        replyHardware[place] = targetHardware;
        replies++;
        ready();
        return Verdict.ACCEPTED;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (carrier.available(offsetToFrame) < ArpFrame.LENGTH) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (replies > 0) {
            int target = replyAddress[replyFirst];
            long targetHardware = replyHardware[replyFirst];
            replyFirst = replyFirst + 1 == replyAddress.length ? 0 : replyFirst + 1;
            replies--;
            ArpFrame.write(buffer, offsetToFrame, ArpFrame.REPLY, hardwareAddress, address, targetHardware, target);
            carrier.linkDestination(targetHardware);
            return ArpFrame.LENGTH;
        }
        if (pending.hasDue()) {
            int target = pending.takeDue();
            ArpFrame.write(buffer, offsetToFrame, ArpFrame.REQUEST, hardwareAddress, address, MacAddress.ZERO, target);
            carrier.linkDestination(MacAddress.BROADCAST);
            return ArpFrame.LENGTH;
        }
        return 0;
    }

    @Override
    public long nextDeadline() {
        return pending.earliest();
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
    }

    /** {@inheritDoc} What it asked for and owes is forgotten; the cache stays. */
    @Override
    public void detached() {
        pending.clear();
        replies = 0;
        super.detached();
    }
}
