package org.lneto.reactor;

import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Sends what a publisher emits; each subscription is a send of its own.
 *
 * @param <T> what is sent
 */
final class SendMono<T extends ReferenceCounted> extends Mono<Void> {
    /** Messages asked for ahead of the stack's queue. */
    private static final int PREFETCH = 16;

    private final Outlet<T> outlet;
    private final Publisher<? extends T> messages;

    SendMono(Outlet<T> outlet, Publisher<? extends T> messages) {
        this.outlet = outlet;
        this.messages = messages;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        Send<T> send = new Send<>(outlet, actual);
        actual.onSubscribe(send);
        Loops.run(outlet.loop(), () -> {
            if (!send.cancelled.get() && outlet.add(send)) {
                messages.subscribe(send);
            }
        });
    }

    /**
     * One send: upstream the publisher of messages, downstream whoever waits for the end.
     *
     * @param <T> what is sent
     */
    static final class Send<T extends ReferenceCounted> implements CoreSubscriber<T>, Subscription {
        private final Outlet<T> outlet;
        private final CoreSubscriber<? super Void> actual;
        private final Queue<T> queue = Queues.<T>get(PREFETCH).get();
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private volatile @Nullable Subscription upstream;
        private volatile boolean upstreamDone;
        private volatile boolean over;
        private @Nullable Throwable upstreamError;
        private int consumed;

        Send(Outlet<T> outlet, CoreSubscriber<? super Void> actual) {
            this.outlet = outlet;
            this.actual = actual;
        }

        // --- from the publisher, on any thread

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (!Operators.validate(upstream, subscription)) {
                return;
            }
            upstream = subscription;
            if (cancelled.get() || over) {
                subscription.cancel();
            } else {
                subscription.request(PREFETCH);
            }
        }

        @Override
        public void onNext(T message) {
            if (cancelled.get() || over || upstreamDone || !queue.offer(message)) {
                ReferenceCountUtil.safeRelease(message);
                return;
            }
            wake();
        }

        @Override
        public void onError(Throwable error) {
            if (upstreamDone || over) {
                Operators.onErrorDropped(error, currentContext());
                return;
            }
            upstreamError = error;
            upstreamDone = true;
            wake();
        }

        @Override
        public void onComplete() {
            upstreamDone = true;
            wake();
        }

        private void wake() {
            Loops.run(outlet.loop(), () -> {
                if (over || cancelled.get()) {
                    releaseQueued();
                } else {
                    outlet.drain();
                }
            });
        }

        // --- from the subscriber, on any thread

        @Override
        public void request(long n) {
            // a Mono of nothing: there is nothing to ask for
        }

        @Override
        public void cancel() {
            if (cancelled.compareAndSet(false, true)) {
                cancelUpstream();
                Loops.run(outlet.loop(), () -> {
                    over = true;
                    releaseQueued();
                    outlet.remove(this);
                });
            }
        }

        // --- from the outlet, on the event loop

        /** Hands over what it has. Returns whether this send is through. */
        boolean write() throws IOException {
            while (true) {
                boolean last = upstreamDone; // read before the queue: what came before it is then in there
                T message = queue.peek();
                if (message == null) {
                    return last;
                }
                if (!outlet.offer(message)) {
                    return false;
                }
                queue.poll();
                message.release();
                replenish();
            }
        }

        private void replenish() {
            Subscription upstream = this.upstream;
            if (++consumed >= PREFETCH / 2 && upstream != null) {
                int asked = consumed;
                consumed = 0;
                upstream.request(asked);
            }
        }

        void complete() {
            if (over) {
                return;
            }
            over = true;
            Throwable error = upstreamError;
            if (error == null) {
                actual.onComplete();
            } else {
                actual.onError(error);
            }
        }

        void fail(IOException cause) {
            if (over) {
                return;
            }
            over = true;
            cancelUpstream();
            releaseQueued();
            actual.onError(cause);
        }

        private void cancelUpstream() {
            Subscription upstream = this.upstream;
            if (upstream != null) {
                upstream.cancel();
            }
        }

        private void releaseQueued() {
            for (T message = queue.poll(); message != null; message = queue.poll()) {
                ReferenceCountUtil.safeRelease(message);
            }
        }
    }
}
