package org.lneto.samples.xcurl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.http.HttpHead;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One request and its response on a connection. */
final class Exchange implements ResponseReader.Receiver {
    /** Received buffers that wait for the disk: more is not asked for, and the window closes. */
    private static final int PREFETCH = 8;

    private final Request request;
    private final Url url;
    private final Output output;
    private final ResponseReader reader;

    private int status;
    private @Nullable String location;

    Exchange(Request request, Url url, Output output) {
        this.request = request;
        this.url = url;
        this.output = output;
        this.reader = new ResponseReader(request.method(), this);
    }

    /** The response's status. */
    int status() {
        return status;
    }

    /** The Location header of a redirect that is to be followed; null if there is none. */
    @Nullable
    String location() {
        return location;
    }

    /**
     * Sends the request and reads the response to its end. Reading and writing happens on {@code worker}, where it may
     * block; only so much is received as has been written.
     */
    Mono<Void> run(TcpConnection connection, Scheduler worker) {
        ByteBuf head = request.head(url);
        output.request(Request.text(head));
        byte[] body = request.body();
        Flux<ByteBuf> sent = body == null ? Flux.just(head) : Flux.just(head, Unpooled.wrappedBuffer(body));
        Mono<Void> sending = connection
                .send(sent)
                .onErrorResume(SocketException.class, e -> Mono.empty()); // the response may say why it was not read
        Mono<Void> receiving = connection
                .receive()
                .retain()
                .publishOn(worker, PREFETCH)
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease)
                .doOnNext(this::take)
                .takeUntil(buffer -> reader.isDone())
                .then(Mono.fromRunnable(reader::end))
                .onErrorMap(
                        SocketException.class,
                        e -> new XcurlException(ExitCode.RECEIVE, "Recv failure: " + e.getMessage(), e))
                .then();
        // the response ends the exchange: a server may answer before it has read all, and read no more
        return Mono.firstWithSignal(receiving, sending.then(Mono.never()));
    }

    private void take(ByteBuf buffer) {
        try {
            ByteBuffer view = buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes());
            reader.take(view, view.position(), buffer.readableBytes());
        } catch (IOException e) {
            throw new XcurlException(ExitCode.WRITE, "Failure writing output: " + e.getMessage(), e);
        } finally {
            buffer.release();
        }
    }

    @Override
    public boolean head(HttpHead head, ByteBuffer octets) throws IOException {
        status = head.status();
        boolean redirect =
                status / 100 == 3 && status != 304 && output.settings().follow();
        location = redirect ? head.value("Location") : null;
        return output.head(head, octets, location != null);
    }

    @Override
    public void data(ByteBuffer buffer, int offset, int length) throws IOException {
        if (location == null) { // the page of a redirect that is followed is not shown
            output.data(buffer, offset, length);
        }
    }
}
