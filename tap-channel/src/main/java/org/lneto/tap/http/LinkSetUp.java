package org.lneto.tap.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens a link: asks the server about it, then for a stream, and settles for requests where there is none. */
final class LinkSetUp {
    /** Told of the link, once there is one or none. */
    interface Listener extends FrameLink.Events {
        /** What the server told; before {@link #onOpen}. */
        void onInfo(HttpTapInfo info);

        /** The longest frame of the link that it told of, in octets. */
        int maxFrameLength();
    }

    private static final int LONGEST_INFO = 8192;
    private static final int READ_OCTETS = 64 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 256 * 1024);

    private final HttpTapAddress server;
    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final Bootstrap bootstrap;
    private final Listener listener;
    private final HttpRequester requester;
    private @Nullable StreamLink opening;
    private @Nullable ScheduledFuture<?> timeout;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param loop everything runs on it; one that {@link #socketOf} has a channel for
     * @param listener told on that loop
     */
    LinkSetUp(HttpTapAddress server, EventLoop loop, ByteBufAllocator allocator, Listener listener) {
        this.server = server;
        this.loop = loop;
        this.allocator = allocator;
        this.listener = listener;
        Class<? extends Channel> socket = socketOf(loop);
        if (socket == null) {
            throw new IllegalStateException("registered with an incompatible event loop");
        }
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(socket)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                // one read at a time: its frames are all that ever waits in the channel
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_OCTETS).maxMessagesPerRead(1));
        requester = new HttpRequester(server, bootstrap, LONGEST_INFO);
    }

    /** The kind of socket that an event loop takes; null if none. */
    static @Nullable Class<? extends Channel> socketOf(EventLoop loop) {
        if (!(loop instanceof IoEventLoop io)) {
            return null;
        }
        if (io.isCompatible(EpollIoHandle.class)) {
            return EpollSocketChannel.class;
        }
        return io.isCompatible(NioIoHandle.class) ? NioSocketChannel.class : null;
    }

    /**
     * Begins.
     *
     * @param timeoutMillis for all of it; 0 for no limit
     */
    void start(int timeoutMillis) {
        if (timeoutMillis > 0) {
            timeout = loop.schedule(
                    () -> fail(LinkErrors.timedOut(server, timeoutMillis)), timeoutMillis, TimeUnit.MILLISECONDS);
        }
        bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis);
        requester.send(HttpMethod.GET, "/info", Unpooled.EMPTY_BUFFER, new HttpRequester.Reply() {
            @Override
            public void onReply(int status, ByteBuf body) {
                HttpTapInfo info;
                try {
                    if (status != HttpResponseStatus.OK.code()) {
                        throw new ProtocolException("status " + status);
                    }
                    info = HttpTapFormat.decodeInfo(body);
                } catch (ProtocolException e) {
                    fail(LinkErrors.unexpected(server, "/info", String.valueOf(e.getMessage())));
                    return;
                }
                requester.close();
                listener.onInfo(info);
                opening = StreamLink.open(
                        server, bootstrap, listener.maxFrameLength(), listener, LinkSetUp.this::onNoStream);
            }

            @Override
            public void onFailure(IOException cause) {
                fail(cause);
            }
        });
    }

    private void onNoStream() {
        listener.onOpen(new PollingLink(server, loop, bootstrap, allocator, listener.maxFrameLength(), listener));
    }

    private void fail(IOException cause) {
        cancel();
        listener.onFailure(cause);
    }

    /** The link is open, and no more to be waited for. */
    void done() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    /** Gives up, without a word to the listener. */
    void cancel() {
        done();
        requester.close();
        if (opening != null) {
            opening.close();
        }
    }
}
