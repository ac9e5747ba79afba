package org.lneto.netty.link;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Frames under way, ordered by the time they arrive and, within it, by the order they were sent: a binary heap. */
final class ArrivalQueue {
    private static final int INITIAL = 16;

    private long[] nanos = new long[INITIAL];
    private long[] order = new long[INITIAL];
    private @Nullable ByteBuf[] frames = new ByteBuf[INITIAL];
    private long nextOrder;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the first frame arrives; the queue must not be empty. */
    long firstNanos() {
        return nanos[0];
    }

    void add(ByteBuf frame, long arrivalNanos) {
        if (size == frames.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            frames = Arrays.copyOf(frames, 2 * size);
        }
        long ordinal = nextOrder++;
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!earlier(arrivalNanos, ordinal, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, arrivalNanos, ordinal, frame);
    }

    /** Takes the first frame if it has arrived by now, and the caller then owns it; null if none has. */
    @Nullable
    ByteBuf poll(long nowNanos) {
        return size == 0 || nanos[0] - nowNanos > 0 ? null : poll();
    }

    private @Nullable ByteBuf poll() {
        ByteBuf first = frames[0];
        int last = --size;
        long lastNanos = nanos[last];
        long lastOrder = order[last];
        ByteBuf lastFrame = frames[last];
        frames[last] = null;
        if (last > 0) {
            int at = 0;
            while (2 * at + 1 < size) {
                int child = 2 * at + 1;
                if (child + 1 < size && earlier(nanos[child + 1], order[child + 1], child)) {
                    child++;
                }
                if (earlier(lastNanos, lastOrder, child)) {
                    break;
                }
                move(child, at);
                at = child;
            }
            set(at, lastNanos, lastOrder, lastFrame);
        }
        return first;
    }

    void releaseAll() {
        while (size > 0) {
            ReferenceCountUtil.release(poll());
        }
    }

    private boolean earlier(long itsNanos, long itsOrder, int than) {
        long difference = itsNanos - nanos[than];
        return difference < 0 || (difference == 0 && itsOrder < order[than]);
    }

    private void move(int from, int to) {
        set(to, nanos[from], order[from], frames[from]);
    }

    private void set(int at, long itsNanos, long itsOrder, @Nullable ByteBuf frame) {
        nanos[at] = itsNanos;
        order[at] = itsOrder;
        frames[at] = frame;
    }
}
