package org.lneto.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.lneto.core.MacAddress;
import org.lneto.netty.handler.ArpHandler;
import org.lneto.netty.handler.EthernetHandler;
import org.lneto.netty.handler.IcmpHandler;
import org.lneto.netty.handler.Ipv4Handler;
import org.lneto.netty.handler.RootHandler;
import org.lneto.netty.handler.TcpHandler;
import org.lneto.netty.handler.UdpHandler;
import org.lneto.netty.jfr.TcpRecorder;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;

/**
 * The usual stack over a channel of Ethernet frames: a {@link HostStack} whose nodes sit in the channel's pipeline.
 *
 * <p>{@link #install} adds the handlers {@code ethernet}, {@code arp}, {@code ipv4}, {@code icmp}, {@code udp} and
 * {@code tcp} at the pipeline's end. What none of them owns goes on to handlers added after; a handler that is removed
 * takes its protocol with it. The host and its nodes belong to the channel's event loop; the methods of this class may
 * be called from any thread.
 */
public final class Stack {
    private final Channel channel;
    private final RootHandler handler;
    private final HostStack host;
    private final RandomGenerator random;
    private final StackMembership membership;

    private Stack(
            Channel channel, RootHandler handler, HostStack host, RandomGenerator random, StackMembership membership) {
        this.channel = channel;
        this.handler = handler;
        this.host = host;
        host.tcp().observer(new TcpRecorder());
        this.random = random;
        this.membership = membership;
    }

    /**
     * Adds the handlers to a pipeline.
     *
     * @param pipeline of a channel whose messages are Ethernet frames
     * @param config what the host is built from
     * @param random for identifiers, ports and sequence numbers; {@link #unguessable()} unless in a test
     * @return the stack, without an address yet
     */
    public static Stack install(ChannelPipeline pipeline, StackConfig config, RandomGenerator random) {
        HostStack host = new HostStack(config, random);
        Channel channel = pipeline.channel();
        EthernetHandler handler = new EthernetHandler(host.ethernet());
        pipeline.addLast("ethernet", handler)
                .addLast("arp", new ArpHandler(host.arp()))
                .addLast("ipv4", new Ipv4Handler(host.ipv4()))
                .addLast("icmp", new IcmpHandler(host.icmpv4()))
                .addLast("udp", new UdpHandler(host.udp()))
                .addLast("tcp", new TcpHandler(host.tcp()));
        return new Stack(channel, handler, host, random, StackMembership.alone(channel));
    }

    /**
     * A stack that shares its channel with others: one of many hosts behind one handler.
     *
     * @param channel of frames
     * @param handler runs the host, in the channel's pipeline
     * @param host reached through the handler
     * @param random for nodes that are added to the host
     * @param membership how the host leaves the channel
     */
    public static Stack sharing(
            Channel channel, RootHandler handler, HostStack host, RandomGenerator random, StackMembership membership) {
        return new Stack(channel, handler, host, random, membership);
    }

    /**
     * A cryptographic generator, seeded before this returns: later it only computes, and reads no device on an event
     * loop.
     */
    public static RandomGenerator unguessable() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextInt();
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since version 9 has DRBG", e);
        }
    }

    /** A hardware address for a virtual station: locally administered, otherwise random. */
    public static long randomHardwareAddress(RandomGenerator random) {
        return MacAddress.local(random.nextLong());
    }

    /** The host. It and its nodes are to be used on {@link #eventLoop()} only. */
    public HostStack host() {
        return host;
    }

    /** The generator given to {@link #install}, for nodes that are added to the host; on {@link #eventLoop()} only. */
    public RandomGenerator random() {
        return random;
    }

    /** The channel of frames; other stacks may share it. */
    public Channel channel() {
        return channel;
    }

    /** The event loop that the host belongs to; the channel must be registered. */
    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** The stack's time: monotonic nanoseconds since its handler was installed. */
    public long nowNanos() {
        return handler.nowNanos();
    }

    /** The handler that runs the stack, with its counters of frames: those of all stacks that share the channel. */
    public RootHandler handler() {
        return handler;
    }

    /**
     * Takes the host off its channel, and closes the channel if it is the only one there; the nodes go down with it,
     * without a word to their peers.
     */
    public ChannelFuture close() {
        return membership.leave();
    }

    /** Done when the stack is closed, by {@link #close()} or with its channel. */
    public ChannelFuture closeFuture() {
        return membership.closeFuture();
    }
}
