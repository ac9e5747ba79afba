package org.lneto.ethernet;

import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * A station's place on one VLAN: a child of {@link VlanNode}. Its own children are told apart by the EtherType in the tag,
 * as an {@link EthernetNode}'s are by the one in the header.
 */
public final class VlanPort extends AbstractNode {
    private static final int HIGHEST_PRIORITY = 7;

    private final int identifier;
    private final ProtocolChildren children;
    private int priority;

    /**
     * Creates a port without children.
     *
     * @param identifier of the VLAN, 1 to 4094
     * @param maximumChildren most children at a time
     */
    public VlanPort(int identifier, int maximumChildren) {
        if (identifier < 1 || identifier > VlanTag.LAST_IDENTIFIER) {
            throw new IllegalArgumentException("a VLAN identifier is 1 to 4094, not " + identifier);
        }
        this.identifier = identifier;
        this.children = new ProtocolChildren(this, maximumChildren);
    }

    /** The VLAN, 1 to 4094. */
    public int identifier() {
        return identifier;
    }

    /** Sets the priority code point of what is sent, 0 to 7; 0 by default. */
    public void priority(int priority) {
        if (priority < 0 || priority > HIGHEST_PRIORITY) {
            throw new IllegalArgumentException("a priority is 0 to 7, not " + priority);
        }
        this.priority = priority;
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

    /** Takes in what follows the EtherType of the tag. */
    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.available(offsetToFrame) < VlanTag.LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        int etherType = VlanTag.etherType(carrier.buffer(), offsetToFrame);
        StackNode child = etherType < EtherType.MINIMUM ? null : children.find(etherType);
        return child == null ? Verdict.NOT_OURS : child.demux(carrier, offsetToFrame + VlanTag.LENGTH);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int data = offsetToFrame + VlanTag.LENGTH;
        if (carrier.end() < data) {
            return 0;
        }
        int octets = children.encapsulate(carrier, -1, data);
        if (octets == 0) {
            return 0;
        }
        VlanTag.write(carrier.buffer(), offsetToFrame, priority, identifier, children.senderProtocol());
        return VlanTag.LENGTH + octets;
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
