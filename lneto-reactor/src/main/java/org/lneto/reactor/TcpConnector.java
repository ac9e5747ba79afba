package org.lneto.reactor;

import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.DestinationOrder;
import org.lneto.netty.Stack;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpEvents;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * How a TCP connection is opened. Immutable; each setter returns a copy. Made by {@link LnetoStack#tcp()}.
 */
public final class TcpConnector {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final IpAddress UNSPECIFIED = IpAddress.ANY_IPV4; // of either family

    private final LnetoStack stack;
    private final int localPort;
    private final Duration timeout;
    private final TcpSettings settings;

    TcpConnector(LnetoStack stack) {
        this(stack, 0, DEFAULT_TIMEOUT, TcpSettings.DEFAULT);
    }

    private TcpConnector(LnetoStack stack, int localPort, Duration timeout, TcpSettings settings) {
        this.stack = stack;
        this.localPort = localPort;
        this.timeout = timeout;
        this.settings = settings;
    }

    /** The port to connect from, 1 to 65535; 0, the default, for one chosen at random (RFC 6056). */
    public TcpConnector localPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any: " + port);
        }
        return new TcpConnector(stack, port, timeout, settings);
    }

    /** How long the handshake may take; 30 seconds unless set. */
    public TcpConnector timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be more than nothing: " + timeout);
        }
        return new TcpConnector(stack, localPort, timeout, settings);
    }

    /** Whether small segments are sent at once ({@code true}), or wait for an acknowledgment (Nagle, the default). */
    public TcpConnector noDelay(boolean noDelay) {
        return settings(settings.noDelay(noDelay));
    }

    /** How the connection behaves. */
    public TcpConnector settings(TcpSettings settings) {
        return new TcpConnector(stack, localPort, timeout, settings);
    }

    /** Resolves a name, if it is one, and connects to the address that answers first, as {@link #connectAny} does. */
    public Mono<TcpConnection> connect(String host, int port) {
        return stack.resolve(host).collectList().flatMap(addresses -> connectAny(addresses, port));
    }

    /**
     * Connects to one of a host's addresses (Happy Eyeballs, RFC 8305): they are tried in the order given but with the
     * families taking turns, the next when the last has failed or a quarter of a second has passed. The first that is
     * established wins; the others are aborted. Fails with what the first address failed with when all have.
     *
     * @param addresses at least one
     * @param port theirs, 1 to 65535
     */
    public Mono<TcpConnection> connectAny(List<InetAddress> addresses, int port) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("there is no address to connect to");
        }
        List<InetSocketAddress> race =
                DestinationOrder.interleave(
                                addresses.stream().map(Addresses::ipAddress).toList())
                        .stream()
                        .map(address -> Addresses.socketAddress(address, port))
                        .toList();
        return race.size() == 1 ? connect(race.get(0)) : HappyEyeballs.race(stack.eventLoop(), race, this::connect);
    }

    /**
     * Connects. Emits the connection when it is established; it then belongs to the subscriber. Cancelling before aborts
     * the attempt.
     *
     * <p>Fails with {@link java.net.ConnectException} if the peer refuses, {@link ConnectTimeoutException} if it does not
     * answer in time, {@link java.net.NoRouteToHostException} if there is no way to it or this stack has no address,
     * {@link java.net.BindException} if the local port is in use, {@link java.nio.channels.ClosedChannelException} if the
     * stack is closed.
     */
    public Mono<TcpConnection> connect(InetSocketAddress remote) {
        if (remote.getPort() == 0) {
            throw new IllegalArgumentException("a port to connect to is 1 to 65535: " + remote);
        }
        if (remote.isUnresolved()) {
            return Mono.error(() -> new UnknownHostException(remote.getHostString()
                    + " is not resolved; use connect(host, port), which asks the stack's servers"));
        }
        return stack.end().fails(Mono.<TcpConnection>create(sink -> {
            Attempt attempt = new Attempt(remote, sink);
            sink.onCancel(() -> Loops.run(stack.eventLoop(), attempt::cancel));
            Loops.run(stack.eventLoop(), attempt::start);
        }));
    }

    /** One attempt; on the event loop. */
    private final class Attempt implements TcpEvents {
        private final InetSocketAddress remote;
        private final MonoSink<TcpConnection> sink;
        private org.lneto.tcp.@Nullable TcpConnection opening;
        private @Nullable StackTcpConnection established;
        private @Nullable ScheduledFuture<?> timer;
        private boolean cancelled;

        Attempt(InetSocketAddress remote, MonoSink<TcpConnection> sink) {
            this.remote = remote;
            this.sink = sink;
        }

        void start() {
            if (cancelled) {
                return;
            }
            Stack stack = TcpConnector.this.stack.stack();
            try {
                TcpConnector.this.stack.requireAddress(remote);
                opening = stack.host()
                        .tcp()
                        .connect(
                                UNSPECIFIED,
                                localPort,
                                Addresses.ipAddress(remote.getAddress()),
                                remote.getPort(),
                                this);
                settings.apply(opening);
            } catch (SocketException e) {
                sink.error(e);
                return;
            }
            timer = stack.eventLoop().schedule(this::onTimeout, timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void established(org.lneto.tcp.TcpConnection connection) {
            cancelTimer();
            opening = null;
            StackTcpConnection wrapped = TcpConnector.this.stack.wrap(connection);
            established = wrapped;
            sink.success(wrapped);
        }

        @Override
        public void closed(org.lneto.tcp.TcpConnection connection, TcpCloseReason reason) {
            if (opening != null) {
                end();
                sink.error(TcpErrors.connecting(reason, remote));
            }
        }

        private void onTimeout() {
            if (opening != null) {
                end();
                sink.error(new ConnectTimeoutException("connection timed out after " + timeout + ": " + remote));
            }
        }

        void cancel() {
            cancelled = true;
            StackTcpConnection established = this.established;
            if (established != null) {
                established.abort(); // established in the same moment: nobody has received it
            }
            end();
        }

        private void end() {
            cancelTimer();
            org.lneto.tcp.TcpConnection opening = this.opening;
            if (opening != null) {
                this.opening = null;
                opening.abort();
                opening.release();
            }
        }

        private void cancelTimer() {
            ScheduledFuture<?> timer = this.timer;
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
