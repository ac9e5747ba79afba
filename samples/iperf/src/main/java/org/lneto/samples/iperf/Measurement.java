package org.lneto.samples.iperf;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;

/** The running part of a test: its streams from start to end, measured by intervals. On the stack's event loop. */
final class Measurement {
    /** What is left of an interval at the end is told if it is more than this part of one. */
    private static final double LEAST_PART = 0.1;

    private final LnetoStack stack;
    private final Settings settings;
    private final List<DataStream> streams;
    private final double intervalSeconds;
    private final Report report;
    private final Budget budget;
    private final CpuTime cpu = new CpuTime();
    private final Totals[] before;
    private final Totals[] last;
    private @Nullable ScheduledFuture<?> tick;
    private @Nullable ScheduledFuture<?> omission;
    private long startNanos;
    private double lastSeconds;
    private double endSeconds;
    private int ticks;
    private boolean omitting;
    private boolean finished;

    Measurement(
            LnetoStack stack,
            Settings settings,
            List<DataStream> streams,
            double intervalSeconds,
            Report report,
            Budget budget) {
        this.stack = stack;
        this.settings = settings;
        this.streams = streams;
        this.intervalSeconds = intervalSeconds;
        this.report = report;
        this.budget = budget;
        before = new Totals[streams.size()];
        last = new Totals[streams.size()];
        Arrays.fill(before, Totals.NONE);
        Arrays.fill(last, Totals.NONE);
    }

    void start(DataStream.Listener listener) {
        cpu.start();
        omitting = settings.omitSeconds() > 0;
        if (!omitting) {
            budget.begin();
        }
        for (DataStream stream : List.copyOf(streams)) {
            stream.start(listener);
        }
        restart();
        if (omitting) {
            omission = stack.eventLoop().schedule(this::endOmission, settings.omitSeconds(), TimeUnit.SECONDS);
        }
    }

    private void restart() {
        startNanos = stack.stack().nowNanos();
        lastSeconds = 0;
        ticks = 0;
        scheduleTick();
    }

    /** What came until now does not count. */
    private void endOmission() {
        stopTimers();
        lastInterval();
        omitting = false;
        for (int i = 0; i < before.length; i++) {
            before[i] = last[i];
        }
        restart();
        budget.begin();
    }

    /** Seconds since the test began, or since what is omitted was over. */
    double seconds() {
        return (stack.stack().nowNanos() - startNanos) * 1e-9;
    }

    private void scheduleTick() {
        if (intervalSeconds > 0) {
            long due = startNanos + (long) (++ticks * intervalSeconds * 1e9);
            tick = stack.eventLoop()
                    .schedule(
                            () -> {
                                interval();
                                scheduleTick();
                            },
                            Math.max(0, due - stack.stack().nowNanos()),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void interval() {
        double now = seconds();
        List<Interval> intervals = new ArrayList<>(streams.size());
        for (int i = 0; i < last.length; i++) {
            Totals totals = streams.get(i).totals();
            intervals.add(new Interval(streams.get(i), lastSeconds, now, totals.since(last[i]), omitting));
            last[i] = totals;
        }
        lastSeconds = now;
        if (intervalSeconds > 0) {
            report.intervals(settings, intervals);
        }
    }

    /** What is left of an interval; too little to be told is only counted. */
    private void lastInterval() {
        double now = seconds();
        if (now - lastSeconds > LEAST_PART * intervalSeconds) {
            interval();
        } else {
            lastSeconds = now;
            for (int i = 0; i < last.length; i++) {
                last[i] = streams.get(i).totals();
            }
        }
    }

    /** Ends it: nothing is sent or counted from now on. Does nothing the second time. */
    void finish() {
        if (finished) {
            return;
        }
        finished = true;
        stopTimers();
        cpu.stop();
        lastInterval();
        endSeconds = lastSeconds;
        List.copyOf(streams).forEach(DataStream::stop);
    }

    private void stopTimers() {
        for (ScheduledFuture<?> timer : new ScheduledFuture<?>[] {tick, omission}) {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }

    /** Octets of all streams so far, for who looks whether there is progress. */
    long octets() {
        return streams.stream().mapToLong(stream -> stream.totals().octets()).sum();
    }

    List<DataStream> streams() {
        return streams;
    }

    /** Seconds it took, what was omitted not counted. */
    double duration() {
        return endSeconds;
    }

    /** What was omitted of a stream. */
    Totals omitted(int place) {
        return before[place];
    }

    /** What a stream carried, with what was omitted. */
    Totals all(int place) {
        return last[place];
    }

    CpuTime cpu() {
        return cpu;
    }
}
