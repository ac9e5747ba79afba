package org.lneto.samples.iperf;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** A client's opening of a UDP stream: asks until the server answers. */
final class UdpOpening {
    private static final int TRIES = 10;

    private UdpOpening() {}

    /** Emits the port when the server has answered; closes it if that fails. */
    static Mono<UdpPort> of(EventLoop loop, UdpPort port, InetSocketAddress server) {
        return Mono.create(sink -> {
            int[] tries = new int[1];
            ScheduledFuture<?> timer = loop.scheduleAtFixedRate(
                    () -> {
                        if (++tries[0] <= TRIES) {
                            port.sendOpen(server);
                        } else {
                            sink.error(new IperfException(
                                    "unable to create a new stream: the server does not answer over UDP"));
                        }
                    },
                    0,
                    1,
                    TimeUnit.SECONDS);
            port.onOpened(sender -> {
                if (sender.equals(server)) {
                    port.onOpened(again -> {});
                    sink.success(port);
                }
            });
            sink.onCancel(port::close);
            sink.onDispose(() -> timer.cancel(false));
        });
    }
}
