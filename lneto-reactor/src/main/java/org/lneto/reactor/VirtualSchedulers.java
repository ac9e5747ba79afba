package org.lneto.reactor;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.link.VirtualTime;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor on virtual time: while installed, {@code Schedulers.parallel()}, {@code single()} and {@code boundedElastic()}, and
 * all schedulers made meanwhile, run on the loop of a {@link VirtualTime}. {@code Mono.delay}, {@code timeout}, {@code
 * interval}, {@code retryWhen} with backoff, and reactor-netty's own timers go by its clock, in one thread and in the same
 * order each time.
 *
 * <pre>{@code
 * try (VirtualTime time = new VirtualTime();
 *         VirtualSchedulers reactor = VirtualSchedulers.install(time)) {
 *     HttpClient client = HttpClient.create().runOn(LnetoLoopResources.of(stack)); // a stack on this time
 *     String page = reactor.get(
 *             Mono.delay(Duration.ofHours(3)).then(client.get().uri(uri).responseContent().aggregate().asString()),
 *             Duration.ofHours(4));
 * }
 * }</pre>
 *
 * <p>Installing replaces Reactor's factory for the whole JVM, so that tests which install run one after another.
 * {@code block()} is refused on the thread that time belongs to, as on every event loop: {@link #get} lets time pass instead.
 *
 * <p>Created, used and closed on the thread of its {@link VirtualTime}.
 */
public final class VirtualSchedulers implements AutoCloseable {
    private static final Set<Thread> OWNERS = ConcurrentHashMap.newKeySet();

    static {
        // block() there would wait for a clock that stands still until it returns
        Schedulers.registerNonBlockingThreadPredicate(OWNERS::contains);
    }

    private final VirtualTime time;
    private final Schedulers.Snapshot before;
    private boolean closed;

    private VirtualSchedulers(VirtualTime time) {
        this.time = time;
        this.before = Schedulers.setFactoryWithSnapshot(new Factory(time));
    }

    /** Every kind of scheduler is the loop. */
    private record Factory(VirtualTime time) implements Schedulers.Factory {
        @Override
        public Scheduler newParallel(int parallelism, ThreadFactory threads) {
            return scheduler(time);
        }

        @Override
        public Scheduler newSingle(ThreadFactory threads) {
            return scheduler(time);
        }

        @Override
        public Scheduler newBoundedElastic(int threads, int queued, ThreadFactory factory, int ttlSeconds) {
            return scheduler(time);
        }

        @Override
        public Scheduler newThreadPerTaskBoundedElastic(int threads, int queued, ThreadFactory factory) {
            return scheduler(time);
        }
    }

    /**
     * Puts Reactor on virtual time until {@link #close()}.
     *
     * @param time of the current thread
     */
    public static VirtualSchedulers install(VirtualTime time) {
        if (!OWNERS.add(time.owner())) {
            throw new IllegalStateException("Reactor is on virtual time already");
        }
        return new VirtualSchedulers(time);
    }

    /** A scheduler on the loop of virtual time, for operators that are handed one; nothing is installed. */
    public static Scheduler scheduler(VirtualTime time) {
        return new VirtualScheduler(time);
    }

    /**
     * Subscribes, and lets time pass until the Mono has ended.
     *
     * @return its value; null if it had none
     * @throws AssertionError if it has not ended within {@code most}; it is cancelled then
     * @throws RuntimeException what it failed with; a checked exception is wrapped as Reactor does
     */
    public <T> @Nullable T get(Mono<T> mono, Duration most) {
        AtomicReference<@Nullable T> value = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
        boolean[] done = new boolean[1];
        Disposable subscription = mono.subscribe(
                value::set,
                e -> {
                    error.set(e);
                    done[0] = true;
                },
                () -> done[0] = true);
        if (!time.advanceUntil(() -> done[0], most)) {
            subscription.dispose();
            throw new AssertionError("nothing came of " + mono + " in " + most + " of virtual time");
        }
        Throwable failure = error.get();
        if (failure != null) {
            throw Exceptions.propagate(failure);
        }
        return value.get();
    }

    /** Gives Reactor its former schedulers back. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            OWNERS.remove(time.owner());
            Schedulers.resetFrom(before);
        }
    }
}
