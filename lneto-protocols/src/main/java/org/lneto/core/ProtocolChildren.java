package org.lneto.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Children} told apart by {@link StackNode#protocol()}. A handful at most, so the look-up runs along an array of
 * numbers.
 */
public final class ProtocolChildren {
    private static final int NONE = -1;

    private final Children children;
    private final int[] protocols;

    /**
     * Creates an empty set.
     *
     * @param owner the parent
     * @param maximum most children at a time, at least 1
     */
    public ProtocolChildren(AbstractNode owner, int maximum) {
        children = new Children(owner, maximum);
        protocols = new int[maximum];
        Arrays.fill(protocols, NONE);
    }

    /**
     * Attaches a child.
     *
     * @throws IllegalStateException if another has its protocol, or the maximum is reached
     */
    public void add(StackNode node) {
        if (find(node.protocol()) != null) {
            throw new IllegalStateException("protocol " + node.protocol() + " already has a node; remove it first");
        }
        int slot = children.add(node);
        if (slot == Children.NONE) {
            throw new IllegalStateException(
                    "no room for protocol " + node.protocol() + " beside " + protocols.length + " others");
        }
        protocols[slot] = node.protocol();
    }

    /** Detaches a child; does nothing if it is none. */
    public void remove(StackNode node) {
        for (int slot = 0; slot < children.slots(); slot++) {
            if (children.get(slot) == node) {
                protocols[slot] = NONE;
                children.remove(slot);
            }
        }
    }

    /** The child of a protocol; null if there is none. */
    public @Nullable StackNode find(int protocol) {
        int[] protocols = this.protocols;
        for (int slot = 0; slot < protocols.length; slot++) {
            if (protocols[slot] == protocol) {
                StackNode node = children.get(slot);
                if (node != null) {
                    return node;
                }
                protocols[slot] = NONE; // its exchange was over
            }
        }
        return null;
    }

    /** As {@link Children#encapsulate}. */
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        return children.encapsulate(carrier, offsetToIp, offsetToFrame);
    }

    /** The protocol of the child that wrote the last frame. */
    public int senderProtocol() {
        return protocols[children.sender()];
    }

    /** As {@link Children#nextDeadline()}. */
    public long nextDeadline() {
        return children.nextDeadline();
    }

    /** As {@link Children#onDeadline}. */
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }

    /** Detaches all children. */
    public void clear() {
        children.clear();
        Arrays.fill(protocols, NONE);
    }
}
