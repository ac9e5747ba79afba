package org.lneto.samples.simulate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers at once, whatever is asked. */
final class QuoteServer extends SimpleChannelInboundHandler<ByteBuf> {
    static final int PORT = 1717;
    static final String QUOTE = "42.17";

    static void start(ServerBootstrap bootstrap) {
        bootstrap
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new QuoteServer());
                    }
                })
                .bind(PORT);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf symbol) {
        context.writeAndFlush(Unpooled.copiedBuffer(QUOTE + "\n", StandardCharsets.US_ASCII));
    }
}
