package org.lneto.netty.testsuite;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.lneto.netty.Stack;
import org.lneto.netty.channel.LnetoDatagramChannel;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;

/**
 * What Netty's transport test suite runs on here: a stack on a virtual link, which owns 127.0.0.1 and ::1. Its channels are
 * on the stack's own loop in one permutation and on others in the next.
 */
final class Permutations {
    private static final EventLoopGroup STACK_LOOP = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private static final EventLoopGroup OTHER_LOOPS = new MultiThreadIoEventLoopGroup(3, LocalIoHandler.newFactory());
    private static final EventLoopGroup CLIENT_LOOPS = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private static final EventLoopGroup OTHER_BOSS = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    static final Stack STACK = SuiteStack.create(STACK_LOOP);

    private Permutations() {}

    private static ServerBootstrap server(EventLoopGroup boss, EventLoopGroup workers) {
        return new ServerBootstrap().group(boss, workers).channelFactory(() -> new LnetoServerSocketChannel(STACK));
    }

    private static Bootstrap client(EventLoopGroup group) {
        return new Bootstrap().group(group).channelFactory(() -> new LnetoSocketChannel(STACK));
    }

    private static Bootstrap datagrams(EventLoopGroup group) {
        return new Bootstrap().group(group).channelFactory(() -> new LnetoDatagramChannel(STACK));
    }

    /** Server and client: both on the stack's loop, and both on others. */
    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> sockets() {
        return List.of(
                combo(() -> server(STACK_LOOP, STACK_LOOP), () -> client(STACK_LOOP)),
                combo(() -> server(OTHER_BOSS, OTHER_LOOPS), () -> client(OTHER_LOOPS)));
    }

    /** Server and client on loops of their own, for tests whose handlers block their loop. */
    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socketsOnOtherLoops() {
        return List.of(combo(() -> server(OTHER_BOSS, OTHER_LOOPS), () -> client(CLIENT_LOOPS)));
    }

    static List<BootstrapFactory<ServerBootstrap>> serverSockets() {
        return List.of(() -> server(STACK_LOOP, STACK_LOOP), () -> server(OTHER_BOSS, OTHER_LOOPS));
    }

    static List<BootstrapFactory<Bootstrap>> clientSockets() {
        return List.of(() -> client(STACK_LOOP), () -> client(OTHER_LOOPS));
    }

    static List<BootstrapFactory<Bootstrap>> datagramSockets() {
        return List.of(() -> datagrams(STACK_LOOP), () -> datagrams(OTHER_LOOPS));
    }

    static List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagrams() {
        List<BootstrapComboFactory<Bootstrap, Bootstrap>> combos = new ArrayList<>();
        for (BootstrapFactory<Bootstrap> server : datagramSockets()) {
            for (BootstrapFactory<Bootstrap> client : datagramSockets()) {
                combos.add(combo(server::newInstance, client::newInstance));
            }
        }
        return combos;
    }

    /** Both on the stack's loop, or both on others: for tests that wait long for what must not come. */
    static List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagramsOfAKind() {
        return List.of(
                combo(() -> datagrams(STACK_LOOP), () -> datagrams(STACK_LOOP)),
                combo(() -> datagrams(OTHER_LOOPS), () -> datagrams(OTHER_LOOPS)));
    }

    private static <S extends io.netty.bootstrap.AbstractBootstrap<?, ?>> BootstrapComboFactory<S, Bootstrap> combo(
            Supplier<S> server, Supplier<Bootstrap> client) {
        return new BootstrapComboFactory<>() {
            @Override
            public S newServerInstance() {
                return server.get();
            }

            @Override
            public Bootstrap newClientInstance() {
                return client.get();
            }
        };
    }
}
