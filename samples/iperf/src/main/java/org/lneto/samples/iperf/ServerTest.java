package org.lneto.samples.iperf;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** One test, as its server: the client is believed nothing. On the stack's event loop. */
final class ServerTest implements DataStream.Listener {
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long BROKEN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final double LONGER_SECONDS = 120;
    private static final int MOST_PARAMETERS = 8 * 1024;
    private static final int MOST_RESULTS = 256 * 1024;

    /**
     * A connection that has sent its cookie.
     *
     * @param number in the order of acceptance
     */
    record Joining(long number, byte[] cookie, TcpConnection connection, Inlet inlet) {}

    private final LnetoStack stack;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final int port;
    private final double intervalSeconds;
    private final String congestion;
    private final Report report;
    private final byte[] cookie;
    private final Control control;
    private final List<Joining> joined = new ArrayList<>();
    private final List<DataStream> streams = new ArrayList<>();
    private Budget budget = new Budget(0, () -> {});
    private @Nullable Settings settings;
    private @Nullable UdpPort udp;
    private @Nullable Measurement measurement;
    private State at = State.PARAM_EXCHANGE;
    private long octetsSeen;

    ServerTest(LnetoStack stack, int port, double intervalSeconds, String congestion, Report report, Joining first) {
        this.stack = stack;
        this.port = port;
        this.intervalSeconds = intervalSeconds;
        this.congestion = congestion;
        this.report = report;
        loop = stack.eventLoop();
        clock = () -> stack.stack().nowNanos();
        cookie = first.cookie();
        control = new Control(loop, first.connection(), first.inlet());
    }

    /** Runs it; completes when the client has all results, or fails with {@link IperfException}. */
    Mono<Void> run() {
        return Mono.defer(() -> {
                    report.accepted(control.connection().remoteAddress());
                    control.watch(ANSWER_NANOS, "the client does not answer");
                    return control.send(State.PARAM_EXCHANGE);
                })
                .then(Mono.defer(this::parameters))
                .flatMap(this::create)
                .then(Mono.defer(() -> control.state().flatMap(this::handle))
                        .repeat(() -> at != State.IPERF_DONE)
                        .then())
                // a client that has all it wants may just go
                .onErrorResume(e -> at == State.DISPLAY_RESULTS ? Mono.empty() : Mono.error(IperfException.of(e)))
                .doFinally(end -> close());
    }

    private Mono<Settings> parameters() {
        return control.json(MOST_PARAMETERS)
                .map(Settings::fromJson)
                .onErrorResume(IperfException.class, e -> refuse(ServerError.RECEIVE_PARAMETERS, e));
    }

    /** Tells the client, then fails. */
    private <T> Mono<T> refuse(ServerError error, IperfException cause) {
        return control.send(error.message()).onErrorComplete().then(Mono.error(cause));
    }

    // --- streams

    private Mono<Void> create(Settings settings) {
        this.settings = settings;
        budget = new Budget(settings.mostOctets(), () -> {}); // the client ends the test
        at = State.CREATE_STREAMS;
        if (!settings.udp()) {
            return control.send(State.CREATE_STREAMS);
        }
        return stack.udp(port)
                .onErrorResume(e -> refuse(ServerError.STREAM_LISTEN, IperfException.of(e)))
                .flatMap(endpoint -> {
                    UdpPort udp = new UdpPort(
                            loop,
                            clock,
                            endpoint,
                            control.connection().localAddress().getAddress(),
                            settings);
                    this.udp = udp;
                    udp.onOpen(sender -> open(settings, udp, sender));
                    return control.send(State.CREATE_STREAMS);
                });
    }

    /** Takes a connection in if it belongs to this test and is still waited for. */
    boolean join(Joining joining) {
        Settings settings = this.settings;
        if (settings == null
                || settings.udp()
                || at != State.CREATE_STREAMS
                || joined.size() == settings.streams()
                || !Arrays.equals(cookie, joining.cookie())) {
            return false;
        }
        joined.add(joining);
        if (joined.size() == settings.streams()) {
            // cookies may overtake each other, but the client has opened its connections in order
            joined.sort(Comparator.comparingLong(Joining::number));
            for (int place = 0; place < joined.size(); place++) {
                Joining each = joined.get(place);
                streams.add(
                        settings.isSentByClient(place)
                                ? new TcpReceiver(place, each.connection(), each.inlet(), budget)
                                : new TcpSender(
                                        place, loop, clock, each.connection(), settings, new Budget(0, () -> {})));
            }
            start(settings);
        }
        return true;
    }

    private void open(Settings settings, UdpPort udp, InetSocketAddress client) {
        if (!client.getAddress().equals(control.connection().remoteAddress().getAddress())) {
            return; // not this test's client
        }
        if (streams.stream().anyMatch(stream -> stream.remote().equals(client))) {
            udp.sendOpened(client); // the answer was lost
            return;
        }
        if (at != State.CREATE_STREAMS) {
            return;
        }
        int place = streams.size();
        if (settings.isSentByClient(place)) {
            UdpReceiver receiver = new UdpReceiver(place, udp, client, settings, budget);
            udp.add(receiver);
            streams.add(receiver);
        } else {
            streams.add(new UdpSender(place, udp, client, settings, new Budget(0, () -> {})));
        }
        udp.sendOpened(client);
        if (streams.size() == settings.streams()) {
            start(settings);
        }
    }

    @Override
    public void sentAll(DataStream stream) {
        // the client ends the test
    }

    @Override
    public void failed(DataStream stream, IperfException cause) {
        // a client that ends the test, or its process, may close its streams before it is heard to say so
        if (at == State.TEST_RUNNING && stream.isSender()) {
            control.watch(BROKEN_NANOS, IperfException.text(cause));
        }
    }

    // --- the test

    private void start(Settings settings) {
        at = State.TEST_RUNNING;
        report.connected(
                settings,
                true,
                streams,
                Cookie.text(cookie),
                control.connection().remoteAddress());
        Measurement measurement = new Measurement(stack, settings, streams, intervalSeconds, report, budget);
        this.measurement = measurement;
        control.send(State.TEST_START).then(control.send(State.TEST_RUNNING)).subscribe(nothing -> {}, e -> {});
        measurement.start(this);
        double most = settings.seconds() == 0
                ? Double.MAX_VALUE
                : settings.seconds() + settings.omitSeconds() + LONGER_SECONDS;
        control.watch(PROGRESS_NANOS, "the client neither sends nor ends the test", () -> {
            long before = octetsSeen;
            octetsSeen = measurement.octets();
            return octetsSeen > before && measurement.seconds() < most;
        });
    }

    private Mono<Void> handle(State next) {
        Settings settings = this.settings;
        Measurement measurement = this.measurement;
        if (next == State.IPERF_DONE && at == State.DISPLAY_RESULTS) {
            at = State.IPERF_DONE;
            return Mono.empty();
        }
        if (at != State.TEST_RUNNING || settings == null || measurement == null) {
            throw new IperfException("received an unexpected control message: " + next + " at " + at);
        }
        switch (next) {
            case TEST_END -> {
                at = State.EXCHANGE_RESULTS;
                end(settings, measurement);
                streams.forEach(DataStream::endOutput);
                return exchange(measurement);
            }
            case CLIENT_TERMINATE -> {
                end(settings, measurement);
                throw new IperfException("the client has terminated");
            }
            default -> throw new IperfException("received an unexpected control message: " + next);
        }
    }

    private void end(Settings settings, Measurement measurement) {
        measurement.finish();
        control.watch(ANSWER_NANOS, "the client does not answer");
        report.end(Summary.of(settings, true, measurement, congestion, Results.NONE));
    }

    private Mono<Void> exchange(Measurement measurement) {
        boolean sends = streams.stream().anyMatch(DataStream::isSender);
        return control.send(State.EXCHANGE_RESULTS)
                .then(control.json(MOST_RESULTS))
                .flatMap((ObjectNode json) -> {
                    Results.fromJson(json); // what a client may not tell is an error here as well
                    return control.send(Results.toJson(measurement, sends, congestion, report.text()));
                })
                .then(Mono.defer(() -> {
                    at = State.DISPLAY_RESULTS;
                    return control.send(State.DISPLAY_RESULTS);
                }));
    }

    /** Ends the test from this side, as Ctrl-C does. */
    Mono<Void> terminate() {
        return Mono.defer(() -> {
            Settings settings = this.settings;
            Measurement measurement = this.measurement;
            if (settings != null && measurement != null && at == State.TEST_RUNNING) {
                end(settings, measurement);
            }
            at = State.SERVER_TERMINATE;
            return control.send(State.SERVER_TERMINATE);
        });
    }

    private void close() {
        Measurement measurement = this.measurement;
        if (measurement != null) {
            measurement.finish();
        }
        streams.forEach(DataStream::close);
        if (streams.isEmpty()) { // those that joined in vain
            joined.forEach(joining -> joining.connection().dispose());
        }
        UdpPort udp = this.udp;
        if (udp != null) {
            udp.close();
        }
        control.close();
    }
}
