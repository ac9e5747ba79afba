package org.lneto.samples.serve;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.publisher.Mono;

/**
 * Passes a port of the stack on to a socket of the kernel's: octets both ways, each side's window holding the other back,
 * each side's FIN passed on alone, and a break on one side as RST to the other.
 *
 * @param port of the stack
 * @param remote where the kernel connects to
 */
record Forwarder(int port, InetSocketAddress remote) {
    private static final int CONNECTIONS = 1024;

    /** Reads {@code PORT:HOST:PORT}; resolves the host. */
    static Forwarder parse(String text) {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (first <= 0 || last <= first + 1) {
            throw new IllegalArgumentException("not a forward: '" + text + "'; write it like 2222:127.0.0.1:22");
        }
        InetSocketAddress remote =
                new InetSocketAddress(text.substring(first + 1, last), port(text.substring(last + 1), text));
        if (remote.isUnresolved()) {
            throw new IllegalArgumentException("--forward " + text + ": unknown host " + remote.getHostString());
        }
        return new Forwarder(port(text.substring(0, first), text), remote);
    }

    private static int port(String number, String text) {
        try {
            int port = Integer.parseInt(number);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--forward " + text + ": not a port: '" + number + "'", e);
        }
        throw new IllegalArgumentException("--forward " + text + ": a port is 1 to 65535, not " + number);
    }

    /** Forwards until it is cancelled; fails if the port cannot be had. */
    Mono<Void> serve(LnetoStack stack, EventLoopGroup kernel) {
        return stack.listen(port)
                .flatMap(connection -> pass(connection, kernel), CONNECTIONS)
                .then();
    }

    private Mono<Void> pass(TcpConnection connection, EventLoopGroup kernel) {
        return KernelSocket.connect(kernel, remote)
                .flatMap(socket -> Mono.when(
                                connection.send(socket.receive()).then(connection.shutdownOutput()),
                                socket.send(connection.receive().retain()))
                        .doOnSuccess(done -> {
                            socket.close();
                            connection.dispose();
                        })
                        .doOnError(e -> socket.abort())
                        .doOnCancel(socket::abort))
                .doOnError(e -> connection.abort())
                .doOnCancel(connection::abort)
                .onErrorComplete(); // this pair is broken, and both ends know: the others go on
    }
}
