package org.lneto.netty.handler;

import org.lneto.icmpv4.Icmpv4Node;

/** ICMP (RFC 792) in a pipeline. Needs {@link Ipv4Handler} before it in the pipeline. */
public final class IcmpHandler extends NodeHandler<Icmpv4Node, Ipv4Handler> {
    /** Wraps a node: one without a parent, or one that hangs under the parent handler's node already. */
    public IcmpHandler(Icmpv4Node node) {
        super(node, Ipv4Handler.class);
    }

    @Override
    void hangInto(Ipv4Handler parent) {
        parent.hang(node());
    }

    @Override
    void takeOutOf(Ipv4Handler parent) {
        parent.remove(node());
    }
}
