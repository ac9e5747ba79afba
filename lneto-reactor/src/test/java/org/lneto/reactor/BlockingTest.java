package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.server.VirtualLan;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;

/** The stack on a real event loop that BlockHound watches. */
class BlockingTest {
    private static EventLoopGroup group;

    @BeforeAll
    static void watch() {
        BlockHound.builder()
                .nonBlockingThreadPredicate(
                        current -> current.or(thread -> thread.getName().startsWith("watched")))
                // an idle loop waits, and a loop's queue grows: that is Netty's way of being a loop
                .allowBlockingCallsInside("io.netty.channel.local.LocalIoHandler", "run")
                .install();
        group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("watched", true), LocalIoHandler.newFactory());
    }

    @AfterAll
    static void shutDown() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void blockingOnTheLoopIsFound() {
        assertThatThrownBy(() -> Mono.fromCallable(() -> {
                            group.next()
                                    .submit(() -> {
                                        TimeUnit.MILLISECONDS.sleep(1);
                                        return null;
                                    })
                                    .get();
                            return null;
                        })
                        .block())
                .hasStackTraceContaining("Blocking call");
    }

    @Test
    void leaseNameTimeAndPageBlockNothing() {
        VirtualLink link = VirtualLink.create();
        VirtualLan.start(link, group.next(), () -> System.currentTimeMillis() * 1_000_000);
        LnetoStack stack =
                LnetoStack.builder().link(link).eventLoopGroup(group).start().block(Duration.ofSeconds(10));
        assertThat(stack).isNotNull();
        String page = stack.lease()
                .then(stack.time("router.lneto.test"))
                .then(stack.connect("www.lneto.test", 80))
                .flatMap(connection -> connection
                        .send(Mono.just(TestNetwork.text("GET /big.txt HTTP/1.0\r\n\r\n")))
                        .thenMany(connection.receive().asString(StandardCharsets.UTF_8))
                        .collectList()
                        .map(parts -> String.join("", parts))
                        .doFinally(end -> connection.dispose()))
                .block(Duration.ofSeconds(30));
        assertThat(page).hasSizeGreaterThan(1 << 20).contains("200 OK");
        stack.release().block(Duration.ofSeconds(5));
        stack.dispose();
        stack.onDispose().block(Duration.ofSeconds(5));
    }
}
