package org.lneto.samples.iperf;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.lneto.netty.link.VirtualLink;
import org.lneto.reactor.LnetoStack;
import org.lneto.stack.StackConfig;
import reactor.core.publisher.Mono;

/** A server on the embedded LAN, with a stack and a thread of its own, so that there is one to measure against. */
final class EmbeddedServer {
    private static final Duration LEASING = Duration.ofSeconds(10);

    private final LnetoStack stack;
    private final String address;

    private EmbeddedServer(LnetoStack stack, String address) {
        this.stack = stack;
        this.address = address;
    }

    /** Starts one; emits it when it can be connected to. */
    static Mono<EmbeddedServer> start(
            VirtualLink link, int port, boolean ipv6, UnaryOperator<StackConfig> change, String congestion) {
        return LnetoStack.builder()
                .link(link)
                .config(change)
                .start()
                .flatMap(stack -> (ipv6
                                ? stack.autoconfigure(LEASING)
                                : stack.lease()
                                        .then(Mono.fromSupplier(
                                                () -> stack.address().orElseThrow())))
                        .map(address -> {
                            Report nobody = new TextReport(line -> {}, line -> {}, 'a', "");
                            new Server(stack, port, false, 0, congestion, nobody)
                                    .serve()
                                    .subscribe(nothing -> {}, e -> {});
                            return new EmbeddedServer(stack, NetUtil.toAddressString(address));
                        }));
    }

    /** What a client connects to. */
    String address() {
        return address;
    }

    void close() {
        stack.dispose();
    }
}
