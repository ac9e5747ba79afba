package org.lneto.reactor;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** The end of a stack's pipeline: frames that are nobody's end here quietly, a failing link closes the channel. */
final class PipelineEnd extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a link that is gone closes its channel by itself; anything else has no subscriber left to be told
        Operators.onErrorDropped(cause, Context.empty());
    }
}
