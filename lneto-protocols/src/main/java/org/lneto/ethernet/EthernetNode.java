package org.lneto.ethernet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.InterestListener;
import org.lneto.core.Loopback;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * A station on an Ethernet: the root of a stack. Its children are told apart by {@link StackNode#protocol()}, an {@link
 * EtherType}.
 *
 * <p>Taking a frame in, it sets {@link Carrier#linkSource()} and {@link Carrier#linkDestination()}. Frames to another
 * station, with an EtherType nobody here has, and IEEE 802.3 frames are {@link Verdict#NOT_OURS}; so are tagged frames
 * (IEEE 802.1Q) unless there is a {@link VlanNode}. Every group address is let in until {@link #joinGroup} names those that are.
 *
 * <p>Building a frame, the child writes after the 14 octets of the header and sets {@link
 * Carrier#linkDestination(long)}. A frame that the child marks by {@link Carrier#loopback(Loopback)} is taken in here, and
 * sent only if it is for others too. With a {@link VlanNode} children find room for a tag beyond the MTU, which is the
 * VLANs' to use. A frame shorter than 60 octets is padded with zeros, so there must be room for 60.
 */
public final class EthernetNode extends AbstractNode {
    private static final int MAXIMUM_GROUPS = 2048; // more than both versions of IP join
    private static final int MOST_LOOPED = 64;
    private static final int MINIMUM_MTU = 68; // RFC 791: every link carries 68 octets

    private final long hardwareAddress;
    private final int mtu;
    private final ProtocolChildren children;
    private @Nullable MulticastFilter filter;
    private InterestListener interest = InterestListener.NONE;

    /**
     * Creates a station without children.
     *
     * @param hardwareAddress its own address: neither zero nor a group's
     * @param mtu most octets of data in a frame, at least 68
     * @param maximumChildren most children at a time
     */
    public EthernetNode(long hardwareAddress, int mtu, int maximumChildren) {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        if (mtu < MINIMUM_MTU || mtu > 65535) {
            throw new IllegalArgumentException("MTU must be 68 to 65535: " + mtu);
        }
        this.hardwareAddress = hardwareAddress;
        this.mtu = mtu;
        this.children = new ProtocolChildren(this, maximumChildren);
    }

    /** Its own address. */
    public long hardwareAddress() {
        return hardwareAddress;
    }

    /** Most octets of data in a frame. */
    public int mtu() {
        return mtu;
    }

    /**
     * Listens to a group address from now on, and no longer to all: to those joined, and broadcast. Each call is to be undone
     * by a {@link #leaveGroup}.
     *
     * @throws IllegalArgumentException if it is no group's
     * @throws IllegalStateException if there are 2048 already
     */
    public void joinGroup(long address) {
        if (!MacAddress.isGroup(address)) {
            throw new IllegalArgumentException("not a group's address: " + MacAddress.format(address));
        }
        MulticastFilter filter = this.filter;
        if (filter == null) {
            filter = new MulticastFilter(MAXIMUM_GROUPS);
            this.filter = filter;
        }
        if (filter.join(address)) {
            interest.onWanted(address);
        }
    }

    /** Undoes a {@link #joinGroup}; does nothing if there was none. */
    public void leaveGroup(long address) {
        MulticastFilter filter = this.filter;
        if (filter != null && filter.leave(address)) {
            interest.onUnwanted(address);
        }
    }

    /** Sets who is told of the groups that it listens to, by their hardware addresses; at once of those it does now. */
    public void interest(InterestListener listener) {
        interest = listener;
        MulticastFilter filter = this.filter;
        if (filter != null) {
            filter.tell(listener);
        }
    }

    private boolean isFiltered(long destination) {
        MulticastFilter filter = this.filter;
        return filter != null && !filter.passes(destination);
    }

    /** Octets of the longest frame it sends: a tag does not count against the MTU (IEEE 802.3, clause 3.2.7). */
    public int maximumFrame() {
        return EthernetFrame.HEADER_LENGTH + VlanTag.LENGTH + mtu;
    }

    private int tagLength() {
        return children.find(EtherType.VLAN) == null ? 0 : VlanTag.LENGTH;
    }

    /**
     * Attaches a child by its EtherType.
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

    /** The child of an EtherType; null if there is none. */
    public @Nullable StackNode find(int etherType) {
        return children.find(etherType);
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.available(offsetToFrame) < EthernetFrame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        ByteBuffer buffer = carrier.buffer();
        long destination = EthernetFrame.destination(buffer, offsetToFrame);
        if (destination != hardwareAddress && (!MacAddress.isGroup(destination) || isFiltered(destination))) {
            return Verdict.NOT_OURS;
        }
        carrier.linkSource(EthernetFrame.source(buffer, offsetToFrame));
        carrier.linkDestination(destination);
        int etherType = EthernetFrame.etherType(buffer, offsetToFrame);
        return pass(carrier, etherType, offsetToFrame + EthernetFrame.HEADER_LENGTH);
    }

    /** Hands data to the child of its EtherType. */
    Verdict pass(Carrier carrier, int etherType, int offsetToData) {
        StackNode child = etherType < EtherType.MINIMUM ? null : children.find(etherType);
        return child == null ? Verdict.NOT_OURS : child.demux(carrier, offsetToData);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        for (int looped = 0; looped < MOST_LOOPED; looped++) {
            int octets = build(carrier, offsetToFrame);
            if (octets == 0 || carrier.loopback() == Loopback.NONE) {
                return octets;
            }
            boolean sent = carrier.loopback() == Loopback.AS_WELL;
            takeOwn(carrier, offsetToFrame, octets);
            if (sent) {
                return octets;
            }
        }
        ready(); // two ends on this host might go on for ever: others first
        return 0;
    }

    /** A frame of this host's for itself. */
    private void takeOwn(Carrier carrier, int offsetToFrame, int octets) {
        int end = carrier.end();
        carrier.end(offsetToFrame + octets);
        carrier.loopback(Loopback.ONLY);
        demux(carrier, offsetToFrame);
        carrier.end(end);
    }

    private int build(Carrier carrier, int offsetToFrame) {
        carrier.loopback(Loopback.NONE);
        int end = carrier.end();
        if (end - offsetToFrame < EthernetFrame.MINIMUM_LENGTH) {
            return 0;
        }
        int data = offsetToFrame + EthernetFrame.HEADER_LENGTH;
        carrier.end(Math.min(end, data + mtu + tagLength()));
        int octets = children.encapsulate(carrier, -1, data);
        carrier.end(end);
        if (octets == 0) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        EthernetFrame.write(
                buffer, offsetToFrame, carrier.linkDestination(), hardwareAddress, children.senderProtocol());
        int length = EthernetFrame.HEADER_LENGTH + octets;
        if (length < EthernetFrame.MINIMUM_LENGTH) {
            Octets.zero(buffer, offsetToFrame + length, EthernetFrame.MINIMUM_LENGTH - length);
            length = EthernetFrame.MINIMUM_LENGTH;
        }
        return length;
    }

    @Override
    public long nextDeadline() {
        return children.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }
}
