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
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.MacAddress;
import org.lneto.ethernet.VlanTag;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualLink;
import org.lneto.stack.StackConfig;
import org.lneto.tap.PacketSocketAddress;
import org.lneto.tap.PacketSocketChannel;
import org.lneto.tap.PacketSocketOption;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;
import org.lneto.tap.TapException;
import reactor.core.publisher.Mono;

/**
 * How a {@link LnetoStack} is made. Immutable; each setter returns a copy, and each subscription to {@link #start()} makes
 * a stack of its own.
 *
 * <p>It needs a link: {@link #tap}, {@link #packetSocket}, {@link #link}, {@link #channel} or {@link #connectedChannel};
 * or a host that is there, {@link #over}. Everything else has a default.
 */
public final class LnetoStackBuilder {
    private static final LnetoStackBuilder EMPTY = new LnetoStackBuilder();

    private @Nullable ChannelFactory<? extends Channel> channels;
    private @Nullable SocketAddress bindTo;
    private @Nullable SocketAddress connectTo;
    private Supplier<IoHandlerFactory> ownIo = LocalIoHandler::newFactory;
    private @Nullable EventLoopGroup group;
    private long hardwareAddress = MacAddress.ZERO;
    private UnaryOperator<StackConfig> config = UnaryOperator.identity();
    private Supplier<RandomGenerator> random = Stack::unguessable;
    private AddressPlan plan = AddressPlan.DEFAULT;
    private List<ChannelHandler> handlers = List.of();

    private LnetoStackBuilder() {}

    private LnetoStackBuilder(LnetoStackBuilder other) {
        channels = other.channels;
        bindTo = other.bindTo;
        connectTo = other.connectTo;
        ownIo = other.ownIo;
        group = other.group;
        hardwareAddress = other.hardwareAddress;
        config = other.config;
        random = other.random;
        plan = other.plan;
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

    /**
     * Over an existing Linux interface, such as a veth or a network card, as a further station on its wire. It is set to
     * promiscuous mode while the stack is there; nothing else of it is changed, and it has to be up. What that means for
     * the host's own kernel stands at {@link PacketSocketChannel}.
     *
     * @param name 1 to 15 characters
     */
    public LnetoStackBuilder packetSocket(String name) {
        LnetoStackBuilder copy = channel(
                () -> {
                    PacketSocketChannel channel = new PacketSocketChannel();
                    channel.config().setOption(PacketSocketOption.PROMISCUOUS, true);
                    return channel;
                },
                new PacketSocketAddress(name));
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
        copy.connectTo = null;
        return copy;
    }

    /**
     * Over any channel whose messages are Ethernet frames and that is connected, such as an {@code HttpTapChannel}. Unless
     * {@link #eventLoopGroup} gives another, its event loop is one with an {@link NioIoHandler}.
     *
     * @param channels makes a channel for each stack
     * @param connectTo the address it is connected to
     */
    public LnetoStackBuilder connectedChannel(ChannelFactory<? extends Channel> channels, SocketAddress connectTo) {
        LnetoStackBuilder copy = channel(channels, null);
        copy.connectTo = connectTo;
        copy.ownIo = NioIoHandler::newFactory;
        return copy;
    }

    /**
     * The event loops to choose one from; they outlive the stack. A TAP or packet socket needs one with
     * {@link EpollIoHandler}. Without
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

    /**
     * The VLAN that the stack is on: its frames carry IEEE 802.1Q tags.
     *
     * @param identifier 1 to 4094
     */
    public LnetoStackBuilder vlan(int identifier) {
        if (identifier < 1 || identifier > VlanTag.LAST_IDENTIFIER) {
            throw new IllegalArgumentException("a VLAN identifier is 1 to 4094, not " + identifier);
        }
        return config(config -> config.vlan(identifier));
    }

    /** Where randomness comes from; a seeded generator makes a stack repeat itself. Cryptographic unless set. */
    public LnetoStackBuilder random(Supplier<RandomGenerator> random) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.random = random;
        return copy;
    }

    /**
     * A static address. Of IPv4 there is one, the last given; without it, the stack has none until {@link
     * LnetoStack#lease()}. Of IPv6 there may be several; they are used when the link has been asked for a second whether
     * another host has them.
     *
     * @param address this host's
     * @param prefixLength of the link's network, 0 to 32, or to 128
     * @param gateway where to send what is not on the link, of the same family; null for nowhere
     */
    public LnetoStackBuilder address(InetAddress address, int prefixLength, @Nullable InetAddress gateway) {
        IpAddress own = Addresses.ipAddress(address);
        IpAddress router = gateway == null ? null : Addresses.ipAddress(gateway);
        if (!own.isIpv4() && !Ipv6Address.isHost(own.high(), own.low())) {
            throw new IllegalArgumentException("not a host's address: " + own);
        }
        if (prefixLength < 0 || prefixLength > (own.isIpv4() ? 32 : 128)) {
            throw new IllegalArgumentException("a prefix of " + own + " cannot have " + prefixLength + " bits");
        }
        if (router != null && router.isIpv4() != own.isIpv4()) {
            throw new IllegalArgumentException("address and gateway must be of one family: " + own + " and " + router);
        }
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.plan = plan.with(new AddressPlan.Static(own, prefixLength, router));
        return copy;
    }

    /**
     * Whether the stack configures itself for IPv6 as soon as it starts: a link-local address, and others with the
     * prefixes that routers advertise (RFC 4862). It does unless told otherwise, where the link's MTU admits IPv6.
     */
    public LnetoStackBuilder ipv6(boolean ipv6) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.plan = plan.ipv6(ipv6);
        return copy;
    }

    /**
     * How a leased address is probed for by ARP before it is used (RFC 5227); one that another host has is declined, and
     * another asked for. {@link ConflictSettings#FAST} unless set, which takes a fifth of a second; {@link
     * ConflictSettings#RFC_5227} takes 4 to 7 seconds, {@link ConflictSettings#NO_PROBES} none. Static addresses are not
     * probed for.
     *
     * <p>A leased address that another host is found to use later is defended once, and declined if that does not help; a
     * static one is defended always ({@link org.lneto.arp.ConflictPolicy}).
     */
    public LnetoStackBuilder addressProbing(ConflictSettings settings) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.plan = plan.probing(settings);
        return copy;
    }

    /**
     * Whether the stack takes a link-local address, of 169.254.0.0/16 (RFC 3927), when no DHCP server grants one; it does
     * not unless told so. Asking begins with {@link LnetoStack#lease()} or {@link LnetoStack#leases()} as ever; without an
     * answer for 8 seconds an address is chosen and probed for, which takes 4 to 7 more, and {@link
     * LnetoStack#address()} has it. It gives way to a lease as soon as there is one: the time-out of {@link
     * LnetoStack#lease()}, and cancelling it, end the waiting, but the stack goes on asking until {@link
     * LnetoStack#release()}.
     */
    public LnetoStackBuilder linkLocalFallback(boolean fallback) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.plan = plan.linkLocalFallback(fallback);
        return copy;
    }

    /** The servers to resolve names with; those of the lease unless set. */
    public LnetoStackBuilder nameServers(List<InetAddress> servers) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.plan = plan.nameServers(servers);
        return copy;
    }

    /** A handler between the channel and the stack, such as a capture. Sharable if more than one stack is made. */
    public LnetoStackBuilder handler(ChannelHandler handler) {
        LnetoStackBuilder copy = new LnetoStackBuilder(this);
        copy.handlers = new ArrayList<>(handlers);
        copy.handlers.add(handler);
        return copy;
    }

    /**
     * Makes the stack. It emits when the channel is open, and the subscriber then owns the stack: it ends it by
     * {@link LnetoStack#dispose()}. Fails with what opening the channel failed with, for a TAP or packet socket a {@link TapException}
     * that says what to do.
     *
     * @throws IllegalStateException if no link was given
     */
    public Mono<LnetoStack> start() {
        ChannelFactory<? extends Channel> channels = this.channels;
        if (channels == null) {
            throw new IllegalStateException(
                    "a stack needs a link: call tap(name), packetSocket(name), link(virtualLink) or channel(...)");
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
            ChannelFuture opened = open(bootstrap);
            sink.onCancel(() -> opened.channel().close());
            opened.addListener(done -> {
                Throwable failure = done.cause();
                if (failure == null) {
                    try {
                        sink.success(new LnetoStack(installed[0], owned, plan));
                        return;
                    } catch (RuntimeException e) { // an address that the link or the tables have no room for
                        failure = e;
                        opened.channel().close();
                    }
                }
                if (owned != null) {
                    owned.shutdownGracefully();
                }
                sink.error(failure);
            });
        });
    }

    /**
     * Over a host that is there, such as one of {@link org.lneto.netty.hosts.Hosts}, which nobody else leases or names for.
     * What this builder says of addresses and name servers counts; link, hardware address, sizes and randomness are the
     * host's. Emits on the host's event loop; {@link LnetoStack#dispose()} takes the host off its channel.
     */
    public Mono<LnetoStack> over(Stack stack) {
        return Mono.create(sink -> Loops.run(stack.eventLoop(), () -> {
            LnetoStack made;
            try {
                made = new LnetoStack(stack, null, plan);
            } catch (RuntimeException e) { // an address that the link or the tables have no room for
                sink.error(e);
                return;
            }
            sink.success(made);
        }));
    }

    private ChannelFuture open(Bootstrap bootstrap) {
        if (connectTo != null) {
            return bootstrap.connect(connectTo);
        }
        return bindTo == null ? bootstrap.register() : bootstrap.bind(bindTo);
    }
}
