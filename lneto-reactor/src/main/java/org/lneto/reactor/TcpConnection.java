package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.lneto.tcp.TcpInfo;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * An established TCP connection (RFC 9293). Whoever receives it owns it, and ends it by {@link #dispose()}.
 *
 * <p>All methods may be called from any thread and none blocks; signals are emitted on the stack's event loop.
 */
public interface TcpConnection extends Disposable {
    /** This side's address and port. */
    InetSocketAddress localAddress();

    /** The peer's address and port. */
    InetSocketAddress remoteAddress();

    /**
     * What the peer sends. One subscriber: a second one is refused with {@link IllegalStateException}.
     *
     * <p>Demand drives the reads: without demand nothing is taken from the receive queue, and as it fills, the window
     * advertised to the peer closes. It completes when the peer has sent its last octet, and fails with a
     * {@link java.net.SocketException} if the connection is reset or times out, after what had arrived in order before.
     * Cancelling leaves the connection open, but nobody can read from it any more.
     *
     * <p>Buffers are released after {@code onNext}: one that is kept or passed to another thread must be retained.
     */
    ReceiveFlux receive();

    /**
     * Sends what a publisher emits, in order; sends of one connection follow each other in the order of their
     * subscription. Buffers are taken over and released. The publisher is asked for as much as the send queue has room
     * for. The result completes when the last octet is in the send queue; what follows is TCP's work.
     *
     * <p>It fails with {@link java.nio.channels.ClosedChannelException} if this side has ended its sending, and with a
     * {@link java.net.SocketException} if the connection breaks; the publisher is then cancelled. If the publisher fails,
     * so does the result, and the connection stays as it is. Cancelling cancels the publisher; what is in the send
     * queue by then is sent.
     */
    Mono<Void> send(Publisher<? extends ByteBuf> buffers);

    /** Ends sending, after what is queued (FIN). Receiving goes on. Completes when that is noted, not when it is sent. */
    Mono<Void> shutdownOutput();

    /**
     * Closes the connection in order: what is in the send queue is sent, then FIN. Publishers still being sent are
     * cancelled. What arrives unread is answered by RST, so that the peer knows (RFC 1122, section 4.2.2.13). Does nothing
     * the second time.
     */
    @Override
    void dispose();

    /** Ends the connection at once by RST; what is queued is dropped. */
    void abort();

    /**
     * How the connection does: windows, round-trip times, losses, queues. Read on the event loop, between packets. Fails
     * with {@link java.nio.channels.ClosedChannelException} when the connection is over.
     */
    Mono<TcpInfo> info();

    /** Completes when the connection is over, however it ended. */
    Mono<Void> onDispose();
}
