package org.lneto.tap.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests one after the other, over a connection that is kept. A kept one that the server has closed meanwhile is opened
 * again, once a request.
 */
final class HttpRequester {
    /** Told how a request ended. */
    interface Reply {
        /**
         * The server answered.
         *
         * @param body borrowed
         */
        void onReply(int status, ByteBuf body);

        /** It did not. */
        void onFailure(IOException cause);
    }

    private static final int PATIENCE_SECONDS = 10;

    private final HttpTapAddress server;
    private final Bootstrap bootstrap;
    private final int longestBody;
    private @Nullable Channel connection;
    private @Nullable FullHttpRequest request;
    private @Nullable Reply reply;
    private boolean kept;
    private boolean closed;

    /**
     * Creates one that is not connected yet.
     *
     * @param bootstrap with event loop, channel and options, but no handler
     * @param longestBody most octets of an answer's body
     */
    HttpRequester(HttpTapAddress server, Bootstrap bootstrap, int longestBody) {
        this.server = server;
        this.longestBody = longestBody;
        this.bootstrap = bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new ReadTimeoutHandler(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(HttpRequester.this.longestBody))
                        .addLast(new Answers());
            }
        });
    }

    /** Sends a request; only when the one before has ended. Takes over the body's reference. */
    void send(HttpMethod method, String resource, ByteBuf body, Reply reply) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, server.path(resource), body);
        request.headers().set(HttpHeaderNames.HOST, server.hostHeader());
        if (method.equals(HttpMethod.POST)) {
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
            HttpUtil.setContentLength(request, body.readableBytes());
        }
        this.request = request;
        this.reply = reply;
        kept = connection != null;
        if (connection == null) {
            connect();
        } else {
            transmit(connection);
        }
    }

    private void connect() {
        bootstrap.connect(server.server()).addListener(done -> {
            if (!done.isSuccess()) {
                fail(LinkErrors.unreachable(server, done.cause()));
            }
        });
    }

    private void transmit(Channel channel) {
        channel.writeAndFlush(Objects.requireNonNull(request).retainedDuplicate());
    }

    /** Drops the connection and what waits for an answer. */
    void close() {
        closed = true;
        end();
        if (connection != null) {
            connection.close();
        }
    }

    private @Nullable Reply end() {
        Reply ended = reply;
        reply = null;
        ReferenceCountUtil.release(request);
        request = null;
        return ended;
    }

    private void fail(IOException cause) {
        Reply waiting = end();
        if (waiting != null) {
            waiting.onFailure(cause);
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {
        private @Nullable Throwable failure;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (closed) {
                context.close();
                return;
            }
            connection = context.channel();
            transmit(context.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (!response.decoderResult().isSuccess()) {
                failure = response.decoderResult().cause();
                context.close();
                return;
            }
            if (!HttpUtil.isKeepAlive(response)) {
                connection = null;
                context.close();
            }
            Reply waiting = end();
            if (waiting != null) {
                waiting.onReply(response.status().code(), response.content());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (connection != context.channel()) {
                return; // done with
            }
            connection = null;
            if (reply == null) {
                return;
            }
            if (kept) {
                kept = false; // closed by the server while nothing was asked of it: that is no failure
                connect();
            } else {
                fail(
                        failure == null
                                ? new ProtocolException(server + " closed the connection without an answer")
                                : LinkErrors.broken(server, failure));
            }
        }
    }
}
