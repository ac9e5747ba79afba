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
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Lets reactor-netty run over a stack: its TCP, HTTP and UDP clients and servers make this stack's channels.
 *
 * <pre>{@code
 * LoopResources loops = LnetoLoopResources.of(stack);
 * HttpClient.create().runOn(loops).resolver(new LnetoAddressResolverGroup(stack)).get().uri("http://www.example.org/");
 * HttpServer.create().runOn(loops).port(8080).handle(...).bind();
 * }</pre>
 *
 * <p>{@code HttpResources.set(loops)} and {@code TcpResources.set(loops)} do so for a whole application. UDP clients take
 * other channels only when native transports are preferred: {@code UdpClient.create().runOn(loops, true)}, which {@code
 * runOn(loops)} means as well where reactor-netty finds one.
 *
 * <p>reactor-netty is an optional dependency of this module.
 */
public final class LnetoLoopResources implements LoopResources {
    private final Stack stack;
    private final EventLoopGroup loops;

    private LnetoLoopResources(Stack stack, EventLoopGroup loops) {
        this.stack = stack;
        this.loops = loops;
    }

    /** Everything on the stack's own event loop, where nothing hops between threads. */
    public static LnetoLoopResources of(LnetoStack stack) {
        return new LnetoLoopResources(stack.stack(), stack.stack().eventLoop());
    }

    /** The same for a stack of {@code lneto-netty}'s, such as a host of a simulated network. */
    public static LnetoLoopResources of(Stack stack) {
        return new LnetoLoopResources(stack, stack.eventLoop());
    }

    /** Channels on other loops, for handlers that compute for long: the stack goes on meanwhile. */
    public static LnetoLoopResources of(LnetoStack stack, EventLoopGroup loops) {
        return new LnetoLoopResources(stack.stack(), loops);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        if (type.equals(SocketChannel.class)) {
            return type.cast(new LnetoSocketChannel(stack));
        } else if (type.equals(ServerSocketChannel.class)) {
            return type.cast(new LnetoServerSocketChannel(stack));
        } else if (type.equals(DatagramChannel.class)) {
            return type.cast(new LnetoDatagramChannel(stack));
        }
        throw unsupported(type);
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        if (type.equals(SocketChannel.class)) {
            return LnetoSocketChannel.class.asSubclass(type);
        } else if (type.equals(ServerSocketChannel.class)) {
            return LnetoServerSocketChannel.class.asSubclass(type);
        } else if (type.equals(DatagramChannel.class)) {
            return LnetoDatagramChannel.class.asSubclass(type);
        }
        throw unsupported(type);
    }

    private static IllegalArgumentException unsupported(Class<?> type) {
        return new IllegalArgumentException(
                "a stack has channels for TCP and UDP, not " + type.getName() + "; domain sockets are the host's");
    }

    /** {@inheritDoc} Here: nothing. The loops are the stack's, or the caller's. */
    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }
}
