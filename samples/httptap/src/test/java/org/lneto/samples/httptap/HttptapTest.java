package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.server.Page;
import org.lneto.netty.server.PageServer;
import org.lneto.reactor.LnetoStack;
import org.lneto.samples.httptap.TestTap.Log;
import org.lneto.stack.StackConfig;
import org.lneto.tap.http.HttpTapChannel;
import reactor.core.publisher.Mono;

/** Server and channel together, over loopback. */
class HttptapTest {
    private static final int MANY = 3_000; // fewer than a port of the link queues

    private final Log client = new Log();
    private final Log kernel = new Log();
    private TestTap tap;

    @BeforeEach
    void start() throws Exception {
        tap = new TestTap();
    }

    @AfterEach
    void stop() {
        tap.close();
    }

    @Test
    void channelUsesTheStream() throws Exception {
        HttpTapChannel channel = tap.connect(client);
        assertThat(channel.isStream()).isTrue();
        assertThat(channel.mtu()).isEqualTo(1500);
        assertThat(channel.info().ipPrefix()).isEqualTo("192.168.10.1/24");
    }

    @Test
    void framesGoBothWaysWholeAndInOrder() throws Exception {
        VirtualPort port = tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        for (int i = 0; i < MANY; i++) {
            channel.write(TestTap.frame(i), channel.voidPromise());
        }
        channel.flush();
        for (int i = 0; i < MANY; i++) {
            assertThat(TestTap.number(kernel.frame())).isEqualTo(i);
        }
        for (int i = 0; i < MANY; i++) {
            port.write(TestTap.frame(i), port.voidPromise());
        }
        port.flush();
        for (int i = 0; i < MANY; i++) {
            assertThat(TestTap.number(client.frame())).isEqualTo(i);
        }
    }

    @Test
    void withoutStreamFramesGoBothWaysByRequests() throws Exception {
        tap.withoutStream();
        VirtualPort port = tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        assertThat(channel.isStream()).isFalse();
        for (int i = 0; i < 100; i++) {
            channel.writeAndFlush(TestTap.frame(i));
            port.writeAndFlush(TestTap.frame(i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(TestTap.number(kernel.frame())).isEqualTo(i);
            assertThat(TestTap.number(client.frame())).isEqualTo(i);
        }
    }

    @Test
    void heapAndCompositeFramesAreSentToo() throws Exception {
        tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        ByteBuf whole = TestTap.frame(7);
        channel.write(Unpooled.buffer().writeBytes(whole.duplicate()));
        channel.write(Unpooled.wrappedBuffer(whole.retainedSlice(0, 30), whole.retainedSlice(30, 30)));
        channel.writeAndFlush(whole).sync();
        for (int i = 0; i < 3; i++) {
            assertThat(TestTap.number(kernel.frame())).isEqualTo(7);
        }
    }

    @Test
    void everyStreamGetsTheFrames() throws Exception {
        Log another = new Log();
        VirtualPort port = tap.station(kernel);
        tap.connect(client);
        tap.connect(another);
        port.writeAndFlush(TestTap.frame(1));
        assertThat(TestTap.number(client.frame())).isEqualTo(1);
        assertThat(TestTap.number(another.frame())).isEqualTo(1);
    }

    @Test
    void withoutAutoReadFramesComeAsTheyAreAskedFor() throws Exception {
        VirtualPort port = tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        onLoop(channel, () -> channel.config().setAutoRead(false));
        for (int i = 0; i < 100; i++) {
            port.write(TestTap.frame(i));
        }
        port.writeAndFlush(TestTap.frame(100)).sync();
        onLoop(channel, () -> assertThat(client.frames).isEmpty());
        channel.read();
        assertThat(TestTap.number(client.frame())).isZero();
        channel.config().setAutoRead(true);
        for (int i = 1; i <= 100; i++) {
            assertThat(TestTap.number(client.frame())).isEqualTo(i);
        }
    }

    @Test
    void readerThatDoesNotReadStopsTheLinkFromBeingRead() throws Exception {
        VirtualPort port = tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        Channel uplink = tap.link.ports().get(0);
        onLoop(channel, () -> channel.config().setAutoRead(false));
        long sent = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (uplink.config().isAutoRead()) { // until loopback's buffers and the server's are full
            for (int i = 0; i < 100; i++) {
                port.write(TestTap.frame((int) sent++).writeZero(1440), port.voidPromise());
            }
            port.writeAndFlush(TestTap.frame((int) sent++)).sync();
            assertThat(System.nanoTime() - deadline)
                    .as("still read after " + sent)
                    .isNegative();
        }
        channel.config().setAutoRead(true);
        client.frame();
        long before = System.nanoTime();
        while (!uplink.config().isAutoRead()) {
            client.frames.poll(1, TimeUnit.SECONDS);
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(30));
        }
    }

    @Test
    void writabilityFollowsTheConnection() throws Exception {
        HttpTapChannel channel = tap.connect(client);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1000, 2000));
        CountDownLatch unwritable = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        onLoop(channel, () -> {
            while (channel.isWritable() && written.get() < 1000) { // the loop is ours: nothing leaves meanwhile
                channel.write(TestTap.frame(written.getAndIncrement()));
            }
            unwritable.countDown();
        });
        assertThat(unwritable.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(written.get()).isLessThan(1000);
        channel.writeAndFlush(TestTap.frame(0)).sync();
        onLoop(channel, () -> assertThat(channel.isWritable()).isTrue());
    }

    @Test
    void endOfTheServerEndsTheChannelWithItsReason() throws Exception {
        HttpTapChannel channel = tap.connect(client);
        tap.link.ports().get(0).close();
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.failures.poll(10, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(tap.address().toString());
    }

    @Test
    void closedChannelIsNoStreamAnyMore() throws Exception {
        VirtualPort port = tap.station(kernel);
        HttpTapChannel channel = tap.connect(client);
        channel.close().sync();
        Channel uplink = tap.link.ports().get(0);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!unread(uplink)) {
            port.writeAndFlush(TestTap.frame(1)).sync(); // kept for /recv once the server has seen the end
            assertThat(System.nanoTime() - deadline).isNegative();
        }
        assertThat(client.failures).isEmpty();
    }

    private boolean unread(Channel uplink) throws Exception {
        return uplink.eventLoop().submit(() -> tap.hub.hasUnread()).get();
    }

    @Test
    void clientOfTheOriginalsKindSendsAndReceives() throws Exception {
        VirtualPort port = tap.station(kernel);
        HttpClient http = HttpClient.newHttpClient();
        String info = get(http, "/info");
        assertThat(info).contains("\"MTU\":1500", "\"IPPrefix\":\"192.168.10.1/24\"");
        assertThat(get(http, "/recv")).isEqualTo("\"\"");

        ByteBuf five = TestTap.frame(5);
        byte[] frame = ByteBufUtil.getBytes(five);
        five.release();
        HttpResponse<String> sent = http.send(
                HttpRequest.newBuilder(resource("/send"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                '"' + Base64.getEncoder().encodeToString(frame) + "\"\n"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(sent.body()).isEmpty();
        assertThat(kernel.frame()).isEqualTo(frame);

        port.writeAndFlush(TestTap.frame(6)).sync();
        String received = get(http, "/recv");
        while (received.equals("\"\"")) {
            received = get(http, "/recv");
        }
        assertThat(TestTap.number(Base64.getDecoder().decode(received.substring(1, received.length() - 1))))
                .isEqualTo(6);
    }

    private URI resource(String path) {
        return URI.create(tap.address() + path);
    }

    private String get(HttpClient http, String path) throws Exception {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(resource(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stackLeasesAnAddressAndFetchesAPage(boolean stream) throws Exception {
        if (!stream) {
            tap.withoutStream();
        }
        Stack host = host();
        LnetoStack stack = LnetoStack.builder()
                .eventLoopGroup(tap.group)
                .connectedChannel(HttpTapChannel::new, tap.address())
                .start()
                .block(Duration.ofSeconds(10));
        try {
            DhcpLease lease = stack.lease().block(Duration.ofSeconds(10));
            assertThat(lease.toString()).contains("192.168.10.", "from 192.168.10.1");
            assertThat(lease.dnsServers()).extracting(Object::toString).containsExactly("192.168.10.53");
            assertThat(stack.ping(InetAddress.getByName("192.168.10.1")).block(Duration.ofSeconds(10)))
                    .isPositive();
            String page = stack.connect("192.168.10.1", 80)
                    .flatMap(connection -> connection
                            .send(Mono.just(Unpooled.copiedBuffer(
                                    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                                    StandardCharsets.US_ASCII)))
                            .then(connection
                                    .receive()
                                    .asString(StandardCharsets.US_ASCII)
                                    .reduce("", String::concat)))
                    .block(Duration.ofSeconds(10));
            assertThat(page).endsWith("from the host\n");
            stack.release().block(Duration.ofSeconds(10)); // by unicast: the station asks the client's address by ARP
        } finally {
            stack.dispose();
            stack.onDispose().block(Duration.ofSeconds(10));
        }
        assertThat(kernel.frames).as("DHCP on the link").noneMatch(HttptapTest::isDhcp);
        host.close();
    }

    /** A host on the link in the kernel's place, with a page, and the log before it. */
    private Stack host() throws Exception {
        VirtualPort port = tap.link.newPort();
        port.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                kernel.frames.add(ByteBufUtil.getBytes((ByteBuf) message));
                context.fireChannelRead(message);
            }
        });
        Stack host = Stack.install(port.pipeline(), StackConfig.of(TestTap.HOST_MAC), Stack.unguessable());
        tap.group.register(port).sync();
        port.eventLoop()
                .submit(() -> {
                    host.host().configure(Ipv4Address.parse("192.168.10.1"), 24, Ipv4Address.UNSPECIFIED);
                    return new PageServer(host.host().tcp(), 80, Map.of("/", Page.text("from the host\n")));
                })
                .sync();
        return host;
    }

    private static boolean isDhcp(byte[] frame) {
        return frame[12] == 8 && frame[13] == 0 && frame[23] == 17 && frame[37] == 67;
    }

    private static void onLoop(Channel channel, Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }
}
