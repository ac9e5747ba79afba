package org.lneto.tap.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The channel with a server that has no stream, on NIO; its streams are tested with the program that has them. */
class HttpTapChannelTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Log log = new Log();
    private OriginalServer server;

    @ChannelHandler.Sharable
    private static final class Log extends ChannelInboundHandlerAdapter {
        final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            frames.add(ByteBufUtil.getBytes((ByteBuf) message));
            ((ByteBuf) message).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new OriginalServer();
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
        assertThat(allocator.metric().usedDirectMemory())
                .as("direct octets not released")
                .isZero();
        assertThat(allocator.metric().usedHeapMemory())
                .as("heap octets not released")
                .isZero();
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(group)
                .channel(HttpTapChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(log);
    }

    private HttpTapChannel connect() {
        return (HttpTapChannel)
                bootstrap().connect(server.address()).syncUninterruptibly().channel();
    }

    private static byte[] frame(int length, int number) {
        byte[] frame = new byte[length];
        frame[length - 1] = (byte) number;
        return frame;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(10, TimeUnit.SECONDS);
        assertThat(item).as("what was waited for").isNotNull();
        return item;
    }

    @Test
    void serverTellsAboutTheLink() {
        HttpTapChannel channel = connect();
        assertThat(channel.info()).isEqualTo(new HttpTapInfo(1500, "192.168.10.1/24", "02:00:00:00:00:01", false));
        assertThat(channel.maxFrameLength()).isEqualTo(1518);
        assertThat(channel.isStream()).isFalse();
        assertThat(channel.remoteAddress()).isEqualTo(server.address());
    }

    @Test
    void framesAreSentWholeAndInOrder() throws Exception {
        HttpTapChannel channel = connect();
        channel.write(Unpooled.directBuffer().writeBytes(frame(14, 1)));
        channel.write(Unpooled.wrappedBuffer(frame(1000, 2), frame(518, 3)));
        channel.writeAndFlush(Unpooled.wrappedBuffer(frame(60, 4))).sync();
        assertThat(next(server.sent)).isEqualTo(frame(14, 1));
        assertThat(next(server.sent)).hasSize(1518);
        assertThat(next(server.sent)).isEqualTo(frame(60, 4));
    }

    @Test
    void framesArriveWholeAndInOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            server.unread.add(frame(60 + i, i));
        }
        connect();
        for (int i = 1; i <= 5; i++) {
            assertThat(next(log.frames)).isEqualTo(frame(60 + i, i));
        }
        server.unread.add(frame(1518, 6)); // after pauses
        assertThat(next(log.frames)).isEqualTo(frame(1518, 6));
    }

    @Test
    void frameOfAnImpossibleLengthIsDroppedAndCounted() throws Exception {
        server.unread.add(new byte[13]);
        server.unread.add(new byte[1519]);
        server.unread.add(frame(60, 1));
        HttpTapChannel channel = connect();
        assertThat(next(log.frames)).isEqualTo(frame(60, 1));
        assertThat(channel.badFrames()).isEqualTo(2);
    }

    @Test
    void withoutAutoReadNothingArrivesUnasked() throws Exception {
        server.unread.add(frame(60, 1));
        server.unread.add(frame(60, 2));
        Channel channel = bootstrap()
                .option(ChannelOption.AUTO_READ, false)
                .connect(server.address())
                .sync()
                .channel();
        assertThat(server.unread).hasSize(2);
        channel.read();
        assertThat(next(log.frames)).isEqualTo(frame(60, 1));
        channel.writeAndFlush(Unpooled.wrappedBuffer(frame(60, 3))).sync(); // a request and its answer
        assertThat(log.frames).isEmpty();
        assertThat(server.unread).hasSize(1);
    }

    @Test
    void refusedFrameFailsAlone() throws Exception {
        HttpTapChannel channel = connect();
        server.sendStatus = 500;
        assertThatThrownBy(() -> channel.writeAndFlush(Unpooled.wrappedBuffer(frame(60, 1)))
                        .sync())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("500");
        server.sendStatus = 200;
        channel.writeAndFlush(Unpooled.wrappedBuffer(frame(60, 2))).sync();
        assertThat(next(server.sent)).isEqualTo(frame(60, 2));
    }

    @Test
    void framesThatDoNotFitAndOtherMessagesFailTheirWrite() {
        HttpTapChannel channel = connect();
        assertThat(channel.writeAndFlush(Unpooled.buffer().writeZero(13))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("14 to 1518");
        assertThat(channel.writeAndFlush(Unpooled.buffer().writeZero(1519))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(channel.writeAndFlush("text").awaitUninterruptibly().cause())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void nobodyListeningIsAConnectExceptionThatNamesTheUrl() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ChannelFuture connecting = bootstrap().connect(HttpTapAddress.parse("http://127.0.0.1:" + port));
        assertThat(connecting.awaitUninterruptibly().cause())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("http://127.0.0.1:" + port)
                .hasMessageContaining("Connection refused");
        assertThat(connecting.channel().closeFuture().await(10, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void silentServerIsATimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpTapAddress address = HttpTapAddress.parse("http://127.0.0.1:" + silent.getLocalPort());
            assertThat(bootstrap()
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 50)
                            .connect(address)
                            .awaitUninterruptibly()
                            .cause())
                    .isInstanceOf(ConnectTimeoutException.class)
                    .hasMessageContaining(address.toString());
        }
    }

    @Test
    void otherWebServersAreNoHttptap() {
        server.info = "<html>";
        assertThat(bootstrap().connect(server.address()).awaitUninterruptibly().cause())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(server.address() + "/info");
        assertThat(bootstrap()
                        .connect(HttpTapAddress.parse(server.address() + "/elsewhere"))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("status 404");
    }

    @Test
    void serverThatFailsEndsTheChannelWithItsReason() throws Exception {
        HttpTapChannel channel = connect();
        server.recvStatus = 500;
        assertThat(next(log.failures)).isInstanceOf(ProtocolException.class).hasMessageContaining("/recv");
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void serverThatEndsEndsTheChannelWithItsReason() throws Exception {
        HttpTapChannel channel = connect();
        server.close();
        assertThat(next(log.failures)).isInstanceOf(IOException.class).hasMessageContaining(server.address() + "");
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closeFailsWhatWaitsAndStopsAsking() throws Exception {
        HttpTapChannel channel = connect();
        ChannelFuture waiting = channel.write(Unpooled.wrappedBuffer(frame(60, 1)));
        channel.close().sync();
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.isSuccess()).isFalse();
        group.next().submit(() -> {}).sync();
        assertThat(log.failures).isEmpty();
    }

    @Test
    void cancellingTheConnectClosesTheChannel() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ChannelFuture connecting =
                    bootstrap().connect(HttpTapAddress.parse("http://127.0.0.1:" + silent.getLocalPort()));
            assertThat(connecting.cancel(false)).isTrue();
            assertThat(connecting.channel().closeFuture().await(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void wrongUseIsRefused() {
        HttpTapChannel channel = connect();
        assertThat(channel.connect(server.address()).awaitUninterruptibly().cause())
                .isInstanceOf(AlreadyConnectedException.class);
        assertThat(bootstrap()
                        .connect(new InetSocketAddress("127.0.0.1", 1))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HttpTapAddress");
        assertThat(bootstrap().bind(server.address()).awaitUninterruptibly().cause())
                .isInstanceOf(UnsupportedOperationException.class);
        Channel idle = bootstrap().register().syncUninterruptibly().channel();
        assertThat(idle.writeAndFlush(Unpooled.buffer().writeZero(60))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(NotYetConnectedException.class);
    }

    @Test
    void aLoopWithoutSocketsIsRefused() throws Exception {
        EventLoopGroup local = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        HttpTapChannel channel = new HttpTapChannel();
        assertThat(local.register(channel).awaitUninterruptibly().cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("incompatible");
        channel.unsafe().closeForcibly();
        local.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }

    @Test
    void endOfTheLoopClosesTheChannel() throws Exception {
        HttpTapChannel channel = connect();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        assertThat(channel.isOpen()).isFalse();
    }
}
