package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lneto.netty.channel.LnetoChannelOption;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.junit.SimulatedNetwork;
import org.lneto.netty.link.Impairment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** reactor-netty and Netty as they are, on virtual time. */
class VirtualHttpTest {
    private static final int OCTETS = 40_000;
    private static final Impairment BAD =
            Impairment.NONE.withLoss(0.05).withDelay(Duration.ofMillis(20)).withJitter(Duration.ofMillis(3));

    @TempDir
    Path folder;

    /** Three requests each virtual quarter of an hour, over a wire that loses one frame in twenty. */
    private String exchange(long seed, String run) throws Exception {
        Path captures = Files.createDirectory(folder.resolve(run));
        try (SimulatedNetwork network = SimulatedNetwork.builder()
                        .seed(seed)
                        .impairment(BAD)
                        .captureTo(captures)
                        .build();
                VirtualSchedulers reactor = VirtualSchedulers.install(network.time())) {
            LoopResources clients = LnetoLoopResources.of(network.host("client"));
            LoopResources servers = LnetoLoopResources.of(network.host("server"));
            DisposableServer server = reactor.get(
                    HttpServer.create()
                            .runOn(servers)
                            .port(80)
                            .idleTimeout(Duration.ofMinutes(20))
                            .route(routes -> routes.get(
                                            "/page",
                                            (request, response) ->
                                                    response.sendString(Mono.delay(Duration.ofMillis(300))
                                                            .map(late -> "x".repeat(OCTETS))))
                                    .post(
                                            "/count",
                                            (request, response) -> response.sendString(request.receive()
                                                    .aggregate()
                                                    .map(body -> Integer.toString(body.readableBytes())))))
                            .bind(),
                    Duration.ofMinutes(1));
            ConnectionProvider pool = ConnectionProvider.builder("virtual")
                    .maxConnections(4)
                    .pendingAcquireTimeout(Duration.ofMinutes(1))
                    .build();
            HttpClient client = HttpClient.create(pool)
                    .runOn(clients)
                    .resolver(DefaultAddressResolverGroup.INSTANCE)
                    .remoteAddress(() -> network.address("server", 80))
                    .responseTimeout(Duration.ofMinutes(2));
            Mono<List<Integer>> pages = Flux.interval(Duration.ZERO, Duration.ofMinutes(15))
                    .take(8)
                    .concatMap(n -> Flux.range(0, 3)
                            .flatMap(i -> client.get()
                                    .uri("/page")
                                    .responseContent()
                                    .aggregate()
                                    .map(ByteBuf::readableBytes)))
                    .collectList();
            assertThat(reactor.get(pages, Duration.ofHours(8))).hasSize(24).containsOnly(OCTETS);
            Mono<String> counted = client.post()
                    .uri("/count")
                    .send(ByteBufFlux.fromString(Mono.just("y".repeat(OCTETS))))
                    .responseContent()
                    .aggregate()
                    .asString();
            assertThat(reactor.get(counted, Duration.ofMinutes(5))).isEqualTo(Integer.toString(OCTETS));
            assertThat(network.time().now()).isGreaterThan(Duration.ofMinutes(7 * 15));
            assertThat(network.port("server").statistics().lost()).isPositive();
            server.dispose();
            reactor.get(server.onDispose(), Duration.ofMinutes(1));
            reactor.get(pool.disposeLater(), Duration.ofMinutes(1));
        }
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(Files.readAllBytes(captures.resolve("lan.pcapng"))));
    }

    @Test
    void sameSeedGivesTheSameCaptureToTheOctet() throws Exception {
        String first = exchange(7, "first");
        assertThat(exchange(7, "second")).isEqualTo(first);
        assertThat(exchange(8, "other")).isNotEqualTo(first);
    }

    /** Answers each ping with a pong. */
    private static final class Pong extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf ping) {
            context.writeAndFlush(ping.retain());
        }
    }

    /** Pings when it has heard nothing for a while, and counts the answers. */
    private static final class Pinger extends SimpleChannelInboundHandler<ByteBuf> {
        int answers;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf pong) {
            answers++;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.writeAndFlush(context.alloc().buffer().writeBytes("p".getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }

    @Test
    void anHourOfKeepalivesTakesLessThanFiveSeconds() {
        long began = System.nanoTime();
        try (SimulatedNetwork network = SimulatedNetwork.builder()
                .impairment(Impairment.NONE.withDelay(Duration.ofMillis(20)))
                .build()) {
            EventLoopGroup group = network.time().newEventLoopGroup();
            var client = network.host("client");
            var server = network.host("server");
            new ServerBootstrap()
                    .group(group)
                    .channelFactory(() -> new LnetoServerSocketChannel(server))
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .childOption(LnetoChannelOption.TCP_KEEPIDLE, 5)
                    .childOption(LnetoChannelOption.TCP_KEEPINTVL, 5)
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new Pong());
                        }
                    })
                    .bind(7);
            Pinger pinger = new Pinger();
            ChannelFuture connected = new Bootstrap()
                    .group(group)
                    .channelFactory(() -> new LnetoSocketChannel(client))
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new IdleStateHandler(30, 0, 0), pinger);
                        }
                    })
                    .connect(network.address("server", 7));
            network.await(connected::isDone, Duration.ofSeconds(10));
            network.time().advance(Duration.ofHours(1));
            assertThat(connected.channel().isActive()).isTrue();
            assertThat(pinger.answers).isBetween(115, 120);
            // TCP's own keepalives, every five seconds from the server, and their answers
            assertThat(network.port("server").statistics().sent()).isBetween(700L, 1100L);
            assertThat(network.port("client").statistics().sent()).isBetween(700L, 1100L);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
}
