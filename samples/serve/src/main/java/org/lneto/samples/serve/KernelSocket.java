package org.lneto.samples.serve;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** A connection of the kernel's, reactive: read as it is asked for, written as it takes. */
final class KernelSocket extends ChannelInboundHandlerAdapter {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int READ_OCTETS = 32 * 1024;

    // on the channel's event loop
    private @Nullable Channel channel;
    private @Nullable FluxSink<ByteBuf> sink;
    private long demand;
    private boolean reading;

    private KernelSocket() {}

    /** Connects; the socket belongs to the subscriber. */
    static Mono<KernelSocket> connect(EventLoopGroup group, InetSocketAddress remote) {
        return Mono.create(result -> {
            KernelSocket socket = new KernelSocket();
            new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(READ_OCTETS).maxMessagesPerRead(1))
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                    .handler(socket)
                    .connect(remote)
                    .addListener(connected -> {
                        if (connected.isSuccess()) {
                            result.success(socket);
                        } else {
                            result.error(connected.cause());
                        }
                    });
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    private Channel channel() {
        Channel channel = this.channel;
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    /** What the kernel's peer sends, once; each buffer is the subscriber's. */
    Flux<ByteBuf> receive() {
        return Flux.<ByteBuf>create(created -> channel().eventLoop().execute(() -> {
                    sink = created;
                    created.onRequest(n -> channel().eventLoop().execute(() -> {
                        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                        read();
                    }));
                    if (!channel().isActive()) {
                        created.error(new ClosedChannelException());
                    }
                }))
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    private void read() {
        if (demand > 0 && !reading) {
            reading = true;
            channel().read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        FluxSink<ByteBuf> sink = this.sink;
        ByteBuf buffer = (ByteBuf) message;
        if (sink == null) {
            buffer.release();
            return;
        }
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        sink.next(buffer);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownReadComplete.INSTANCE && sink != null) {
            sink.complete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (sink != null) {
            sink.error(cause);
        }
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (sink != null) {
            sink.error(new ClosedChannelException());
        }
    }

    /** Sends what a publisher emits, one buffer after the other as the kernel takes them, then FIN. */
    Mono<Void> send(Publisher<ByteBuf> buffers) {
        return Flux.from(buffers)
                .concatMap(
                        buffer -> Mono.<Void>create(written -> channel()
                                .writeAndFlush(buffer)
                                .addListener(done -> {
                                    if (done.isSuccess()) {
                                        written.success();
                                    } else {
                                        written.error(done.cause());
                                    }
                                })),
                        1)
                .doOnDiscard(ByteBuf.class, ByteBuf::release)
                .then(Mono.fromRunnable(() -> ((DuplexChannel) channel()).shutdownOutput()));
    }

    void close() {
        channel().close();
    }

    /** Ends it by RST. */
    void abort() {
        channel().config().setOption(ChannelOption.SO_LINGER, 0);
        channel().close();
    }
}
