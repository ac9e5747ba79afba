package org.lneto.samples.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.nio.charset.StandardCharsets;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Echo (RFC 862), discard (RFC 863) and character generator (RFC 864). */
final class SmallServices {
    static final int ECHO = 7;
    static final int DISCARD = 9;
    static final int CHARGEN = 19;

    private static final int CONNECTIONS = 1024;
    private static final int PRINTABLE = 95; // from space to tilde
    private static final int LINE = 72;

    private SmallServices() {}

    static Mono<Void> echo(LnetoStack stack) {
        return each(
                stack,
                ECHO,
                connection -> connection.send(connection.receive().retain()).then(connection.shutdownOutput()));
    }

    static Mono<Void> discard(LnetoStack stack) {
        return each(stack, DISCARD, connection -> connection.receive().then());
    }

    static Mono<Void> chargen(LnetoStack stack) {
        return each(
                stack,
                CHARGEN,
                connection -> Mono.firstWithSignal(
                        connection.send(lines()), connection.receive().then()));
    }

    private static Mono<Void> each(
            LnetoStack stack, int port, java.util.function.Function<TcpConnection, Mono<Void>> service) {
        return stack.listen(port)
                .flatMap(
                        connection -> service.apply(connection)
                                .onErrorComplete() // the peer is gone: the others are served on
                                .doFinally(end -> connection.dispose()),
                        CONNECTIONS)
                .then();
    }

    /** Lines of 72 characters, each beginning one further on in the alphabet, for ever. */
    private static Flux<ByteBuf> lines() {
        StringBuilder cycle = new StringBuilder();
        for (int line = 0; line < PRINTABLE; line++) {
            for (int column = 0; column < LINE; column++) {
                cycle.append((char) (' ' + (line + column) % PRINTABLE));
            }
            cycle.append("\r\n");
        }
        byte[] octets = cycle.toString().getBytes(StandardCharsets.US_ASCII);
        return Flux.generate(sink -> sink.next(Unpooled.wrappedBuffer(octets)));
    }

    /** Answers datagrams, but for those from the ports of services like this one: two would never stop. */
    static Mono<Void> udpEcho(LnetoStack stack) {
        return stack.udp(ECHO)
                .flatMap(endpoint -> endpoint.send(endpoint.receive()
                                .filter(packet -> packet.sender().getPort() >= 1024)
                                .map(packet ->
                                        new DatagramPacket(packet.content().retain(), packet.sender())))
                        .doFinally(end -> endpoint.dispose()));
    }
}
