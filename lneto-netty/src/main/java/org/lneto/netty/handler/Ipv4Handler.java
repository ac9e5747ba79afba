package org.lneto.netty.handler;

import org.lneto.core.StackNode;
import org.lneto.ipv4.Ipv4Node;

/** IPv4 (RFC 791) in a pipeline. Needs {@link EthernetHandler} before it in the pipeline. */
public final class Ipv4Handler extends NodeHandler<Ipv4Node, EthernetHandler> {
    /** Wraps a node: one without a parent, or one that hangs under the parent handler's node already. */
    public Ipv4Handler(Ipv4Node node) {
        super(node, EthernetHandler.class);
    }

    void hang(StackNode child) {
        if (node().find(child.protocol()) != child) {
            node().add(child);
        }
    }

    void remove(StackNode child) {
        node().remove(child);
    }

    @Override
    void hangInto(EthernetHandler parent) {
        parent.hang(node());
    }

    @Override
    void takeOutOf(EthernetHandler parent) {
        parent.remove(node());
    }
}
