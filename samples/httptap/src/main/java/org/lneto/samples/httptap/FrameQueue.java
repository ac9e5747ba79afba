package org.lneto.samples.httptap;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Frames that wait to be read. When it is full the oldest is dropped: who reads late wants what is recent. */
final class FrameQueue {
    private final int capacity;
    private final ArrayDeque<ByteBuf> frames;
    private long dropped;

    FrameQueue(int capacity) {
        this.capacity = capacity;
        frames = new ArrayDeque<>(capacity);
    }

    /** Takes over the reference. */
    void add(ByteBuf frame) {
        if (frames.size() == capacity) {
            frames.remove().release();
            dropped++;
        }
        frames.add(frame);
    }

    /** The oldest; its reference is the caller's. */
    @Nullable
    ByteBuf poll() {
        return frames.poll();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Frames dropped so far because nobody read them. */
    long dropped() {
        return dropped;
    }

    void clear() {
        for (ByteBuf frame = frames.poll(); frame != null; frame = frames.poll()) {
            frame.release();
        }
    }
}
