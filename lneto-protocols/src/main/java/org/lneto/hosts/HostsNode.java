package org.lneto.hosts;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.InterestListener;
import org.lneto.core.MacAddress;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.TokenBucket;
import org.lneto.core.Verdict;
import org.lneto.ethernet.EthernetFrame;
import org.lneto.ethernet.VlanTag;
import org.lneto.stack.HostStack;

/**
 * Many {@link HostStack}s on one link, each with a hardware address of its own; the root of a tree whose frames are whole
 * Ethernet frames.
 *
 * <p><b>Unicast.</b> A frame goes to the host with its destination address, found in a table: how many hosts there are
 * makes no difference. A frame from one host to another never reaches the link. One that comes from the link with the
 * source address of a host of its own is dropped, as {@link Verdict#BAD_SOURCE}: the link has a loop, or somebody lies.
 *
 * <p><b>Groups and broadcast.</b> They go to the hosts that want them, which are found without asking each: an ARP
 * request goes to the one that has the address, a DHCP server's answer to the client that it names, other UDP to those
 * who use the port, multicast to the members of the group. What is for everybody, or for more than 64 of them, is limited
 * to a rate ({@link HostsSettings#floodsPerSecond}). Those that a host sends also go to the link.
 *
 * <p><b>Deviations.</b> RFC 826 lets a host refresh what it remembers of a neighbour from any request that the neighbour
 * sends: here one does so only from those that concern it. An address that has moved to another hardware address is told
 * to all hosts nevertheless.
 */
public final class HostsNode extends AbstractNode {
    private static final int MOST_BETWEEN_HOSTS = 64;

    private final HostsSettings settings;
    private final Children children;
    private final LongTable slots = new LongTable();
    private final Interests interests;
    private final Recipients recipients;
    private final TokenBucket floods;
    private final Carrier handed = new Carrier();
    private long received;
    private long sent;
    private long betweenHosts;
    private long notOurs;
    private long flooded;
    private long floodsRefused;
    private long interestsRefused;

    /** Creates a link without hosts. */
    public HostsNode(HostsSettings settings) {
        this.settings = settings;
        children = new Children(this, settings.maximumHosts());
        interests =
                new Interests((int) Math.min(1 << 30, (long) settings.maximumHosts() * settings.interestsPerHost()));
        recipients = new Recipients(interests, slots);
        floods = new TokenBucket(settings.floodsPerSecond(), settings.floodBurst());
    }

    /** Octets of the longest frame that a host may send. */
    public int maximumFrame() {
        return EthernetFrame.HEADER_LENGTH + VlanTag.LENGTH + settings.mtu();
    }

    /**
     * Adds a host, which has no other parent. It may be done at any time.
     *
     * @throws IllegalArgumentException if its MTU is larger than the link's
     * @throws IllegalStateException if another has its hardware address, or there are as many as there may be
     */
    public void add(HostStack host) {
        long address = host.config().hardwareAddress();
        if (host.config().mtu() > settings.mtu()) {
            throw new IllegalArgumentException(
                    "the host's MTU is " + host.config().mtu() + ", the link's " + settings.mtu());
        }
        if (slots.get(address) != LongTable.ABSENT) {
            throw new IllegalStateException("another host has the address " + MacAddress.format(address));
        }
        int slot = children.add(host);
        if (slot == Children.NONE) {
            throw new IllegalStateException("all places for " + settings.maximumHosts() + " hosts are taken");
        }
        slots.put(address, slot);
        host.ethernet().interest(new Wish(slot, 0));
        host.arp().interest(new Wish(slot, Recipients.ADDRESS));
        host.udp().interest(new Wish(slot, Recipients.PORT));
    }

    /** Removes a host, whose connections end without a word to their peers; does nothing if it is not here. */
    public void remove(HostStack host) {
        long address = host.config().hardwareAddress();
        int slot = slots.get(address);
        if (slot == LongTable.ABSENT || children.get(slot) != host) {
            return;
        }
        host.ethernet().interest(InterestListener.NONE);
        host.arp().interest(InterestListener.NONE);
        host.udp().interest(InterestListener.NONE);
        interests.removeAll(slot);
        slots.remove(address);
        children.remove(slot);
    }

    /** The host with a hardware address; null if there is none. */
    public @Nullable HostStack find(long hardwareAddress) {
        int slot = slots.get(hardwareAddress);
        return slot == LongTable.ABSENT ? null : (HostStack) children.get(slot);
    }

    /** Number of hosts. */
    public int size() {
        return children.size();
    }

    /** What it has done so far. */
    public HostsStatistics statistics() {
        return new HostsStatistics(
                size(), received, sent, betweenHosts, notOurs, flooded, floodsRefused, interestsRefused);
    }

    /** What a host wants, by the keys of {@link Recipients}. */
    private final class Wish implements InterestListener {
        private final int slot;
        private final long kind;

        Wish(int slot, long kind) {
            this.slot = slot;
            this.kind = kind;
        }

        @Override
        public void onWanted(long key) {
            if (!interests.add(kind | key, slot)) {
                interestsRefused++;
            }
        }

        @Override
        public void onUnwanted(long key) {
            interests.remove(kind | key, slot);
        }
    }

    // --- receiving

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        received++;
        if (carrier.available(offsetToFrame) < EthernetFrame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        ByteBuffer buffer = carrier.buffer();
        if (slots.get(EthernetFrame.source(buffer, offsetToFrame)) != LongTable.ABSENT) {
            return drop(Verdict.BAD_SOURCE);
        }
        long destination = EthernetFrame.destination(buffer, offsetToFrame);
        if (MacAddress.isGroup(destination)) {
            Verdict verdict = handToGroup(carrier, offsetToFrame, Children.NONE);
            if (verdict == Verdict.NOT_OURS) {
                notOurs++;
            }
            return verdict;
        }
        StackNode host = host(slots.get(destination));
        if (host == null) {
            notOurs++;
            return Verdict.NOT_OURS;
        }
        return host.demux(carrier, offsetToFrame);
    }

    private @Nullable StackNode host(int slot) {
        return slot == LongTable.ABSENT ? null : children.get(slot);
    }

    /** @param sender the host that sent it, which does not get it; {@link Children#NONE} if it is from the link */
    private Verdict handToGroup(Carrier carrier, int at, int sender) {
        Recipients.Reach reach = recipients.find(carrier, at);
        if (reach != Recipients.Reach.FEW) {
            if (!floods.tryTake(carrier.nowNanos())) {
                floodsRefused++;
                return drop(Verdict.RATE_LIMITED);
            }
            flooded++;
            if (reach == Recipients.Reach.ALL) {
                return handToAll(carrier, at, sender);
            }
            recipients.collect();
        }
        Verdict verdict = Verdict.NOT_OURS;
        for (int i = 0; i < recipients.count(); i++) { // hosts may come and go meanwhile
            verdict = best(verdict, handTo(recipients.slot(i), carrier, at, sender));
        }
        return verdict;
    }

    private Verdict handToAll(Carrier carrier, int at, int sender) {
        Verdict verdict = Verdict.NOT_OURS;
        for (int slot = 0; slot < children.slots(); slot++) {
            verdict = best(verdict, handTo(slot, carrier, at, sender));
        }
        return verdict;
    }

    private Verdict handTo(int slot, Carrier carrier, int at, int sender) {
        StackNode host = slot == sender ? null : children.get(slot);
        if (host == null) {
            return Verdict.NOT_OURS;
        }
        handed.wrap(carrier.buffer(), carrier.end(), carrier.nowNanos()); // a host changes what the carrier says
        return host.demux(handed, at);
    }

    /** What one host accepted is accepted, what one dropped dropped. */
    private static Verdict best(Verdict one, Verdict other) {
        if (one == Verdict.ACCEPTED || other == Verdict.ACCEPTED) {
            return Verdict.ACCEPTED;
        }
        return one == Verdict.NOT_OURS ? other : one;
    }

    // --- sending

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int end = carrier.end();
        for (int i = 0; i < MOST_BETWEEN_HOSTS; i++) {
            int octets = children.encapsulate(carrier, -1, offsetToFrame);
            carrier.end(end);
            if (octets <= 0) {
                return 0;
            }
            if (!staysHere(carrier, offsetToFrame, octets)) {
                sent++;
                return octets;
            }
        }
        ready(); // two hosts might go on for ever: others first
        return 0;
    }

    /** Hands a frame to those of its own that it is for; whether it is for nobody else. */
    private boolean staysHere(Carrier carrier, int at, int octets) {
        int end = carrier.end();
        long destination = EthernetFrame.destination(carrier.buffer(), at);
        boolean group = MacAddress.isGroup(destination);
        int to = group ? LongTable.ABSENT : slots.get(destination);
        if (!group && to == LongTable.ABSENT) {
            return false;
        }
        int sender = children.sender();
        carrier.end(at + octets);
        if (group) {
            handToGroup(carrier, at, sender);
        } else {
            betweenHosts++;
            handTo(to, carrier, at, sender);
        }
        carrier.end(end);
        return !group;
    }

    // --- time

    @Override
    public long nextDeadline() {
        return children.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }

    /** {@inheritDoc} Its hosts go with it. */
    @Override
    public void detached() {
        for (int slot = 0; slot < children.slots(); slot++) {
            if (children.get(slot) instanceof HostStack host) {
                remove(host);
            }
        }
        super.detached();
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        if (children.hasReady()) {
            ready();
        }
    }
}
