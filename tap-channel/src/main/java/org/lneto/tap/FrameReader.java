package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.PreferredDirectByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One pass of reads, up to the allocator's number of frames. A buffer that was not filled is kept for the next
 * pass: at most one, released when the channel closes.
 */
@SuppressWarnings("deprecation") // RecvByteBufAllocator.Handle is what AbstractUnsafe hands out
final class FrameReader {
    private final AbstractFrameChannel channel;
    private final PreferredDirectByteBufAllocator direct = new PreferredDirectByteBufAllocator();
    private @Nullable ByteBuf spare;

    FrameReader(AbstractFrameChannel channel) {
        this.channel = channel;
    }

    /** Reads until there is nothing, the quantum is used, reading is switched off, or the channel is closed. */
    void readPass(RecvByteBufAllocator.Handle handle) {
        ChannelConfig config = channel.config();
        direct.updateAllocator(config.getAllocator());
        handle.reset(config);
        IOException failure = null;
        try {
            do {
                if (!readFrame(handle)) {
                    break;
                }
            } while (channel.isOpen() // a handler may have closed the channel
                    && (wantsMore(handle) || (channel.hasReadAhead() && config.isAutoRead())));
        } catch (IOException e) {
            failure = channel.explain(e);
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        if (failure != null) {
            channel.fail(failure);
        } else if (!channel.readPending && !config.isAutoRead()) {
            channel.stopReading();
        }
    }

    /** Reads at most one frame and passes it on; returns false if there was none. */
    private boolean readFrame(RecvByteBufAllocator.Handle handle) throws IOException {
        FileDescriptor in = channel.descriptor();
        ByteBuf frame = buffer(handle, channel.readBufferLength());
        spare = frame; // unless it is passed on below
        handle.attemptedBytesRead(frame.writableBytes());
        int length = channel.readFrame(in, frame);
        handle.lastBytesRead(length == AbstractFrameChannel.DROPPED ? 1 : length);
        if (length == 0) {
            return false;
        }
        if (length == AbstractFrameChannel.DROPPED) {
            handle.incMessagesRead(1); // it took its share of the pass
            frame.clear();
            return true;
        }
        if (length < 0) {
            throw new EOFException("end of file");
        }
        handle.incMessagesRead(1);
        spare = null;
        channel.readPending = false;
        channel.pipeline().fireChannelRead(frame);
        return true;
    }

    private ByteBuf buffer(RecvByteBufAllocator.Handle handle, int wanted) {
        ByteBuf kept = spare;
        if (kept != null && kept.writableBytes() >= wanted) {
            return kept;
        }
        releaseSpare();
        ByteBuf fresh = handle.allocate(direct);
        return fresh.ensureWritable(wanted); // an allocator of the user's may have been given too small a size
    }

    private static boolean wantsMore(RecvByteBufAllocator.Handle handle) {
        // A short read says nothing about there being another frame: only "none" ends a pass early.
        return handle instanceof ExtendedHandle extended
                ? extended.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER)
                : handle.continueReading();
    }

    void releaseSpare() {
        ByteBuf kept = spare;
        spare = null;
        if (kept != null) {
            kept.release();
        }
    }
}
