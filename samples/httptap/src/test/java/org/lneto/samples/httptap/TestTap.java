package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.lneto.ip.IpAddress;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.tap.HostAddress;
import org.lneto.tap.http.HttpTapAddress;
import org.lneto.tap.http.HttpTapChannel;
import org.lneto.tap.http.HttpTapInfo;

/** An httptap in this process whose link is an Ethernet in memory, on an ephemeral port of loopback. */
final class TestTap implements AutoCloseable {
    static final HostAddress HOST = HostAddress.parse("192.168.10.1/24");
    static final long HOST_MAC = 0x0200_0000_0001L;

    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    final VirtualLink link = VirtualLink.create();
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    final FrameHub hub;

    private final Channel server;

    TestTap() throws Exception {
        VirtualPort uplink = link.newPort();
        group.register(uplink).sync();
        hub = new FrameHub(uplink, () -> 1500);
        uplink.pipeline().addLast(hub);
        hub.station(DhcpStation.start(
                uplink.eventLoop(), hub, List.of(), HOST, HOST_MAC, List.of(IpAddress.parseIpv4("192.168.10.53"))));
        HttptapServer http = new HttptapServer(
                hub, () -> new HttpTapInfo(1500, HOST.toString(), "02:00:00:00:00:01", hub.hasUnread()));
        server = http.listen(
                        uplink.eventLoop(),
                        NioServerSocketChannel.class,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    /** Lets the server have no stream from now on, as the original's has none: its requests go somewhere else. */
    void withoutStream() {
        server.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object accepted) {
                ((Channel) accepted).pipeline().addFirst(new Detour());
                context.fireChannelRead(accepted);
            }
        });
    }

    private static final class Detour extends ChannelInboundHandlerAdapter {
        private static final ByteBuf STREAM = Unpooled.copiedBuffer("GET /stream ", StandardCharsets.US_ASCII);

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf request = (ByteBuf) message;
            if (ByteBufUtil.indexOf(STREAM, request) == request.readerIndex()) {
                request.setByte(request.readerIndex() + STREAM.readableBytes() - 2, 'X');
            }
            context.fireChannelRead(request);
        }
    }

    HttpTapAddress address() {
        return HttpTapAddress.parse("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    /** A channel to it, whose frames and failures go to the log. */
    HttpTapChannel connect(Log log) throws InterruptedException {
        return (HttpTapChannel) new Bootstrap()
                .group(group)
                .channel(HttpTapChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(log)
                .connect(address())
                .sync()
                .channel();
    }

    /** A station on the link, where the kernel would be. */
    VirtualPort station(Log log) throws InterruptedException {
        VirtualPort port = link.newPort();
        port.pipeline().addLast(log);
        group.register(port).sync();
        return port;
    }

    /** A broadcast frame of 60 octets with a number at its end. */
    static ByteBuf frame(int number) {
        return Unpooled.directBuffer()
                .writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 9, (byte) 0x88, (byte) 0xb5})
                .writeZero(42)
                .writeInt(number);
    }

    static int number(byte[] frame) {
        return Unpooled.wrappedBuffer(frame).getInt(56);
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        link.ports().forEach(port -> port.close().syncUninterruptibly());
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory())
                .as("octets that channels to it have not released")
                .isZero();
    }

    /** Keeps copies of frames, and failures, for the test's thread. */
    @ChannelHandler.Sharable
    static final class Log extends ChannelInboundHandlerAdapter {
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

        byte[] frame() throws InterruptedException {
            byte[] frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within 10 s").isNotNull();
            return frame;
        }
    }
}
