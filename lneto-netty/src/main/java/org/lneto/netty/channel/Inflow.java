package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link LnetoSocketChannel}: hands what the stack has received to the pipeline, as far as it is asked for. On
 * the channel's event loop.
 */
final class Inflow {
    private final LnetoSocketChannel channel;
    private final ConnectionEnd end;
    private final Runnable run = this::run;

    /** Taken from a stack on another loop, and not read yet. */
    private final ArrayDeque<ByteBuf> inbox = new ArrayDeque<>(0);

    private boolean filling;
    private boolean inboxIsLast;
    private @Nullable IOException inboxError;

    private boolean readPending;
    private boolean scheduled;
    private boolean ended;

    Inflow(LnetoSocketChannel channel, ConnectionEnd end) {
        this.channel = channel;
        this.end = end;
    }

    /** The pipeline wants to read. */
    void beginRead() {
        readPending = true;
        look();
    }

    /** It does not any more. */
    void clear() {
        readPending = false;
    }

    /** There may be something to read. Never reads at once, so that nothing recurses, and segments come in batches. */
    void look() {
        if (ended || scheduled) {
            return;
        }
        if (hasSomething()) {
            scheduled = channel.loops().later(run);
        } else if (readPending && !filling && !channel.loops().isDirect()) {
            filling = channel.loops().onStack(end::fill);
        }
    }

    private boolean hasSomething() {
        return !inbox.isEmpty() || channel.loops().isDirect() && end.readable() > 0 || isAtEnd();
    }

    /** The stack, on another loop, has something; on the channel's. */
    void arrived(ArrayDeque<ByteBuf> buffers, boolean last, @Nullable IOException error) {
        filling = false;
        if (!channel.isOpen() || ended) {
            buffers.forEach(ByteBuf::release);
            return;
        }
        inbox.addAll(buffers);
        inboxIsLast |= last;
        inboxError = error;
        read();
    }

    /** The channel is closed. Whether octets are lost by that which the stack has counted as read. */
    boolean discard() {
        ended = true;
        boolean lost = !inbox.isEmpty();
        inbox.forEach(ByteBuf::release);
        inbox.clear();
        return lost;
    }

    private void run() {
        scheduled = false;
        read();
    }

    private void read() {
        try {
            readSome();
        } catch (OutOfMemoryError e) { // there is no buffer to read into
            channel.pipeline().fireChannelReadComplete();
            channel.pipeline().fireExceptionCaught(e);
            channel.unsafe().close(channel.unsafe().voidPromise());
        }
    }

    private void readSome() {
        if (ended || !readPending && !isAtEnd()) {
            return;
        }
        if (!hasSomething()) {
            look(); // it was read meanwhile, and nobody has asked for more
            return;
        }
        var handle = channel.unsafe().recvBufAllocHandle();
        handle.reset(channel.config());
        ChannelPipeline pipeline = channel.pipeline();
        do {
            ByteBuf buffer;
            if (!inbox.isEmpty()) {
                int most = Math.max(1, handle.guess());
                buffer = take(most);
                handle.attemptedBytesRead(most);
                handle.lastBytesRead(buffer.readableBytes());
            } else if (channel.loops().isDirect() && end.readable() > 0) {
                buffer = handle.allocate(channel.alloc());
                handle.attemptedBytesRead(buffer.writableBytes());
                handle.lastBytesRead(end.read(buffer));
            } else {
                handle.lastBytesRead(isAtEnd() ? -1 : 0);
                break;
            }
            handle.incMessagesRead(1);
            readPending = false;
            pipeline.fireChannelRead(buffer);
        } while (!ended && handle.continueReading());
        handle.readComplete();
        pipeline.fireChannelReadComplete();
        if (ended) {
            return; // closed by a handler
        }
        if (isAtEnd()) {
            ended = true;
            readPending = false;
            channel.inputEnded(error());
        } else if (readPending) {
            look();
        }
    }

    /** Takes octets out of the inbox, at most as many as the reader would have had room for. */
    private ByteBuf take(int most) {
        ByteBuf first = inbox.element();
        return first.readableBytes() > most ? first.readRetainedSlice(most) : inbox.remove();
    }

    private boolean isAtEnd() {
        return inbox.isEmpty() && (channel.loops().isDirect() ? end.isAtEnd() : inboxIsLast);
    }

    private @Nullable IOException error() {
        return channel.loops().isDirect() ? end.error() : inboxError;
    }
}
