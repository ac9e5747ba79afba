package org.lneto.samples.common;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private final @Nullable AddressOption address;
    private final @Nullable EventLoopGroup lanLoop;
    private final AtomicInteger ownAddress;
    private final List<AutoCloseable> captures;

    private OpenStack(
            LnetoStack stack,
            @Nullable AddressOption address,
            @Nullable EventLoopGroup lanLoop,
            AtomicInteger ownAddress,
            List<AutoCloseable> captures) {
        this.stack = stack;
        this.address = address;
        this.lanLoop = lanLoop;
        this.ownAddress = ownAddress;
        this.captures = captures;
        own();
    }

    /** Over a real link. */
    static Mono<OpenStack> on(
            LnetoStackBuilder builder, AddressOption address, AtomicInteger ownAddress, List<AutoCloseable> captures) {
        return builder.start().map(stack -> new OpenStack(stack, address, null, ownAddress, captures));
    }

    /** Over a virtual link with an embedded LAN on it. */
    static Mono<OpenStack> onEmbeddedLan(
            LnetoStackBuilder builder, AddressOption address, AtomicInteger ownAddress, List<AutoCloseable> captures) {
        return Mono.defer(() -> {
            EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("lneto", true), LocalIoHandler.newFactory());
            VirtualLink link = VirtualLink.create();
            VirtualLan.start(link, loop.next(), () -> System.currentTimeMillis() * 1_000_000);
            return builder.link(link)
                    .eventLoopGroup(loop)
                    .start()
                    .map(stack -> new OpenStack(stack, address, loop, ownAddress, captures));
        });
    }

    /** The stack. */
    public LnetoStack stack() {
        return stack;
    }

    /** Whether an address is still to be leased: {@code --addr} gave no static one. */
    public boolean needsLease() {
        return address != null && !address.isStatic();
    }

    /** Leases an address, the one of {@code --addr} if it named one; completes empty with a static address. */
    public Mono<DhcpLease> lease(Duration timeout) {
        AddressOption address = this.address;
        if (address == null || address.isStatic()) {
            return Mono.empty();
        }
        DhcpClientConfig config =
                DhcpClientConfig.of(stack.stack().host().config().hardwareAddress());
        if (address.address() != null) {
            config =
                    config.requestedAddress(IpAddress.ofOctets(address.address().getAddress()));
        }
        return stack.lease(config, timeout).doOnNext(lease -> own());
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
