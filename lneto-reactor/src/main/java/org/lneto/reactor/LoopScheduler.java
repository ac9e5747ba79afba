package org.lneto.reactor;

import io.netty.channel.EventLoop;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The event loop as a scheduler: timeouts go by the loop's clock, which may be a virtual one. */
final class LoopScheduler {
    private LoopScheduler() {}

    static Scheduler of(EventLoop loop) {
        return Schedulers.fromExecutorService(loop, "lneto-loop");
    }
}
