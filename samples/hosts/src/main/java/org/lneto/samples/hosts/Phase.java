package org.lneto.samples.hosts;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Lets every station do one thing, so many at a time, each within a time. On the event loop. */
final class Phase {
    private final List<Station> stations;
    private final EventLoop loop;
    private final long timeoutMillis;
    private final BiConsumer<Station, Outcome> action;
    private final CompletableFuture<Result> finished = new CompletableFuture<>();
    private final TreeMap<String, Integer> failures = new TreeMap<>();
    private final long startNanos = System.nanoTime();
    private int next;
    private int running;
    private int succeeded;

    /**
     * What came of it.
     *
     * @param nanos how long it took
     * @param succeeded stations that have done it
     * @param failures how many have not, by reason
     */
    record Result(long nanos, int succeeded, TreeMap<String, Integer> failures) {}

    private Phase(List<Station> stations, EventLoop loop, long timeoutMillis, BiConsumer<Station, Outcome> action) {
        this.stations = stations;
        this.loop = loop;
        this.timeoutMillis = timeoutMillis;
        this.action = action;
    }

    /**
     * Begins.
     *
     * @param parallel stations that are at it at a time
     * @param timeoutMillis how long each of them may take
     * @return completed on the event loop
     */
    static CompletableFuture<Result> start(
            List<Station> stations,
            EventLoop loop,
            int parallel,
            long timeoutMillis,
            BiConsumer<Station, Outcome> action) {
        Phase phase = new Phase(stations, loop, timeoutMillis, action);
        loop.execute(() -> {
            for (int i = 0; i < parallel; i++) {
                phase.beginNext();
            }
        });
        return phase.finished;
    }

    private void beginNext() {
        if (next < stations.size()) {
            running++;
            new Turn().begin(stations.get(next++));
        } else if (running == 0) {
            finished.complete(new Result(System.nanoTime() - startNanos, succeeded, failures));
        }
    }

    /** One station's. */
    private final class Turn implements Outcome {
        private @Nullable ScheduledFuture<?> timer;
        private boolean over;

        void begin(Station station) {
            timer = loop.schedule(() -> failed("no answer in time"), timeoutMillis, TimeUnit.MILLISECONDS);
            try {
                action.accept(station, this);
            } catch (RuntimeException e) { // this station's alone
                failed(e.toString());
            }
        }

        @Override
        public void succeeded() {
            if (!over) {
                succeeded++;
                end();
            }
        }

        @Override
        public void failed(String reason) {
            if (!over) {
                failures.merge(reason, 1, Integer::sum);
                end();
            }
        }

        private void end() {
            over = true;
            running--;
            ScheduledFuture<?> timer = this.timer;
            if (timer != null) {
                timer.cancel(false);
            }
            loop.execute(Phase.this::beginNext); // not within: stations that end at once would recurse
        }
    }
}
