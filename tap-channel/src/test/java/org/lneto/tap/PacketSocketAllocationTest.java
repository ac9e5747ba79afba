package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.Promise;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A frame read from a packet socket, checksum completed, and one written to it cost no object on the heap. */
@Tag("peer")
class PacketSocketAllocationTest {
    private static final int IN_FLIGHT = 32;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 50_000;
    /** As in {@link AllocationTest}: Netty's own recyclers take some two octets a frame in the mean. */
    private static final double SMALLEST_OBJECT = 16;

    @RegisterExtension
    final VethPair veth = new VethPair();

    @RegisterExtension
    final TestLoop loop = new TestLoop();

    @BeforeAll
    static void needsPrivilege() {
        Privileged.assume();
    }

    @Test
    void aFrameReadAndAnsweredAllocatesNothing() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            PacketSocketChannel channel = (PacketSocketChannel) loop.bootstrap()
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .channel(PacketSocketChannel.class)
                    .bind(veth.address())
                    .sync()
                    .channel();
            Promise<Double> octetsPerFrame = channel.eventLoop().newPromise();
            loop.onLoop(() -> {
                channel.pipeline().addFirst(new PingAgain(octetsPerFrame));
            });
            for (int i = 0; i < IN_FLIGHT; i++) {
                byte[] request = Frames.echoRequest(VethPair.KERNEL_MAC, VethPair.US, VethPair.KERNEL, i);
                channel.writeAndFlush(channel.alloc().directBuffer().writeBytes(request))
                        .sync();
            }
            assertThat(octetsPerFrame.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(octetsPerFrame.getNow()).isLessThan(SMALLEST_OBJECT);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void aFrameCutFromASuperFrameAllocatesNothing() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        String from = veth.name() + "f";
        String to = veth.name() + "t";
        Command.ok("ip", "link", "add", from, "type", "veth", "peer", "name", to);
        try {
            Command.ok("ip", "link", "set", from, "up");
            Command.ok("ip", "link", "set", to, "up");
            VethPair.awaitUp(List.of("ip"), from);
            VethPair.awaitUp(List.of("ip"), to);
            PacketSocketChannel channel = (PacketSocketChannel) loop.bootstrap()
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .channel(PacketSocketChannel.class)
                    .bind(new PacketSocketAddress(to))
                    .sync()
                    .channel();
            Promise<Double> octetsPerFrame = channel.eventLoop().newPromise();
            loop.onLoop(() -> {
                channel.pipeline().addFirst(new Meter(octetsPerFrame));
            });
            sendSuperFramesUntil(octetsPerFrame, from);
            assertThat(octetsPerFrame.getNow()).isLessThan(SMALLEST_OBJECT);
            channel.close().sync();
        } finally {
            Command.ok("ip", "link", "delete", from);
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static void sendSuperFramesUntil(Promise<?> done, String name) throws Exception {
        byte[] frame = TransportFrames.partial(TransportFrames.ipv4(
                TransportFrames.TCP, TransportFrames.tcp(80, 4000, 5, 7, 0x10, TransportFrames.data(58_400))));
        ByteBuffer octets = PacketSocketTest.described(VirtioNetHeader.GSO_TCPV4, 1460, 34, 16, 54, frame);
        FileDescriptor sender = new FileDescriptor(
                PacketSocket.open(TapEnvironment.systemCalls(), name).fd());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.isDone()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            sender.write(octets, 0, octets.capacity());
            Thread.yield();
        }
        sender.close();
    }

    /** Measures what the loop's thread allocates for each full frame. */
    private static final class Meter extends ChannelInboundHandlerAdapter {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Promise<Double> octetsPerFrame;
        private int frames;
        private long start;

        Meter(Promise<Double> octetsPerFrame) {
            this.octetsPerFrame = octetsPerFrame;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            frames += frame.readableBytes() == 1514 ? 1 : 0;
            frame.release();
            if (frames == WARM_UP && start == 0) {
                start = threads.getCurrentThreadAllocatedBytes();
            } else if (frames == WARM_UP + MEASURED) {
                octetsPerFrame.trySuccess((threads.getCurrentThreadAllocatedBytes() - start) / (double) MEASURED);
            }
        }
    }

    /** Makes a request of each echo reply again, in its own buffer. */
    private static final class PingAgain extends ChannelInboundHandlerAdapter {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Promise<Double> octetsPerFrame;
        private int frames;
        private long start;

        PingAgain(Promise<Double> octetsPerFrame) {
            this.octetsPerFrame = octetsPerFrame;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            int at = frame.readerIndex();
            if (frame.getShort(at + 12) != Frames.TYPE_IPV4 || frame.getByte(at + 23) != 1) {
                frame.release();
                return;
            }
            frames++;
            if (frames == WARM_UP) {
                start = threads.getCurrentThreadAllocatedBytes();
            } else if (frames == WARM_UP + MEASURED) {
                octetsPerFrame.trySuccess((threads.getCurrentThreadAllocatedBytes() - start) / (double) MEASURED);
            }
            long toKernel = frame.getLong(at) >>> 16;
            frame.setMedium(at, (int) (VethPair.KERNEL_MAC >>> 24)).setMedium(at + 3, (int) VethPair.KERNEL_MAC);
            frame.setMedium(at + 6, (int) (toKernel >>> 24)).setMedium(at + 9, (int) toKernel);
            frame.setInt(at + 26, VethPair.US).setInt(at + 30, VethPair.KERNEL); // the header's sum is the same
            frame.setByte(at + 34, 8); // echo request for reply: 0x0800 less in the checksum
            int checksum = (frame.getShort(at + 36) & 0xffff) - 0x0800;
            frame.setShort(at + 36, checksum < 0 ? checksum - 1 : checksum);
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
