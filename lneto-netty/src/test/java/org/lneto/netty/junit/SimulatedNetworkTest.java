package org.lneto.netty.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.link.Impairment;

class SimulatedNetworkTest {
    @TempDir
    Path folder;

    /** A server that greets, and a client that listens. */
    static final class Greeting {
        final StringBuilder heard = new StringBuilder();
        final ChannelFuture connected;
        final EventLoopGroup group;

        Greeting(SimulatedNetwork network, InetSocketAddress to) {
            group = network.time().newEventLoopGroup();
            var client = network.host("client");
            var server = network.host("server");
            new ServerBootstrap()
                    .group(group)
                    .channelFactory(() -> new LnetoServerSocketChannel(server))
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelActive(ChannelHandlerContext context) {
                                    context.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
                                }
                            });
                        }
                    })
                    .bind(7);
            connected = new Bootstrap()
                    .group(group)
                    .channelFactory(() -> new LnetoSocketChannel(client))
                    .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, ByteBuf text) {
                            heard.append(text.toString(StandardCharsets.US_ASCII));
                        }
                    })
                    .connect(to);
        }
    }

    private static SimulatedNetwork twoHosts(SimulatedNetwork.Builder builder) {
        SimulatedNetwork network = builder.build();
        network.host("client");
        network.host("server");
        return network;
    }

    private static Duration timeOfGreeting(SimulatedNetwork network) {
        Greeting greeting = new Greeting(network, network.address("server", 7));
        network.await(() -> greeting.heard.length() == 5, Duration.ofMinutes(1));
        return network.time().now();
    }

    @Test
    void hostsReachEachOther() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            assertThat(timeOfGreeting(network)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void hostsHaveBothFamiliesWhereAskedFor() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder().ipv6(true))) {
            Greeting greeting = new Greeting(network, new InetSocketAddress(network.address6("server"), 7));
            network.await(() -> greeting.heard.length() == 5, Duration.ofMinutes(1));
            assertThat(network.address("server").getHostAddress()).isEqualTo("10.0.1.2");
            assertThat(network.address6("server").getHostAddress()).isEqualTo("fd00:0:0:1:0:0:0:2");
        }
    }

    @Test
    void hostsOfDifferentLinksDoNotHearEachOther() {
        try (SimulatedNetwork network = SimulatedNetwork.builder().build()) {
            network.host("client", "here", Impairment.NONE);
            network.host("server", "there", Impairment.NONE);
            assertThat(network.address("client").getHostAddress()).isEqualTo("10.0.1.1");
            assertThat(network.address("server").getHostAddress()).isEqualTo("10.0.2.1");
            Greeting greeting = new Greeting(network, network.address("server", 7));
            network.await(greeting.connected::isDone, Duration.ofMinutes(10));
            assertThat(greeting.connected.isSuccess()).isFalse();
        }
    }

    @Test
    void lostSynAckCostsOneRetransmissionTimeout() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            network.lose("server", 1, TcpFrames.synAck());
            assertThat(timeOfGreeting(network)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1500));
        }
    }

    @Test
    void lostSynCostsOneRetransmissionTimeout() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            network.lose("client", 1, TcpFrames.syn());
            assertThat(timeOfGreeting(network)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1500));
        }
    }

    @Test
    void lostDataIsSentAgain() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            network.lose("server", 1, TcpFrames.data());
            assertThat(timeOfGreeting(network)).isPositive();
        }
    }

    @Test
    void segmentsOfIpv6AreToldApartToo() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder().ipv6(true))) {
            network.lose("server", 1, TcpFrames.synAck());
            Duration began = network.time().now();
            Greeting greeting = new Greeting(network, new InetSocketAddress(network.address6("server"), 7));
            network.await(() -> greeting.heard.length() == 5, Duration.ofMinutes(1));
            assertThat(network.time().now().minus(began)).isGreaterThan(Duration.ofMillis(990));
        }
    }

    @Test
    void captureHasAnInterfaceForEachHost() throws Exception {
        try (SimulatedNetwork network =
                twoHosts(SimulatedNetwork.builder().seed(3).captureTo(folder))) {
            timeOfGreeting(network);
            List<Path> captures = network.captures();
            assertThat(captures).containsExactly(folder.resolve("lan.pcapng"));
            assertThat(Files.readString(captures.get(0), StandardCharsets.ISO_8859_1))
                    .contains("client", "server", "hello");
        }
    }

    @Test
    void sameSeedGivesTheSameCapture() throws Exception {
        byte[][] captures = new byte[2][];
        for (int run = 0; run < captures.length; run++) {
            Path here = Files.createDirectory(folder.resolve("run" + run));
            try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder()
                    .seed(5)
                    .impairment(Impairment.NONE
                            .withLoss(0.2)
                            .withDelay(Duration.ofMillis(10))
                            .withJitter(Duration.ofMillis(5)))
                    .captureTo(here))) {
                timeOfGreeting(network);
            }
            captures[run] = Files.readAllBytes(here.resolve("lan.pcapng"));
        }
        assertThat(captures[1]).isEqualTo(captures[0]);
    }

    @Test
    void shuttingAGroupDownClosesItsChannelsAndLeavesTheLoop() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            Greeting greeting = new Greeting(network, network.address("server", 7));
            network.await(greeting.connected::isDone, Duration.ofMinutes(1));
            var ended = greeting.group.shutdownGracefully();
            network.await(ended::isDone, Duration.ofMinutes(1));
            assertThat(greeting.connected.channel().isOpen()).isFalse();
            assertThat(greeting.group.isTerminated()).isTrue();
            assertThat(network.port("server").isActive()).isTrue();
        }
    }

    @Test
    void waitingInVainNamesTheSeed() {
        try (SimulatedNetwork network = SimulatedNetwork.builder().seed(99).build()) {
            assertThatThrownBy(() -> network.await(() -> false, Duration.ofHours(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed 99");
        }
    }

    @Test
    void unknownHostIsNamedWithTheKnownOnes() {
        try (SimulatedNetwork network = twoHosts(SimulatedNetwork.builder())) {
            assertThatThrownBy(() -> network.address("serv"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no host is named serv, only [client, server]");
        }
    }
}
