package org.lneto.reactor;

import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A UDP port (RFC 768). Whoever receives it owns it, and ends it by {@link #dispose()}. Messages are Netty's
 * {@link DatagramPacket}s.
 */
public interface UdpEndpoint extends Disposable {
    /** Its address, unspecified while the stack has none, and port. */
    InetSocketAddress localAddress();

    /**
     * What arrives. One subscriber: a second one is refused with {@link IllegalStateException}. Up to 256 datagrams wait
     * for demand; more are dropped and counted in {@link #dropped()}, as UDP does. Packets are released after
     * {@code onNext} unless retained. It completes when the endpoint is disposed of.
     */
    Flux<DatagramPacket> receive();

    /**
     * Sends what a publisher emits, each packet to its recipient; packets are taken over and released. Completes when the
     * last is in the send queue. Fails with {@link java.net.SocketException} for a packet longer than the link takes or
     * without a recipient; the publisher is then cancelled.
     */
    Mono<Void> send(Publisher<DatagramPacket> packets);

    /** Datagrams that arrived and were dropped for want of demand. */
    long dropped();

    /** Completes when the endpoint is closed. */
    Mono<Void> onDispose();
}
