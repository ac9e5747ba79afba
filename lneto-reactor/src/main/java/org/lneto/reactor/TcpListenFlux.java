package org.lneto.reactor;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** {@link LnetoStack#listen}: each subscription is a listener of its own. */
final class TcpListenFlux extends Flux<TcpConnection> {
    private final LnetoStack stack;
    private final IpAddress local;
    private final int port;
    private final int backlog;
    private final TcpSettings settings;

    TcpListenFlux(LnetoStack stack, IpAddress local, int port, int backlog, TcpSettings settings) {
        this.stack = stack;
        this.local = local;
        this.port = port;
        this.backlog = backlog;
        this.settings = settings;
    }

    @Override
    public void subscribe(CoreSubscriber<? super TcpConnection> actual) {
        Listening listening = new Listening(actual);
        actual.onSubscribe(listening);
        Loops.run(stack.eventLoop(), listening::start);
    }

    /** One listener; on the event loop. */
    private final class Listening implements Subscription {
        private final CoreSubscriber<? super TcpConnection> actual;
        private @Nullable TcpListener listener;
        private long demand;
        private boolean draining;
        private volatile boolean over;

        Listening(CoreSubscriber<? super TcpConnection> actual) {
            this.actual = actual;
        }

        void start() {
            if (over) {
                return;
            }
            try {
                listener = stack.stack().host().tcp().listen(local, port, backlog, l -> drain());
            } catch (BindException e) {
                over = true;
                actual.onError(e);
                return;
            }
            drain();
        }

        @Override
        public void request(long n) {
            Loops.run(stack.eventLoop(), () -> {
                if (n <= 0) {
                    fail(new IllegalArgumentException("request must be for more than 0 (rule 3.9): " + n));
                    return;
                }
                demand = Operators.addCap(demand, n);
                drain();
            });
        }

        @Override
        public void cancel() {
            over = true;
            Loops.run(stack.eventLoop(), this::close);
        }

        private void fail(Throwable error) {
            if (!over) {
                over = true;
                close();
                actual.onError(error);
            }
        }

        private void close() {
            TcpListener listener = this.listener;
            if (listener != null) {
                this.listener = null;
                listener.release();
            }
        }

        private void drain() {
            if (draining) {
                return;
            }
            draining = true;
            try {
                while (!over && demand > 0 && listener != null) {
                    org.lneto.tcp.TcpConnection accepted = listener.accept(IGNORE);
                    if (accepted == null) {
                        break;
                    }
                    if (demand != Long.MAX_VALUE) {
                        demand--;
                    }
                    settings.apply(accepted);
                    actual.onNext(stack.wrap(accepted));
                }
            } finally {
                draining = false;
            }
        }
    }

    /** Between accepting and wrapping nothing can happen: both are one step on the event loop. */
    private static final TcpEvents IGNORE = new TcpEvents() {};
}
