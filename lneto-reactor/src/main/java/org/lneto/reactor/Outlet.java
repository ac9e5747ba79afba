package org.lneto.reactor;

import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection or an endpoint: the sends of its users, one after the other. On the event loop.
 *
 * @param <T> what is sent
 */
abstract class Outlet<T extends ReferenceCounted> {
    private final EventLoop loop;
    private final ArrayDeque<SendMono.Send<T>> sends = new ArrayDeque<>();
    private @Nullable IOException failure;
    private boolean shutdown;
    private boolean draining;

    Outlet(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Hands a message to the stack. One that is taken in parts keeps the rest.
     *
     * @return whether the stack has all of it; if not, {@link #drain} is called when there is room again
     * @throws IOException if nothing more can be sent
     */
    abstract boolean offer(T message) throws IOException;

    /** All sends before {@link #shutdown()} are through. */
    abstract void onShutdown();

    /** A send has been subscribed to; it waits its turn. Returns whether it may. */
    boolean add(SendMono.Send<T> send) {
        IOException cause = failure == null && shutdown ? new ClosedChannelException() : failure;
        if (cause != null) {
            send.fail(cause);
            return false;
        }
        sends.add(send);
        return true;
    }

    /** A send was cancelled by its subscriber. */
    void remove(SendMono.Send<T> send) {
        sends.remove(send);
        drain();
    }

    /** Ends sending once the sends that wait are through. */
    void shutdown() {
        shutdown = true;
        drain();
    }

    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        for (SendMono.Send<T> send = sends.poll(); send != null; send = sends.poll()) {
            send.fail(cause);
        }
    }

    /** Lets the first send write, and the next ones as each is through. */
    void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            SendMono.Send<T> first = sends.peek();
            while (first != null && first.write()) {
                sends.remove(first);
                first.complete();
                first = sends.peek();
            }
            if (first == null && shutdown && failure == null) {
                failure = new ClosedChannelException();
                onShutdown();
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            draining = false;
        }
    }
}
