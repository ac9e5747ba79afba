package org.lneto.netty.handler;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The one place where a {@link ByteBuf} becomes the {@link ByteBuffer} that the codecs read. */
public final class FrameView {
    private FrameView() {}

    /**
     * A view of octets of a frame, without copy and without allocation: its {@link ByteBuffer#position()} is the index of
     * the first of them, its limit the index after the last. Valid until the next call for the same buffer.
     *
     * @param frame contiguous ({@link ByteBuf#isContiguous()})
     */
    public static ByteBuffer of(ByteBuf frame, int index, int length) {
        return frame.internalNioBuffer(index, length);
    }
}
