package org.lneto.core;

/** What a node may tell the parent it is attached to. Each call names the slot the parent gave the node. */
public interface NodeParent {
    /**
     * The node in {@code slot} has something to send. The parent asks it by {@link StackNode#encapsulate} until it
     * answers 0, some time after this call returns, never inside it. Calling it again before then changes nothing.
     */
    void childReady(int slot);

    /** The deadline of the node in {@code slot} is earlier than it was when the parent last asked. */
    void childDeadline(int slot);
}
