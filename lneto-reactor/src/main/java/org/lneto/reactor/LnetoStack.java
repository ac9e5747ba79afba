package org.lneto.reactor;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpInformation;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.dhcpv6.Dhcpv6ClientConfig;
import org.lneto.dhcpv6.Dhcpv6Lease;
import org.lneto.dhcpv6.Duid;
import org.lneto.dns.DnsClient;
import org.lneto.dns.DnsClientConfig;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.AddressState;
import org.lneto.ipv6.DestinationOrder;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.netty.Stack;
import org.lneto.ntp.NtpClient;
import org.lneto.ntp.NtpClientConfig;
import org.lneto.ntp.NtpExchange;
import org.lneto.ntp.NtpSample;
import org.lneto.stack.HostStack;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * A host of its own on a link: a userspace TCP/IP stack with a reactive API.
 *
 * <pre>{@code
 * LnetoStack.builder().tap("tap0").start()
 *     .flatMapMany(stack -> stack.lease()
 *         .then(stack.connect("www.example.org", 80))
 *         .flatMapMany(connection -> connection.send(request).thenMany(connection.receive().asString(UTF_8)))
 *         .doFinally(end -> stack.dispose()))
 * }</pre>
 *
 * <p>All methods may be called from any thread and none blocks. Signals are emitted on the stack's event loop. When the
 * stack is closed, by {@link #dispose()} or because its link is gone, what is under way fails at once with {@link
 * java.nio.channels.ClosedChannelException}, and so does what is asked of it later; {@link #listen(int)}, {@link #leases()}
 * and {@link #leaseChanges()} complete.
 */
public final class LnetoStack implements Disposable {
    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);
    private static final int PING_OCTETS = 56;
    private static final int BACKLOG = 128;

    private final Stack stack;
    private final LeaseKeeper leases;
    private final Lease6Keeper leases6;
    private final DnsClient dns;
    private final NtpClient ntp;
    private final List<InetAddress> nameServers;
    private final StackEnd end = new StackEnd();

    /** Called on the event loop. */
    LnetoStack(Stack stack, @Nullable EventLoopGroup owned, AddressPlan plan) {
        this.stack = stack;
        this.nameServers = plan.nameServers();
        leases = plan.leaseKeeper(stack);
        leases6 = new Lease6Keeper(stack);
        dns = new DnsClient(stack.host().udp(), DnsClientConfig.of(), stack.random());
        dns.reachable(this::reaches);
        ntp = new NtpClient(stack.host().udp(), NtpClientConfig.DEFAULT, stack.random());
        plan.begin(stack);
        stack.closeFuture().addListener(closed -> {
            end.complete();
            if (owned != null) {
                owned.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        });
    }

    /** Starts a description of a stack. */
    public static LnetoStackBuilder builder() {
        return LnetoStackBuilder.create();
    }

    // --- address

    /**
     * Leases an address by DHCP (RFC 2131) and gives it to this host. From then on the stack holds the lease and renews it
     * until {@link #release()}; it emits once. Cancelling before gives up, unless the stack has {@link
     * LnetoStackBuilder#linkLocalFallback}.
     *
     * <p>Fails with {@link TimeoutException} if no server grants one in 30 seconds, and with {@link IllegalStateException}
     * if a lease is held or asked for already.
     */
    public Mono<DhcpLease> lease() {
        return lease(DhcpClientConfig.of(stack.host().config().hardwareAddress()), LEASE_TIMEOUT);
    }

    /** As {@link #lease()}, with other settings of the client and another time to wait. */
    public Mono<DhcpLease> lease(DhcpClientConfig config, Duration timeout) {
        return end.fails(Mono.<DhcpLease>create(sink -> Loops.run(eventLoop(), () -> {
                    boolean[] leased = new boolean[1];
                    try {
                        leases.start(config, new LeaseKeeper.Watcher() {
                            @Override
                            public void leased(DhcpLease lease) {
                                leased[0] = true;
                                sink.success(lease);
                            }

                            @Override
                            public void lost(DhcpLossReason reason) {
                                // the client asks for another, or was told to release
                            }
                        });
                    } catch (IllegalStateException e) {
                        sink.error(e);
                        return;
                    }
                    sink.onCancel(() -> Loops.run(eventLoop(), leases::cancel));
                }))
                .timeout(
                        timeout,
                        Mono.error(() -> new TimeoutException("no DHCP server granted an address in " + timeout)),
                        LoopScheduler.of(eventLoop())));
    }

    /**
     * Leases an address and keeps it: emits the lease when it is granted, renewed, or granted anew after it was lost.
     * Completes by {@link #release()} and with the stack only. Cancelling gives the lease back. A subscriber that is slow
     * gets the latest.
     *
     * <p>Fails with {@link IllegalStateException} if a lease is held or asked for already.
     */
    public Flux<DhcpLease> leases() {
        return leases(DhcpClientConfig.of(stack.host().config().hardwareAddress()));
    }

    /** As {@link #leases()}, with other settings of the client. */
    public Flux<DhcpLease> leases(DhcpClientConfig config) {
        return end.completes(Flux.<DhcpLease>create(
                sink -> Loops.run(eventLoop(), () -> {
                    try {
                        leases.start(config, new LeaseKeeper.Watcher() {
                            @Override
                            public void leased(DhcpLease lease) {
                                sink.next(lease);
                            }

                            @Override
                            public void lost(DhcpLossReason reason) {
                                if (reason == DhcpLossReason.RELEASED) {
                                    sink.complete();
                                }
                            }
                        });
                    } catch (IllegalStateException e) {
                        sink.error(e);
                        return;
                    }
                    sink.onCancel(() -> Loops.run(eventLoop(), leases::release));
                }),
                FluxSink.OverflowStrategy.LATEST));
    }

    /** Gives the lease back (DHCPRELEASE) and the address up. Completes when that is sent; at once without a lease. */
    public Mono<Void> release() {
        return end.fails(Mono.<Void>create(sink -> Loops.run(eventLoop(), () -> leases.release(sink::success))));
    }

    /**
     * What becomes of the lease, whoever asked for it: that there is one, that it has more time, that it is over (its
     * address is then withdrawn from this host), and that there is a new one. Asks for nothing itself; any number may
     * subscribe. Emits what happens from the subscription on, to a slow subscriber the latest, and completes with the
     * stack.
     */
    public Flux<LeaseChange> leaseChanges() {
        return Flux.<LeaseChange>create(
                        sink -> Loops.run(eventLoop(), () -> leases.observe(sink)), FluxSink.OverflowStrategy.LATEST)
                .takeUntilOther(onDispose());
    }

    /**
     * Asks a DHCP server, for a host whose address is static, what else there is to know: DNS servers, domain, routes
     * (DHCPINFORM, RFC 2131, section 3.4). Nothing is changed by the answer.
     *
     * <p>Fails with {@link TimeoutException} if none answers in about a minute, and with {@link IllegalStateException}
     * without an address, or while a lease is held or asked for.
     */
    public Mono<DhcpInformation> inform() {
        return end.fails(Mono.<DhcpInformation>create(sink -> Loops.run(
                eventLoop(),
                () -> Informing.start(
                        stack, DhcpClientConfig.of(stack.host().config().hardwareAddress()), sink))));
    }

    /**
     * Leases an IPv6 address by DHCPv6 (RFC 8415) and gives it to this host. From then on the stack holds the lease and
     * renews it until {@link #release6()}; it emits once, when no other host was found to have the address. Cancelling
     * before gives up.
     *
     * <p>Fails with {@link TimeoutException} if no server grants one in 30 seconds, and with {@link IllegalStateException}
     * if a lease is held or asked for already, or the link is none for IPv6.
     */
    public Mono<Dhcpv6Lease> lease6() {
        Duid duid = Duid.linkLayer(stack.host().config().hardwareAddress());
        return lease6(Dhcpv6ClientConfig.of(duid), LEASE_TIMEOUT);
    }

    /** As {@link #lease6()}, with other settings of the client (a prefix, rapid commit) and another time to wait. */
    public Mono<Dhcpv6Lease> lease6(Dhcpv6ClientConfig config, Duration timeout) {
        return end.fails(leases6.lease(config, timeout));
    }

    /** The DHCPv6 lease held now. */
    public Optional<Dhcpv6Lease> currentLease6() {
        return Optional.ofNullable(leases6.lease());
    }

    /** Gives the DHCPv6 lease back. Completes when the server has answered or 15 seconds are over; at once without one. */
    public Mono<Void> release6() {
        return end.fails(Mono.<Void>create(sink -> Loops.run(eventLoop(), () -> leases6.release(sink::success))));
    }

    /** The lease held now. */
    public Optional<DhcpLease> currentLease() {
        return Optional.ofNullable(leases.lease());
    }

    // --- others

    /**
     * The addresses of a name (DNS, RFC 1035); a literal address is itself. Completes after the last. A stack with
     * addresses of both families gets both, the best first (RFC 6724, section 6); one with addresses of one family gets
     * that one's. The servers asked are the builder's, or else the lease's and those that routers advertise. Fails with {@link UnknownHostException}, whose message says whether the name does
     * not exist, has no address, or could not be asked for, and then what came of each server.
     *
     * @param name a host's name, complete, or an address like {@code 192.0.2.1}
     */
    public Flux<InetAddress> resolve(String name) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(name);
        if (literal != null) {
            return Flux.just(Addresses.inetAddress(IpAddress.ofOctets(literal)));
        }
        DnsName question;
        try {
            question = DnsName.of(name);
        } catch (IllegalArgumentException e) {
            return Flux.error(() -> new UnknownHostException(name + ": " + e.getMessage()));
        }
        return end.fails(Mono.<List<InetAddress>>create(sink -> Loops.run(eventLoop(), () -> {
                    dns.config(dns.config().servers(servers()));
                    boolean ipv6 = ipv6BeyondTheLink().isPresent();
                    boolean ipv4 = !ipv6 || hasIpv4();
                    new NameLookup(name, eventLoop(), destinationOrder(), sink)
                            .start(dns, question, ipv6, ipv4, stack.nowNanos());
                })))
                .flatMapIterable(addresses -> addresses);
    }

    private List<IpAddress> servers() {
        if (!nameServers.isEmpty()) {
            return nameServers.stream().map(Addresses::ipAddress).toList();
        }
        DhcpLease lease = leases.lease();
        List<IpAddress> leased = lease == null ? List.of() : lease.dnsServers();
        List<IpAddress> advertised =
                hasIpv6() ? stack.host().ipv6().routers().dns().servers(stack.nowNanos()) : List.of();
        return Stream.of(leased, leases6.dnsServers(), advertised)
                .flatMap(List::stream)
                .toList();
    }

    /** In which order the addresses of a host are tried; on the event loop. */
    DestinationOrder destinationOrder() {
        HostStack host = stack.host();
        return new DestinationOrder(host.ipv6().node().addresses(), host.ipv4().address());
    }

    /**
     * Asks a server for the time (NTPv4, RFC 5905), once; the sample says how far the local clock is off. Fails with
     * {@link java.net.SocketTimeoutException} if the server does not answer, {@link NoRouteToHostException} if it cannot
     * be reached, and {@link java.net.ProtocolException} if it does not want to be asked or does not know the time.
     */
    public Mono<NtpSample> time(InetAddress server) {
        return end.fails(Mono.<NtpSample>create(sink -> Loops.run(eventLoop(), () -> {
            long now = stack.nowNanos();
            NtpExchange exchange =
                    ntp.ask(Addresses.ipAddress(server), epochNanos() - now, now, new TimeAsking(server, sink));
            sink.onCancel(() -> Loops.run(eventLoop(), exchange::cancel));
        })));
    }

    /** As {@link #time(InetAddress)}, of the first address of a name. */
    public Mono<NtpSample> time(String server) {
        return resolve(server).next().flatMap(this::time);
    }

    /** The system's clock: Unix time in nanoseconds. */
    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** The round trip to a host and back: one ICMP echo request (RFC 792) of 56 octets, for 5 seconds. */
    public Mono<Duration> ping(InetAddress address) {
        return ping(address, PING_OCTETS, PING_TIMEOUT);
    }

    /**
     * The round trip to a host and back: one ICMP echo request. Fails with {@link java.net.SocketTimeoutException} if no
     * reply comes in time and {@link NoRouteToHostException} if it cannot be delivered.
     *
     * @param payloadOctets octets of data, 0 to what the MTU leaves
     */
    public Mono<Duration> ping(InetAddress address, int payloadOctets, Duration timeout) {
        return end.fails(Mono.<Duration>create(
                sink -> Loops.run(eventLoop(), () -> Pinging.start(this, address, payloadOctets, timeout, sink))));
    }

    /** How connections are opened; with its setters, in another way than {@link #connect} does. */
    public TcpConnector tcp() {
        return new TcpConnector(this);
    }

    /** {@link TcpConnector#connect(String, int)} with the defaults. */
    public Mono<TcpConnection> connect(String host, int port) {
        return tcp().connect(host, port);
    }

    /** {@link TcpConnector#connect(InetSocketAddress)} with the defaults. */
    public Mono<TcpConnection> connect(InetSocketAddress remote) {
        return tcp().connect(remote);
    }

    /** {@link #listen(int, int)} with a backlog of 128. */
    public Flux<TcpConnection> listen(int port) {
        return listen(port, BACKLOG);
    }

    /**
     * Accepts connections. Each belongs to the subscriber. Without demand none is accepted: they wait in the backlog, and
     * when that is full, a
     * new peer's handshake is not completed. Cancelling stops listening and resets those that wait. Completes
     * with the stack only.
     *
     * <p>Fails with {@link java.net.BindException} if the port is in use.
     *
     * @param port 1 to 65535
     * @param backlog most connections that wait, at least 1
     */
    public Flux<TcpConnection> listen(int port, int backlog) {
        return listen(new InetSocketAddress(port), backlog, TcpSettings.DEFAULT);
    }

    /**
     * {@link #listen(int, int)} on one of the stack's addresses, or on any if it is the unspecified one of either family.
     *
     * @param settings of the connections accepted
     */
    public Flux<TcpConnection> listen(InetSocketAddress local, int backlog, TcpSettings settings) {
        int port = local.getPort();
        if (port == 0 || backlog < 1 || local.isUnresolved()) {
            throw new IllegalArgumentException("a port is 1 to 65535, a backlog at least 1, and an address resolved: "
                    + local + ", backlog " + backlog);
        }
        return end.completes(new TcpListenFlux(this, Addresses.ipAddress(local.getAddress()), port, backlog, settings));
    }

    /** What the stack has done so far, and what it holds. Read on the event loop, between packets. */
    public Mono<StackStatistics> statistics() {
        return end.fails(Mono.<StackStatistics>create(
                sink -> Loops.run(eventLoop(), () -> sink.success(StackStatistics.of(stack.host())))));
    }

    /**
     * Opens a UDP port.
     *
     * @param port 1 to 65535, or 0 for one chosen at random
     * @return the endpoint, which belongs to the subscriber; fails with {@link java.net.BindException} if the port is in
     *     use
     */
    public Mono<UdpEndpoint> udp(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any: " + port);
        }
        return end.fails(Mono.<UdpEndpoint>create(
                sink -> Loops.run(eventLoop(), () -> StackUdpEndpoint.open(this, port, sink))));
    }

    // --- itself

    /** This host's address; empty if it has none. Exact on the event loop. */
    public Optional<InetAddress> address() {
        int address = stack.host().ipv4().address();
        return address == Ipv4Address.UNSPECIFIED
                ? Optional.empty()
                : Optional.of(Addresses.inetAddress(IpAddress.ofIpv4(address)));
    }

    /** This host's addresses in use, of both families, those of one link's scope last. Exact on the event loop. */
    public List<InetAddress> addresses() {
        return Addresses.of(stack.host());
    }

    /**
     * Waits until this host has an IPv6 address of more than this link's scope: one formed with a router's prefix (RFC
     * 4862), leased, or static. Emits it once; at once if there is one.
     *
     * <p>Fails with {@link TimeoutException} if there is none after the time, and with {@link IllegalStateException} if the
     * stack does not speak IPv6.
     */
    public Mono<InetAddress> autoconfigure(Duration timeout) {
        return end.fails(Mono.<InetAddress>create(
                        sink -> Loops.run(eventLoop(), () -> Autoconfiguring.start(this, sink)))
                .timeout(
                        timeout,
                        Mono.error(() -> new TimeoutException("no router gave an IPv6 address in " + timeout)),
                        LoopScheduler.of(eventLoop())));
    }

    Optional<InetAddress> ipv6BeyondTheLink() {
        return addresses().stream()
                .filter(address -> address instanceof Inet6Address && !address.isLinkLocalAddress())
                .findFirst();
    }

    /** What it is made of: the pipeline's handlers and their nodes, for counters and protocols of one's own. */
    public Stack stack() {
        return stack;
    }

    /** The event loop everything runs on. */
    public EventLoop eventLoop() {
        return stack.eventLoop();
    }

    /** Closes the link. Connections end without a word to their peers: dispose of them, and {@link #release()}, before. */
    @Override
    public void dispose() {
        end.begin();
        stack.close();
    }

    @Override
    public boolean isDisposed() {
        return end.isDisposed();
    }

    /** Completes when the link is closed, by {@link #dispose()} or because it is gone. */
    public Mono<Void> onDispose() {
        return end.onDispose();
    }

    StackEnd end() {
        return end;
    }

    StackTcpConnection wrap(org.lneto.tcp.TcpConnection connection) {
        StackTcpConnection wrapped =
                new StackTcpConnection(eventLoop(), stack.channel().alloc(), connection);
        connection.events(wrapped);
        return wrapped;
    }

    /** Refuses to send from a host without address of the family. */
    void requireAddress(InetSocketAddress remote) throws SocketException {
        if (remote.getAddress().isAnyLocalAddress()) {
            throw new NoRouteToHostException("no way to " + remote + ": that is no host's address");
        }
        if (remote.getAddress() instanceof Inet6Address) {
            IpAddress address = Addresses.ipAddress(remote.getAddress());
            boolean onLink = hasIpv6() && stack.host().ipv6().node().routes().isOnLink(address.high(), address.low());
            // from a link-local source nobody beyond the link gets an answer back
            if (!onLink && !Ipv6Address.isMulticast(address.high()) && !reaches(address)) {
                throw new NoRouteToHostException(
                        "no way to " + remote
                                + ": the stack has no IPv6 address for it; routers give it one, or address(...) in the builder");
            }
        } else if (!hasIpv4()) {
            throw new NoRouteToHostException("no way to " + remote
                    + ": the stack has no address; give it one by lease(), or in the builder by address(...)");
        }
    }

    /** Whether this host has an address that a server's answer could be sent to; on the event loop. */
    private boolean reaches(IpAddress server) {
        if (server.isIpv4()) {
            return hasIpv4();
        }
        return Ipv6Address.isLinkLocal(server.high())
                ? hasIpv6()
                : ipv6BeyondTheLink().isPresent();
    }

    private boolean hasIpv4() {
        return stack.host().ipv4().address() != Ipv4Address.UNSPECIFIED;
    }

    private boolean hasIpv6() {
        Ipv6Addresses own = stack.host().ipv6().node().addresses();
        for (int place = 0; place < own.size(); place++) {
            if (own.state(place) != AddressState.TENTATIVE) {
                return true;
            }
        }
        return false;
    }
}
