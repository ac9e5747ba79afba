package org.lneto.netty.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.hosts.HostsSettings;
import org.lneto.netty.Stack;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.netty.server.Page;
import org.lneto.netty.server.PageServer;
import org.lneto.stack.StackConfig;

/** Hosts on one port of a virtual link, in virtual time. */
class HostsTest {
    private static final int SERVER = Ipv4Address.parse("10.0.0.1");
    private static final int PREFIX_LENGTH = 16;

    private final VirtualTime time = new VirtualTime();
    private final VirtualLink link = VirtualLink.create();
    private final VirtualPort port = link.newPort();
    private final Hosts hosts = Hosts.install(port.pipeline(), HostsSettings.DEFAULTS, new SplittableRandom(1));
    private final StringBuilder text = new StringBuilder();

    @BeforeEach
    void register() {
        time.eventLoop().register(port);
        time.settle();
    }

    @AfterEach
    void close() {
        time.close();
    }

    private Stack host(int number) {
        Stack stack = hosts.add(StackConfig.small(MacAddress.local(number)));
        stack.host().configure(SERVER + number, PREFIX_LENGTH, Ipv4Address.UNSPECIFIED);
        return stack;
    }

    private static InetSocketAddress at(int address, int port) {
        return new InetSocketAddress(Ipv4Address.format(address), port);
    }

    private ChannelFuture fetch(Stack from, InetSocketAddress server) {
        return new Bootstrap()
                .group(time.eventLoop())
                .channelFactory(() -> new LnetoSocketChannel(from))
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        context.writeAndFlush(Unpooled.copiedBuffer(
                                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", US_ASCII));
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ByteBuf octets = (ByteBuf) message;
                        text.append(octets.toString(US_ASCII));
                        octets.release();
                    }
                })
                .connect(server);
    }

    @Test
    void hostsFetchAPageFromAnotherStationOfTheLink() throws Exception {
        VirtualPort station = link.newPort();
        Stack server =
                Stack.install(station.pipeline(), StackConfig.of(MacAddress.local(0xffff)), new SplittableRandom(2));
        time.eventLoop().register(station);
        time.settle();
        server.host().configure(SERVER, PREFIX_LENGTH, Ipv4Address.UNSPECIFIED);
        PageServer pages = new PageServer(server.host().tcp(), 80, Map.of("/", Page.text("hello")));
        List<ChannelFuture> fetched = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            fetched.add(fetch(host(i), at(SERVER, 80)));
        }
        time.advance(Duration.ofSeconds(5));
        assertThat(fetched).allMatch(ChannelFuture::isSuccess);
        assertThat(pages.requests()).isEqualTo(200);
        assertThat(text.toString().split("hello", -1)).hasSize(201);
    }

    @Test
    void hostServesAnotherOfTheSameChannel() {
        Stack server = host(1);
        new ServerBootstrap()
                .group(time.eventLoop())
                .channelFactory(() -> new LnetoServerSocketChannel(server))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.writeAndFlush(Unpooled.copiedBuffer("served", US_ASCII));
                    }
                })
                .bind(80);
        time.settle();
        ChannelFuture fetched = fetch(host(2), at(SERVER + 1, 80));
        time.advance(Duration.ofSeconds(1));
        assertThat(fetched.isSuccess()).isTrue();
        assertThat(text).hasToString("served");
        assertThat(hosts.statistics().framesBetweenHosts()).isGreaterThan(3);
        assertThat(hosts.handler().framesSent()).as("two ARP requests").isLessThan(3);
    }

    @Test
    void hostThatIsTakenOffClosesItsChannels() {
        Stack server = host(1);
        new ServerBootstrap()
                .group(time.eventLoop())
                .channelFactory(() -> new LnetoServerSocketChannel(server))
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(80);
        Stack client = host(2);
        ChannelFuture connected = fetch(client, at(SERVER + 1, 80));
        time.advance(Duration.ofSeconds(1));
        assertThat(connected.channel().isActive()).isTrue();
        ChannelFuture off = client.close();
        time.settle();
        assertThat(off.isSuccess()).isTrue();
        assertThat(client.closeFuture().isDone()).isTrue();
        assertThat(server.closeFuture().isDone()).isFalse();
        assertThat(connected.channel().isOpen()).isFalse();
        assertThat(hosts.size()).isOne();
        assertThat(port.isOpen()).isTrue();
    }

    @Test
    void hostsEndWithTheirChannel() {
        Stack one = host(1);
        Stack two = host(2);
        ChannelFuture end = one.closeFuture();
        port.close();
        time.settle();
        assertThat(end.isDone()).isTrue();
        assertThat(two.closeFuture().isDone()).isTrue();
        assertThat(hosts.size()).isZero();
    }

    @Test
    void secondHostWithTheSameAddressIsRefused() {
        host(1);
        assertThatIllegalStateException().isThrownBy(() -> host(1));
    }
}
