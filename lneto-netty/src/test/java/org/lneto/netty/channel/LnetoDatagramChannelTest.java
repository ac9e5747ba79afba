package org.lneto.netty.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.netty.Stack;
import org.lneto.netty.link.Impairment;

class LnetoDatagramChannelTest {
    private static final InetAddress GROUP = TestLan.inet("239.1.2.3");
    private static final InetAddress GROUP_6 = TestLan.inet("ff02::1234");

    private final TestLan lan = new TestLan(Impairment.NONE.withDelay(Duration.ofMillis(1)), 2);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        lan.close();
    }

    private static final class Recorder extends ChannelInboundHandlerAdapter {
        final List<String> texts = new ArrayList<>();
        final List<InetSocketAddress> senders = new ArrayList<>();
        final List<InetSocketAddress> recipients = new ArrayList<>();
        final List<Throwable> causes = new ArrayList<>();

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            texts.add(packet.content().toString(US_ASCII));
            senders.add(packet.sender());
            recipients.add(packet.recipient());
            packet.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            causes.add(cause);
        }
    }

    private Bootstrap bootstrap(Stack stack) {
        return new Bootstrap()
                .group(lan.time.eventLoop())
                .channelFactory(() -> new LnetoDatagramChannel(stack))
                .handler(recorder);
    }

    private DatagramChannel bound(Stack stack, String address, int port) {
        return (DatagramChannel) lan.done(bootstrap(stack).bind(new InetSocketAddress(TestLan.inet(address), port)))
                .syncUninterruptibly()
                .channel();
    }

    private ChannelFuture send(Channel from, String text, InetAddress to, int port) {
        return from.writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer(text, US_ASCII), new InetSocketAddress(to, port)));
    }

    @ParameterizedTest
    @ValueSource(strings = {TestLan.SERVER, TestLan.SERVER_6})
    void datagramsGoToAPortAndSayWhereTheyCameFrom(String address) {
        DatagramChannel server = bound(lan.server, "0.0.0.0", 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        InetAddress to = TestLan.inet(address);
        send(client, "one", to, server.localAddress().getPort());
        send(client, "", to, server.localAddress().getPort());
        lan.await(() -> recorder.texts.size() == 2);
        assertThat(recorder.texts).containsExactly("one", "");
        assertThat(recorder.senders.get(0).getPort())
                .isEqualTo(client.localAddress().getPort());
        assertThat(recorder.recipients.get(0)).isEqualTo(server.localAddress());
    }

    @Test
    void longDatagramComesWhole() {
        DatagramChannel server = bound(lan.server, "0.0.0.0", 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        send(
                client,
                "first",
                TestLan.inet(TestLan.SERVER),
                server.localAddress().getPort());
        lan.await(() -> recorder.texts.remove("first")); // its hardware address is known now
        send(
                client,
                "x".repeat(60_000),
                TestLan.inet(TestLan.SERVER),
                server.localAddress().getPort());
        lan.await(() -> recorder.texts.size() == 1);
        assertThat(recorder.texts.get(0)).hasSize(60_000);
    }

    @Test
    void connectedChannelSendsWithoutAddressesAndHearsOfAClosedPort() {
        Channel client = lan.done(bootstrap(lan.client).connect(new InetSocketAddress(TestLan.inet(TestLan.SERVER), 9)))
                .syncUninterruptibly()
                .channel();
        assertThat(((DatagramChannel) client).isConnected()).isTrue();
        lan.done(client.writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII))).syncUninterruptibly();
        lan.await(() -> !recorder.causes.isEmpty());
        assertThat(recorder.causes.get(0)).isInstanceOf(PortUnreachableException.class);
        assertThat(client.isActive()).isTrue();
        lan.done(client.disconnect()).syncUninterruptibly();
        assertThat(((DatagramChannel) client).isConnected()).isFalse();
    }

    @Test
    void connectedChannelIsAnsweredOnItsOwnHost() {
        DatagramChannel server = bound(lan.client, "0.0.0.0", 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        int port = server.localAddress().getPort();
        lan.done(client.connect(new InetSocketAddress(TestLan.inet("127.0.0.1"), port)))
                .syncUninterruptibly();
        lan.done(client.writeAndFlush(Unpooled.copiedBuffer("question", US_ASCII)))
                .syncUninterruptibly();
        lan.await(() -> recorder.texts.size() == 1);
        send(
                server,
                "answer",
                recorder.senders.get(0).getAddress(),
                recorder.senders.get(0).getPort());
        lan.await(() -> recorder.texts.size() == 2);
        assertThat(recorder.texts).containsExactly("question", "answer");
    }

    @Test
    void portInUseIsABindException() {
        DatagramChannel server = bound(lan.server, "0.0.0.0", 0);
        ChannelFuture second =
                lan.done(bootstrap(lan.server).bind(server.localAddress().getPort()));
        assertThat(second.cause()).isInstanceOf(BindException.class).hasMessage("Address already in use");
    }

    @Test
    void boundToOneAddressItHearsWhatIsSentThereOnly() {
        DatagramChannel server = bound(lan.server, TestLan.SERVER, 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        int port = server.localAddress().getPort();
        send(client, "six", TestLan.inet(TestLan.SERVER_6), port);
        lan.time.advance(Duration.ofSeconds(1));
        assertThat(recorder.texts).isEmpty();
        send(client, "four", TestLan.inet(TestLan.SERVER), port);
        lan.await(() -> recorder.texts.size() == 1);
        assertThat(recorder.texts).containsExactly("four");
    }

    @Test
    void groupIsHeardByMembersOnlyAndByItsOwnSender() {
        for (InetAddress group : List.of(GROUP, GROUP_6)) {
            recorder.texts.clear();
            DatagramChannel server = bound(lan.server, "0.0.0.0", 5000);
            DatagramChannel client = bound(lan.client, "0.0.0.0", 5000);
            send(client, "nobody", group, 5000);
            lan.time.advance(Duration.ofSeconds(1));
            assertThat(recorder.texts).isEmpty();
            lan.done(server.joinGroup(group)).syncUninterruptibly();
            lan.done(client.joinGroup(group)).syncUninterruptibly();
            lan.time.advance(Duration.ofSeconds(1));
            send(client, "both", group, 5000);
            lan.time.advance(Duration.ofSeconds(1));
            assertThat(recorder.texts).containsExactly("both", "both");
            assertThat(recorder.recipients).contains(new InetSocketAddress(group, 5000));
            client.config().setLoopbackModeDisabled(true);
            send(client, "server", group, 5000);
            lan.time.advance(Duration.ofSeconds(1));
            assertThat(recorder.texts).containsExactly("both", "both", "server");
            lan.done(server.leaveGroup(group)).syncUninterruptibly();
            send(client, "nobody", group, 5000);
            lan.time.advance(Duration.ofSeconds(1));
            assertThat(recorder.texts).hasSize(3);
            lan.done(server.close());
            lan.done(client.close());
        }
    }

    @Test
    void sourcesOfAGroupAreChosenAndBlocked() {
        DatagramChannel server = bound(lan.server, "0.0.0.0", 5000);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 5000);
        lan.done(server.joinGroup(GROUP, null, TestLan.inet("192.0.2.9"))).syncUninterruptibly();
        send(client, "not chosen", GROUP, 5000);
        lan.time.advance(Duration.ofSeconds(1));
        assertThat(recorder.texts).isEmpty();
        lan.done(server.joinGroup(GROUP)).syncUninterruptibly();
        lan.done(server.block(GROUP, TestLan.inet(TestLan.CLIENT))).syncUninterruptibly();
        send(client, "blocked", GROUP, 5000);
        lan.time.advance(Duration.ofSeconds(1));
        assertThat(recorder.texts).isEmpty();
        assertThat(lan.done(server.leaveGroup(GROUP_6)).cause()).isInstanceOf(SocketException.class);
    }

    @Test
    void broadcastNeedsItsOption() {
        bound(lan.server, "0.0.0.0", 5000);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        InetAddress all = TestLan.inet("255.255.255.255");
        assertThat(lan.done(send(client, "denied", all, 5000)).cause())
                .isInstanceOf(SocketException.class)
                .hasMessage("Permission denied");
        client.config().setOption(ChannelOption.SO_BROADCAST, true);
        send(client, "all", all, 5000);
        lan.await(() -> recorder.texts.size() == 1);
        assertThat(recorder.texts).containsExactly("all");
    }

    @Test
    void whatCannotBeSentFailsAlone() {
        DatagramChannel server = bound(lan.server, "0.0.0.0", 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        InetAddress to = TestLan.inet(TestLan.SERVER);
        int port = server.localAddress().getPort();
        ChannelFuture tooLong = client.write(
                new DatagramPacket(Unpooled.directBuffer().writeZero(65_508), new InetSocketAddress(to, port)));
        ChannelFuture unresolved = client.write(
                new DatagramPacket(Unpooled.EMPTY_BUFFER, InetSocketAddress.createUnresolved("nowhere.invalid", 9)));
        send(client, "fine", to, port);
        lan.await(() -> recorder.texts.size() == 1);
        assertThat(tooLong.cause()).isInstanceOf(SocketException.class).hasMessage("Message too long");
        assertThat(unresolved.cause()).isInstanceOf(UnresolvedAddressException.class);
    }

    @Test
    void whatIsNotReadIsBounded() {
        LnetoDatagramChannel server = (LnetoDatagramChannel) bound(lan.server, "0.0.0.0", 0);
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        send(
                client,
                "first",
                TestLan.inet(TestLan.SERVER),
                server.localAddress().getPort());
        lan.await(() -> recorder.texts.remove("first"));
        server.config().setAutoRead(false);
        server.config().setReceiveBufferSize(1000);
        for (int i = 0; i < 30; i++) {
            send(
                    client,
                    "x".repeat(36),
                    TestLan.inet(TestLan.SERVER),
                    server.localAddress().getPort());
        }
        lan.time.advance(Duration.ofSeconds(1));
        assertThat(server.dropped()).isEqualTo(20);
        server.config().setAutoRead(true);
        lan.await(() -> recorder.texts.size() == 10);
    }

    @Test
    @SuppressWarnings("deprecation")
    void channelMayBeActiveOnRegistration() {
        Channel channel = lan.done(bootstrap(lan.client)
                        .option(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true)
                        .register())
                .syncUninterruptibly()
                .channel();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void linkThatIsGoneClosesTheChannel() {
        DatagramChannel client = bound(lan.client, "0.0.0.0", 0);
        lan.client.close();
        lan.done(client.closeFuture());
    }
}
