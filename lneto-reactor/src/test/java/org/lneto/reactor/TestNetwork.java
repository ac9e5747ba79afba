package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.lneto.core.MacAddress;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualTime;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Stacks on a virtual link on virtual time. */
final class TestNetwork implements AutoCloseable {
    final VirtualTime time = new VirtualTime();
    final VirtualLink link;
    private final List<LnetoStack> stacks = new ArrayList<>();

    TestNetwork(long seed) {
        link = VirtualLink.builder().seed(seed).build();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address(address), port);
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    /** A stack on the link whose frames suffer {@code impairment}, without an address. */
    LnetoStack bare(Impairment impairment) {
        int number = stacks.size() + 1;
        LnetoStack stack = get(base(number, impairment).start());
        stacks.add(stack);
        return stack;
    }

    /** A stack on the link that configures itself for IPv6. */
    LnetoStack ipv6() {
        LnetoStack stack =
                get(base(stacks.size() + 1, Impairment.NONE).ipv6(true).start());
        stacks.add(stack);
        return stack;
    }

    /** A stack on the link that falls back to a link-local address. */
    LnetoStack linkLocal() {
        LnetoStack stack = get(
                base(stacks.size() + 1, Impairment.NONE).linkLocalFallback(true).start());
        stacks.add(stack);
        return stack;
    }

    /** A stack on the link with an address in 192.0.2.0/24. */
    LnetoStack stack(String address) {
        return stack(address, Impairment.NONE);
    }

    LnetoStack stack(String address, Impairment impairment, InetAddress... nameServers) {
        int number = stacks.size() + 1;
        LnetoStack stack = get(base(number, impairment)
                .address(address(address), 24, null)
                .nameServers(List.of(nameServers))
                .start());
        stacks.add(stack);
        return stack;
    }

    private LnetoStackBuilder base(int number, Impairment impairment) {
        return LnetoStack.builder()
                .channel(() -> link.newPort(impairment), null)
                .ipv6(false) // a host that says nothing by itself
                .eventLoopGroup(time.eventLoop())
                .hardwareAddress(MacAddress.local(0x1000 + number))
                .random(() -> new SplittableRandom(number));
    }

    /** Lets time pass until a Mono has ended, an hour at the most; throws what it failed with. */
    <T> T get(Mono<T> mono) {
        AtomicReference<T> value = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        boolean[] done = new boolean[1];
        mono.subscribe(
                value::set,
                e -> {
                    error.set(e);
                    done[0] = true;
                },
                () -> done[0] = true);
        if (!time.advanceUntil(() -> done[0], Duration.ofHours(1))) {
            throw new AssertionError("nothing came of " + mono + " in an hour");
        }
        if (error.get() != null) {
            throw new AssertionError("failed", error.get());
        }
        return value.get();
    }

    /** Lets time pass until a Mono has failed, and returns with what. */
    Throwable failure(Mono<?> mono) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        mono.subscribe(v -> {}, error::set);
        time.advanceUntil(() -> error.get() != null, Duration.ofHours(1));
        return error.get();
    }

    /** Ends the stacks. What a test leaves open ends with them, and has nobody left to tell. */
    @Override
    public void close() {
        List<Throwable> unexpected = new ArrayList<>();
        Hooks.onErrorDropped(error -> {
            if (!(Exceptions.unwrap(error) instanceof ClosedChannelException)
                    && !(error.getCause() instanceof ClosedChannelException)) {
                unexpected.add(error);
            }
        });
        try {
            stacks.forEach(LnetoStack::dispose);
            time.settle();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        time.close();
        assertThat(unexpected).as("errors dropped at the end").isEmpty();
    }
}
