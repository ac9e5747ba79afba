package org.lneto.samples.hosts;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lneto.hosts.HostsSettings;
import org.lneto.netty.Stack;
import org.lneto.netty.capture.CaptureHandler;
import org.lneto.netty.capture.PcapngFile;
import org.lneto.netty.hosts.Hosts;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.server.VirtualLan;
import org.lneto.samples.common.LinkOptions;
import org.lneto.stack.StackConfig;

/** The link, and the hosts on it. */
final class Crowd implements AutoCloseable {
    private static final long LAST_OCTETS = 0xff_ffff;
    private static final long STEP = 0x9e_3779; // odd: all of them come before the first comes again
    private static final int QUEUE_FRAMES = 1 << 16;

    private final EventLoopGroup group;
    private final Hosts hosts;
    private final @Nullable PcapngFile capture;

    private Crowd(EventLoopGroup group, Hosts hosts, @Nullable PcapngFile capture) {
        this.group = group;
        this.hosts = hosts;
        this.capture = capture;
    }

    /**
     * Opens the link.
     *
     * @throws IllegalArgumentException if an option's value is none, with what is wrong with it
     * @throws IOException if it cannot be opened
     */
    static Crowd open(LinkOptions options, HostsSettings settings) throws IOException, InterruptedException {
        int mtu = options.mtu();
        PcapngFile capture = options.openCapture();
        EventLoopGroup group = options.newEventLoop();
        Hosts[] installed = new Hosts[1];
        ChannelHandler initializer = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (capture != null) {
                    channel.pipeline().addLast(new CaptureHandler(capture));
                }
                installed[0] = Hosts.install(channel.pipeline(), settings.mtu(mtu), Stack.unguessable());
            }
        };
        if (options.isRealLink()) {
            Throwable failure = options.open(group, initializer).await().cause();
            if (failure != null) {
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                throw new IOException(failure.getMessage(), failure);
            }
        } else {
            VirtualLink link =
                    VirtualLink.builder().mtu(mtu).receiveQueue(QUEUE_FRAMES).build();
            EventLoop loop = group.next();
            VirtualLan.startLarge(link, loop, () -> System.currentTimeMillis() * 1_000_000);
            VirtualPort port = link.newPort();
            port.pipeline().addLast(initializer);
            loop.register(port).sync();
        }
        return new Crowd(group, installed[0], capture);
    }

    EventLoop loop() {
        return hosts.eventLoop();
    }

    Hosts hosts() {
        return hosts;
    }

    /**
     * Adds hosts, whose hardware addresses differ in the last three octets. They do not count up: dnsmasq would offer many of
     * them the same address at a time, and then refuse it to all but one.
     */
    List<Station> add(int count, long firstHardwareAddress, int mtu) throws InterruptedException {
        return onLoop(() -> {
            List<Station> stations = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                long address = (firstHardwareAddress & ~LAST_OCTETS) | (firstHardwareAddress + i * STEP & LAST_OCTETS);
                stations.add(new Station(hosts.add(StackConfig.small(address).mtu(mtu))));
            }
            return stations;
        });
    }

    /** What something on the event loop finds. */
    <T> T onLoop(Supplier<T> task) throws InterruptedException {
        return result(CompletableFuture.supplyAsync(task, loop()));
    }

    static <T> T result(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        hosts.channel().close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (capture != null) {
            capture.close();
        }
    }
}
