package org.lneto.samples.iperf;

import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import org.lneto.reactor.TcpSettings;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A server: one test at a time; a second client is told that it is busy. On the stack's event loop.
 *
 * <p>All connections come to one port, and say by their cookie what they belong to. Those that have not said so yet are
 * bounded in number and time.
 */
final class Server {
    private static final int MOST_WAITING = 2 * Settings.MOST_STREAMS + 64;
    private static final int COOKIE_SECONDS = 10;

    private final LnetoStack stack;
    private final int port;
    private final boolean oneOff;
    private final double intervalSeconds;
    private final String congestion;
    private final Report report;
    private final Sinks.Empty<Void> served = Sinks.empty();
    private @Nullable ServerTest current;
    private int waiting;
    private long accepted;
    private int tests;

    /**
     * Serves nothing before {@link #serve}.
     *
     * @param oneOff whether it ends after one test
     * @param intervalSeconds between reports; 0 for none but the last
     * @param congestion the name of this stack's congestion control
     */
    Server(LnetoStack stack, int port, boolean oneOff, double intervalSeconds, String congestion, Report report) {
        this.stack = stack;
        this.port = port;
        this.oneOff = oneOff;
        this.intervalSeconds = intervalSeconds;
        this.congestion = congestion;
        this.report = report;
    }

    /** Serves until the stack is closed or, if told so, one test is over; then fails if that has. */
    Mono<Void> serve() {
        return Mono.defer(() -> {
            report.listening(port, ++tests);
            // states are single octets: Nagle's algorithm would keep the second of two back
            return stack.listen(new InetSocketAddress(port), MOST_WAITING, TcpSettings.DEFAULT.noDelay(true))
                    .doOnNext(this::accept)
                    .then()
                    .or(served.asMono());
        });
    }

    private void accept(TcpConnection connection) {
        if (waiting == MOST_WAITING) {
            connection.abort();
            return;
        }
        waiting++;
        long number = accepted++;
        Inlet inlet = Inlet.of(connection);
        ScheduledFuture<?> timer = stack.eventLoop()
                .schedule(() -> inlet.fail(new IperfException("no cookie")), COOKIE_SECONDS, TimeUnit.SECONDS);
        inlet.read(Cookie.OCTETS)
                .doFinally(end -> {
                    waiting--;
                    timer.cancel(false);
                })
                .subscribe(
                        cookie -> arrived(new ServerTest.Joining(number, cookie, connection, inlet)),
                        e -> connection.dispose());
    }

    private void arrived(ServerTest.Joining joining) {
        ServerTest test = current;
        if (test == null) {
            begin(joining);
        } else if (!test.join(joining)) {
            TcpConnection refused = joining.connection();
            new Control(stack.eventLoop(), refused, joining.inlet())
                    .send(State.ACCESS_DENIED)
                    .doFinally(end -> refused.dispose())
                    .subscribe(nothing -> {}, e -> {});
        }
    }

    private void begin(ServerTest.Joining first) {
        ServerTest test = new ServerTest(stack, port, intervalSeconds, congestion, report, first);
        current = test;
        test.run()
                .subscribe(
                        nothing -> {},
                        e -> {
                            report.error(IperfException.text(e));
                            over(false, e);
                        },
                        () -> over(true, null));
    }

    private void over(boolean well, @Nullable Throwable cause) {
        current = null;
        report.finished(well);
        if (oneOff && cause == null) {
            served.tryEmitEmpty();
        } else if (oneOff && cause != null) {
            served.tryEmitError(cause);
        } else {
            report.listening(port, ++tests);
        }
    }

    /** Tells the client of the test that runs, if one does. */
    Mono<Void> terminate() {
        return Mono.<Void>create(sink -> stack.eventLoop().execute(() -> {
            ServerTest test = current;
            if (test == null) {
                sink.success();
            } else {
                test.terminate().subscribe(nothing -> {}, sink::error, sink::success);
            }
        }));
    }
}
