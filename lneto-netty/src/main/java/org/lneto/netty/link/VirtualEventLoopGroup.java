package org.lneto.netty.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A share in a loop: shut down alone, with the channels that were registered through it. */
final class VirtualEventLoopGroup extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final EventLoop loop;
    private final OpenChannels channels = new OpenChannels();
    private final OpenChannels channelsOfAll;
    private final Promise<Void> termination;
    private boolean shuttingDown;

    VirtualEventLoopGroup(EventLoop loop, OpenChannels channelsOfAll) {
        this.loop = loop;
        this.channelsOfAll = channelsOfAll;
        this.termination = new DefaultPromise<>(loop);
    }

    @Override
    public EventLoop next() {
        return loop;
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>of(loop).iterator();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return track(loop.register(channel));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return track(loop.register(promise));
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return track(loop.register(channel, promise));
    }

    private ChannelFuture track(ChannelFuture registered) {
        channels.add(registered.channel());
        channelsOfAll.add(registered.channel());
        if (shuttingDown) {
            registered.channel().close();
        }
        return registered;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        if (!shuttingDown) {
            shuttingDown = true;
            if (loop.inEventLoop()) {
                channels.close();
            }
            // behind what the channels have left to do; from another thread, the group is only left
            loop.execute(() -> termination.trySuccess(null));
        }
        return termination;
    }

    @Override
    @Deprecated
    public void shutdown() {
        shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    @Override
    public boolean isShuttingDown() {
        return shuttingDown;
    }

    @Override
    public boolean isShutdown() {
        return termination.isDone();
    }

    @Override
    public boolean isTerminated() {
        return termination.isDone();
    }

    /** Does not wait: time stands still meanwhile. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}
