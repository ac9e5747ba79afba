package org.lneto.ethernet;

import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.IntTable;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * The tagged frames of a station (IEEE 802.1Q): a child of {@link EthernetNode} that tells its own children, {@link
 * VlanPort}s, apart by VLAN identifier, in constant time. Frames of a VLAN without a port are {@link Verdict#NOT_OURS}; one
 * whose tag tells a priority only is passed on as if it had none.
 */
public final class VlanNode extends AbstractNode {
    private final EthernetNode ethernet;
    private final Children children;
    private final IntTable ports;

    /**
     * Creates a node without ports; the caller adds it to {@code ethernet}.
     *
     * @param ethernet the parent, which has the children for frames without a VLAN
     * @param maximumPorts most ports, 1 to 4094
     */
    public VlanNode(EthernetNode ethernet, int maximumPorts) {
        if (maximumPorts < 1 || maximumPorts > VlanTag.LAST_IDENTIFIER) {
            throw new IllegalArgumentException("ports must be 1 to 4094: " + maximumPorts);
        }
        this.ethernet = ethernet;
        this.children = new Children(this, maximumPorts);
        this.ports = new IntTable(maximumPorts);
    }

    @Override
    public int protocol() {
        return EtherType.VLAN;
    }

    /**
     * Attaches a port by its VLAN.
     *
     * @throws IllegalStateException if another has it, or the maximum is reached
     */
    public void add(VlanPort port) {
        if (find(port.identifier()) != null) {
            throw new IllegalStateException("VLAN " + port.identifier() + " already has a port; remove it first");
        }
        int slot = children.add(port);
        if (slot == Children.NONE) {
            throw new IllegalStateException("all " + children.size() + " places for VLANs are in use");
        }
        ports.put(port.identifier(), slot);
    }

    /** Detaches a port; does nothing if it is none. */
    public void remove(VlanPort port) {
        if (find(port.identifier()) == port) {
            children.remove(ports.get(port.identifier()));
            ports.remove(port.identifier());
        }
    }

    /** Detaches a child of whichever port has it; does nothing if none has. */
    public void removeFromPorts(StackNode node) {
        for (int slot = 0; slot < children.slots(); slot++) {
            if (children.get(slot) instanceof VlanPort port && port.find(node.protocol()) == node) {
                port.remove(node);
            }
        }
    }

    private @Nullable StackNode find(int identifier) {
        int slot = ports.get(identifier);
        return slot == IntTable.ABSENT ? null : children.get(slot);
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.available(offsetToFrame) < VlanTag.LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        int identifier = VlanTag.identifier(carrier.buffer(), offsetToFrame);
        if (identifier == VlanTag.PRIORITY_ONLY) {
            int etherType = VlanTag.etherType(carrier.buffer(), offsetToFrame);
            return etherType == EtherType.VLAN
                    ? drop(Verdict.BAD_FIELD) // tags without end
                    : ethernet.pass(carrier, etherType, offsetToFrame + VlanTag.LENGTH);
        }
        StackNode port = find(identifier);
        return port == null ? Verdict.NOT_OURS : port.demux(carrier, offsetToFrame);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        return children.encapsulate(carrier, offsetToIp, offsetToFrame);
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
