package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.lneto.tap.TapException.Reason;

/** The read and the write loop, over a descriptor that needs no privilege. */
@EnabledOnOs(OS.LINUX)
class FrameChannelTest {
    @RegisterExtension
    final TestLoop loop = new TestLoop();

    @Test
    void framesArriveWholeAndInOrder() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        for (int i = 0; i < 5; i++) {
            channel.peerSends(Frames.numbered(60 + i, i));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(loop.log.frame(any -> true)).isEqualTo(Frames.numbered(60 + i, i));
        }
    }

    @Test
    void framesAreWrittenWholeAndInOrder() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.write(direct(Frames.numbered(14, 0)));
        channel.writeAndFlush(direct(Frames.numbered(1518, 1))).sync();
        assertThat(channel.peerReceives()).isEqualTo(Frames.numbered(14, 0));
        assertThat(channel.peerReceives()).isEqualTo(Frames.numbered(1518, 1));
    }

    @Test
    void heapAndCompositeFramesAreCopied() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        byte[] frame = Frames.numbered(100, 7);
        ByteBuf heap = loop.allocator.heapBuffer().writeBytes(frame);
        ByteBuf composite = loop.allocator
                .compositeBuffer()
                .addComponent(true, direct(frame).slice(0, 40))
                .addComponent(true, direct(frame).skipBytes(40));
        channel.write(heap);
        channel.writeAndFlush(composite).sync();
        assertThat(channel.peerReceives()).isEqualTo(frame);
        assertThat(channel.peerReceives()).isEqualTo(frame);
        assertThat(heap.refCnt()).isZero();
        assertThat(composite.refCnt()).isZero();
    }

    @Test
    void onlyTheReadableOctetsAreTheFrame() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        ByteBuf frame = loop.allocator
                .directBuffer()
                .writeZero(10)
                .writeBytes(Frames.numbered(60, 3))
                .skipBytes(10);
        channel.writeAndFlush(frame).sync();
        assertThat(channel.peerReceives()).isEqualTo(Frames.numbered(60, 3));
    }

    @Test
    void tooShortAFrameFailsAlone() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        ChannelFuture bad = channel.write(direct(new byte[13]));
        ChannelFuture empty = channel.write(Unpooled.EMPTY_BUFFER);
        channel.writeAndFlush(direct(Frames.numbered(14, 0))).sync();
        assertBadFrame(bad);
        assertBadFrame(empty);
        assertThat(channel.peerReceives()).hasSize(14);
    }

    @Test
    void tooLongAFrameFailsAlone() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        ChannelFuture bad = channel.write(direct(new byte[1519]));
        channel.writeAndFlush(direct(Frames.numbered(1518, 0))).sync();
        assertBadFrame(bad);
        assertThat(channel.peerReceives()).hasSize(1518);
    }

    @Test
    void otherMessagesAreUnsupported() {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        assertThat(channel.writeAndFlush("text").awaitUninterruptibly().cause())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("String")
                .hasMessageContaining("ByteBuf");
    }

    @Test
    void connectIsUnsupported() {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        assertThat(channel.connect(new TapAddress("tap0"))
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("bind");
    }

    @Test
    void aLoopWithoutEpollIsRefused() throws Exception {
        EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        PairedChannel channel = new PairedChannel();
        try {
            assertThat(nio.register(channel).awaitUninterruptibly().cause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("incompatible");
        } finally {
            channel.unsafe().closeForcibly();
            nio.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void withoutAutoReadNothingArrivesUnasked() throws Exception {
        PairedChannel channel =
                loop.register(loop.bootstrap().option(ChannelOption.AUTO_READ, false), new PairedChannel());
        channel.peerSends(Frames.numbered(60, 1));
        channel.peerSends(Frames.numbered(60, 2));
        afterIoPass();
        assertThat(loop.log.frames).isEmpty();

        channel.read();
        assertThat(loop.log.frame(any -> true)).isEqualTo(Frames.numbered(60, 1));
        afterIoPass();
        assertThat(loop.log.frames).isEmpty();
    }

    @Test
    void autoReadOffStopsBeforeTheNextFrame() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        ChannelInboundHandlerAdapter stopAtThird = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (seen.incrementAndGet() == 3) {
                    context.channel().config().setAutoRead(false);
                }
                context.fireChannelRead(message);
            }
        };
        PairedChannel channel =
                loop.register(loop.bootstrap().option(ChannelOption.AUTO_READ, false), new PairedChannel());
        channel.pipeline().addFirst(stopAtThird);
        for (int i = 0; i < 10; i++) {
            channel.peerSends(Frames.numbered(60, i));
        }
        channel.config().setAutoRead(true);
        loop.log.frame(frame -> frame[17] == 2);
        afterIoPass();
        assertThat(seen).hasValue(3);

        channel.config().setAutoRead(true);
        loop.log.frame(frame -> frame[17] == 9);
        assertThat(seen).hasValue(10);
    }

    @Test
    void autoReadOffBetweenPassesStopsAtOnce() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        loop.onLoop(() -> {
            channel.config().setAutoRead(false);
            return channel.peerSends(Frames.numbered(60, 1));
        });
        afterIoPass();
        assertThat(loop.log.frames).isEmpty();
    }

    @Test
    void autoReadOffFromAnotherThreadHoldsOnceTheLoopHasSeenIt() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.config().setAutoRead(false);
        afterIoPass();
        channel.peerSends(Frames.numbered(60, 1));
        afterIoPass();
        assertThat(loop.log.frames).isEmpty();
    }

    @Test
    void aPassReadsNoMoreThanItsQuantum() throws Exception {
        List<Integer> passes = new ArrayList<>();
        ChannelInboundHandlerAdapter count = new ChannelInboundHandlerAdapter() {
            private int frames;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                frames++;
                context.fireChannelRead(message);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                passes.add(frames);
                frames = 0;
            }
        };
        Bootstrap bootstrap = loop.bootstrap()
                .option(ChannelOption.AUTO_READ, false)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FrameRecvByteBufAllocator(() -> 1519).maxMessagesPerRead(4));
        PairedChannel channel = loop.register(bootstrap, new PairedChannel());
        channel.pipeline().addFirst(count);
        for (int i = 0; i < 10; i++) {
            channel.peerSends(Frames.numbered(60, i));
        }
        channel.config().setAutoRead(true);
        loop.log.frame(frame -> frame[17] == 9);
        assertThat(loop.onLoop(() -> List.copyOf(passes))).containsExactly(4, 4, 2);
    }

    @Test
    void anUnusedReadBufferIsKeptForTheNextPass() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.peerSends(Frames.numbered(60, 1));
        loop.log.frame(any -> true);
        long oneSpare = loop.onLoop(() -> loop.allocator.metric().usedDirectMemory());
        channel.peerSends(Frames.numbered(60, 2));
        loop.log.frame(any -> true);
        assertThat(loop.onLoop(() -> loop.allocator.metric().usedDirectMemory()))
                .isEqualTo(oneSpare)
                .isEqualTo(1519);
    }

    @Test
    void tooLongAnInboundFrameIsDroppedNotCut() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.peerSends(Frames.numbered(1519, 1));
        channel.peerSends(Frames.numbered(1600, 2));
        channel.peerSends(Frames.numbered(1518, 3));
        assertThat(loop.log.frame(any -> true)).isEqualTo(Frames.numbered(1518, 3));
        assertThat(loop.onLoop(() -> channel.overlongFrames)).isEqualTo(2);
    }

    @Test
    void readBuffersOfAnotherAllocatorAreEnlarged() throws Exception {
        Bootstrap bootstrap =
                loop.bootstrap().option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(100));
        PairedChannel channel = loop.register(bootstrap, new PairedChannel());
        channel.peerSends(Frames.numbered(1518, 1));
        assertThat(loop.log.frame(any -> true)).isEqualTo(Frames.numbered(1518, 1));
    }

    @Test
    void aFullDeviceTakesTheRestLater() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            writes.add(channel.write(direct(Frames.numbered(1500, i))));
        }
        channel.flush();
        afterIoPass();
        assertThat(writes.get(4999).isDone()).isFalse();
        for (int i = 0; i < 5000; i++) {
            assertThat(nextAtPeer(channel)).isEqualTo(Frames.numbered(1500, i));
        }
        assertThat(writes.get(4999).await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(writes).allMatch(ChannelFuture::isSuccess);
    }

    @Test
    void aQuantumOfWritesLeavesNothingBehind() throws Exception {
        PairedChannel channel =
                loop.register(loop.bootstrap().option(ChannelOption.MAX_MESSAGES_PER_WRITE, 3), new PairedChannel());
        for (int i = 0; i < 10; i++) {
            channel.write(direct(Frames.numbered(60, i)));
        }
        channel.flush();
        for (int i = 0; i < 10; i++) {
            assertThat(nextAtPeer(channel)).isEqualTo(Frames.numbered(60, i));
        }
    }

    @Test
    void writabilityFollowsTheWatermarks() throws Exception {
        Bootstrap bootstrap =
                loop.bootstrap().option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1000, 4000));
        PairedChannel channel = loop.register(bootstrap, new PairedChannel());
        loop.onLoop(() -> {
            channel.write(direct(Frames.numbered(1500, 1)));
            channel.write(direct(Frames.numbered(1500, 2)));
            assertThat(channel.isWritable()).isTrue();
            channel.write(direct(Frames.numbered(1500, 3)));
            assertThat(channel.isWritable()).isFalse();
            channel.flush();
            assertThat(channel.isWritable()).isTrue();
        });
    }

    @Test
    void closingFailsWhatIsQueued() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            writes.add(channel.write(direct(Frames.numbered(1500, i))));
        }
        channel.flush();
        channel.close().sync();
        assertThat(writes.get(4999).await().cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closingInTheMiddleOfAReadPassEndsIt() throws Exception {
        ChannelInboundHandlerAdapter closeAtSecond = new ChannelInboundHandlerAdapter() {
            private int frames;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (++frames == 2) {
                    context.close();
                }
                context.fireChannelRead(message);
            }
        };
        PairedChannel channel =
                loop.register(loop.bootstrap().option(ChannelOption.AUTO_READ, false), new PairedChannel());
        channel.pipeline().addFirst(closeAtSecond);
        for (int i = 0; i < 10; i++) {
            channel.peerSends(Frames.numbered(60, i));
        }
        channel.config().setAutoRead(true);
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        afterIoPass();
        assertThat(loop.log.frames).hasSize(2);
        assertThat(loop.log.exceptions).isEmpty();
    }

    @Test
    void closingFromAWritePromiseEndsTheWriteLoop() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.write(direct(Frames.numbered(60, 1))).addListener(done -> channel.close());
        ChannelFuture second = channel.writeAndFlush(direct(Frames.numbered(60, 2)));
        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void endOfFileIsToldAndCloses() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.closePeer();
        assertThat(loop.log.exception()).isInstanceOf(EOFException.class);
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFatalWriteFailureIsToldAndCloses() throws Exception {
        PairedChannel channel =
                loop.register(loop.bootstrap().option(ChannelOption.AUTO_READ, false), new PairedChannel());
        ChannelFuture write = loop.onLoop(() -> {
            channel.closePeer();
            return channel.writeAndFlush(direct(Frames.numbered(60, 1)));
        });
        assertThat(write.await().cause()).isInstanceOf(IOException.class);
        assertThat(loop.log.exception()).isSameAs(write.cause());
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void writingAfterCloseFails() throws Exception {
        PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
        channel.close().sync();
        ByteBuf frame = direct(Frames.numbered(60, 1));
        assertThatThrownBy(() -> channel.writeAndFlush(frame).sync()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void itMovesToAnotherLoop() throws Exception {
        EventLoopGroup other = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            PairedChannel channel = loop.register(loop.bootstrap(), new PairedChannel());
            channel.deregister().sync();
            other.register(channel).sync();
            channel.peerSends(Frames.numbered(60, 1));
            assertThat(loop.log.frame(any -> true)).isEqualTo(Frames.numbered(60, 1));
            channel.writeAndFlush(direct(Frames.numbered(60, 2))).sync();
            assertThat(channel.peerReceives()).isEqualTo(Frames.numbered(60, 2));
            channel.close().sync();
        } finally {
            other.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    @RepeatedTest(10)
    void shuttingTheLoopDownAtAnyMomentClosesTheChannel() throws Exception {
        EventLoopGroup other = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel channel = new PairedChannel();
        channel.pipeline().addLast(new FrameLog());
        other.register(channel).sync();
        other.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Waits until the loop has polled for I/O at least once more: it polls between two batches of tasks. */
    private void afterIoPass() {
        for (int i = 0; i < 3; i++) {
            loop.onLoop(() -> {});
        }
    }

    private static byte[] nextAtPeer(PairedChannel channel) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        byte[] frame = channel.peerReceives();
        while (frame.length == 0) {
            assertThat(System.nanoTime() - deadline).as("waited for a frame").isNegative();
            Thread.onSpinWait();
            frame = channel.peerReceives();
        }
        return frame;
    }

    private ByteBuf direct(byte[] octets) {
        return loop.allocator.directBuffer(octets.length).writeBytes(octets);
    }

    private static void assertBadFrame(ChannelFuture write) throws InterruptedException {
        assertThat(write.await().cause())
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_FRAME));
    }
}
