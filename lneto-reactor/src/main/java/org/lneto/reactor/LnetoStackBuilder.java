package org.lneto.reactor;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualLink;
import org.lneto.stack.StackConfig;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;
import org.lneto.tap.TapException;
import reactor.core.publisher.Mono;

/**
 * How a {@link LnetoStack} is made. Immutable; each setter returns a copy, and each subscription to {@link #start()} makes
 * a stack of its own.
 *
 * <p>It needs a link: {@link #tap}, {@link #link} or {@link #channel}. Everything else has a default.
 */
public final class LnetoStackBuilder {
    /** A static IPv4 address. */
    record StaticAddress(int address, int prefixLength, int gateway) {}

    private static final LnetoStackBuilder EMPTY = new LnetoStackBuilder();

    private @Nullable ChannelFactory<? extends Channel> channels;
    private @Nullable SocketAddress bindTo;
    private Supplier<IoHandlerFactory> ownIo = LocalIoHandler::newFactory;
    private @Nullable EventLoopGroup group;
    private long hardwareAddress = MacAddress.ZERO;
    private UnaryOperator<StackConfig> config = UnaryOperator.identity();
    private Supplier<RandomGenerator> random = Stack::unguessable;
    private @Nullable StaticAddress address;
    private List<InetAddress> nameServers = List.of();
    private List<ChannelHandler> handlers = List.of();

    private LnetoStackBuilder() {}

    private LnetoStackBuilder(LnetoStackBuilder other) {
        channels = other.channels;
        bindTo = other.bindTo;
        ownIo = other.ownIo;
        group = other.group;
        hardwareAddress = other.hardwareAddress;
        config = other.config;
        random = other.random;
        address = other.address;
        nameServers = other.nameServers;
        handlers = other.handlers;
    }

    static LnetoStackBuilder create() {
        return EMPTY;
    }

    /**
     * Over a Linux TAP device, which is created unless there is a persistent one of that name.
     *
     * @param name 1 to 15 characters; {@code tap%d} lets the kernel choose a number
     */
    public LnetoStackBuilder tap(String name) {
        LnetoStackBuilder copy = channel(TapChannel::new, new TapAddress(name));
        copy.ownIo = EpollIoHandler::newFactory;
        return copy;
    }

    /** Over a new port of a virtual link; the MTU is the link's unless {@link #config} sets another. */
    public LnetoStackBuilder link(VirtualLink link) {
        LnetoStackBuilder copy = channel(link::newPort, null);
        copy.config = config -> this.config.apply(config.mtu(Math.max(576, link.mtu())));
        return copy;
    }

    /**
     * Over any channel whose messages are Ethernet frames.
     *
     * @param channels makes a channel for each stack
     * @param bindTo the address it is bound to; null if it only needs to be registered
     */
    public LnetoStackBuilder channel(ChannelFactory<? extends Channel> channels, @Nullable SocketAddress bindTo) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.channels = channels;
        copy.bindTo = bindTo;
        return copy;
    }

    /**
     * The event loops to choose one from; they outlive the stack. A TAP needs one with {@link EpollIoHandler}. Without
     * this, a stack has a thread of its own, which ends with it.
     */
    public LnetoStackBuilder eventLoopGroup(EventLoopGroup group) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.group = group;
        return copy;
    }

    /** The station's hardware address, as in {@link MacAddress}; random unless set. */
    public LnetoStackBuilder hardwareAddress(long address) {
        if (!MacAddress.isHost(address)) {
            throw new IllegalArgumentException("not the address of one station: " + MacAddress.format(address)
                    + "; its first octet must be even, and one must not be zero");
        }
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.hardwareAddress = address;
        return copy;
    }

    /** Changes what the host is built from: MTU, sizes, TCP's settings. Changes add up. */
    public LnetoStackBuilder config(UnaryOperator<StackConfig> change) {
        UnaryOperator<StackConfig> before = config;
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.config = config -> change.apply(before.apply(config));
        return copy;
    }

    /** Where randomness comes from; a seeded generator makes a stack repeat itself. Cryptographic unless set. */
    public LnetoStackBuilder random(Supplier<RandomGenerator> random) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.random = random;
        return copy;
    }

    /**
     * A static address; without one, the stack has none until {@link LnetoStack#lease()}.
     *
     * @param address this host's, IPv4
     * @param prefixLength of the link's network, 0 to 32
     * @param gateway where to send what is not on the link; null for nowhere
     */
    public LnetoStackBuilder address(InetAddress address, int prefixLength, @Nullable InetAddress gateway) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.address = new StaticAddress(
                ipv4(address), prefixLength, gateway == null ? Ipv4Address.UNSPECIFIED : ipv4(gateway));
        Ipv4Address.mask(prefixLength); // checks the range
        return copy;
    }

    private static int ipv4(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException("the stack speaks IPv4: " + address.getHostAddress() + " is none");
        }
        return Addresses.ipAddress(address).ipv4();
    }

    /** The servers to resolve names with; those of the lease unless set. */
    public LnetoStackBuilder nameServers(List<InetAddress> servers) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.nameServers = List.copyOf(servers);
        return copy;
    }

    /** A handler between the channel and the stack, such as a capture. Sharable if more than one stack is made. */
    public LnetoStackBuilder handler(ChannelHandler handler) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.handlers = new java.util.ArrayList<>(handlers);
        copy.handlers.add(handler);
        return copy;
    }

    /**
     * Makes the stack. It emits when the channel is open, and the subscriber then owns the stack: it ends it by
     * {@link LnetoStack#dispose()}. Fails with what opening the channel failed with, for a TAP a {@link TapException}
     * that says what to do.
     *
     * @throws IllegalStateException if no link was given
     */
    public Mono<LnetoStack> start() {
        ChannelFactory<? extends Channel> channels = this.channels;
        if (channels == null) {
            throw new IllegalStateException("a stack needs a link: call tap(name), link(virtualLink) or channel(...)");
        }
        return Mono.create(sink -> {
            EventLoopGroup owned = group == null
                    ? new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("lneto", true), ownIo.get())
                    : null;
            RandomGenerator random = this.random.get();
            long station = hardwareAddress == MacAddress.ZERO ? Stack.randomHardwareAddress(random) : hardwareAddress;
            Stack[] installed = new Stack[1];
            Bootstrap bootstrap = new Bootstrap()
                    .group(owned == null ? group : owned)
                    .channelFactory(channels)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            handlers.forEach(channel.pipeline()::addLast);
                            installed[0] =
                                    Stack.install(channel.pipeline(), config.apply(StackConfig.of(station)), random);
                            channel.pipeline().addLast("end", new PipelineEnd());
                        }
                    });
            ChannelFuture opened = bindTo == null ? bootstrap.register() : bootstrap.bind(bindTo);
            sink.onCancel(() -> opened.channel().close());
            opened.addListener(done -> {
                if (done.isSuccess()) {
                    sink.success(new LnetoStack(installed[0], owned, address, nameServers));
                } else {
                    if (owned != null) {
                        owned.shutdownGracefully();
                    }
                    sink.error(done.cause());
                }
            });
        });
    }
}
