package org.lneto.netty.capture;

import java.nio.ByteBuffer;
import org.lneto.capture.Direction;

/** Shown every frame of a channel. */
@FunctionalInterface
public interface FrameListener {
    /**
     * A frame has come, or is on its way out. Called on the channel's event loop; must not block.
     *
     * @param direction which
     * @param epochNanos when: Unix time in nanoseconds
     * @param buffer holds the frame; borrowed for the length of the call, and not to be changed
     * @param offset index of the frame's first octet
     * @param length octets of it
     */
    void onFrame(Direction direction, long epochNanos, ByteBuffer buffer, int offset, int length);
}
