package org.lneto.netty.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lneto.capture.Direction;
import org.lneto.capture.PcapngWriter;
import org.lneto.netty.link.VirtualTime;

class PcapReplayChannelTest {
    private static final long EPOCH = 1_795_440_623_000_000_000L;

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void everythingIsReleased() {
        time.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    /** Logs the time in milliseconds and the frame's number, or what else there is to tell. */
    private class Log extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            log.add(time.now().toMillis() + ":" + frame.getInt(0));
            frame.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            log.add(time.now().toMillis() + ":" + event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            log.add("closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            log.add(cause.toString());
        }
    }

    private Path file(byte[] octets) throws IOException {
        return Files.write(folder.resolve("frames.pcapng"), octets);
    }

    /** A file with a numbered frame at each of these milliseconds. */
    private byte[] frames(long... milliseconds) {
        PcapngWriter writer = new PcapngWriter();
        ByteBuffer file = ByteBuffer.allocateDirect(200 + 200 * milliseconds.length);
        ByteBuffer frame = ByteBuffer.allocateDirect(60);
        int at = writer.sectionHeader(file, 0);
        at += writer.interfaceDescription(file, at, "tap0");
        for (int i = 0; i < milliseconds.length; i++) {
            Direction direction = i % 2 == 0 ? Direction.INBOUND : Direction.OUTBOUND;
            long nanos = EPOCH + milliseconds[i] * 1_000_000;
            at += writer.packetBlock(file, at, nanos, frame.putInt(0, i), 0, 60, 60, direction);
        }
        byte[] octets = new byte[at];
        file.get(0, octets);
        return octets;
    }

    private ChannelFuture open(PcapReplay replay, boolean autoRead) {
        ChannelFuture opened = new Bootstrap()
                .group(time.eventLoop())
                .channelFactory(replay::newChannel)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.AUTO_READ, autoRead)
                .handler(new Log())
                .register();
        time.settle();
        return opened;
    }

    @Test
    void framesComeAtTheRecordedPaceInVirtualTime() throws IOException {
        time.advance(Duration.ofSeconds(1));
        open(PcapReplay.of(file(frames(0, 5, 5, 1000))), true);
        assertThat(log).containsExactly("1000:0");
        time.advance(Duration.ofSeconds(2));
        assertThat(log)
                .containsExactly("1000:0", "1005:1", "1005:2", "2000:3", "2000:PcapReplayEnd[frames=4, problem=null]");
    }

    @Test
    void paceIsScaled() throws IOException {
        open(PcapReplay.of(file(frames(0, 100, 1000))).pace(10), true);
        time.advance(Duration.ofSeconds(1));
        assertThat(log.subList(0, 3)).containsExactly("0:0", "10:1", "100:2");
    }

    @Test
    void framesThatGoBackInTimeComeWithTheirPredecessors() throws IOException {
        open(PcapReplay.of(file(frames(50, 80, 20, 90))), true);
        time.advance(Duration.ofSeconds(1));
        assertThat(log.subList(0, 4)).containsExactly("0:0", "30:1", "30:2", "40:3");
    }

    @Test
    void asFastAsReadNeedsNoTime() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(new long[1000]))).asFastAsRead(), true)
                .channel();
        assertThat(log).hasSize(1001).endsWith("0:999", "0:PcapReplayEnd[frames=1000, problem=null]");
        assertThat(channel.isActive()).isTrue();
        assertThat(((PcapReplayChannel) channel).framesRead()).isEqualTo(1000);
    }

    @Test
    void withoutAutoReadEachReadGetsOneFrame() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(0, 10, 20))).asFastAsRead(), false)
                .channel();
        assertThat(log).isEmpty();
        for (int i = 0; i < 3; i++) {
            channel.read();
            time.settle();
            assertThat(log).hasSizeGreaterThan(i).contains("0:" + i).doesNotContain("0:" + (i + 1));
        }
        assertThat(log).endsWith("0:PcapReplayEnd[frames=3, problem=null]");
    }

    @Test
    void pauseDelaysFramesAndLosesNone() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(0, 10, 20, 90))), true).channel();
        channel.config().setAutoRead(false);
        time.advance(Duration.ofMillis(50));
        assertThat(log).containsExactly("0:0");
        channel.config().setAutoRead(true);
        time.settle();
        assertThat(log).containsExactly("0:0", "50:1", "50:2");
        time.advance(Duration.ofMillis(50));
        assertThat(log).contains("90:3");
    }

    @Test
    void readingThatIsSwitchedOffInAHandlerStopsAtOnce() throws IOException {
        ChannelFuture opened = open(PcapReplay.of(file(frames(0, 0, 0))).asFastAsRead(), false);
        opened.channel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                context.channel().config().setAutoRead(false);
                context.fireChannelRead(message);
            }
        });
        opened.channel().config().setAutoRead(true);
        time.settle();
        assertThat(log).containsExactly("0:0");
    }

    @Test
    void closesAtTheEndIfAsked() throws IOException {
        Channel channel =
                open(PcapReplay.of(file(frames(0))).closeAtEnd(true), true).channel();
        assertThat(log).containsExactly("0:0", "0:PcapReplayEnd[frames=1, problem=null]", "closed");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void emptyCaptureEndsAtOnce() throws IOException {
        open(PcapReplay.of(file(frames())), true);
        assertThat(log).containsExactly("0:PcapReplayEnd[frames=0, problem=null]");
    }

    @Test
    void closingOnTheWayEndsIt() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(0, 10))), true).channel();
        channel.close();
        time.advance(Duration.ofSeconds(1));
        assertThat(log).containsExactly("0:0", "closed");
    }

    @Test
    void closingInAHandlerEndsIt() throws IOException {
        ChannelFuture opened = open(PcapReplay.of(file(frames(0, 0, 0))).asFastAsRead(), false);
        opened.channel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                context.fireChannelRead(message);
                context.close();
            }
        });
        opened.channel().config().setAutoRead(true);
        time.settle();
        assertThat(log).containsExactly("0:0", "closed");
    }

    @Test
    void whatIsWrittenIsReleasedAndCounted() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(0))), true).channel();
        ByteBuf frame = allocator.directBuffer(60).writeZero(60);
        ChannelFuture write = channel.writeAndFlush(frame);
        time.settle();
        assertThat(write.isSuccess()).isTrue();
        assertThat(frame.refCnt()).isZero();
        assertThat(((PcapReplayChannel) channel).framesWritten()).isOne();
        assertThat(channel.writeAndFlush("text").cause()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void writesAreRefusedIfAsked() throws IOException {
        Channel channel =
                open(PcapReplay.of(file(frames(0))).refuseWrites(true), true).channel();
        ByteBuf frame = allocator.directBuffer(60).writeZero(60);
        ChannelFuture write = channel.writeAndFlush(frame);
        time.settle();
        assertThat(write.cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void ownFramesArePassedOverIfAsked() throws IOException {
        open(PcapReplay.of(file(frames(0, 10, 20))).inboundOnly(true), true);
        time.advance(Duration.ofSeconds(1));
        assertThat(log).containsExactly("0:0", "20:2", "20:PcapReplayEnd[frames=2, problem=null]");
    }

    @Test
    void cutFramesAreCountedAndTooShortOnesPassedOver() throws IOException {
        PcapngWriter writer = new PcapngWriter();
        ByteBuffer octets = ByteBuffer.allocateDirect(1000);
        int at = writer.sectionHeader(octets, 0);
        at += writer.interfaceDescription(octets, at, "");
        ByteBuffer frame = ByteBuffer.allocateDirect(60);
        at += writer.packetBlock(octets, at, EPOCH, frame, 0, 13, 60, Direction.UNKNOWN);
        at += writer.packetBlock(octets, at, EPOCH, frame.putInt(0, 1), 0, 14, 60, Direction.UNKNOWN);
        byte[] file = new byte[at];
        octets.get(0, file);
        PcapReplayChannel channel =
                (PcapReplayChannel) open(PcapReplay.of(file(file)), true).channel();
        assertThat(log).containsExactly("0:1", "0:PcapReplayEnd[frames=1, problem=null]");
        assertThat(channel.cutFrames()).isOne();
    }

    @Test
    void damageEndsTheReplayAndIsTold() throws IOException {
        byte[] octets = frames(0, 1, 2);
        byte[] damaged = octets.clone();
        damaged[octets.length - 1] ^= 1;
        open(PcapReplay.of(file(damaged)).asFastAsRead(), true);
        assertThat(log)
                .containsExactly(
                        "0:0", "0:1", "0:PcapReplayEnd[frames=2, problem=the lengths at both ends of a block differ]");
    }

    @Test
    void cutFileEndsTheReplayAndIsTold() throws IOException {
        byte[] octets = java.util.Arrays.copyOf(frames(0, 1, 2), frames(0, 1, 2).length - 5);
        open(PcapReplay.of(file(octets)).asFastAsRead(), true);
        assertThat(log).hasSize(3);
        assertThat(log.get(2)).contains("frames=2, problem=the file ends in the middle of a record");
    }

    @Test
    void whatIsNoCaptureFailsRegistration() throws IOException {
        assertThat(cause(open(PcapReplay.of(file(new byte[100])), true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither as pcap nor as pcapng");
        assertThat(cause(open(PcapReplay.of(folder.resolve("none")), true))).isInstanceOf(IOException.class);
    }

    @Test
    void anotherLinkTypeFailsRegistrationWithItsNumber() throws IOException {
        ByteBuffer pcap = ByteBuffer.allocate(24 + 16 + 20);
        pcap.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(16, 65535)
                .putInt(20, 101);
        pcap.putInt(32, 20).putInt(36, 20);
        ChannelFuture opened = open(PcapReplay.of(file(pcap.array())), true);
        assertThat(cause(opened)).hasMessageContaining("link type 101; only Ethernet (1)");
        assertThat(opened.channel().isOpen()).isFalse();
    }

    private static @Nullable Throwable cause(ChannelFuture opened) {
        assertThat(opened.isDone()).isTrue();
        return opened.cause();
    }

    @Test
    void framesLargerThanTheWindowAndBlocksBeyondItAreRead() throws IOException {
        PcapngWriter writer = new PcapngWriter();
        ByteBuffer octets = ByteBuffer.allocateDirect(1 << 20);
        int at = writer.sectionHeader(octets, 0);
        at += writer.interfaceDescription(octets, at, "");
        octets.putInt(at, 0xbad).putInt(at + 4, 400_000).putInt(at + 399_996, 400_000);
        at += 400_000;
        ByteBuffer frame = ByteBuffer.allocateDirect(262_144);
        at += writer.packetBlock(octets, at, EPOCH, frame.putInt(0, 1), 0, 262_144, 262_144, Direction.UNKNOWN);
        at += writer.packetBlock(octets, at, EPOCH, frame.putInt(0, 2), 0, 60, 60, Direction.UNKNOWN);
        octets.limit(at);
        Path file = folder.resolve("large.pcapng");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(octets);
            out.truncate(at);
        }
        open(PcapReplay.of(file), true);
        assertThat(log).containsExactly("0:1", "0:2", "0:PcapReplayEnd[frames=2, problem=null]");
    }

    @Test
    void passedOverBlockThatEndsBehindTheFileIsTold() throws IOException {
        byte[] octets = java.util.Arrays.copyOf(frames(0), frames(0).length + 12);
        ByteBuffer.wrap(octets).putInt(octets.length - 12, 0xbad).putInt(octets.length - 8, 400_000);
        open(PcapReplay.of(file(octets)), true);
        assertThat(log.get(1)).contains("frames=1, problem=the file ends in the middle of a block");
    }

    @Test
    void bindAndConnectAreRefused() throws IOException {
        Channel channel = open(PcapReplay.of(file(frames(0))), true).channel();
        InetSocketAddress any = new InetSocketAddress(0);
        assertThat(channel.bind(any).cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(channel.connect(any).cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(channel.localAddress()).isNull();
    }

    @Test
    void paceThatIsNoneIsRefused() {
        PcapReplay replay = PcapReplay.of(folder);
        for (double pace : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> replay.pace(pace)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void runsOnAnyLoopInRealTime() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        try {
            Path file = file(frames(0, 1, 20));
            Channel channel = new Bootstrap()
                    .group(group)
                    .channelFactory(PcapReplay.of(file).closeAtEnd(true)::newChannel)
                    .handler(new Log())
                    .register()
                    .sync()
                    .channel();
            assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
            group.next().submit(() -> {}).sync();
            assertThat(((PcapReplayChannel) channel).framesRead()).isEqualTo(3);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
