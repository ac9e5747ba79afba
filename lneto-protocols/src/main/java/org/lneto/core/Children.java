package org.lneto.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A parent's children: their slots, a round-robin queue of the ready ones and a heap of deadlines. Bounded by a maximum,
 * and without allocation once its arrays have grown to the number of children.
 *
 * <p>A child that moved its deadline to a later time is noticed lazily: its old place in the heap comes up, the child is
 * asked again and put where it belongs. So a timer that is restarted with every packet costs nothing per packet, and
 * {@link #nextDeadline()} may be early, never late.
 *
 * <p><b>Lines.</b> The children of a node that serves both versions of IP wait in one of two queues: line 0 for IPv4 and
 * for those who know of one only, line 1 for IPv6. One that answers {@link StackNode#OTHER_VERSION} changes over, and
 * waits in that line until it answers so again.
 *
 * <p>A child whose {@link StackNode#connectionId()} has changed is discarded when it is next looked at.
 */
public final class Children implements NodeParent {
    /** No slot. */
    public static final int NONE = -1;

    private static final int INITIAL = 4;
    private static final int NOT_QUEUED = -2;

    private final AbstractNode owner;
    private final int maximum;
    private int size;
    private int sender = NONE;
    private @Nullable StackNode senderNode;

    private @Nullable StackNode[] nodes = new StackNode[0];
    private long[] connectionIds = new long[0];

    // free slots: a stack linked through nextFree
    private int[] nextFree = new int[0];
    private int firstFree = NONE;

    // ready slots: a doubly linked queue for each line; nextReady is NOT_QUEUED for a slot outside both
    private int[] nextReady = new int[0];
    private int[] previousReady = new int[0];
    private final int[] firstReady = {NONE, NONE};
    private final int[] lastReady = {NONE, NONE};
    private byte[] line = new byte[0]; // where the slot's child waits

    private final DeadlineHeap deadlines = new DeadlineHeap();

    /**
     * Creates an empty set.
     *
     * @param owner the parent; it becomes ready, and its deadline moves, with its children's
     * @param maximum most children at a time, at least 1; one more is refused
     */
    public Children(AbstractNode owner, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum must be at least 1: " + maximum);
        }
        this.owner = owner;
        this.maximum = maximum;
    }

    /**
     * Attaches a child.
     *
     * @return its slot, or {@link #NONE} if the maximum is reached
     */
    public int add(StackNode node) {
        if (size == maximum) {
            return NONE;
        }
        if (firstFree == NONE) {
            grow();
        }
        int slot = firstFree;
        firstFree = nextFree[slot];
        nodes[slot] = node;
        connectionIds[slot] = node.connectionId();
        line[slot] = 0;
        size++;
        try {
            node.attached(this, slot);
        } catch (RuntimeException e) {
            release(slot);
            throw e;
        }
        childDeadline(slot);
        return slot;
    }

    /** Detaches the child in {@code slot}; does nothing if the slot is empty. */
    public void remove(int slot) {
        StackNode node = nodes[slot];
        if (node != null) {
            release(slot);
            node.detached();
        }
    }

    private void release(int slot) {
        if (nextReady[slot] != NOT_QUEUED) {
            unqueue(slot);
        }
        deadlines.remove(slot);
        nodes[slot] = null;
        nextFree[slot] = firstFree;
        firstFree = slot;
        size--;
    }

    /** The child in {@code slot}; null if the slot is empty or its child's exchange is over (it is then discarded). */
    public @Nullable StackNode get(int slot) {
        StackNode node = nodes[slot];
        if (node != null && node.connectionId() != connectionIds[slot]) {
            remove(slot);
            return null;
        }
        return node;
    }

    /** Slots run from 0 to this less one; some may be empty. */
    public int slots() {
        return nodes.length;
    }

    /** Number of children. */
    public int size() {
        return size;
    }

    /** Whether a child has said that it has something to send. */
    public boolean hasReady() {
        return firstReady[0] != NONE || firstReady[1] != NONE;
    }

    /**
     * Asks the ready children of line 0 in turn until one has written a frame; it then goes to the end of the queue. A
     * child that another makes ready meanwhile is asked too: a packet that needs its neighbour resolved makes ARP ready.
     *
     * @return octets written; 0 when none had anything to send; {@link StackNode#TOO_LONG} when the child whose turn it
     *     is needs more room: asked again with it, it is still the first
     */
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        return encapsulate(0, carrier, offsetToIp, offsetToFrame);
    }

    /**
     * The same for a line.
     *
     * @param line 0 or 1
     */
    public int encapsulate(int line, Carrier carrier, int offsetToIp, int offsetToFrame) {
        // twice around: children that keep each other ready without ever sending must not hold the loop
        for (int left = 2 * size; left > 0 && firstReady[line] != NONE; left--) {
            int slot = firstReady[line];
            unqueue(slot);
            StackNode node = get(slot);
            if (node == null) {
                continue;
            }
            int octets = node.encapsulate(carrier, offsetToIp, offsetToFrame);
            if (octets > 0) {
                sender = slot;
                senderNode = node;
                if (nodes[slot] == node) {
                    queue(slot);
                }
                return octets;
            }
            if (octets < 0 && nodes[slot] == node) {
                if (octets == StackNode.TOO_LONG) {
                    queueFirst(slot);
                    return octets;
                }
                changeLine(slot);
            }
        }
        return 0;
    }

    private void changeLine(int slot) {
        if (nextReady[slot] != NOT_QUEUED) {
            unqueue(slot); // it has said again that it is ready while it was asked
        }
        line[slot] = (byte) (1 - line[slot]);
        childReady(slot);
    }

    /** The slot of the child that wrote the last frame; it may have been emptied since. */
    public int sender() {
        return sender;
    }

    /** The child that wrote the last frame, even if it is no child any more; null before the first frame. */
    public @Nullable StackNode senderNode() {
        return senderNode;
    }

    @Override
    public void childReady(int slot) {
        queue(slot);
        owner.ready(line[slot]);
    }

    @Override
    public void childDeadline(int slot) {
        StackNode node = nodes[slot];
        if (node == null) {
            return;
        }
        long earliest = deadlines.earliest();
        deadlines.advance(slot, node.nextDeadline());
        if (deadlines.earliest() < earliest) {
            owner.deadlineMoved();
        }
    }

    /** A time not later than the earliest child's deadline; {@link StackNode#NO_DEADLINE} if there is none. */
    public long nextDeadline() {
        return deadlines.earliest();
    }

    /** Tells the children whose deadline has passed. */
    public void onDeadline(long nowNanos) {
        while (deadlines.earliest() <= nowNanos) {
            int slot = deadlines.first();
            StackNode node = get(slot);
            if (node == null) {
                continue; // get discarded it, its deadline with it
            }
            if (node.nextDeadline() <= nowNanos) {
                node.onDeadline(nowNanos);
            }
            if (nodes[slot] == node) {
                // one that would be called again at once waits for the clock to move: no loop without end
                deadlines.set(slot, Math.max(node.nextDeadline(), nowNanos + 1));
            }
        }
    }

    /** Detaches all children. */
    public void clear() {
        for (int slot = 0; slot < nodes.length; slot++) {
            remove(slot);
        }
    }

    private void queue(int slot) {
        if (nextReady[slot] != NOT_QUEUED || nodes[slot] == null) {
            return;
        }
        int queue = line[slot];
        int last = lastReady[queue];
        nextReady[slot] = NONE;
        previousReady[slot] = last;
        if (last == NONE) {
            firstReady[queue] = slot;
        } else {
            nextReady[last] = slot;
        }
        lastReady[queue] = slot;
    }

    private void queueFirst(int slot) {
        if (nextReady[slot] != NOT_QUEUED) {
            unqueue(slot); // it has said again that it is ready while it was asked
        }
        int queue = line[slot];
        int first = firstReady[queue];
        nextReady[slot] = first;
        previousReady[slot] = NONE;
        if (first == NONE) {
            lastReady[queue] = slot;
        } else {
            previousReady[first] = slot;
        }
        firstReady[queue] = slot;
    }

    private void unqueue(int slot) {
        int next = nextReady[slot];
        int previous = previousReady[slot];
        if (previous == NONE) {
            firstReady[line[slot]] = next;
        } else {
            nextReady[previous] = next;
        }
        if (next == NONE) {
            lastReady[line[slot]] = previous;
        } else {
            previousReady[next] = previous;
        }
        nextReady[slot] = NOT_QUEUED;
    }

    private void grow() {
        int before = nodes.length;
        int after = Math.min(maximum, Math.max(INITIAL, before * 2));
        nodes = Arrays.copyOf(nodes, after);
        connectionIds = Arrays.copyOf(connectionIds, after);
        nextFree = Arrays.copyOf(nextFree, after);
        nextReady = Arrays.copyOf(nextReady, after);
        previousReady = Arrays.copyOf(previousReady, after);
        line = Arrays.copyOf(line, after);
        for (int slot = after - 1; slot >= before; slot--) {
            nextReady[slot] = NOT_QUEUED;
            nextFree[slot] = firstFree;
            firstFree = slot;
        }
        deadlines.grow(after);
    }
}
