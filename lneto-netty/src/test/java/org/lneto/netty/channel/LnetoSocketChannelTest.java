package org.lneto.netty.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.stack.StackConfig;

class LnetoSocketChannelTest {
    private final TestLan lan = new TestLan(Impairment.NONE.withDelay(Duration.ofMillis(5)), 1);
    private final List<Channel> accepted = new ArrayList<>();

    @AfterEach
    void close() {
        lan.close();
    }

    /** Notes down what happens to a channel. */
    static class Recorder extends ChannelInboundHandlerAdapter {
        final List<Object> events = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        long octets;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            events.add("active");
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf buffer = (ByteBuf) message;
            octets += buffer.readableBytes();
            if (text.length() < 1000) {
                text.append(buffer.toString(US_ASCII));
            }
            buffer.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            events.add(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            events.add("inactive");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            events.add(cause.getMessage());
        }
    }

    /** Sends back what comes. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private Channel serve(ChannelInboundHandlerAdapter handler) {
        return lan.done(lan.serverBootstrap()
                        .childHandler(TestLan.<SocketChannel>initializer(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void handlerAdded(ChannelHandlerContext context) {
                                accepted.add(context.channel());
                                context.pipeline().addLast(handler);
                            }
                        }))
                        .bind(0))
                .channel();
    }

    private ChannelFuture connect(Bootstrap bootstrap, InetSocketAddress to) {
        return lan.done(bootstrap.connect(to));
    }

    private Channel connected(Channel server, Recorder recorder) {
        return connect(lan.bootstrap().handler(recorder), TestLan.at(TestLan.SERVER, server))
                .syncUninterruptibly()
                .channel();
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestLan.SERVER, TestLan.SERVER_6})
    void octetsComeBackOverEitherVersionOfIp(String address) {
        Channel server = serve(new Echo());
        Recorder recorder = new Recorder();
        Channel client = connect(lan.bootstrap().handler(recorder), TestLan.at(address, server))
                .syncUninterruptibly()
                .channel();
        client.writeAndFlush(octets("hello"));
        lan.await(() -> recorder.text.length() == 5);
        assertThat(recorder.text).hasToString("hello");
        assertThat(client.remoteAddress()).isEqualTo(TestLan.at(address, server));
        assertThat(accepted.get(0).remoteAddress()).isEqualTo(client.localAddress());
        assertThat(accepted.get(0).parent()).isSameAs(server);
    }

    @Test
    void mebibytesComeBackInOrder() {
        Channel server = serve(new Echo());
        Recorder recorder = new Recorder();
        Channel client = connected(server, recorder);
        int size = 8 << 20;
        ByteBuf data = Unpooled.wrappedBuffer(
                Unpooled.directBuffer(size / 2).writeZero(size / 2),
                Unpooled.buffer(size / 2).writeZero(size / 2));
        ChannelFuture written = client.writeAndFlush(data);
        assertThat(client.isWritable()).isFalse();
        lan.await(() -> recorder.octets == size);
        assertThat(written.isSuccess()).isTrue();
        assertThat(client.isWritable()).isTrue();
        assertThat(data.refCnt()).isZero();
    }

    @Test
    void refusedConnectionFailsAndIsNeverActive() {
        Recorder recorder = new Recorder();
        ChannelFuture refused =
                connect(lan.bootstrap().handler(recorder), new InetSocketAddress(TestLan.inet(TestLan.SERVER), 4));
        assertThat(refused.cause()).isInstanceOf(ConnectException.class).hasMessage("Connection refused: /192.0.2.2:4");
        assertThat(refused.channel().isOpen()).isFalse();
        assertThat(recorder.events).isEmpty();
    }

    @Test
    void hostThatDoesNotAnswerIsNoRoute() {
        ChannelFuture failed =
                connect(lan.bootstrap().handler(new Recorder()), new InetSocketAddress(TestLan.inet("192.0.2.77"), 80));
        assertThat(failed.cause())
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessage("No route to host: /192.0.2.77:80");
    }

    @Test
    void connectGivesUpAfterItsTimeout() {
        ChannelFuture failed = connect(
                lan.bootstrap()
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 100)
                        .handler(new Recorder()),
                new InetSocketAddress(TestLan.inet("192.0.2.77"), 80));
        assertThat(failed.cause())
                .isInstanceOf(ConnectTimeoutException.class)
                .hasMessage("connection timed out after 100 ms: /192.0.2.77:80");
    }

    @Test
    void cancelledConnectClosesTheChannel() {
        ChannelFuture future =
                lan.bootstrap().handler(new Recorder()).connect(new InetSocketAddress(TestLan.inet("192.0.2.77"), 80));
        lan.time.settle();
        assertThat(future.cancel(false)).isTrue();
        lan.done(future.channel().closeFuture());
        assertThat(lan.client.host().tcp().connections()).isZero();
    }

    @Test
    void portInUseIsABindException() {
        Channel server = serve(new Echo());
        ChannelFuture second = lan.done(lan.serverBootstrap()
                .childHandler(new Echo())
                .bind(((InetSocketAddress) server.localAddress()).getPort()));
        assertThat(second.cause()).isInstanceOf(BindException.class).hasMessageStartingWith("Address already in use");
    }

    @Test
    void endOfThePeerClosesTheChannel() {
        Recorder recorder = new Recorder();
        Channel server = serve(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                context.writeAndFlush(octets("bye")).addListener(done -> context.close());
            }
        });
        Channel client = connected(server, recorder);
        lan.done(client.closeFuture());
        assertThat(recorder.text).hasToString("bye");
        assertThat(recorder.events).containsExactly("active", "inactive");
    }

    @Test
    void halfClosureIsToldAndTheOtherHalfGoesOn() {
        Recorder recorder = new Recorder();
        Recorder peer = new Recorder();
        Channel server = serve(peer);
        Channel client = connect(
                        lan.bootstrap()
                                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                                .handler(recorder),
                        TestLan.at(TestLan.SERVER, server))
                .channel();
        lan.await(() -> !accepted.isEmpty());
        ((SocketChannel) accepted.get(0)).shutdownOutput();
        lan.await(() -> recorder.events.size() == 3);
        assertThat(recorder.events)
                .containsExactly(
                        "active", ChannelInputShutdownEvent.INSTANCE, ChannelInputShutdownReadComplete.INSTANCE);
        client.writeAndFlush(octets("still here"));
        lan.await(() -> peer.text.length() == 10);
        assertThat(client.isActive()).isTrue();
    }

    @Test
    void unreadOctetsCloseTheWindowUntilTheyAreRead() {
        Recorder recorder = new Recorder();
        int size = 16 << 20;
        Channel server = serve(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                context.writeAndFlush(Unpooled.directBuffer(size).writeZero(size));
            }
        });
        Channel client = connect(
                        lan.bootstrap().option(ChannelOption.AUTO_READ, false).handler(recorder),
                        TestLan.at(TestLan.SERVER, server))
                .channel();
        lan.time.advance(Duration.ofSeconds(30));
        assertThat(recorder.octets).isZero();
        assertThat(accepted.get(0).unsafe().outboundBuffer().totalPendingWriteBytes())
                .isGreaterThan(8 << 20);
        client.config().setAutoRead(true);
        lan.await(() -> recorder.octets == size);
    }

    @Test
    void resetByThePeerIsAnErrorAfterWhatCameBefore() {
        Recorder recorder = new Recorder();
        Channel server = serve(new Recorder());
        Channel client = connect(
                        lan.bootstrap().option(ChannelOption.AUTO_READ, false).handler(recorder),
                        TestLan.at(TestLan.SERVER, server))
                .channel();
        lan.await(() -> !accepted.isEmpty());
        Channel peer = accepted.get(0);
        lan.done(peer.writeAndFlush(octets("last words")));
        lan.time.advance(Duration.ofSeconds(1));
        peer.config().setOption(ChannelOption.SO_LINGER, 0);
        peer.close();
        lan.time.advance(Duration.ofSeconds(1));
        client.config().setAutoRead(true);
        lan.done(client.closeFuture());
        assertThat(recorder.text).hasToString("last words");
        assertThat(recorder.events).containsExactly("active", "Connection reset by peer", "inactive");
    }

    @Test
    void optionsAreKeptAndThoseOfOtherTransportsUnderstood() {
        Channel server = serve(new Recorder());
        Channel client = connected(server, new Recorder());
        client.config().setOption(LnetoChannelOption.TCP_KEEPIDLE, 30);
        assertThat(client.config().getOption(ChannelOption.<Integer>valueOf("some.Transport#TCP_KEEPIDLE")))
                .isEqualTo(30);
        assertThat(client.config().setOption(ChannelOption.valueOf("no.such#OPTION"), 1))
                .isFalse();
        for (ChannelOption<?> option : client.config().getOptions().keySet()) {
            assertThat(client.config().getOptions().get(option))
                    .as(option.name())
                    .isNotNull();
        }
    }

    @Test
    void receiveBufferThatIsSetBoundsWhatThePeerMaySend() {
        Channel server = serve(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                context.writeAndFlush(Unpooled.directBuffer(1 << 20).writeZero(1 << 20));
            }
        });
        Recorder recorder = new Recorder();
        Channel client = connect(
                        lan.bootstrap()
                                .option(ChannelOption.SO_RCVBUF, 20_000)
                                .option(ChannelOption.AUTO_READ, false)
                                .handler(recorder),
                        TestLan.at(TestLan.SERVER, server))
                .channel();
        lan.time.advance(Duration.ofSeconds(5));
        assertThat(((LnetoSocketChannel) client).end().readable()).isBetween(18_000, 20_000);
        client.config().setAutoRead(true);
        lan.await(() -> recorder.octets == 1 << 20);
    }

    @Test
    void sendBufferThatIsSetBoundsWhatTheStackTakes() {
        Channel server = serve(new Recorder());
        Channel client = connect(
                        lan.bootstrap().option(ChannelOption.SO_SNDBUF, 20_000).handler(new Recorder()),
                        TestLan.at(TestLan.SERVER, server))
                .channel();
        client.writeAndFlush(Unpooled.directBuffer(100_000).writeZero(100_000));
        assertThat(client.unsafe().outboundBuffer().totalPendingWriteBytes()).isGreaterThan(79_000);
    }

    @Test
    void linkThatIsGoneClosesServersAndConnections() {
        Channel server = serve(new Recorder());
        Recorder recorder = new Recorder();
        Channel client = connected(server, recorder);
        lan.client.close();
        lan.done(client.closeFuture());
        assertThat(recorder.events).containsExactly("active", "Software caused connection abort", "inactive");
        lan.server.close();
        lan.done(server.closeFuture());
    }

    @Test
    void fileRegionIsSentFromTheFile(@TempDir Path folder) throws IOException {
        byte[] octets = new byte[300_000];
        new SplittableRandom(5).nextBytes(octets);
        Path file = Files.write(folder.resolve("file"), octets);
        ByteBuf received = Unpooled.buffer();
        Channel server = serve(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                received.writeBytes((ByteBuf) message);
                ((ByteBuf) message).release();
            }
        });
        Channel client = connected(server, new Recorder());
        lan.done(client.writeAndFlush(new DefaultFileRegion(file.toFile(), 1000, 250_000)))
                .syncUninterruptibly();
        client.writeAndFlush(octets("end"));
        lan.await(() -> received.readableBytes() == 250_003);
        assertThat(received.slice(0, 250_000)).isEqualTo(Unpooled.wrappedBuffer(octets, 1000, 250_000));
        ChannelFuture tooLong = lan.done(client.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, 400_000)));
        assertThat(tooLong.cause()).isInstanceOf(IOException.class);
    }

    @Test
    void channelThatComesBackToItsLoopGoesOn() throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(3, LocalIoHandler.newFactory());
        VirtualLink link = VirtualLink.create();
        VirtualPort port = link.newPort();
        Stack stack = Stack.install(port.pipeline(), StackConfig.of(MacAddress.local(9)), new SplittableRandom(9));
        EventLoop own = loops.next();
        own.register(port).sync();
        Channel server = new ServerBootstrap()
                .group(own, loops)
                .channelFactory(() -> new LnetoServerSocketChannel(stack))
                .childHandler(new Echo())
                .bind(new InetSocketAddress(TestLan.inet("127.0.0.1"), 0))
                .sync()
                .channel();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        EventLoop other = loops.next();
        Channel client = new Bootstrap()
                .group(other)
                .channelFactory(() -> new LnetoSocketChannel(stack))
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        received.add(((ByteBuf) message).toString(US_ASCII));
                        ((ByteBuf) message).release();
                    }
                })
                .connect(server.localAddress())
                .sync()
                .channel();
        received.clear();
        int size = 8 << 20;
        client.writeAndFlush(Unpooled.directBuffer(size).writeZero(size));
        int octets = 0;
        for (int move = 0; octets < size; move++) {
            String text = received.poll(10, TimeUnit.SECONDS);
            assertThat(text).as("after %d octets", octets).isNotNull();
            octets += text.length();
            if (move % 20 == 0) {
                client.deregister().sync();
                other.register(client).sync();
            }
        }
        client.deregister().sync();
        assertThat(own.register(client).await().cause()).isInstanceOf(IllegalStateException.class);
        client.closeFuture().sync();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        assertThat(server.isOpen()).isFalse();
    }
}
