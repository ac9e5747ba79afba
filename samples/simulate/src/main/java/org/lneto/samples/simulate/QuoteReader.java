package org.lneto.samples.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Completes a promise with the first line that comes. */
final class QuoteReader extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int LONGEST_LINE = 1024;

    private final Promise<String> answer;
    private final StringBuilder line = new StringBuilder();

    QuoteReader(Promise<String> answer) {
        this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf octets) {
        line.append(octets.toString(StandardCharsets.US_ASCII));
        int end = line.indexOf("\n");
        if (end >= 0) {
            answer.trySuccess(line.substring(0, end));
        } else if (line.length() > LONGEST_LINE) {
            answer.tryFailure(new IOException("a quote has at most " + LONGEST_LINE + " octets"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answer.tryFailure(new IOException("the server closed without an answer"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        answer.tryFailure(cause);
    }
}
