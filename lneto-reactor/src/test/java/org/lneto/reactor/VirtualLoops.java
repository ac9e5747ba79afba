package org.lneto.reactor;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import org.lneto.netty.Stack;
import org.lneto.netty.channel.LnetoDatagramChannel;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.link.VirtualTime;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Puts reactor-netty on a stack on virtual time: one loop for everything. */
final class VirtualLoops implements LoopResources {
    private final EventLoopGroup group;
    private final Stack stack;

    VirtualLoops(VirtualTime time, Stack stack) {
        this.group = time.newEventLoopGroup();
        this.stack = stack;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> type, EventLoopGroup loops) {
        if (type == SocketChannel.class) {
            return type.cast(new LnetoSocketChannel(stack));
        }
        if (type == ServerSocketChannel.class) {
            return type.cast(new LnetoServerSocketChannel(stack));
        }
        if (type == DatagramChannel.class) {
            return type.cast(new LnetoDatagramChannel(stack));
        }
        throw new IllegalArgumentException("no such channel over a stack: " + type);
    }

    @Override
    @SuppressWarnings("unchecked") // as the interface asks
    public <CHANNEL extends Channel> Class<? extends CHANNEL> onChannelClass(
            Class<CHANNEL> type, EventLoopGroup loops) {
        if (type == SocketChannel.class) {
            return (Class<? extends CHANNEL>) LnetoSocketChannel.class;
        }
        if (type == ServerSocketChannel.class) {
            return (Class<? extends CHANNEL>) LnetoServerSocketChannel.class;
        }
        return (Class<? extends CHANNEL>) LnetoDatagramChannel.class;
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.fromRunnable(group::shutdownGracefully);
    }
}
