package org.lneto.netty.handler;

import org.lneto.udp.UdpNode;

/** UDP (RFC 768) in a pipeline. Needs {@link Ipv4Handler} before it in the pipeline. */
public final class UdpHandler extends NodeHandler<UdpNode, Ipv4Handler> {
    /** Wraps a node: one without a parent, or one that hangs under the parent handler's node already. */
    public UdpHandler(UdpNode node) {
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
