package org.lneto.netty.link;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Virtual time: an event loop that runs on the thread that calls {@link #advance}, and whose clock stands still between
 * its tasks. Hours pass as fast as their events can be handled, and the same events come in the same order each time.
 *
 * <p>One thread creates it, advances it and closes it; channels, schedulers and stacks on {@link #eventLoop()} run
 * inside those calls. Unmodified Netty code is given {@link #newEventLoopGroup()}; what it would wait for by {@code sync()}
 * is waited for by {@link #advanceUntil}:
 *
 * <pre>{@code
 * try (VirtualTime time = new VirtualTime()) {
 *     EventLoopGroup group = time.newEventLoopGroup();
 *     ChannelFuture connected = new Bootstrap()
 *             .group(group)
 *             .channelFactory(() -> new LnetoSocketChannel(stack))
 *             .handler(new IdleStateHandler(0, 0, 3600)) // goes by this clock, as all that is scheduled on the loop does
 *             .connect(address);
 *     time.advanceUntil(connected::isDone, Duration.ofMinutes(1));
 *     time.advance(Duration.ofHours(2));
 * }
 * }</pre>
 *
 * <p>What asks the system for the time or for chance is not under this clock's rule: {@code System.nanoTime()}, Netty's
 * {@code HashedWheelTimer}, threads of one's own, {@code ThreadLocalRandom}. Netty's handlers for idleness and timeouts
 * (version 4.2) schedule on the loop and measure by its clock.
 */
public final class VirtualTime implements AutoCloseable {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final Loop loop = new Loop(ticker);
    private final long startNanos = ticker.nanoTime();
    private final OpenChannels channels = new OpenChannels();
    private final Thread owner = Thread.currentThread();
    private final Clock clock = new VirtualClock(this);

    /** What {@link #clock()} shows at the start. */
    public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

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

    /**
     * A new group whose only loop is {@link #eventLoop()}, for a program that wants groups of its own, as boss or worker.
     * Shutting it down closes the channels that were registered through it, and leaves the loop to the others.
     */
    public EventLoopGroup newEventLoopGroup() {
        return new VirtualEventLoopGroup(loop, channels);
    }

    /** The thread that all runs on: the one that created this. */
    public Thread owner() {
        return owner;
    }

    /** The time of day by this clock, in UTC, which begins at {@link #START}. */
    public Clock clock() {
        return clock;
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

    /** Closes the channels of all groups, and shuts the loop down: its timers are dropped. */
    @Override
    @SuppressWarnings("deprecation") // the graceful way sleeps 100 ms while the clock stands still
    public void close() {
        channels.close(); // youngest first; without I/O handles, the loop does not know them
        settle();
        loop.shutdown();
        while (!loop.isTerminated()) {
            loop.runNow();
            ticker.advance(1, TimeUnit.MILLISECONDS);
        }
    }
}
