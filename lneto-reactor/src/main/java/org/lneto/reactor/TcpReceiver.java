package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The receiving side of a connection as a publisher for one subscriber. It reads from the connection as the subscriber
 * asks; nothing is queued here.
 */
final class TcpReceiver extends Flux<ByteBuf> implements Subscription {
    /** Octets of a buffer at the most: one signal carries a good deal, and a slow subscriber holds little. */
    private static final int MOST_OCTETS = 16 * 1024;

    private final StackTcpConnection connection;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    // on the event loop
    private @Nullable CoreSubscriber<? super ByteBuf> subscriber;
    private @Nullable IOException failure;
    private long demand;
    private boolean draining;
    private boolean done;
    private volatile boolean cancelled;

    TcpReceiver(StackTcpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(
                    actual,
                    new IllegalStateException("a connection is received by one subscriber, and has one already"));
            return;
        }
        actual.onSubscribe(this);
        Loops.run(connection.loop(), () -> {
            subscriber = actual;
            drain();
        });
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            Loops.run(connection.loop(), () -> {
                CoreSubscriber<? super ByteBuf> actual = subscriber;
                if (actual != null && !done) {
                    finish();
                    actual.onError(new IllegalArgumentException("request must be for more than 0 (rule 3.9): " + n));
                }
            });
            return;
        }
        Loops.run(connection.loop(), () -> {
            demand = Operators.addCap(demand, n);
            drain();
        });
    }

    @Override
    public void cancel() {
        cancelled = true;
        Loops.run(connection.loop(), this::finish);
    }

    /** Whether nobody will read here again. */
    boolean isDone() {
        return done;
    }

    /** Ends the flow for a reason of this side's own: what has not been read is not delivered. */
    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        drain();
    }

    /** Delivers what may be delivered. A call from inside {@code onNext} returns at once: the loop below sees to it. */
    void drain() {
        CoreSubscriber<? super ByteBuf> actual = subscriber;
        if (draining || done || actual == null) {
            return;
        }
        draining = true;
        try {
            while (!done && !cancelled && failure == null && demand > 0) {
                ByteBuf buffer = connection.read(MOST_OCTETS);
                if (buffer == null) {
                    break;
                }
                if (demand != Long.MAX_VALUE) {
                    demand--;
                }
                try {
                    actual.onNext(buffer);
                } finally {
                    buffer.release();
                }
            }
            if (!done && !cancelled && (failure != null || connection.isReadToTheEnd())) {
                IOException cause = failure == null ? connection.error() : failure;
                finish();
                if (cause == null) {
                    actual.onComplete();
                } else {
                    actual.onError(cause);
                }
            }
        } finally {
            draining = false;
        }
    }

    private void finish() {
        done = true;
        subscriber = null;
        connection.releaseIfDone();
    }
}
