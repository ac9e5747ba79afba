package org.lneto.samples.httptap;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.lneto.tap.http.HttpTapFormat;
import org.lneto.tap.http.HttpTapInfo;

/** The HTTP server. One event loop, the link's, does everything. */
final class HttptapServer {
    /** Connections open at a time; one more is closed at once. */
    static final int MAXIMUM_CONNECTIONS = 64;

    private static final int IDLE_SECONDS = 60;
    private static final int WHITE_SPACE = 1024;
    private static final int READ_OCTETS = 64 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    private final FrameHub hub;
    private final Supplier<HttpTapInfo> info;
    private int connections;

    HttptapServer(FrameHub hub, Supplier<HttpTapInfo> info) {
        this.hub = hub;
        this.info = info;
    }

    /**
     * Listens.
     *
     * @param loop the hub's
     * @param sockets a kind that this loop takes
     */
    ChannelFuture listen(EventLoop loop, Class<? extends ServerChannel> sockets, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(sockets)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_OCTETS).maxMessagesPerRead(4))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address);
    }

    private void accept(Channel channel) {
        if (connections == MAXIMUM_CONNECTIONS) {
            channel.close();
            return;
        }
        connections++;
        channel.closeFuture().addListener(closed -> connections--);
        install(channel);
    }

    /** Adds the handlers of a connection. */
    void install(Channel channel) {
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                .addLast(new HttpServerCodec())
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(HttpTapFormat.encodedLength(hub.maxFrameLength()) + WHITE_SPACE))
                .addLast(new RequestHandler(hub, info));
    }
}
