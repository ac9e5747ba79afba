package org.lneto.core;

import java.util.Arrays;

/** A binary heap of slots ordered by deadline, with each slot's place known: every change is in logarithmic time. */
public final class DeadlineHeap {
    private static final int OUTSIDE = -1;

    private int[] heap = new int[0];
    private int[] place = new int[0];
    private long[] deadline = new long[0];
    private int size;

    /** Creates a heap without slots. */
    public DeadlineHeap() {}

    /** Makes room for slots 0 to {@code slots} less one. */
    public void grow(int slots) {
        int before = place.length;
        heap = Arrays.copyOf(heap, slots);
        place = Arrays.copyOf(place, slots);
        deadline = Arrays.copyOf(deadline, slots);
        Arrays.fill(place, before, slots, OUTSIDE);
    }

    /** The earliest deadline, {@link StackNode#NO_DEADLINE} if there is none. */
    public long earliest() {
        return size == 0 ? StackNode.NO_DEADLINE : deadline[heap[0]];
    }

    /** The slot with the earliest deadline. */
    public int first() {
        return heap[0];
    }

    /** The deadline of a slot; {@link StackNode#NO_DEADLINE} if it has none. */
    public long deadline(int slot) {
        return place[slot] == OUTSIDE ? StackNode.NO_DEADLINE : deadline[slot];
    }

    /** Sets a slot's deadline if it is earlier than the one it has. */
    public void advance(int slot, long nanos) {
        if (place[slot] == OUTSIDE || nanos < deadline[slot]) {
            set(slot, nanos);
        }
    }

    /** Sets a slot's deadline; {@link StackNode#NO_DEADLINE} takes it out. */
    public void set(int slot, long nanos) {
        if (nanos == StackNode.NO_DEADLINE) {
            remove(slot);
            return;
        }
        deadline[slot] = nanos;
        if (place[slot] == OUTSIDE) {
            place(slot, size++);
        }
        siftUp(slot);
        siftDown(slot);
    }

    /** Takes a slot out; does nothing if it is outside. */
    public void remove(int slot) {
        int hole = place[slot];
        if (hole == OUTSIDE) {
            return;
        }
        place[slot] = OUTSIDE;
        int last = heap[--size];
        if (last != slot) {
            place(last, hole);
            siftUp(last);
            siftDown(last);
        }
    }

    private void place(int slot, int at) {
        heap[at] = slot;
        place[slot] = at;
    }

    private void siftUp(int slot) {
        int at = place[slot];
        while (at > 0) {
            int parent = heap[(at - 1) / 2];
            if (deadline[parent] <= deadline[slot]) {
                break;
            }
            int above = place[parent];
            place(parent, at);
            at = above;
        }
        place(slot, at);
    }

    private void siftDown(int slot) {
        int at = place[slot];
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && deadline[heap[child + 1]] < deadline[heap[child]]) {
                child++;
            }
            int below = heap[child];
            if (deadline[slot] <= deadline[below]) {
                break;
            }
            place(below, at);
            at = child;
        }
        place(slot, at);
    }
}
