package org.lneto.reactor;

import java.nio.channels.ClosedChannelException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The end of a stack: what waits for an answer then fails with {@link ClosedChannelException}, what is a stream
 * completes. From any thread. */
final class StackEnd {
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile boolean disposed;

    /** The link is about to be closed: nothing is begun from now on. */
    void begin() {
        disposed = true;
    }

    /** The link is closed; on the event loop. */
    void complete() {
        disposed = true;
        over.tryEmitEmpty();
    }

    boolean isDisposed() {
        return disposed;
    }

    /** Completes when the link is closed. */
    Mono<Void> onDispose() {
        return over.asMono();
    }

    /** The source while there is a stack: fails with it, and if it is gone already. */
    <T> Mono<T> fails(Mono<T> source) {
        return Mono.firstWithSignal(closed(), source);
    }

    /** The source while there is a stack: completes with it, and fails if it is gone already. */
    <T> Flux<T> completes(Flux<T> source) {
        return Flux.defer(
                () -> disposed ? Flux.error(new ClosedChannelException()) : source.takeUntilOther(over.asMono()));
    }

    private <T> Mono<T> closed() {
        Mono<T> closed = Mono.error(ClosedChannelException::new);
        return Mono.defer(() -> disposed ? closed : over.asMono().then(closed));
    }
}
