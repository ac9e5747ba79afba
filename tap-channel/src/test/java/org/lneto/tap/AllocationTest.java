package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.Promise;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A frame read and written costs no object on the heap. */
@EnabledOnOs(OS.LINUX)
class AllocationTest {
    private static final int IN_FLIGHT = 32;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 50_000;
    /** No object is smaller; Netty's own recyclers take some two octets a frame in the mean. */
    private static final double SMALLEST_OBJECT = 16;

    @RegisterExtension
    final TestLoop loop = new TestLoop();

    private ResourceLeakDetector.Level level;

    @BeforeEach
    void trackNothing() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void trackAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void aFrameReadAndWrittenBackAllocatesNothing() throws Exception {
        Bootstrap bootstrap = loop.bootstrap().option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        PairedChannel channel = loop.register(bootstrap, new PairedChannel());
        Promise<Double> octetsPerFrame = channel.eventLoop().newPromise();
        loop.onLoop(() -> {
            channel.pipeline().addFirst(new Echo(octetsPerFrame));
        });
        for (int i = 0; i < IN_FLIGHT; i++) {
            channel.peerSends(Frames.numbered(60, i));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!octetsPerFrame.isDone() && System.nanoTime() - deadline < 0) {
            if (!channel.peerEchoes()) {
                Thread.yield();
            }
        }
        assertThat(octetsPerFrame.isDone()).isTrue();
        assertThat(octetsPerFrame.getNow()).isLessThan(SMALLEST_OBJECT);
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Promise<Double> octetsPerFrame;
        private int frames;
        private long start;

        Echo(Promise<Double> octetsPerFrame) {
            this.octetsPerFrame = octetsPerFrame;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            frames++;
            if (frames == WARM_UP) {
                start = threads.getCurrentThreadAllocatedBytes();
            } else if (frames == WARM_UP + MEASURED) {
                octetsPerFrame.setSuccess((threads.getCurrentThreadAllocatedBytes() - start) / (double) MEASURED);
            }
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
