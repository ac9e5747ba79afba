package org.lneto.netty.handler;

import org.lneto.core.AbstractNode;
import org.lneto.core.StackNode;
import org.lneto.ethernet.EtherType;
import org.lneto.ethernet.EthernetNode;
import org.lneto.ethernet.VlanNode;

/**
 * Runs a stack on its channel's event loop: the handler that the others ({@link ArpHandler}, {@link Ipv4Handler} ...)
 * hang their nodes under.
 */
public final class EthernetHandler extends RootHandler {
    private final EthernetNode node;

    /** Wraps a node that has no parent yet. */
    public EthernetHandler(EthernetNode node) {
        super(node, node.maximumFrame());
        this.node = node;
    }

    /** The node, root of the tree. To be used on the channel's event loop only. */
    public EthernetNode node() {
        return node;
    }

    void hang(AbstractNode child) {
        if (!child.isAttached()) { // a host's own may be on a VLAN
            node.add(child);
        }
    }

    void remove(StackNode child) {
        node.remove(child);
        if (node.find(EtherType.VLAN) instanceof VlanNode vlans) {
            vlans.removeFromPorts(child);
        }
    }
}
