package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.lneto.tap.TapException.Reason;

/** Frames between a channel on one end of a veth pair and a kernel at the other. */
@Tag("peer")
class PacketSocketTest {
    private static final int SYN_ACK = 0x12;
    private static final int TAG = 0x8100_2007;

    /** One write, of which the initial window (RFC 6928) is sent at once. */
    private static final String SENDER = "dd if=/dev/zero bs=100000 count=1 > /dev/tcp/10.232.0.2/9";

    @RegisterExtension
    final VethPair veth = new VethPair();

    @RegisterExtension
    final TestLoop loop = new TestLoop();

    @BeforeAll
    static void needsPrivilege() {
        Privileged.assume();
    }

    private PacketSocketChannel open() {
        return (PacketSocketChannel) loop.bootstrap()
                .channel(PacketSocketChannel.class)
                .bind(veth.address())
                .syncUninterruptibly()
                .channel();
    }

    private ChannelFuture write(PacketSocketChannel channel, byte[] frame) {
        return channel.writeAndFlush(loop.allocator.directBuffer(frame.length).writeBytes(frame));
    }

    private static boolean isProtocol(byte[] frame, int protocol) {
        return Frames.etherType(frame) == Frames.TYPE_IPV4 && frame[23] == protocol;
    }

    private static boolean isData(byte[] frame) {
        return isProtocol(frame, TransportFrames.TCP) && frame.length > 60;
    }

    @Test
    void theKernelAtTheOtherEndAnswersArp() throws Exception {
        PacketSocketChannel channel = open();
        write(channel, Frames.arpRequest(VethPair.US, VethPair.KERNEL)).sync();
        assertThat(loop.log.frame(frame -> Frames.isArp(frame, 2)))
                .startsWith(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6);
    }

    @Test
    void whatItIsBoundToCanBeRead() throws Exception {
        Command.ok("ip", "link", "set", veth.name(), "mtu", "1400", "address", "02:00:00:00:0a:0b");
        PacketSocketChannel channel = open();
        assertThat(channel.localAddress()).isEqualTo(veth.address());
        assertThat(channel.interfaceName()).isEqualTo(veth.name());
        assertThat(channel.mtu()).isEqualTo(1400);
        assertThat(channel.maxFrameLength()).isEqualTo(1418);
        assertThat(channel.hardwareAddress()).isEqualTo(0x0200_0000_0a0bL);
        assertThat(channel.isLinkUp()).isTrue();
        assertThat(channel.kernelDrops()).isZero();
    }

    @Test
    void framesOfThisHostAreNotRead() throws Exception {
        PacketSocketChannel channel = open();
        write(channel, Frames.numbered(60, 1)).sync();
        veth.in("ip", "link", "show"); // time for it to come back, if it would
        Command.ok("ip", "neigh", "replace", "10.232.0.9", "lladdr", "02:00:00:00:00:09", "dev", veth.name());
        write(channel, Frames.arpRequest(VethPair.US, VethPair.KERNEL)).sync();
        loop.log.frame(frame -> {
            assertThat(Frames.etherType(frame)).isNotEqualTo(Frames.TYPE_TEST);
            return Frames.isArp(frame, 2);
        });
    }

    @Test
    void aPartialChecksumIsCompleted() throws Exception {
        PacketSocket raw = PacketSocket.open(TapEnvironment.systemCalls(), veth.name());
        ByteBuf asItCame = loop.allocator.directBuffer(2048);
        try {
            open();
            veth.bash("echo -n partial > /dev/udp/10.232.0.2/9");
            byte[] frame = loop.log.frame(octets -> isProtocol(octets, TransportFrames.UDP));
            assertThat(TransportFrames.isRight(frame)).isTrue();

            PacketMessage message = new PacketMessage();
            int length = 0;
            while (length <= 0 || asItCame.getByte(23) != TransportFrames.UDP) {
                length = message.receive(raw.fd(), asItCame, 0, 2048);
            }
            byte[] octets = new byte[length];
            asItCame.getBytes(0, octets);
            assertThat(message.header().needsChecksum()).isTrue();
            assertThat(TransportFrames.isRight(octets)).isFalse();
        } finally {
            asItCame.release();
            raw.close();
        }
    }

    /** Lets the kernel connect to us and send, and returns its SYN. */
    private byte[] beTcpServer(PacketSocketChannel channel) throws Exception {
        byte[] syn = loop.log.frame(frame -> isProtocol(frame, TransportFrames.TCP));
        assertThat(TransportFrames.isRight(syn)).as("checksum of the SYN").isTrue();
        ByteBuffer octets = ByteBuffer.wrap(syn);
        byte[] answer = TransportFrames.tcp(9, octets.getShort(34), 1000, octets.getInt(38) + 1, SYN_ACK, new byte[4]);
        answer[12] = 0x60; // four octets of options: MSS 1460
        ByteBuffer.wrap(answer).putInt(20, 0x0204_05b4);
        write(channel, TransportFrames.toKernel(TransportFrames.TCP, answer)).sync();
        return syn;
    }

    @Test
    void aSuperFrameComesAsTheSegmentsOfTheWire() throws Exception {
        PacketSocketChannel channel = open();
        Process sender = veth.start(SENDER);
        try {
            int first = ByteBuffer.wrap(beTcpServer(channel)).getInt(38) + 1;
            for (int i = 0; i < 10; i++) { // the initial window (RFC 6928)
                byte[] data = loop.log.frame(frame -> isData(frame));
                assertThat(data.length).isEqualTo(1514);
                assertThat(TransportFrames.isRight(data)).isTrue();
                assertThat(ByteBuffer.wrap(data).getInt(38)).isEqualTo(first + i * 1460);
            }
            assertThat(loop.onLoop(channel::malformedFrames)).isZero();
            assertThat(channel.overlongFrames()).isZero();
        } finally {
            sender.destroyForcibly();
        }
    }

    @Test
    void readingStopsInTheMiddleOfASuperFrameAndGoesOn() throws Exception {
        PacketSocketChannel channel = open();
        Process sender = veth.start(SENDER);
        try {
            loop.onLoop(() -> {
                channel.pipeline().addFirst(new StopAtData());
            });
            int first = ByteBuffer.wrap(beTcpServer(channel)).getInt(38) + 1;
            for (int i = 0; i < 10; i++) {
                byte[] data = loop.log.frame(frame -> isData(frame));
                assertThat(ByteBuffer.wrap(data).getInt(38)).isEqualTo(first + i * 1460);
                for (int pass = 0; pass < 3; pass++) {
                    loop.onLoop(() -> {});
                }
                assertThat(loop.log.frames.size()).isZero();
                channel.config().setAutoRead(true);
            }
        } finally {
            sender.destroyForcibly();
        }
    }

    private static final class StopAtData extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (((ByteBuf) message).readableBytes() == 1514) {
                context.channel().config().setAutoRead(false);
            }
            context.fireChannelRead(message);
        }
    }

    @Test
    void readOneByOneASuperFrameIsNotLost() throws Exception {
        PacketSocketChannel channel = open();
        Process sender = veth.start(SENDER);
        try {
            beTcpServer(channel);
            channel.config().setAutoRead(false);
            int data = 0;
            while (data < 10) {
                channel.read();
                data += loop.log.frame(frame -> true).length == 1514 ? 1 : 0;
            }
        } finally {
            sender.destroyForcibly();
        }
    }

    /** Another veth pair, both ends of it here: what is written to one is read from the other. */
    private void withPair(PairTest test) throws Exception {
        String from = veth.name() + "f";
        String to = veth.name() + "t";
        Command.ok("ip", "link", "add", from, "type", "veth", "peer", "name", to);
        try {
            Command.ok("ip", "link", "set", from, "up");
            Command.ok("ip", "link", "set", to, "up");
            VethPair.awaitUp(List.of("ip"), from);
            VethPair.awaitUp(List.of("ip"), to);
            loop.bootstrap()
                    .channel(PacketSocketChannel.class)
                    .bind(new PacketSocketAddress(to))
                    .sync();
            test.run(from);
        } finally {
            Command.ok("ip", "link", "delete", from);
            loop.log.exception(); // it was open
        }
    }

    private interface PairTest {
        void run(String name) throws Exception;
    }

    @Test
    void aVlanTagStaysWhereItWas() throws Exception {
        withPair(name -> {
            PacketSocketChannel sender = (PacketSocketChannel) loop.bootstrap()
                    .handler(new ChannelInboundHandlerAdapter())
                    .channel(PacketSocketChannel.class)
                    .bind(new PacketSocketAddress(name))
                    .sync()
                    .channel();
            byte[] tagged = tagged(Frames.numbered(100, 1), TAG);
            write(sender, tagged).sync();
            assertThat(loop.log.frame(frame -> Frames.etherType(frame) == 0x8100))
                    .isEqualTo(tagged);
            byte[] longest = tagged(Frames.numbered(1514, 2), TAG);
            write(sender, longest).sync();
            assertThat(loop.log.frame(frame -> Frames.etherType(frame) == 0x8100))
                    .isEqualTo(longest);
            sender.close().sync();
        });
    }

    @Test
    void aTaggedSuperFrameOfTcpIsCutToTaggedFrames() throws Exception {
        withPair(name -> {
            byte[] data = TransportFrames.data(4000);
            byte[] plain = TransportFrames.partial(
                    TransportFrames.ipv4(TransportFrames.TCP, TransportFrames.tcp(80, 4000, 5, 7, 0x10, data)));
            sendSuperFrame(name, VirtioNetHeader.GSO_TCPV4, 1460, 38, 16, 58, tagged(plain, TAG));
            for (int at = 0; at < data.length; at += 1460) {
                byte[] frame = loop.log.frame(octets -> Frames.etherType(octets) == 0x8100);
                assertThat(ByteBuffer.wrap(frame).getInt(12)).isEqualTo(TAG);
                byte[] untagged = untagged(frame);
                assertThat(TransportFrames.isRight(untagged)).isTrue();
                assertThat(Arrays.copyOfRange(untagged, 54, untagged.length))
                        .isEqualTo(Arrays.copyOfRange(data, at, Math.min(data.length, at + 1460)));
            }
        });
    }

    @Test
    void aSuperFrameOfDatagramsIsCut() throws Exception {
        withPair(name -> {
            byte[] data = TransportFrames.data(3000);
            byte[] plain = TransportFrames.partial(
                    TransportFrames.ipv6(TransportFrames.UDP, TransportFrames.udp(443, 4000, data)));
            sendSuperFrame(name, VirtioNetHeader.GSO_UDP_L4, 1200, 54, 6, 62, plain);
            for (int at = 0; at < data.length; at += 1200) {
                byte[] frame = loop.log.frame(octets -> octets.length > 62 && octets[20] == TransportFrames.UDP);
                assertThat(TransportFrames.isRight(frame)).isTrue();
                assertThat(Arrays.copyOfRange(frame, 62, frame.length))
                        .isEqualTo(Arrays.copyOfRange(data, at, Math.min(data.length, at + 1200)));
            }
        });
    }

    private static void sendSuperFrame(
            String name, int gsoType, int gsoSize, int start, int field, int headers, byte[] frame) throws Exception {
        PacketSocket raw = PacketSocket.open(TapEnvironment.systemCalls(), name);
        ByteBuffer octets = described(gsoType, gsoSize, start, field, headers, frame);
        FileDescriptor descriptor = new FileDescriptor(raw.fd());
        assertThat(descriptor.write(octets, 0, octets.capacity())).isEqualTo(octets.capacity());
        descriptor.close();
    }

    /** A super-frame behind its description, as a packet socket takes it. */
    static ByteBuffer described(int gsoType, int gsoSize, int start, int field, int headers, byte[] frame) {
        return ByteBuffer.allocateDirect(VirtioNetHeader.LENGTH + frame.length)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) 1)
                .put(1, (byte) gsoType)
                .putShort(2, (short) headers)
                .putShort(4, (short) gsoSize)
                .putShort(6, (short) start)
                .putShort(8, (short) field)
                .put(VirtioNetHeader.LENGTH, frame);
    }

    private static byte[] untagged(byte[] frame) {
        byte[] plain = Arrays.copyOf(frame, frame.length - 4);
        System.arraycopy(frame, 16, plain, 12, plain.length - 12);
        return plain;
    }

    private static byte[] tagged(byte[] frame, int tag) {
        byte[] tagged = Arrays.copyOf(frame, frame.length + 4);
        System.arraycopy(frame, 12, tagged, 16, frame.length - 12);
        ByteBuffer.wrap(tagged).putInt(12, tag);
        return tagged;
    }

    @Test
    void promiscuousModeLastsAsLongAsTheChannel() throws Exception {
        PacketSocketChannel channel = (PacketSocketChannel) loop.bootstrap()
                .channel(PacketSocketChannel.class)
                .option(PacketSocketOption.PROMISCUOUS, true)
                .bind(veth.address())
                .sync()
                .channel();
        assertThat(link()).contains("promiscuity 1");
        channel.config().setOption(PacketSocketOption.PROMISCUOUS, false);
        assertThat(link()).contains("promiscuity 0");
        channel.config().setOption(PacketSocketOption.PROMISCUOUS, true);
        channel.config().setOption(PacketSocketOption.ALL_MULTICAST, true);
        assertThat(link()).contains("promiscuity 1").contains("allmulti 1");
        channel.close().sync();
        assertThat(link()).contains("promiscuity 0").contains("allmulti 0");
    }

    private String link() throws Exception {
        return Command.ok("ip", "-d", "link", "show", veth.name());
    }

    @Test
    void optionsAreTold() {
        PacketSocketChannel channel = open();
        assertThat(channel.config().getOptions())
                .containsEntry(PacketSocketOption.PROMISCUOUS, false)
                .containsEntry(PacketSocketOption.ALL_MULTICAST, false)
                .containsEntry(ChannelOption.SO_RCVBUF, 4 << 20);
    }

    @Test
    void whatTheKernelHasNoRoomForIsCounted() throws Exception {
        PacketSocketChannel channel = (PacketSocketChannel) loop.bootstrap()
                .channel(PacketSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, 4096)
                .option(ChannelOption.AUTO_READ, false)
                .bind(veth.address())
                .sync()
                .channel();
        veth.bash("for i in {1..50}; do echo -n 1 > /dev/udp/10.232.0.2/9; done");
        assertThat(channel.kernelDrops()).isPositive();
    }

    @Test
    void aDownedLinkFailsEachFrameAndResumes() throws Exception {
        PacketSocketChannel channel = open();
        Command.ok("ip", "link", "set", veth.name(), "down");
        loop.log.event(event -> event.equals(new TapLinkEvent(false, 1500)));
        assertThat(channel.isLinkUp()).isFalse();
        assertThat(write(channel, Frames.numbered(60, 1)).await().cause())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LINK_DOWN));

        Command.ok("ip", "link", "set", veth.name(), "up");
        loop.log.event(event -> event.equals(new TapLinkEvent(true, 1500)));
        VethPair.awaitUp(List.of("ip", "-n", veth.namespace()), "peer0");
        VethPair.awaitUp(List.of("ip"), veth.name());
        write(channel, Frames.arpRequest(VethPair.US, VethPair.KERNEL)).sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void anInterfaceThatIsDownIsOpenedAndReadOnceItIsUp() throws Exception {
        Command.ok("ip", "link", "set", veth.name(), "down");
        PacketSocketChannel channel = open();
        assertThat(channel.isLinkUp()).isFalse();
        Command.ok("ip", "link", "set", veth.name(), "up");
        loop.log.event(event -> event.equals(new TapLinkEvent(true, 1500)));
        VethPair.awaitUp(List.of("ip", "-n", veth.namespace()), "peer0");
        VethPair.awaitUp(List.of("ip"), veth.name());
        write(channel, Frames.arpRequest(VethPair.US, VethPair.KERNEL)).sync();
        loop.log.frame(frame -> Frames.isArp(frame, 2));
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void aDeletedInterfaceIsToldAndClosesTheChannel() throws Exception {
        PacketSocketChannel channel = open();
        channel.config().setAutoRead(false);
        Command.ok("ip", "link", "delete", veth.name());
        assertRemoved(channel);
    }

    @Test
    void anInterfaceMovedElsewhereIsGone() throws Exception {
        PacketSocketChannel channel = open();
        Command.ok("ip", "link", "set", veth.name(), "netns", veth.namespace());
        assertRemoved(channel);
    }

    private void assertRemoved(PacketSocketChannel channel) throws InterruptedException {
        assertThat(loop.log.exception())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERFACE_REMOVED));
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void aRenamedInterfaceIsStillTheSame() throws Exception {
        PacketSocketChannel channel = open();
        Command.ok("ip", "link", "set", veth.name(), "down");
        Command.ok("ip", "link", "set", veth.name(), "name", veth.name() + "x");
        try {
            Command.ok("ip", "link", "set", veth.name() + "x", "mtu", "1300", "up");
            loop.log.event(event -> event.equals(new TapLinkEvent(true, 1300)));
            assertThat(channel.mtu()).isEqualTo(1300);
        } finally {
            Command.ok("ip", "link", "delete", veth.name() + "x");
        }
    }

    @Test
    void theLargestMtuIsReadAndWritten() throws Exception {
        Command.ok("ip", "link", "set", veth.name(), "mtu", "65535");
        veth.in("ip", "link", "set", "peer0", "mtu", "65535");
        PacketSocketChannel channel = open();
        assertThat(channel.mtu()).isEqualTo(65_535);
        assertThat(channel.maxFrameLength()).isEqualTo(65_539);
        veth.bash("exec 3<>/dev/udp/10.232.0.2/9; head -c 60000 /dev/zero | dd bs=60000 iflag=fullblock >&3");
        byte[] frame = loop.log.frame(octets -> isProtocol(octets, TransportFrames.UDP));
        assertThat(frame.length).isEqualTo(60_042);
        assertThat(TransportFrames.isRight(frame)).isTrue();
        write(channel, Frames.numbered(65_535, 1)).sync();
    }

    @Test
    void framesOfAnyPermittedLengthPass() throws Exception {
        PacketSocketChannel channel = open();
        write(channel, Frames.numbered(14, 0)).sync();
        write(channel, Frames.numbered(1514, 0)).sync();
        assertThat(write(channel, new byte[13]).await().cause()).isInstanceOf(TapException.class);
        assertThat(write(channel, Frames.numbered(1519, 0)).await().cause()).isInstanceOf(TapException.class);
        channel.writeAndFlush(loop.allocator.heapBuffer().writeBytes(Frames.numbered(60, 0)))
                .sync();
    }

    @Test
    void kindsOfInterfacesAreTold() throws Exception {
        assertThat(TapDevices.isTap(new TapAddress(veth.name()))).isFalse();
        TapAddress tap = TapDevices.createPersistent(new TapAddress("lktap%d"));
        try {
            assertThat(TapDevices.isTap(tap)).isTrue();
        } finally {
            TapDevices.delete(tap);
        }
        assertThat(TapDevices.isTap(tap)).isFalse();
    }

    @Test
    void propertiesOfAnInterfaceWithoutAddressesAreTold() throws Exception {
        TapAddress address = new TapAddress(veth.name());
        Command.ok("ip", "link", "set", veth.name(), "mtu", "1400");
        assertThat(TapDevices.mtu(address)).isEqualTo(1400);
        assertThat(TapDevices.isUp(address)).isTrue();
        Command.ok("ip", "link", "set", veth.name(), "down");
        assertThat(TapDevices.isUp(address)).isFalse();
        assertThat(TapDevices.mtu(new TapAddress("lknowhere"))).isZero();
        assertThat(TapDevices.isUp(new TapAddress("lknowhere"))).isFalse();
    }

    @Test
    void whatIsNoEthernetOrNotThereIsRefused() {
        assertRefused("lo", Reason.NOT_ETHERNET);
        assertRefused("lknowhere", Reason.NO_SUCH_INTERFACE);
    }

    private void assertRefused(String name, Reason reason) {
        assertThatThrownBy(() -> loop.bootstrap()
                        .channel(PacketSocketChannel.class)
                        .bind(new PacketSocketAddress(name))
                        .sync())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
