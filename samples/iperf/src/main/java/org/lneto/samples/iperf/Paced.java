package org.lneto.samples.iperf;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Traffic to be sent: as fast as the stack asks for it, but not faster than its source allows. For one subscriber, on the
 * event loop.
 *
 * @param <T> what is sent
 */
final class Paced<T> implements Publisher<T>, Subscription {
    /** What {@link Source#waitNanos} says when nothing more will come. */
    static final long OVER = -1;

    /** Between bursts of what has become due, as in iperf3: a timer for each datagram would cost more than sending it. */
    private static final long LEAST_WAIT = 1_000_000;

    /** Sent at a stretch; then others have their turn: the stack has always room again where its link takes everything. */
    private static final int MOST_AT_A_STRETCH = 256;

    /** Long enough for the loop to look at its other work. */
    private static final long PAUSE = 20_000;

    /**
     * Where the traffic comes from.
     *
     * @param <T> what is sent
     */
    interface Source<T> {
        /** Time until the next may be sent: 0 for now, {@link #OVER} for never. */
        long waitNanos(long nowNanos);

        /** The next; called after {@link #waitNanos} has said 0. */
        T next(long nowNanos);
    }

    private final EventLoop loop;
    private final LongSupplier clock;
    private final Source<T> source;
    private @Nullable Subscriber<? super T> subscriber;
    private @Nullable ScheduledFuture<?> timer;
    private long demand;
    private int stretch;
    private boolean draining;
    private boolean over;

    Paced(EventLoop loop, LongSupplier clock, Source<T> source) {
        this.loop = loop;
        this.clock = clock;
        this.source = source;
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        this.subscriber = subscriber;
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        demand = Math.max(demand, demand + n); // never less by overflow
        drain();
    }

    @Override
    public void cancel() {
        over = true;
        stopTimer();
    }

    /** Looks again whether something may be sent, or all is over. */
    void drain() {
        Subscriber<? super T> subscriber = this.subscriber;
        if (draining || subscriber == null) {
            return;
        }
        draining = true;
        try {
            while (!over) {
                long now = clock.getAsLong();
                long wait = source.waitNanos(now);
                if (wait == OVER) {
                    cancel();
                    subscriber.onComplete();
                } else if (demand == 0) {
                    return;
                } else if (wait > 0) {
                    startTimer(Math.max(wait, LEAST_WAIT));
                    return;
                } else if (stretch == MOST_AT_A_STRETCH) {
                    startTimer(PAUSE);
                    return;
                } else {
                    demand--;
                    stretch++;
                    subscriber.onNext(source.next(now));
                }
            }
        } finally {
            draining = false;
        }
    }

    private void startTimer(long nanos) {
        if (timer == null) {
            timer = loop.schedule(
                    () -> {
                        timer = null;
                        stretch = 0;
                        drain();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void stopTimer() {
        ScheduledFuture<?> timer = this.timer;
        if (timer != null) {
            timer.cancel(false);
            this.timer = null;
        }
    }
}
