package org.lneto.samples.iperf;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** The control connection of a test: states, parameters and results. On the stack's event loop. */
final class Control {
    private final EventLoop loop;
    private final TcpConnection connection;
    private final Inlet inlet;
    private @Nullable ScheduledFuture<?> watch;

    Control(EventLoop loop, TcpConnection connection) {
        this(loop, connection, Inlet.of(connection));
    }

    /** With what has read the connection's cookie. */
    Control(EventLoop loop, TcpConnection connection, Inlet inlet) {
        this.loop = loop;
        this.connection = connection;
        this.inlet = inlet;
    }

    TcpConnection connection() {
        return connection;
    }

    /** The peer's next word. */
    Mono<State> state() {
        return inlet.read(1).map(octets -> {
            State state = State.of(octets[0]);
            if (state == null) {
                throw new IperfException("received an unknown control message: " + octets[0]);
            }
            return state;
        });
    }

    /** The peer's next object, after its length. */
    Mono<ObjectNode> json(int mostOctets) {
        return inlet.read(Integer.BYTES)
                .flatMap(octets -> {
                    int length = ByteBuffer.wrap(octets).getInt();
                    if (length < 2 || length > mostOctets) {
                        throw new IperfException("the peer's message is of " + Integer.toUnsignedString(length)
                                + " octets: more than " + mostOctets + " are not taken");
                    }
                    return inlet.read(length);
                })
                .map(Json::parse);
    }

    /** What follows {@link State#SERVER_ERROR}: iperf3's number of the error, and the system's. */
    Mono<IperfException> error() {
        return inlet.read(2 * Integer.BYTES)
                .map(octets -> ServerError.describe(ByteBuffer.wrap(octets).getInt()));
    }

    Mono<Void> send(State state) {
        return send(new byte[] {(byte) state.code()});
    }

    Mono<Void> send(ObjectNode json) {
        byte[] text = Json.octets(json);
        return send(ByteBuffer.allocate(Integer.BYTES + text.length)
                .putInt(text.length)
                .put(text)
                .array());
    }

    Mono<Void> send(byte[] octets) {
        return connection.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(octets)));
    }

    /** Lets whoever reads fail unless told otherwise in time. */
    void watch(long nanos, String silence) {
        watch(nanos, silence, () -> false);
    }

    /** As {@link #watch(long, String)}, but goes on waiting as long as there has been progress. */
    void watch(long nanos, String silence, BooleanSupplier progress) {
        unwatch();
        watch = loop.schedule(
                () -> {
                    if (progress.getAsBoolean()) {
                        watch(nanos, silence, progress);
                    } else {
                        fail(new IperfException(silence));
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    private void unwatch() {
        ScheduledFuture<?> watch = this.watch;
        if (watch != null) {
            watch.cancel(false);
        }
    }

    /** Lets whoever reads fail. */
    void fail(IperfException cause) {
        unwatch();
        inlet.fail(cause);
    }

    void close() {
        unwatch();
        connection.dispose();
    }
}
