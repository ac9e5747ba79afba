package org.lneto.samples.serve;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * HTTP/1.1 over the stack: a folder's files, connections kept alive, requests answered in order. A connection on which no
 * request comes for a minute is closed; at 1024 connections more wait in the backlog.
 */
final class HttpService {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 1024;
    private static final int PREFETCH = 4;

    private final Folder folder;
    private final @Nullable PrintStream log;

    /** Logs each request to {@code log}; null for nowhere. */
    HttpService(Folder folder, @Nullable PrintStream log) {
        this.folder = folder;
        this.log = log;
    }

    /** Serves until it is cancelled; fails if the port cannot be had. */
    Mono<Void> serve(LnetoStack stack, int port) {
        return stack.listen(port).flatMap(this::converse, CONNECTIONS).then();
    }

    private Mono<Void> converse(TcpConnection connection) {
        RequestReader reader = new RequestReader();
        return connection
                .receive()
                .retain()
                .publishOn(Schedulers.boundedElastic(), PREFETCH) // files are looked up where that may block
                .doOnDiscard(ByteBuf.class, ReferenceCountUtil::safeRelease)
                .concatMapIterable(reader::take, 1)
                .timeout(IDLE)
                .concatMapDelayError(request -> answer(connection, request), 1)
                .takeUntil(keepAlive -> !keepAlive)
                .then()
                .onErrorComplete() // the peer is gone, or was silent: this conversation is over, the others go on
                .doFinally(end -> connection.dispose());
    }

    /** Sends the answer; emits whether the connection is to be used again. */
    private Mono<Boolean> answer(TcpConnection connection, RequestReader.Request request) {
        Response response = folder.respond(request);
        if (log != null) {
            log.println(connection.remoteAddress() + " " + request.method() + " " + request.target() + " "
                    + response.status() + " " + response.length());
        }
        return connection.send(response.octets(request.keepAlive())).thenReturn(request.keepAlive());
    }
}
