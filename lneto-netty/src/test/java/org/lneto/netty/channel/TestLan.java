package org.lneto.netty.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.stack.StackConfig;

/** A client's and a server's stack on one link, in virtual time, everything on one loop. */
final class TestLan implements AutoCloseable {
    static final String CLIENT = "192.0.2.1";
    static final String SERVER = "192.0.2.2";
    static final String SERVER_6 = "fd00::2";

    final VirtualTime time = new VirtualTime();
    final Stack client;
    final Stack server;

    TestLan(Impairment impairment, long seed) {
        VirtualLink link = VirtualLink.builder().seed(seed).build();
        client = stack(link, CLIENT, "fd00::1", impairment);
        server = stack(link, SERVER, SERVER_6, impairment);
        time.advance(Duration.ofSeconds(3)); // duplicate address detection
    }

    private Stack stack(VirtualLink link, String ipv4, String ipv6, Impairment impairment) {
        VirtualPort port = link.newPort(impairment);
        int address = Ipv4Address.parse(ipv4);
        Stack stack = Stack.install(
                port.pipeline(), StackConfig.of(MacAddress.local(address)), new SplittableRandom(address));
        time.newEventLoopGroup().register(port); // closed with the time
        time.settle();
        stack.host().configure(address, 24, Ipv4Address.UNSPECIFIED);
        stack.host()
                .ipv6()
                .configure(IpAddress.ofOctets(inet(ipv6).getAddress()), 64, new IpAddress(0, 0), stack.nowNanos());
        return stack;
    }

    static InetAddress inet(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static <C extends Channel> ChannelInitializer<C> initializer(ChannelHandler... handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(C channel) {
                channel.pipeline().addLast(handlers);
            }
        };
    }

    ServerBootstrap serverBootstrap() {
        return new ServerBootstrap().group(time.eventLoop()).channelFactory(() -> new LnetoServerSocketChannel(server));
    }

    Bootstrap bootstrap() {
        return new Bootstrap().group(time.eventLoop()).channelFactory(() -> new LnetoSocketChannel(client));
    }

    /** Lets time pass until the future is done. */
    <F extends ChannelFuture> F done(F future) {
        await(future::isDone);
        return future;
    }

    void await(BooleanSupplier condition) {
        if (!time.advanceUntil(condition, Duration.ofMinutes(5))) {
            throw new AssertionError("waited five minutes of virtual time");
        }
    }

    static InetSocketAddress at(String host, Channel server) {
        return new InetSocketAddress(inet(host), ((InetSocketAddress) server.localAddress()).getPort());
    }

    @Override
    public void close() {
        time.close();
    }
}
