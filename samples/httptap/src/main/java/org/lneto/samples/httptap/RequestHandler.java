package org.lneto.samples.httptap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.lneto.tap.http.HttpTapFormat;
import org.lneto.tap.http.HttpTapInfo;

/** The four resources: {@code /send}, {@code /recv}, {@code /info} and {@code /stream}. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final FrameHub hub;
    private final Supplier<HttpTapInfo> info;

    RequestHandler(FrameHub hub, Supplier<HttpTapInfo> info) {
        this.hub = hub;
        this.info = info;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            context.writeAndFlush(response(HttpResponseStatus.BAD_REQUEST, text("not a request of HTTP/1.1")))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        HttpResponseStatus refusal = LocalRequests.refusal(request.headers());
        if (refusal != null) {
            answer(context, refusal, "only for programs on this machine, asking for this machine");
            return;
        }
        switch (new QueryStringDecoder(request.uri()).path()) {
            case "/send" -> only(HttpMethod.POST, context, request, this::send);
            case "/recv" -> only(HttpMethod.GET, context, request, this::receive);
            case "/info" -> only(HttpMethod.GET, context, request, this::tell);
            case "/stream" -> only(HttpMethod.GET, context, request, this::stream);
            default -> answer(context, HttpResponseStatus.NOT_FOUND, "there are /send, /recv, /info and /stream");
        }
    }

    /** One of the resources. */
    private interface Resource {
        void answer(ChannelHandlerContext context, FullHttpRequest request);
    }

    private static void only(
            HttpMethod method, ChannelHandlerContext context, FullHttpRequest request, Resource resource) {
        if (request.method().equals(method)) {
            resource.answer(context, request);
        } else {
            FullHttpResponse response = response(HttpResponseStatus.METHOD_NOT_ALLOWED, text("only " + method));
            response.headers().set(HttpHeaderNames.ALLOW, method);
            context.write(response);
        }
    }

    private void send(ChannelHandlerContext context, FullHttpRequest request) {
        byte[] frame;
        try {
            frame = HttpTapFormat.decodeFrame(request.content());
        } catch (ProtocolException e) {
            answer(context, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
            return;
        }
        if (!hub.linkHasRoom()) {
            answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "the link is busy");
            return;
        }
        if (!hub.fromClient(context.alloc().directBuffer(frame.length).writeBytes(frame))) {
            answer(
                    context,
                    HttpResponseStatus.BAD_REQUEST,
                    "a frame on this link has 14 to " + hub.maxFrameLength() + " octets, this one " + frame.length);
            return;
        }
        hub.flushLink();
        context.write(response(HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
    }

    private void receive(ChannelHandlerContext context, FullHttpRequest request) {
        ByteBuf frame = hub.poll();
        try {
            json(context, HttpTapFormat.encodeFrame(context.alloc(), frame == null ? Unpooled.EMPTY_BUFFER : frame));
        } finally {
            if (frame != null) {
                frame.release();
            }
        }
    }

    private void tell(ChannelHandlerContext context, FullHttpRequest request) {
        json(context, HttpTapFormat.encodeInfo(context.alloc(), info.get()));
    }

    private void stream(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        if (!request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            FullHttpResponse response = response(HttpResponseStatus.UPGRADE_REQUIRED, text("a WebSocket (RFC 6455)"));
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            context.write(response);
            return;
        }
        int longest = hub.maxFrameLength();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(longest)
                .build();
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + request.headers().get(HttpHeaderNames.HOST) + "/stream", null, config)
                .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel);
            return;
        }
        if (!hub.add(channel)) {
            answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "there are as many streams as there may be");
            return;
        }
        channel.closeFuture().addListener(closed -> hub.remove(channel));
        channel.pipeline().remove(ReadTimeoutHandler.class); // a stream may be quiet
        handshaker.handshake(channel, request).addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            }
        });
        context.pipeline()
                .addAfter(context.name(), "stream", new StreamHandler(hub))
                .addAfter(context.name(), "messages", new WebSocketFrameAggregator(longest))
                .remove(this);
    }

    private static void json(ChannelHandlerContext context, ByteBuf body) {
        FullHttpResponse response = response(HttpResponseStatus.OK, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        context.write(response);
    }

    private static void answer(ChannelHandlerContext context, HttpResponseStatus status, String reason) {
        context.write(response(status, text(reason)));
    }

    private static ByteBuf text(String reason) {
        return Unpooled.copiedBuffer(reason + "\n", StandardCharsets.UTF_8);
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        HttpUtil.setContentLength(response, body.readableBytes());
        return response;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // who asks without reading the answers is asked to wait
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // the client is gone, or took longer than ReadTimeoutHandler lets it
    }
}
