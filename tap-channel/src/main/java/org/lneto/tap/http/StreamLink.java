package org.lneto.tap.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Frames over a WebSocket, one binary message each. TCP's flow control is the link's. */
final class StreamLink extends ChannelInboundHandlerAdapter implements FrameLink {
    private static final int LONGEST_REFUSAL = 8192;

    private final HttpTapAddress server;
    private final Events events;
    private final Runnable onRefused;
    private final int maxFrameLength;
    private final WebSocketClientHandshaker handshaker;
    private @Nullable Channel connection;
    private @Nullable Throwable failure;
    private boolean open;
    private boolean closed;

    private StreamLink(HttpTapAddress server, int maxFrameLength, Events events, Runnable onRefused) {
        this.server = server;
        this.events = events;
        this.onRefused = onRefused;
        this.maxFrameLength = maxFrameLength;
        handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                server.stream(),
                WebSocketVersion.V13,
                null,
                false,
                EmptyHttpHeaders.INSTANCE,
                maxFrameLength,
                true,
                false,
                -1,
                false,
                false);
    }

    /**
     * Connects.
     *
     * @param bootstrap with event loop, channel and options, but no handler
     * @param onRefused the server has no such resource; nothing else is called then
     */
    static StreamLink open(
            HttpTapAddress server, Bootstrap bootstrap, int maxFrameLength, Events events, Runnable onRefused) {
        StreamLink link = new StreamLink(server, maxFrameLength, events, onRefused);
        bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(LONGEST_REFUSAL))
                                .addLast(link);
                    }
                })
                .connect(server.server())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        link.fail(LinkErrors.unreachable(server, done.cause()));
                    }
                });
        return link;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (closed) {
            context.close();
            return;
        }
        connection = context.channel();
        handshaker.handshake(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof FullHttpResponse response) {
            try {
                onResponse(context, response);
            } finally {
                response.release();
            }
        } else if (message instanceof BinaryWebSocketFrame binary) {
            events.onFrame(binary.content()); // the one reference goes with it
        } else if (message instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else {
            boolean ignored = message instanceof PongWebSocketFrame;
            ReferenceCountUtil.release(message);
            if (!ignored) {
                context.close(); // the other side said goodbye, or sent text
            }
        }
    }

    private void onResponse(ChannelHandlerContext context, FullHttpResponse response) {
        if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            boolean another = !response.status().equals(HttpResponseStatus.SERVICE_UNAVAILABLE);
            if (another) {
                close();
                onRefused.run();
            } else {
                fail(LinkErrors.unexpected(server, "/stream", "it has too many readers already"));
            }
            return;
        }
        // read only when asked to, from here on
        context.channel().config().setAutoRead(false);
        handshaker.finishHandshake(context.channel(), response);
        context.pipeline().addBefore(context.name(), "messages", new WebSocketFrameAggregator(maxFrameLength));
        open = true;
        events.onOpen(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (open && !closed) {
            events.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (open && !closed && context.channel().isWritable()) {
            events.onWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(failure == null ? LinkErrors.ended(server) : LinkErrors.broken(server, failure));
    }

    private void fail(java.io.IOException cause) {
        if (!closed) {
            close();
            events.onFailure(cause);
        }
    }

    @Override
    public void read() {
        if (connection != null) {
            connection.read();
        }
    }

    @Override
    public void writeFrom(ChannelOutboundBuffer waiting) {
        Channel connection = this.connection;
        if (connection == null) {
            return;
        }
        // flushing may make room at once, and the news of it is lost on a channel that is just being flushed: look
        // again
        while (connection.isWritable() && waiting.current() != null) {
            while (connection.isWritable() && waiting.current() instanceof ByteBuf frame) {
                connection.write(new BinaryWebSocketFrame(frame.retain()), connection.voidPromise());
                waiting.remove();
            }
            connection.flush();
        }
    }

    @Override
    public void close() {
        closed = true;
        Channel connection = this.connection;
        if (connection == null) {
            return;
        }
        if (open && connection.isActive()) {
            connection.writeAndFlush(new CloseWebSocketFrame()).addListener(ChannelFutureListener.CLOSE);
        } else {
            connection.close();
        }
    }
}
