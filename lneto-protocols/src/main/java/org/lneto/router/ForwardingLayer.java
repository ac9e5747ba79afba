package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.DatagramQueue;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ip.NextHopQueue;

/**
 * One version of IP on one interface: the router's packets beside those of the interface's own host, which it wraps. The
 * host's go first, they are few and neighbours are found by them.
 */
final class ForwardingLayer extends AbstractNode implements NeighbourResolver.Listener, NextHopQueue.Returns {
    private static final int PENDING = 32;
    private static final int PENDING_PER_NEIGHBOUR = 8;

    private final RouterInterface owner;
    private final Forwarder forwarder;
    private final StackNode host;
    private final NeighbourResolver.Listener hostListener;
    private final NeighbourResolver resolver;
    private final Children children = new Children(this, 1);
    private final DatagramQueue queue;
    private final NextHopQueue pending;

    /** @param host an IP node, which has just become the resolver's listener; this does instead */
    <H extends StackNode & NeighbourResolver.Listener> ForwardingLayer(
            RouterInterface owner, Forwarder forwarder, H host, NeighbourResolver resolver, InterfaceConfig config) {
        this.owner = owner;
        this.forwarder = forwarder;
        this.host = host;
        this.hostListener = host;
        this.resolver = resolver;
        this.queue = new DatagramQueue(config.queueOctets());
        this.pending = new NextHopQueue(resolver, PENDING, PENDING_PER_NEIGHBOUR, config.mtu());
        children.add(host);
        resolver.listener(this);
    }

    @Override
    public int protocol() {
        return host.protocol();
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        Verdict verdict = forwarder.take(owner, carrier, offsetToFrame);
        return verdict == Verdict.NOT_OURS ? host.demux(carrier, offsetToFrame) : drop(verdict);
    }

    /** Room for a packet to a next hop that the caller then writes; {@link DatagramQueue#FULL} if there is none. */
    int reserve(long hopHigh, long hopLow, int length) {
        if (!owner.ethernet().isAttached()) {
            drop(Verdict.QUEUE_FULL);
            return DatagramQueue.FULL;
        }
        int at = queue.add(hopHigh, hopLow, 0, length);
        if (at == DatagramQueue.FULL) {
            drop(Verdict.QUEUE_FULL);
        } else {
            ready();
        }
        return at;
    }

    ByteBuffer queueBuffer() {
        return queue.buffer();
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int octets = children.encapsulate(carrier, offsetToIp, offsetToFrame);
        if (octets != 0) {
            return octets;
        }
        carrier.linkDestination(MacAddress.ZERO);
        if (pending.hasSendable()) {
            return pending.send(carrier, offsetToFrame);
        }
        while (!queue.isEmpty()) {
            int length = queue.length();
            if (length > carrier.available(offsetToFrame)) {
                return 0;
            }
            long high = queue.high();
            long low = queue.low();
            long address = resolver.lookup(high, low, carrier.nowNanos());
            if (address != MacAddress.ZERO) {
                Octets.copy(queue.buffer(), queue.offset(), carrier.buffer(), offsetToFrame, length);
                carrier.linkDestination(address);
                queue.remove();
                return length;
            }
            if (!pending.add(high, low, queue.buffer(), queue.offset(), length)) {
                drop(Verdict.QUEUE_FULL);
            }
            queue.remove();
        }
        return 0;
    }

    @Override
    public void neighbourResolved(long high, long low, long nowNanos) {
        hostListener.neighbourResolved(high, low, nowNanos);
        if (pending.resolved(high, low, nowNanos)) {
            ready();
        }
    }

    @Override
    public void neighbourFailed(long high, long low, long nowNanos) {
        hostListener.neighbourFailed(high, low, nowNanos);
        pending.failed(high, low, nowNanos, this);
    }

    @Override
    public void giveBack(ByteBuffer buffer, int at, int length, long nowNanos, Undeliverable reason) {
        forwarder.unanswered(buffer, at, length, nowNanos);
    }

    @Override
    public long nextDeadline() {
        return children.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }

    /** Drops what waits. */
    void clear() {
        queue.clear();
        pending.clear();
    }
}
