package org.lneto.reactor;

import io.netty.channel.EventLoop;

/** Getting onto the event loop. */
final class Loops {
    private Loops() {}

    /** Runs a task on the loop: at once if that is where the caller is. */
    static void run(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
