package org.lneto.ip;

import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;

/**
 * A protocol over both versions of IP: one set of ports and connections, two parents. The node itself is the IPv4 node's
 * child, {@link #overIpv6()} the IPv6 node's. The IPv4 node is needed, if without an
 * address, and the IPv6 node only for IPv6.
 */
public abstract class TransportNode extends AbstractNode {
    private final OverIpv6 overIpv6 = new OverIpv6(this);

    /** Creates a node without parents. */
    protected TransportNode() {}

    /** This node as the child of an IPv6 node. */
    public final StackNode overIpv6() {
        return overIpv6;
    }

    /**
     * As {@link StackNode#encapsulate}, for one of the two.
     *
     * @param line 0 over IPv4, 1 over IPv6, as in {@link org.lneto.core.Children}
     */
    protected abstract int encapsulate(int line, Carrier carrier, int offsetToIp, int offsetToFrame);

    @Override
    public final int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        return encapsulate(0, carrier, offsetToIp, offsetToFrame);
    }

    @Override
    protected final void ready(int line) {
        if (line == 0) {
            ready();
        } else {
            overIpv6.becomeReady();
        }
    }

    @Override
    protected final void deadlineMoved() {
        if (isAttached()) {
            super.deadlineMoved();
        } else {
            overIpv6.moveDeadline();
        }
    }

    /** The child of the IPv6 node. Deadlines are the IPv4 node's, unless there is none. */
    private static final class OverIpv6 extends AbstractNode {
        private final TransportNode node;

        OverIpv6(TransportNode node) {
            this.node = node;
        }

        void becomeReady() {
            ready();
        }

        void moveDeadline() {
            deadlineMoved();
        }

        @Override
        public int protocol() {
            return node.protocol();
        }

        @Override
        public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
            return node.encapsulate(1, carrier, offsetToIp, offsetToFrame);
        }

        @Override
        public Verdict demux(Carrier carrier, int offsetToFrame) {
            return node.demux(carrier, offsetToFrame);
        }

        @Override
        public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
            node.undeliverable(carrier, offsetToFrame, reason);
        }

        @Override
        public long nextDeadline() {
            return node.isAttached() ? NO_DEADLINE : node.nextDeadline();
        }

        @Override
        public void onDeadline(long nowNanos) {
            if (!node.isAttached()) {
                node.onDeadline(nowNanos);
            }
        }
    }
}
