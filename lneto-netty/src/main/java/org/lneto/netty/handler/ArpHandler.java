package org.lneto.netty.handler;

import org.lneto.arp.ArpNode;

/** Address resolution (RFC 826) in a pipeline. Needs {@link EthernetHandler} before it in the pipeline. */
public final class ArpHandler extends NodeHandler<ArpNode, EthernetHandler> {
    /** Wraps a node: one without a parent, or one that hangs under the parent handler's node already. */
    public ArpHandler(ArpNode node) {
        super(node, EthernetHandler.class);
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
