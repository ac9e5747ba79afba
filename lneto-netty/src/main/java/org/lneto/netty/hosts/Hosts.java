package org.lneto.netty.hosts;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.lneto.hosts.HostsNode;
import org.lneto.hosts.HostsSettings;
import org.lneto.hosts.HostsStatistics;
import org.lneto.netty.Stack;
import org.lneto.netty.handler.RootHandler;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;
import org.lneto.tcp.TcpMemory;

/**
 * Many hosts on one channel of Ethernet frames: a TAP, a packet socket or a port of a virtual link. Each is a {@link
 * Stack}, over which the socket channels of {@link org.lneto.netty.channel} run as over any other; all share the channel,
 * its event loop, one timer and one pool of memory for what TCP queues. Frames are told apart in constant time, by {@link
 * HostsNode}.
 *
 * <pre>{@code
 * Hosts hosts = Hosts.install(channel.pipeline(), HostsSettings.DEFAULTS, Stack.unguessable());
 * hosts.eventLoop().execute(() -> {
 *     Stack stack = hosts.add(StackConfig.small(MacAddress.parse("02:00:5e:10:00:01")));
 *     ...
 * });
 * }</pre>
 *
 * <p>Methods are to be called on the channel's event loop, unless they say otherwise.
 */
public final class Hosts {
    private static final int PAGE_OCTETS = 2048;
    private static final int PAGES = 128 * 1024;

    private final Channel channel;
    private final HostsNode node;
    private final HostsHandler handler;
    private final RandomGenerator random;
    private final Set<Member> members = new HashSet<>();
    private final TcpMemory memory = new TcpMemory(PAGE_OCTETS, PAGES);

    private Hosts(Channel channel, HostsNode node, RandomGenerator random) {
        this.channel = channel;
        this.node = node;
        this.random = random;
        handler = new HostsHandler(node, this::removeAll);
    }

    /**
     * Adds a handler, {@code hosts}, to a pipeline. What is for none of the hosts goes on to handlers added after. From any
     * thread.
     *
     * @param pipeline of a channel whose messages are Ethernet frames
     * @param settings sizes and rates
     * @param random for the identifiers, ports and sequence numbers of all hosts; {@link Stack#unguessable()} unless in a test
     */
    public static Hosts install(ChannelPipeline pipeline, HostsSettings settings, RandomGenerator random) {
        Hosts hosts = new Hosts(pipeline.channel(), new HostsNode(settings), random);
        pipeline.addLast("hosts", hosts.handler);
        return hosts;
    }

    /**
     * Adds a host, without an IP address yet. Its TCP queues in the memory that all hosts share, and not in one of its own:
     * {@link org.lneto.tcp.TcpConfig#pageSize()} and {@code pages()} do not count.
     *
     * @param config what it is built from; {@link StackConfig#small} keeps it small
     * @return the host; {@link Stack#close()} takes it off again, from any thread
     * @throws IllegalArgumentException if its MTU is larger than the settings'
     * @throws IllegalStateException if another has its hardware address, or there are as many as there may be
     */
    public Stack add(StackConfig config) {
        HostStack host = new HostStack(config, random, memory);
        node.add(host);
        Member member = new Member(this, host);
        members.add(member);
        return Stack.sharing(channel, handler, host, random, member);
    }

    void remove(Member member) {
        node.remove(member.host());
        members.remove(member);
        member.ended();
    }

    /** The handler is out of its pipeline, perhaps since the channel is closed: no host can be reached any more. */
    void removeAll() {
        for (Member member : List.copyOf(members)) {
            remove(member);
        }
    }

    /** Number of hosts. */
    public int size() {
        return node.size();
    }

    /** What became of the frames so far. */
    public HostsStatistics statistics() {
        return node.statistics();
    }

    /** Octets of memory that TCP of all hosts holds for what it queues, or has held: it is kept. */
    public long memoryOctets() {
        return memory.octets();
    }

    /** The channel of frames. From any thread. */
    public Channel channel() {
        return channel;
    }

    /** The event loop that all hosts belong to; the channel must be registered. From any thread. */
    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** The handler that runs the hosts, with its counters of frames on the channel. From any thread. */
    public RootHandler handler() {
        return handler;
    }
}
