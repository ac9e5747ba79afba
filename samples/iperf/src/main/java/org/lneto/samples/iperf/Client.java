package org.lneto.samples.iperf;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import org.lneto.reactor.TcpConnector;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One test, as its client. Does what the server says next, but only what can come next; on the stack's event loop. */
final class Client implements DataStream.Listener {
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int MOST_RESULTS = 4 * 1024 * 1024; // the server's report in words is in them

    /**
     * Where to, and how it is told.
     *
     * @param host a name or an address
     * @param port the server's
     * @param connectTimeout of each connection
     * @param intervalSeconds between reports; 0 for none but the last
     * @param congestion the name of this stack's congestion control
     */
    record Target(String host, int port, Duration connectTimeout, double intervalSeconds, String congestion) {}

    private final LnetoStack stack;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final Target target;
    private final Report report;
    private final byte[] cookie;
    private final Budget budget;
    private final List<DataStream> streams = new ArrayList<>();
    private Settings settings;
    private @Nullable Control control;
    private @Nullable Measurement measurement;
    private @Nullable ScheduledFuture<?> endTimer;
    private @Nullable State at;
    private Results peer = Results.NONE;
    private int sending;
    private long octetsSeen;
    private boolean done;

    Client(LnetoStack stack, Target target, Settings settings, Report report) {
        this.stack = stack;
        this.target = target;
        this.settings = settings;
        this.report = report;
        loop = stack.eventLoop();
        clock = () -> stack.stack().nowNanos();
        cookie = Cookie.random(new java.security.SecureRandom());
        budget = new Budget(settings.mostOctets(), this::endTest);
    }

    private TcpConnector connector() {
        return stack.tcp().timeout(target.connectTimeout()).noDelay(settings.noDelay());
    }

    /** Runs the test; completes when both sides have told their results, or fails with {@link IperfException}. */
    Mono<Void> run() {
        return Mono.defer(() -> {
                    report.connecting(target.host(), target.port());
                    return stack.tcp()
                            .timeout(target.connectTimeout())
                            .noDelay(true)
                            .connect(target.host(), target.port());
                })
                .onErrorMap(e -> new IperfException("unable to connect to server: " + IperfException.text(e), e))
                .flatMap(this::converse)
                .onErrorMap(IperfException::of)
                .doFinally(end -> close());
    }

    private Mono<Void> converse(TcpConnection connection) {
        Control control = new Control(loop, connection);
        this.control = control;
        control.watch(ANSWER_NANOS, "the server does not answer");
        return connection
                .info()
                .doOnNext(info -> chooseLength(info.maximumSegmentSize()))
                .then(control.send(cookie))
                .then(Mono.defer(() -> control.state().flatMap(next -> handle(control, next)))
                        .repeat(() -> !done)
                        .then());
    }

    /** Datagrams whose length nobody has said fit into packets of the path. */
    private void chooseLength(int segmentSize) {
        if (settings.length() == 0) {
            settings = settings.withLength(Math.max(Settings.LEAST_DATAGRAM, segmentSize));
        }
    }

    private Mono<Void> handle(Control control, State next) {
        switch (next) {
            case PARAM_EXCHANGE -> {
                after(null, next);
                return control.send(settings.toJson());
            }
            case CREATE_STREAMS -> {
                after(State.PARAM_EXCHANGE, next);
                return Flux.range(0, settings.streams())
                        .concatMap(place -> open(control, place))
                        .doOnNext(streams::add)
                        .then(Mono.fromRunnable(() -> report.connected(
                                settings,
                                false,
                                streams,
                                Cookie.text(cookie),
                                control.connection().remoteAddress())));
            }
            case TEST_START -> {
                after(State.CREATE_STREAMS, next);
                return Mono.empty();
            }
            case TEST_RUNNING -> {
                after(State.TEST_START, next);
                startTest(control);
                return Mono.empty();
            }
            case EXCHANGE_RESULTS -> {
                after(State.TEST_END, next);
                return exchange(control);
            }
            case DISPLAY_RESULTS -> {
                after(State.EXCHANGE_RESULTS, next);
                done = true;
                end();
                return control.send(State.IPERF_DONE);
            }
            case SERVER_TERMINATE -> {
                stopMeasuring();
                end();
                throw new IperfException("the server has terminated");
            }
            case ACCESS_DENIED -> throw new IperfException("the server is busy running a test. try again later");
            case SERVER_ERROR -> {
                return control.error().flatMap(Mono::error);
            }
            default -> throw new IperfException("received an unexpected control message: " + next);
        }
    }

    private void after(@Nullable State before, State next) {
        if (at != before) {
            throw new IperfException("received an unexpected control message: " + next + " after " + at);
        }
        at = next;
    }

    // --- streams

    private Mono<DataStream> open(Control control, int place) {
        boolean sender = settings.isSentByClient(place);
        InetSocketAddress server = control.connection().remoteAddress();
        if (settings.udp()) {
            return stack.udp(0)
                    .map(endpoint -> new UdpPort(
                            loop,
                            clock,
                            endpoint,
                            control.connection().localAddress().getAddress(),
                            settings))
                    .flatMap(port -> UdpOpening.of(loop, port, server))
                    .map(port -> sender
                            ? new UdpSender(place, port, server, settings, budget)
                            : receiver(place, port, server));
        }
        return connector()
                .connect(server)
                .onErrorMap(e -> new IperfException("unable to create a new stream: " + IperfException.text(e), e))
                .flatMap(connection -> connection
                        .send(Mono.fromSupplier(() -> io.netty.buffer.Unpooled.wrappedBuffer(cookie)))
                        .thenReturn(connection))
                .map(connection -> sender
                        ? new TcpSender(place, loop, clock, connection, settings, budget)
                        : new TcpReceiver(place, connection, Inlet.of(connection), budget));
    }

    private DataStream receiver(int place, UdpPort port, InetSocketAddress server) {
        UdpReceiver receiver = new UdpReceiver(place, port, server, settings, budget);
        port.add(receiver);
        return receiver;
    }

    @Override
    public void sentAll(DataStream stream) {
        if (--sending == 0) {
            endTest();
        }
    }

    @Override
    public void failed(DataStream stream, IperfException cause) {
        Control control = this.control;
        if (at == State.TEST_RUNNING && control != null) {
            control.fail(cause);
        }
    }

    // --- the test

    private void startTest(Control control) {
        sending = (int) streams.stream().filter(DataStream::isSender).count();
        Measurement measurement = new Measurement(stack, settings, streams, target.intervalSeconds(), report, budget);
        this.measurement = measurement;
        measurement.start(this);
        if (settings.seconds() > 0) {
            endTimer = loop.schedule(this::endTest, settings.seconds() + settings.omitSeconds(), TimeUnit.SECONDS);
        }
        control.watch(
                PROGRESS_NANOS, "no data for " + TimeUnit.NANOSECONDS.toSeconds(PROGRESS_NANOS) + " seconds", () -> {
                    long before = octetsSeen;
                    octetsSeen = measurement.octets();
                    return octetsSeen > before;
                });
    }

    private void endTest() {
        Control control = this.control;
        if (at == State.TEST_RUNNING && control != null) {
            stopMeasuring();
            at = State.TEST_END;
            control.watch(ANSWER_NANOS, "the server does not answer");
            control.send(State.TEST_END).subscribe(nothing -> {}, e -> {}); // who reads learns why it failed
        }
    }

    private void stopMeasuring() {
        Measurement measurement = this.measurement;
        if (measurement != null) {
            measurement.finish();
        }
        ScheduledFuture<?> endTimer = this.endTimer;
        if (endTimer != null) {
            endTimer.cancel(false);
        }
    }

    private Mono<Void> exchange(Control control) {
        Measurement measurement = this.measurement;
        if (measurement == null) {
            throw new IllegalStateException("the order of states has been checked");
        }
        boolean sends = streams.stream().anyMatch(DataStream::isSender);
        return control.send(Results.toJson(measurement, sends, target.congestion(), ""))
                .then(control.json(MOST_RESULTS))
                .doOnNext(json -> peer = Results.fromJson(json))
                .then();
    }

    private void end() {
        Measurement measurement = this.measurement;
        if (measurement != null) {
            report.end(Summary.of(settings, false, measurement, target.congestion(), peer));
        }
    }

    /** Ends the test from this side before its time, as Ctrl-C does: tells what there is, and the server. */
    Mono<Void> terminate() {
        return Mono.<Void>create(sink -> loop.execute(() -> {
            Control control = this.control;
            if (at == State.TEST_RUNNING && control != null) {
                stopMeasuring();
                at = State.CLIENT_TERMINATE;
                end();
                control.send(State.CLIENT_TERMINATE).subscribe(nothing -> {}, sink::error, sink::success);
            } else {
                sink.success();
            }
        }));
    }

    private void close() {
        stopMeasuring();
        streams.forEach(DataStream::close);
        Control control = this.control;
        if (control != null) {
            control.close();
        }
    }
}
