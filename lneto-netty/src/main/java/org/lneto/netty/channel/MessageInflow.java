package org.lneto.netty.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel of whole messages, accepted connections or datagrams: hands what waits at its stack to the pipeline, as
 * far as it is asked for. A stack on another loop is asked for a batch at a time.
 *
 * @param <T> a message
 */
abstract class MessageInflow<T> {
    private static final int BATCH = 64;

    private final Channel channel;
    private final StackLoop loops;
    private final Runnable run = this::run;
    private final Runnable fill = this::fill;

    // ---- on the channel's loop

    /** Taken from a stack on another loop, and not read yet. */
    private final ArrayDeque<T> inbox = new ArrayDeque<>(0);

    private boolean readPending;
    private boolean scheduled;
    private boolean filling;
    private boolean closed;

    // ---- on the stack's loop

    private boolean wanted;

    MessageInflow(Channel channel, StackLoop loops) {
        this.channel = channel;
        this.loops = loops;
    }

    /** Whether a message waits; on the stack's loop. */
    abstract boolean hasWaiting();

    /** The next message that waits, null if there is none; on the stack's loop. */
    @Nullable
    abstract T poll();

    /** Octets of a message, as its reader counts them. */
    abstract int octets(T message);

    /** Nobody will read the message. */
    abstract void drop(T message);

    /** The pipeline wants to read. */
    void beginRead() {
        readPending = true;
        look();
    }

    /** It does not any more. */
    void clear() {
        readPending = false;
    }

    /** The channel is closed. */
    void close() {
        closed = true;
        inbox.forEach(this::drop);
        inbox.clear();
    }

    /** There may be something to read. Never reads at once, so that nothing recurses, and messages come in batches. */
    private void look() {
        if (closed || scheduled) {
            return;
        }
        if (hasSomething()) {
            scheduled = loops.later(run);
        } else if (readPending && !filling && !loops.isDirect()) {
            filling = loops.onStack(fill);
        }
    }

    private boolean hasSomething() {
        return !inbox.isEmpty() || loops.isDirect() && hasWaiting();
    }

    private void run() {
        scheduled = false;
        read();
    }

    private void read() {
        if (closed || !readPending) {
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
            T message = inbox.poll();
            if (message == null && loops.isDirect()) {
                message = poll();
            }
            if (message == null) {
                break;
            }
            handle.attemptedBytesRead(octets(message));
            handle.lastBytesRead(octets(message));
            handle.incMessagesRead(1);
            readPending = false;
            pipeline.fireChannelRead(message);
        } while (!closed && handle.continueReading());
        handle.readComplete();
        pipeline.fireChannelReadComplete();
        if (readPending) {
            look();
        }
    }

    private void arrived(ArrayDeque<T> messages) {
        filling = false;
        inbox.addAll(messages);
        if (closed) {
            close(); // they go with it
        } else {
            read();
        }
    }

    /** A message waits; from the stack's loop. */
    void waiting() {
        if (loops.isDirect()) {
            look();
        } else {
            deliver();
        }
    }

    private void fill() {
        wanted = true;
        deliver();
    }

    private void deliver() {
        if (!wanted || !hasWaiting()) {
            return;
        }
        wanted = false;
        ArrayDeque<T> batch = new ArrayDeque<>();
        for (T message = poll(); message != null; message = batch.size() < BATCH ? poll() : null) {
            batch.add(message);
        }
        if (!loops.later(() -> arrived(batch))) {
            batch.forEach(this::drop); // the channel's loop is gone
        }
    }
}
