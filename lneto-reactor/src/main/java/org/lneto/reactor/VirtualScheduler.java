package org.lneto.reactor;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.lneto.netty.link.VirtualTime;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The loop of virtual time as a scheduler that knows that time. Disposing it leaves the loop to the others. */
final class VirtualScheduler implements Scheduler {
    private final Scheduler loop;
    private final Clock clock;

    VirtualScheduler(VirtualTime time) {
        // a group of its own: Reactor shuts down the executor of a scheduler that is disposed
        loop = Schedulers.fromExecutorService(time.newEventLoopGroup(), "lneto-virtual");
        clock = time.clock();
    }

    @Override
    public long now(TimeUnit unit) {
        Instant now = clock.instant();
        return unit.convert(now.getEpochSecond() * 1_000_000_000L + now.getNano(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return loop.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return loop.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return loop.schedulePeriodically(task, initialDelay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return loop.createWorker();
    }

    @Override
    public void init() {
        loop.init();
    }

    @Override
    public Mono<Void> disposeGracefully() {
        return loop.disposeGracefully();
    }

    @Override
    public void dispose() {
        loop.dispose();
    }

    @Override
    public boolean isDisposed() {
        return loop.isDisposed();
    }
}
