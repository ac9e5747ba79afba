package org.lneto.reactor;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Resolves names for Netty by a stack's servers: for {@code Bootstrap.resolver(...)} and reactor-netty's {@code
 * resolver(...)}. Addresses of both families come in the order of {@link LnetoStack#resolve}, and errors are its {@link
 * UnknownHostException}s.
 */
public final class LnetoAddressResolverGroup extends AddressResolverGroup<InetSocketAddress> {
    private final LnetoStack stack;

    /** Asks the servers that the stack asks. */
    public LnetoAddressResolverGroup(LnetoStack stack) {
        this.stack = stack;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new StackNameResolver(executor, stack).asAddressResolver();
    }

    private static final class StackNameResolver extends InetNameResolver {
        private final LnetoStack stack;

        StackNameResolver(EventExecutor executor, LnetoStack stack) {
            super(executor);
            this.stack = stack;
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            complete(name, stack.resolve(name).next(), promise);
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            complete(name, stack.resolve(name).collectList().filter(all -> !all.isEmpty()), promise);
        }

        private static <T> void complete(String name, Mono<T> answer, Promise<T> promise) {
            Disposable asking = answer.subscribe(
                    promise::trySuccess, promise::tryFailure, () -> promise.tryFailure(new UnknownHostException(name)));
            promise.addListener(done -> {
                if (done.isCancelled()) {
                    asking.dispose();
                }
            });
        }
    }
}
