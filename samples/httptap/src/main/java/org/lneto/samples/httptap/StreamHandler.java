package org.lneto.samples.httptap;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** The end of an open stream: each binary message is a frame for the link. What comes from it, the hub writes. */
final class StreamHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final FrameHub hub;

    StreamHandler(FrameHub hub) {
        this.hub = hub;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
        if (message instanceof BinaryWebSocketFrame) {
            hub.fromClient(message.content().retain());
        } else if (message instanceof PingWebSocketFrame) {
            context.writeAndFlush(new PongWebSocketFrame(message.content().retain()));
        } else if (message instanceof CloseWebSocketFrame) {
            context.writeAndFlush(message.retain()).addListener(ChannelFutureListener.CLOSE);
        } else if (!(message instanceof PongWebSocketFrame)) {
            context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        hub.flushLink();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        hub.regulate();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a reset, or a message that is none: the decoder has told the client
    }
}
