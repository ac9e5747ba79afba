package org.lneto.netty.channel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;

/** The two loops of a channel: the one it is registered with, and its stack's. They may be the same. */
final class StackLoop {
    private final Stack stack;
    private final Runnable onShutdown;
    private volatile @Nullable EventLoop own;

    /**
     * Pairs the loops.
     *
     * @param onShutdown run on the channel's loop when that shuts down
     */
    StackLoop(Stack stack, Runnable onShutdown) {
        this.stack = stack;
        this.onShutdown = onShutdown;
    }

    /**
     * The channel is being registered with a loop, with which it stays: what is under way to it would else reach the wrong
     * one.
     *
     * @throws IllegalStateException if it was registered with another before
     */
    void register(EventLoop loop) {
        if (own != null && own != loop) {
            throw new IllegalStateException(
                    "a channel over a stack stays with the event loop that it was first registered with");
        }
        own = loop;
        if (loop instanceof SingleThreadEventExecutor executor) {
            executor.addShutdownHook(onShutdown);
        }
    }

    /** The channel leaves its loop, perhaps to come back. */
    void deregister() {
        if (own instanceof SingleThreadEventExecutor executor && !executor.isShuttingDown()) {
            executor.removeShutdownHook(onShutdown);
        }
    }

    /** Whether the channel is on its stack's loop, and calls it directly. */
    boolean isDirect() {
        return own == stack.eventLoop();
    }

    /**
     * Runs a task on the stack's loop, at once if that is the current one.
     *
     * @return false if the stack is gone with its loop
     */
    boolean onStack(Runnable task) {
        return run(stack.eventLoop(), task);
    }

    /** Runs a task on the channel's loop, at once if that is the current one; false if there is none. */
    boolean onChannel(Runnable task) {
        EventLoop loop = own;
        return loop != null && run(loop, task);
    }

    /** Queues a task for the channel's loop; false if there is none. */
    boolean later(Runnable task) {
        EventLoop loop = own;
        if (loop == null) {
            return false;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) { // it has shut down, and has closed the channel
            return false;
        }
    }

    private static boolean run(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
