package org.lneto.tap;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.function.IntSupplier;

/** Read buffers that hold exactly one frame of the size the link has at the time; nothing to adapt. */
final class FrameRecvByteBufAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private final IntSupplier octets;

    /**
     * Makes an allocator.
     *
     * @param octets tells the size of the next buffer
     */
    FrameRecvByteBufAllocator(IntSupplier octets) {
        this.octets = octets;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own return type
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return octets.getAsInt();
            }
        };
    }
}
