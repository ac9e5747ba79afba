package org.lneto.reactor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Verdict;
import org.lneto.tcp.TcpStatistics;

/**
 * A stack's counters as meters of Micrometer, an optional dependency of this module.
 *
 * <pre>{@code
 * new LnetoMeters(stack, Tags.of("stack", "tap0")).bindTo(registry);
 * }</pre>
 *
 * <table>
 * <caption>Meters; counters but for those marked as gauges</caption>
 * <tr><th>name</th><th>tag</th><th>what</th></tr>
 * <tr><td>{@code lneto.tcp.connections} (gauge)</td><td>{@code state}: {@code open}, {@code time-wait}</td>
 *     <td>connections now</td></tr>
 * <tr><td>{@code lneto.tcp.memory.pages} (gauge)</td><td></td><td>pages that hold data waiting in TCP's queues</td></tr>
 * <tr><td>{@code lneto.tcp.connections.opened}</td><td>{@code side}: {@code active}, {@code passive}</td>
 *     <td>handshakes begun</td></tr>
 * <tr><td>{@code lneto.tcp.connections.failed}</td><td></td><td>handshakes that came to nothing</td></tr>
 * <tr><td>{@code lneto.tcp.connections.reset}</td><td></td><td>established connections that were reset</td></tr>
 * <tr><td>{@code lneto.tcp.segments}</td><td>{@code direction}: {@code in}, {@code out}</td><td>segments</td></tr>
 * <tr><td>{@code lneto.tcp.data}, in bytes</td><td>{@code direction}</td><td>data</td></tr>
 * <tr><td>{@code lneto.tcp.resets}</td><td>{@code direction}</td><td>segments with RST</td></tr>
 * <tr><td>{@code lneto.tcp.retransmissions}</td><td></td><td>segments sent again</td></tr>
 * <tr><td>{@code lneto.tcp.timeouts}</td><td></td><td>retransmission timers that have gone off</td></tr>
 * <tr><td>{@code lneto.tcp.fast.retransmits}</td><td></td><td>recoveries without a timeout</td></tr>
 * <tr><td>{@code lneto.tcp.listen.overflows}</td><td></td><td>SYNs refused for a full backlog</td></tr>
 * <tr><td>{@code lneto.drops}</td><td>{@code reason}: {@link Verdict}'s names</td><td>packets dropped</td></tr>
 * </table>
 *
 * <p>The stack's event loop takes a snapshot of the counters in regular intervals; a scrape reads the latest from any
 * thread, and waits for nobody. When the stack is disposed of, its meters are removed.
 */
public final class LnetoMeters implements MeterBinder {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    private final LnetoStack stack;
    private final Tags tags;
    private final Duration interval;
    private volatile @Nullable StackStatistics latest;

    /**
     * Meters whose snapshot is a second old at the most.
     *
     * @param tags put on every meter, to tell stacks apart
     */
    public LnetoMeters(LnetoStack stack, Iterable<Tag> tags) {
        this(stack, tags, DEFAULT_INTERVAL);
    }

    /**
     * The same with another age.
     *
     * @param interval how often a snapshot is taken; more than zero
     */
    public LnetoMeters(LnetoStack stack, Iterable<Tag> tags, Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("the interval must be more than nothing: " + interval);
        }
        this.stack = stack;
        this.tags = Tags.of(tags);
        this.interval = interval;
    }

    /** {@inheritDoc} Of a stack that is disposed of there is nothing to tell, and no meter. */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (stack.isDisposed()) {
            return;
        }
        List<Meter> meters = new ArrayList<>();
        meters.add(gauge(
                registry, "lneto.tcp.connections", "state", "open", now -> now.tcpConnections() - now.tcpTimeWaits()));
        meters.add(gauge(registry, "lneto.tcp.connections", "state", "time-wait", StackStatistics::tcpTimeWaits));
        meters.add(Gauge.builder("lneto.tcp.memory.pages", this, own -> own.read(StackStatistics::tcpPages))
                .tags(tags)
                .baseUnit("pages")
                .register(registry));
        meters.add(
                tcp(registry, "lneto.tcp.connections.opened", Tags.of("side", "active"), TcpStatistics::activeOpens));
        meters.add(
                tcp(registry, "lneto.tcp.connections.opened", Tags.of("side", "passive"), TcpStatistics::passiveOpens));
        meters.add(tcp(registry, "lneto.tcp.connections.failed", Tags.empty(), TcpStatistics::failedOpens));
        meters.add(tcp(registry, "lneto.tcp.connections.reset", Tags.empty(), TcpStatistics::establishedResets));
        meters.add(tcp(registry, "lneto.tcp.segments", Tags.of("direction", "in"), TcpStatistics::segmentsReceived));
        meters.add(tcp(registry, "lneto.tcp.segments", Tags.of("direction", "out"), TcpStatistics::segmentsSent));
        meters.add(data(registry, "in", TcpStatistics::octetsReceived));
        meters.add(data(registry, "out", TcpStatistics::octetsSent));
        meters.add(tcp(registry, "lneto.tcp.resets", Tags.of("direction", "in"), TcpStatistics::resetsReceived));
        meters.add(tcp(registry, "lneto.tcp.resets", Tags.of("direction", "out"), TcpStatistics::resetsSent));
        meters.add(tcp(registry, "lneto.tcp.retransmissions", Tags.empty(), TcpStatistics::segmentsRetransmitted));
        meters.add(tcp(registry, "lneto.tcp.timeouts", Tags.empty(), TcpStatistics::timeouts));
        meters.add(tcp(registry, "lneto.tcp.fast.retransmits", Tags.empty(), TcpStatistics::fastRetransmits));
        meters.add(tcp(registry, "lneto.tcp.listen.overflows", Tags.empty(), TcpStatistics::listenOverflows));
        for (Verdict reason : Verdict.values()) {
            if (reason.isDrop()) {
                meters.add(FunctionCounter.builder(
                                "lneto.drops",
                                this,
                                own -> own.read(now -> now.drops().getOrDefault(reason, 0L)))
                        .tags(tags.and("reason", reason.name()))
                        .register(registry));
            }
        }
        follow(registry, meters);
    }

    private Meter gauge(
            MeterRegistry registry, String name, String key, String value, ToDoubleFunction<StackStatistics> read) {
        return Gauge.builder(name, this, own -> own.read(read))
                .tags(tags.and(key, value))
                .baseUnit(BaseUnits.CONNECTIONS)
                .register(registry);
    }

    private Meter tcp(MeterRegistry registry, String name, Tags more, ToLongFunction<TcpStatistics> read) {
        return FunctionCounter.builder(name, this, own -> own.read(now -> read.applyAsLong(now.tcp())))
                .tags(tags.and(more))
                .register(registry);
    }

    private Meter data(MeterRegistry registry, String direction, ToLongFunction<TcpStatistics> read) {
        return FunctionCounter.builder("lneto.tcp.data", this, own -> own.read(now -> read.applyAsLong(now.tcp())))
                .tags(tags.and("direction", direction))
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    /** From any thread; 0 before the first snapshot. */
    private double read(ToDoubleFunction<StackStatistics> what) {
        StackStatistics now = latest;
        return now == null ? 0 : what.applyAsDouble(now);
    }

    private void follow(MeterRegistry registry, List<Meter> meters) {
        Loops.run(stack.eventLoop(), this::look);
        ScheduledFuture<?> looking = stack.eventLoop()
                .scheduleAtFixedRate(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        stack.onDispose()
                .subscribe(never -> {}, error -> end(registry, meters, looking), () -> end(registry, meters, looking));
    }

    /** On the stack's event loop. */
    private void look() {
        latest = StackStatistics.of(stack.stack().host());
    }

    private static void end(MeterRegistry registry, List<Meter> meters, ScheduledFuture<?> looking) {
        looking.cancel(false);
        meters.forEach(registry::remove);
    }
}
