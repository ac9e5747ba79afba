package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.TcpConnection;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What a connection brings: first messages of known length, one after the other, later perhaps mere octets to be counted.
 * Nothing is asked of the connection that nobody waits for. On the stack's event loop.
 */
final class Inlet extends BaseSubscriber<ByteBuf> {
    /** One buffer of the connection may come on top of a message that is all but complete. */
    private final ByteBuf waiting = Unpooled.buffer();

    private int wanted;
    private @Nullable MonoSink<byte[]> reader;
    private @Nullable IntConsumer counter;
    private Consumer<IperfException> atEnd = e -> {};
    private @Nullable IperfException end;
    private boolean asked;

    private Inlet() {}

    static Inlet of(TcpConnection connection) {
        Inlet inlet = new Inlet();
        connection.receive().subscribe(inlet);
        return inlet;
    }

    /** The next octets, when all are there. One reader at a time. The caller bounds their number. */
    Mono<byte[]> read(int octets) {
        return Mono.create(sink -> {
            if (reader != null) {
                throw new IllegalStateException("somebody reads already");
            }
            wanted = octets;
            reader = sink;
            sink.onCancel(() -> {
                if (reader == sink) {
                    reader = null;
                }
            });
            serve();
        });
    }

    /** From now on octets are only counted, as fast as they come. */
    void count(IntConsumer counter, Consumer<IperfException> atEnd) {
        this.counter = counter;
        this.atEnd = atEnd;
        if (waiting.isReadable()) {
            counter.accept(waiting.readableBytes());
            waiting.clear();
        }
        IperfException cause = end;
        if (cause == null) {
            requestUnbounded();
        } else {
            atEnd.accept(cause);
        }
    }

    /** Lets whoever reads fail. */
    void fail(IperfException cause) {
        if (end == null) {
            end = cause;
        }
        cancel();
        serve();
    }

    private void serve() {
        MonoSink<byte[]> sink = reader;
        if (sink == null) {
            return;
        }
        if (waiting.readableBytes() >= wanted) {
            byte[] octets = new byte[wanted];
            waiting.readBytes(octets).discardReadBytes();
            reader = null;
            sink.success(octets);
        } else if (end != null) {
            reader = null;
            sink.error(end);
        } else if (!asked) {
            asked = true;
            request(1);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // asks when there is a reader
    }

    @Override
    protected void hookOnNext(ByteBuf buffer) {
        IntConsumer counter = this.counter;
        if (counter != null) {
            counter.accept(buffer.readableBytes());
            return;
        }
        waiting.writeBytes(buffer);
        asked = false;
        serve();
    }

    @Override
    protected void hookOnComplete() {
        ended(new IperfException("the peer has closed the connection"));
    }

    @Override
    protected void hookOnError(Throwable error) {
        ended(IperfException.of(error));
    }

    private void ended(IperfException cause) {
        if (end == null) {
            end = cause;
        }
        if (counter != null) {
            atEnd.accept(cause);
        }
        serve();
    }
}
