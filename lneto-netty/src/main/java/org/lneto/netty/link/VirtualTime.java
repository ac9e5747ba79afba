package org.lneto.netty.link;

import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Virtual time: an event loop that runs on the thread that calls {@link #advance}, and whose clock stands still between
 * its tasks. Hours pass as fast as their events can be handled, and the same events come in the same order each time.
 *
 * <p>One thread creates it, advances it and closes it; channels, schedulers and stacks on {@link #eventLoop()} run
 * inside those calls.
 */
public final class VirtualTime implements AutoCloseable {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final Loop loop = new Loop(ticker);
    private final long startNanos = ticker.nanoTime();

    /** Creates a clock at zero and its loop, owned by the current thread. */
    public VirtualTime() {}

    /** Shows how long the loop's next timer is away, which {@link ManualIoEventLoop} keeps to itself. */
    private static final class Loop extends ManualIoEventLoop {
        Loop(Ticker ticker) {
            super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        }

        @Override
        protected boolean canBlock() {
            return false;
        }

        /** Nanoseconds until the next timer; -1 if there is none. */
        long untilNextTimer() {
            return nextScheduledTaskNano();
        }
    }

    /** The event loop; its {@link ManualIoEventLoop#ticker()} is this clock. */
    public EventLoop eventLoop() {
        return loop;
    }

    /** Time that has passed since the start. */
    public Duration now() {
        return Duration.ofNanos(ticker.nanoTime() - startNanos);
    }

    /** Runs what is due now, and what that leads to, without moving the clock. */
    public void settle() {
        while (loop.runNow() > 0) {
            // what ran may have led to more
        }
    }

    /** Moves the clock, stopping at each timer on the way to run it. */
    public void advance(Duration time) {
        advanceUntil(() -> false, time);
    }

    /**
     * Moves the clock from timer to timer until a condition holds or {@code most} has passed.
     *
     * @return whether the condition holds
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration most) {
        long end = ticker.nanoTime() + most.toNanos();
        settle();
        while (!condition.getAsBoolean()) {
            long left = end - ticker.nanoTime();
            if (left <= 0) {
                return false;
            }
            long next = loop.untilNextTimer();
            ticker.advance(next < 0 ? left : Math.min(next, left), TimeUnit.NANOSECONDS);
            settle();
        }
        return true;
    }

    /** Shuts the loop down: its channels are closed, its timers dropped. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
            ticker.advance(1, TimeUnit.MILLISECONDS);
        }
    }
}
