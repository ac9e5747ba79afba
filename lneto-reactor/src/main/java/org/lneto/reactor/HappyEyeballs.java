package org.lneto.reactor;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A race for the first connection (RFC 8305, section 5): one address after the other is tried, the next one when the last
 * has failed or {@link #ATTEMPT_DELAY} has passed; the first that is established wins, and the others are aborted. On the
 * event loop.
 */
final class HappyEyeballs {
    /** Connection Attempt Delay (RFC 8305, section 8). */
    static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

    private final EventLoop loop;
    private final List<InetSocketAddress> addresses;
    private final Function<InetSocketAddress, Mono<TcpConnection>> connect;
    private final MonoSink<TcpConnection> sink;
    private final Disposable.Composite attempts = Disposables.composite();
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Throwable firstError;
    private @Nullable TcpConnection winner;
    private int next;
    private int running;
    private boolean over;

    private HappyEyeballs(
            EventLoop loop,
            List<InetSocketAddress> addresses,
            Function<InetSocketAddress, Mono<TcpConnection>> connect,
            MonoSink<TcpConnection> sink) {
        this.loop = loop;
        this.addresses = addresses;
        this.connect = connect;
        this.sink = sink;
    }

    /** Races; fails with what the first address failed with when all have. */
    static Mono<TcpConnection> race(
            EventLoop loop,
            List<InetSocketAddress> addresses,
            Function<InetSocketAddress, Mono<TcpConnection>> connect) {
        return Mono.create(sink -> {
            HappyEyeballs race = new HappyEyeballs(loop, addresses, connect, sink);
            sink.onCancel(() -> Loops.run(loop, race::end));
            Loops.run(loop, race::startNext);
        });
    }

    private void startNext() {
        cancelTimer();
        if (over || next == addresses.size()) {
            return;
        }
        InetSocketAddress address = addresses.get(next++);
        running++;
        if (next < addresses.size()) {
            timer = loop.schedule(this::startNext, ATTEMPT_DELAY.toNanos(), TimeUnit.NANOSECONDS);
        }
        attempts.add(connect.apply(address).subscribe(this::won, this::lost));
    }

    private void won(TcpConnection connection) {
        if (over) {
            connection.abort(); // two were established in the same moment
            return;
        }
        over = true;
        cancelTimer();
        winner = connection;
        sink.success(connection);
        attempts.dispose(); // the winner's has ended: that is the others
    }

    private void lost(Throwable error) {
        running--;
        firstError = firstError == null ? error : firstError;
        if (!over && next < addresses.size()) {
            startNext();
        } else if (!over && running == 0) {
            over = true;
            sink.error(firstError);
        }
    }

    private void end() {
        over = true;
        cancelTimer();
        attempts.dispose();
        TcpConnection winner = this.winner;
        if (winner != null) {
            winner.abort(); // established in the moment of cancelling: nobody has received it
        }
    }

    private void cancelTimer() {
        ScheduledFuture<?> timer = this.timer;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
