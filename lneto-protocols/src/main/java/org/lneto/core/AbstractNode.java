package org.lneto.core;

import org.jspecify.annotations.Nullable;

/** What most nodes share: the link to the parent, drop counters, and an identity that ends. */
public abstract class AbstractNode implements StackNode {
    private final DropCounters drops = new DropCounters();
    private @Nullable NodeParent parent;
    private int slot;
    private long connectionId;
    private boolean readyEarly; // said before there was a parent to hear it

    /** Creates a node without a parent. */
    protected AbstractNode() {}

    @Override
    public int localPort() {
        return 0;
    }

    @Override
    public int protocol() {
        return 0;
    }

    @Override
    public long connectionId() {
        return connectionId;
    }

    @Override
    public long nextDeadline() {
        return NO_DEADLINE;
    }

    @Override
    public void onDeadline(long nowNanos) {}

    /** {@inheritDoc} A subclass that overrides it calls it first. */
    @Override
    public void attached(NodeParent parent, int slot) {
        if (this.parent != null) {
            throw new IllegalStateException(getClass().getSimpleName() + " already has a parent; detach it first");
        }
        this.parent = parent;
        this.slot = slot;
        if (readyEarly) {
            readyEarly = false;
            parent.childReady(slot);
        }
    }

    /** {@inheritDoc} A subclass that overrides it calls it last. */
    @Override
    public void detached() {
        parent = null;
        readyEarly = false;
    }

    /** Frames this node dropped, by reason. */
    public final DropCounters drops() {
        return drops;
    }

    /** Whether it has a parent. */
    public final boolean isAttached() {
        return parent != null;
    }

    /** Counts and returns a verdict. */
    protected final Verdict drop(Verdict reason) {
        return drops.count(reason);
    }

    /** Tells the parent that this node has something to send: at once, or when it gets one. */
    protected final void ready() {
        NodeParent parent = this.parent;
        if (parent != null) {
            parent.childReady(slot);
        } else {
            readyEarly = true;
        }
    }

    /** Tells the parent that a child waits in {@code line}, one of the two of {@link Children}. */
    protected void ready(int line) {
        ready();
    }

    /** Tells the parent, if there is one, that {@link #nextDeadline()} is now earlier than it was. */
    protected void deadlineMoved() {
        NodeParent parent = this.parent;
        if (parent != null) {
            parent.childDeadline(slot);
        }
    }

    /** Ends this node's exchange: its parent discards it when it next looks. */
    protected final void endConnection() {
        connectionId++;
    }
}
