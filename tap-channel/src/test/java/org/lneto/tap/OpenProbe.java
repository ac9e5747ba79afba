package org.lneto.tap;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.TimeUnit;

/** Opens the interface named by its argument and prints what came of it; run with fewer privileges by the tests. */
final class OpenProbe {
    private OpenProbe() {}

    public static void main(String[] arguments) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ChannelFuture bound = new Bootstrap()
                .group(group)
                .channel(TapChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(new TapAddress(arguments[0]))
                .awaitUninterruptibly();
        if (bound.cause() instanceof TapException e) {
            System.out.println(e.reason() + ": " + e.getMessage());
        } else {
            System.out.println(bound.isSuccess() ? "OPEN " + bound.channel().localAddress() : bound.cause());
        }
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
