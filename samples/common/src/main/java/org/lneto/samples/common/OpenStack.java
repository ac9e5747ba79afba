package org.lneto.samples.common;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.ip.IpAddress;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.server.VirtualLan;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.LnetoStackBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A stack that was opened from {@link StackOptions}, with what belongs to it: captures, and the embedded LAN. */
public final class OpenStack {
    private final LnetoStack stack;
    private final Addressing addressing;
    private final @Nullable EventLoopGroup lanLoop;
    private final @Nullable VirtualLink lan;
    private final AtomicInteger ownAddress;
    private final List<AutoCloseable> captures;

    private OpenStack(
            LnetoStack stack,
            Addressing addressing,
            @Nullable EventLoopGroup lanLoop,
            @Nullable VirtualLink lan,
            AtomicInteger ownAddress,
            List<AutoCloseable> captures) {
        this.stack = stack;
        this.addressing = addressing;
        this.lanLoop = lanLoop;
        this.lan = lan;
        this.ownAddress = ownAddress;
        this.captures = captures;
        own();
    }

    /** Over a real link. */
    static Mono<OpenStack> on(
            LnetoStackBuilder builder, Addressing addressing, AtomicInteger ownAddress, List<AutoCloseable> captures) {
        return builder.start().map(stack -> new OpenStack(stack, addressing, null, null, ownAddress, captures));
    }

    /** Over a virtual link with an embedded LAN on it. */
    static Mono<OpenStack> onEmbeddedLan(
            LnetoStackBuilder builder, Addressing addressing, AtomicInteger ownAddress, List<AutoCloseable> captures) {
        return Mono.defer(() -> {
            EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("lneto", true), LocalIoHandler.newFactory());
            VirtualLink link = VirtualLink.create();
            VirtualLan.start(link, loop.next(), () -> System.currentTimeMillis() * 1_000_000);
            return builder.link(link)
                    .eventLoopGroup(loop)
                    .start()
                    .map(stack -> new OpenStack(stack, addressing, loop, link, ownAddress, captures));
        });
    }

    /** The stack. */
    public LnetoStack stack() {
        return stack;
    }

    /** The link in memory, for further hosts on it; empty over a real link. */
    public Optional<VirtualLink> embeddedLan() {
        return Optional.ofNullable(lan);
    }

    /**
     * Gets the stack its addresses: leases one, the one of {@code --addr} if it named one; without IPv4, waits for one of
     * IPv6. Completes at once with a static IPv4 address. Emits what a line of a log may say of it.
     *
     * <p>A network without DHCP but with an IPv6 router will do. Fails with {@link TimeoutException} if there is neither.
     */
    public Mono<String> configure(Duration timeout) {
        if (addressing.waitsForIpv6()) {
            return stack.autoconfigure(timeout).map(address -> "IPv6 address " + address.getHostAddress());
        }
        AddressOption wanted = addressing.dhcp();
        if (wanted == null) {
            return Mono.empty();
        }
        DhcpClientConfig config =
                DhcpClientConfig.of(stack.stack().host().config().hardwareAddress());
        if (wanted.address() != null) {
            config = config.requestedAddress(IpAddress.ofOctets(wanted.address().getAddress()));
        }
        return stack.lease(config, timeout)
                .doOnNext(lease -> own())
                .map(lease -> "DHCP request completed: " + lease)
                .onErrorResume(
                        TimeoutException.class,
                        e -> stack.autoconfigure(Duration.ofNanos(1))
                                .map(address -> "no DHCP server, but IPv6 address " + address.getHostAddress())
                                .onErrorMap(other -> e));
    }

    /** Whether an IPv6 address may still come: the stack speaks IPv6, and has none yet beyond the link's. */
    public boolean mayAutoconfigure() {
        return addressing.ipv6()
                && stack.addresses().stream()
                        .noneMatch(address -> address instanceof Inet6Address && !address.isLinkLocalAddress());
    }

    /** Lets the packet log know our address. */
    private void own() {
        stack.address()
                .ifPresent(address ->
                        ownAddress.set(IpAddress.ofOctets(address.getAddress()).ipv4()));
    }

    /** The lease held now. */
    public Optional<DhcpLease> lease() {
        return stack.currentLease();
    }

    /**
     * Gives the lease back, closes the link and then the captures; takes two seconds each at the most. Fails with an
     * {@link java.io.IOException} if a capture could not be written.
     */
    public Mono<Void> close() {
        return stack.release()
                .timeout(Duration.ofSeconds(2))
                .onErrorComplete()
                .then(Mono.defer(() -> {
                    stack.dispose();
                    return stack.onDispose().timeout(Duration.ofSeconds(2)).onErrorComplete();
                }))
                .then(Mono.<Void>fromCallable(() -> {
                            for (AutoCloseable capture : captures) {
                                capture.close(); // waits for its thread
                            }
                            return null;
                        })
                        .subscribeOn(Schedulers.boundedElastic()))
                .then(Mono.fromRunnable(() -> {
                    if (lanLoop != null) {
                        lanLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
                    }
                }));
    }
}
