package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.lneto.tap.TapException.Reason;

/** Frames between a channel and the kernel, and what happens to them when the link changes. */
@Tag("peer")
class TapTrafficTest {
    // one of the 16,384 prefixes of length 30 in 10.231/16, so that runs side by side do not meet
    private static final int SUBNET =
            10 << 24 | 231 << 16 | (int) (ProcessHandle.current().pid() & 0x3fff) << 2;
    private static final int HOST = SUBNET + 1;
    private static final int PEER = SUBNET + 2;
    private static final String HOST_PREFIX = text(HOST) + "/30";
    private static final long HOST_MAC = 0x0200_0000_0001L;

    @RegisterExtension
    final TestLoop loop = new TestLoop();

    private TapChannel channel;

    @BeforeAll
    static void needsPrivilege() {
        Privileged.assume();
    }

    @BeforeEach
    void open() {
        channel = loop.open(
                loop.bootstrap()
                        .option(TapChannelOption.ADDRESS, HostAddress.parse(HOST_PREFIX))
                        .option(TapChannelOption.HARDWARE_ADDRESS, HOST_MAC),
                "taptst%d");
    }

    @Test
    void theKernelsArpRequestIsRead() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(text(PEER)), 9));
        }
        byte[] request = loop.log.frame(frame -> Frames.isArp(frame, 1));
        assertThat(request).hasSize(42).startsWith(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1);
        assertThat(request).endsWith(ByteBuffer.allocate(4).putInt(PEER).array());
    }

    @Test
    void theKernelAnswersAnArpRequest() throws Exception {
        write(Frames.arpRequest(PEER, HOST)).sync();
        byte[] reply = loop.log.frame(frame -> Frames.isArp(frame, 2));
        assertThat(reply).startsWith(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6);
    }

    @Test
    void heapAndCompositeFramesReachTheKernel() throws Exception {
        byte[] request = Frames.arpRequest(PEER, HOST);
        channel.writeAndFlush(loop.allocator.heapBuffer().writeBytes(request)).sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        channel.writeAndFlush(loop.allocator
                        .compositeBuffer()
                        .addComponent(true, direct(request).slice(0, 20))
                        .addComponent(true, direct(request).skipBytes(20)))
                .sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
    }

    @Test
    void tenThousandFramesGoOutAndComeBack() throws Exception {
        write(Frames.arpRequest(PEER, HOST)).sync(); // from it the kernel learns the peer's address
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        Promise<Integer> done = channel.eventLoop().newPromise();
        loop.onLoop(() -> {
            channel.pipeline().addFirst(new EchoClient(10_000, done));
        });
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done.getNow()).isEqualTo(10_000);
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void aFrameOfAnyPermittedLengthIsTaken() throws Exception {
        write(Frames.numbered(14, 0)).sync();
        write(Frames.numbered(1518, 0)).sync();
        assertThat(write(new byte[13]).await().isSuccess()).isFalse();
        assertThat(write(Frames.numbered(1519, 0)).await().isSuccess()).isFalse();
    }

    @Test
    void aDownedLinkFailsEachFrameAndResumes() throws Exception {
        link("down");
        loop.log.event(event -> event.equals(new TapLinkEvent(false, 1500)));
        assertThat(channel.isLinkUp()).isFalse();
        ChannelFuture write = write(Frames.arpRequest(PEER, HOST));
        assertThat(write.await().cause())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LINK_DOWN));
        assertThat(channel.isActive()).isTrue();

        link("up");
        loop.log.event(event -> event.equals(new TapLinkEvent(true, 1500)));
        assertThat(channel.isLinkUp()).isTrue();
        write(Frames.arpRequest(PEER, HOST)).sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void framesThatWaitForTheirTurnFailWhenTheLinkGoesDown() throws Exception {
        channel.config().setMaxMessagesPerWrite(1);
        List<ChannelFuture> writes = new ArrayList<>();
        loop.onLoop(() -> {
            for (int i = 0; i < 10; i++) {
                writes.add(channel.write(direct(Frames.numbered(60, i))));
            }
            channel.flush();
            link("down");
            return null;
        });
        for (ChannelFuture write : writes.subList(1, 10)) {
            assertThat(write.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(write.cause()).isInstanceOf(TapException.class).hasMessageContaining("is down");
        }
        assertThat(writes.get(0).isSuccess()).isTrue();
    }

    @Test
    void aRaisedMtuIsToldAndLargerFramesPass() throws Exception {
        link("mtu", "9000");
        loop.log.event(event -> event.equals(new TapLinkEvent(true, 9000)));
        assertThat(channel.mtu()).isEqualTo(9000);
        write(Frames.numbered(9018, 0)).sync();
        try (DatagramSocket socket = new DatagramSocket()) {
            Command.ok(
                    "ip",
                    "neigh",
                    "replace",
                    text(PEER),
                    "lladdr",
                    "02:00:00:00:00:02",
                    "dev",
                    channel.interfaceName());
            socket.send(new DatagramPacket(new byte[8972], 8972, InetAddress.getByName(text(PEER)), 9));
        }
        assertThat(loop.log.frame(frame -> frame.length > 1518)).hasSize(9014);
        assertThat(channel.overlongFrames()).isZero();
    }

    @Test
    void aLoweredMtuBoundsFramesAtOnce() throws Exception {
        link("mtu", "1280");
        loop.log.event(event -> event.equals(new TapLinkEvent(true, 1280)));
        assertThat(write(Frames.numbered(1299, 0)).await().cause()).isInstanceOf(TapException.class);
        write(Frames.numbered(1298, 0)).sync();
    }

    @Test
    void aDeletedInterfaceIsToldAndClosesTheChannel() throws Exception {
        Command.ok("ip", "link", "delete", "dev", channel.interfaceName());
        assertThat(loop.log.exception())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERFACE_REMOVED));
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void deletionIsNoticedWhileNotReading() throws Exception {
        channel.config().setAutoRead(false);
        Command.ok("ip", "link", "delete", "dev", channel.interfaceName());
        assertThat(loop.log.exception()).hasMessageContaining("deleted");
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void writingToADeletedInterfaceFailsAndCloses() throws Exception {
        ChannelFuture write = loop.onLoop(() -> {
            Command.ok("ip", "link", "delete", "dev", channel.interfaceName());
            return write(Frames.numbered(60, 1));
        });
        assertThat(write.await().cause())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERFACE_REMOVED));
        assertThat(loop.log.exception()).isSameAs(write.cause());
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void autoReadOffHoldsFramesInTheKernelUntilItIsOnAgain() throws Exception {
        loop.onLoop(() -> {
            channel.config().setAutoRead(false);
            channel.writeAndFlush(direct(Frames.arpRequest(PEER, HOST)));
            loop.log.frames.clear();
        });
        for (int i = 0; i < 3; i++) {
            loop.onLoop(() -> {});
        }
        assertThat(loop.log.frames).isEmpty();
        channel.config().setAutoRead(true);
        loop.log.frame(frame -> Frames.isArp(frame, 2));
    }

    @Test
    void closingUnderTrafficReleasesEverything() throws Exception {
        write(Frames.arpRequest(PEER, HOST)).sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        Promise<Integer> never = channel.eventLoop().newPromise();
        loop.onLoop(() -> {
            channel.pipeline().addFirst(new EchoClient(Integer.MAX_VALUE, never));
        });
        loop.log.frame(Frames::isEchoReply);
        for (int i = 0; i < 100; i++) {
            channel.writeAndFlush(direct(Frames.numbered(1500, i)));
        }
        channel.close().sync();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void movedToAnotherNamespaceItGoesOn() throws Exception {
        String namespace = "tap-moved";
        String name = channel.interfaceName();
        Command.ok("ip", "netns", "add", namespace);
        try {
            Command.ok("ip", "link", "set", "dev", name, "netns", namespace);
            Command.ok("ip", "-n", namespace, "link", "set", "dev", name, "mtu", "4000", "up");
            Command.ok("ip", "-n", namespace, "address", "add", HOST_PREFIX, "dev", name);
            channel.writeAndFlush(direct(Frames.arpRequest(PEER, HOST))).sync();
            loop.log.frame(frame -> Frames.isArp(frame, 2));
            assertThat(channel.mtu()).isEqualTo(1500);

            // a frame longer than was known shows that the MTU was raised over there
            String twice = "for i in 1 2; do head -c 3000 /dev/zero > /dev/udp/" + text(PEER) + "/9; done";
            Command.ok("ip", "netns", "exec", namespace, "bash", "-c", twice);
            assertThat(loop.log.frame(frame -> frame.length > 1518)).hasSize(3042);
            assertThat(channel.overlongFrames()).isEqualTo(1);
        } finally {
            Command.ok("ip", "netns", "delete", namespace);
        }
    }

    private void link(String... settings) throws Exception {
        String[] words = new String[5 + settings.length];
        System.arraycopy(new String[] {"ip", "link", "set", "dev", channel.interfaceName()}, 0, words, 0, 5);
        System.arraycopy(settings, 0, words, 5, settings.length);
        Command.ok(words);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private ChannelFuture write(byte[] frame) {
        return channel.writeAndFlush(direct(frame));
    }

    private ByteBuf direct(byte[] octets) {
        return loop.allocator.directBuffer(octets.length).writeBytes(octets);
    }

    /** Keeps 32 echo requests on their way until enough replies have come. */
    private final class EchoClient extends ChannelInboundHandlerAdapter {
        private final int wanted;
        private final Promise<Integer> done;
        private int sent;
        private int received;

        EchoClient(int wanted, Promise<Integer> done) {
            this.wanted = wanted;
            this.done = done;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            for (int i = 0; i < 32; i++) {
                send(context);
            }
            context.flush();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            if (frame.getShort(12) != Frames.TYPE_IPV4 || frame.getByte(23) != 1) {
                context.fireChannelRead(message);
                return;
            }
            received++;
            if (received == wanted) {
                done.setSuccess(received);
            }
            if (received == 1) {
                context.fireChannelRead(message);
            } else {
                frame.release();
            }
            if (sent < wanted) {
                send(context);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        private void send(ChannelHandlerContext context) {
            context.write(direct(Frames.echoRequest(HOST_MAC, PEER, HOST, sent++)));
        }
    }
}
