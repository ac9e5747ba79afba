package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.TcpConnection;
import org.lneto.tcp.TcpInfo;
import reactor.core.Disposable;

/** A TCP stream that this side sends: the same octets again and again, as fast as the send queue takes them. */
final class TcpSender extends DataStream implements Paced.Source<ByteBuf> {
    /** Octets handed over at once: a block of the test's may be of several, which TCP does not show. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final EventLoop loop;
    private final LongSupplier clock;
    private final TcpConnection connection;
    private final Settings settings;
    private final Budget budget;
    private final ByteBuf octets;
    private @Nullable Pace pace;
    private @Nullable Disposable sending;
    private Totals last = Totals.NONE;
    private long before;
    private boolean stopped;

    TcpSender(
            int place, EventLoop loop, LongSupplier clock, TcpConnection connection, Settings settings, Budget budget) {
        super(place, true, connection.localAddress(), connection.remoteAddress());
        this.loop = loop;
        this.clock = clock;
        this.connection = connection;
        this.settings = settings;
        this.budget = budget;
        octets = Payload.of(Math.min(settings.length(), MOST_AT_ONCE));
    }

    private static long written(TcpInfo info) {
        return info.octetsAcknowledged() + info.sendQueue();
    }

    @Override
    Totals totals() {
        // on the event loop the answer comes at once; of a connection that is over, the last one stands
        connection.info().subscribe(info -> last = Totals.sent(written(info) - before, info), e -> {});
        return last;
    }

    @Override
    void start(Listener listener) {
        connection.info().subscribe(info -> before = written(info), e -> {});
        pace = new Pace(settings.bitsPerSecond(), clock.getAsLong());
        sending = connection
                .send(new Paced<>(loop, clock, this))
                .subscribe(
                        nothing -> {},
                        e -> listener.failed(
                                this,
                                new IperfException("unable to write to stream socket: " + IperfException.text(e), e)),
                        () -> {
                            if (!stopped) {
                                listener.sentAll(this);
                            }
                        });
    }

    @Override
    public long waitNanos(long nowNanos) {
        Pace pace = this.pace;
        return stopped || pace == null || budget.isSpent() ? Paced.OVER : pace.waitNanos(nowNanos);
    }

    @Override
    public ByteBuf next(long nowNanos) {
        int length = budget.take(octets.capacity());
        Pace pace = this.pace;
        if (pace != null) {
            pace.sent(length);
        }
        return octets.retainedSlice(0, length);
    }

    @Override
    void stop() {
        stopped = true;
        Disposable sending = this.sending;
        if (sending != null) {
            sending.dispose();
        }
    }

    @Override
    void endOutput() {
        connection.dispose();
    }

    @Override
    void close() {
        stop();
        connection.dispose();
        octets.release();
    }
}
