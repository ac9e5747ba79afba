package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An epoll loop and an allocator that counts, for one test; afterwards every octet must have been released. */
final class TestLoop implements BeforeEachCallback, AfterEachCallback {
    final FrameLog log = new FrameLog();
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private EventLoopGroup group;

    @Override
    public void beforeEach(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(allocator.metric().usedDirectMemory())
                .as("direct octets not released")
                .isZero();
        assertThat(allocator.metric().usedHeapMemory())
                .as("heap octets not released")
                .isZero();
    }

    Bootstrap bootstrap() {
        return new Bootstrap()
                .group(group)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(log);
    }

    /** Opens a TAP interface. */
    TapChannel open(Bootstrap bootstrap, String name) {
        return (TapChannel) bootstrap
                .channel(TapChannel.class)
                .bind(new TapAddress(name))
                .syncUninterruptibly()
                .channel();
    }

    /** Registers a channel that has its descriptor already, and waits until it has become active. */
    <C extends Channel> C register(Bootstrap bootstrap, C channel) {
        bootstrap.channelFactory(() -> channel).register().syncUninterruptibly();
        onLoop(() -> {}); // the promise is completed before channelActive and its first read
        return channel;
    }

    /** Runs something on the loop and waits for it, and so also for what the loop had to do before. */
    <T> T onLoop(Callable<T> task) {
        return group.next().submit(task).syncUninterruptibly().getNow();
    }

    void onLoop(Runnable task) {
        group.next().submit(task).syncUninterruptibly();
    }
}
