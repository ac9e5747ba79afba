package org.lneto.samples.httptap;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The end of the link's pipeline: remembers why the link failed. */
final class LinkEnd extends ChannelInboundHandlerAdapter {
    private volatile @Nullable Throwable failure;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // the MTU is asked for anew each time, and a link that is down fails each frame
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failure = cause;
    }

    /** Why the link has ended. */
    String reason(String name) {
        Throwable cause = failure;
        return cause == null || cause.getMessage() == null ? name + " was closed" : cause.getMessage();
    }
}
