package org.lneto.netty.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.router.InterfaceConfig;
import org.lneto.router.NatConfig;
import org.lneto.router.Router;
import org.lneto.router.RouterConfig;
import org.lneto.stack.StackConfig;

class RouterHandlerTest {
    private final VirtualTime time = new VirtualTime();
    private final VirtualLink inside = VirtualLink.builder().seed(1).build();
    private final VirtualLink outside = VirtualLink.builder().seed(2).build();

    private Stack stack(VirtualLink link, String address, String gateway) {
        VirtualPort port = link.newPort();
        int own = Ipv4Address.parse(address);
        Stack stack = Stack.install(port.pipeline(), StackConfig.of(MacAddress.local(own)), new SplittableRandom(own));
        time.eventLoop().register(port);
        time.settle();
        stack.host().configure(own, 24, Ipv4Address.parse(gateway));
        return stack;
    }

    @Test
    void connectionGoesThroughARouterWithNat() {
        Router router = new Router(RouterConfig.DEFAULTS, new SplittableRandom(3));
        router.addInterface(InterfaceConfig.of(MacAddress.local(1)).address("10.0.0.1/24"));
        router.addInterface(
                InterfaceConfig.of(MacAddress.local(2)).address("192.0.2.1/24").nat(NatConfig.portRestrictedCone()));
        List<RouterHandler> handlers = RouterHandler.of(router);
        VirtualPort first = inside.newPort();
        first.pipeline().addLast(handlers.get(0));
        time.eventLoop().register(first);
        time.advance(Duration.ofSeconds(1)); // the second comes later, and has the same time
        VirtualPort second = outside.newPort();
        second.pipeline().addLast(handlers.get(1));
        time.eventLoop().register(second);
        assertThat(handlers.get(1).nowNanos()).isEqualTo(handlers.get(0).nowNanos());
        Stack client = stack(inside, "10.0.0.2", "10.0.0.1");
        Stack server = stack(outside, "192.0.2.2", "192.0.2.1");
        List<Channel> accepted = new ArrayList<>();
        new ServerBootstrap()
                .group(time.eventLoop())
                .channelFactory(() -> new LnetoServerSocketChannel(server))
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        accepted.add(context.channel());
                    }
                })
                .bind(80);
        time.settle();
        ChannelFuture connected = new Bootstrap()
                .group(time.eventLoop())
                .channelFactory(() -> new LnetoSocketChannel(client))
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new InetSocketAddress("192.0.2.2", 80));
        assertThat(time.advanceUntil(() -> connected.isSuccess() && !accepted.isEmpty(), Duration.ofSeconds(10)))
                .isTrue();
        InetSocketAddress seen = (InetSocketAddress) accepted.get(0).remoteAddress();
        assertThat(seen.getAddress().getHostAddress()).isEqualTo("192.0.2.1");
        time.close();
    }
}
