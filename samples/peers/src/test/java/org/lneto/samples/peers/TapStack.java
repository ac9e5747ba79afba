package org.lneto.samples.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.lneto.core.StackNode;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.samples.testing.Namespace;

/**
 * A stack in this JVM on one end of a TAP device whose other end is in a network namespace: the device is moved there once
 * it is open.
 */
final class TapStack implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final LnetoStack stack;

    /**
     * Opens the stack, and puts the other end into a namespace, where it is up.
     *
     * @param device the device's name there
     * @param settings of the stack
     */
    TapStack(Namespace namespace, String device, UnaryOperator<LnetoStackBuilder> settings) {
        String name = "lnp" + ProcessHandle.current().pid() % 1_000_000 + "-" + NEXT.getAndIncrement();
        LnetoStack opened =
                settings.apply(LnetoStack.builder().tap(name)).start().block(LONGEST);
        if (opened == null) {
            throw new AssertionError("no stack");
        }
        stack = opened;
        Namespace.host("ip", "link", "set", "dev", name, "netns", namespace.name(), "name", device)
                .ok();
        namespace.run("ip", "link", "set", device, "up").ok();
    }

    LnetoStack stack() {
        return stack;
    }

    /** Adds a node to UDP, on the event loop. */
    void addUdp(StackNode node) {
        run(() -> stack.stack().host().udp().add(node));
    }

    /** Runs something on the event loop, and waits for it. */
    void run(Runnable task) {
        try {
            stack.stack().eventLoop().submit(task).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("failed on the event loop", e);
        }
    }

    /** What happens, in order, seen by the test's thread. */
    static final class Log {
        private final List<String> lines = new ArrayList<>();

        synchronized void add(String line) {
            lines.add(line);
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        /** Waits for a line, a minute at the most. */
        void await(String line) {
            Namespace.await("'" + line + "' among " + lines(), () -> lines().contains(line));
        }

        /** Waits for a number of lines, a minute at the most. */
        void await(int count) {
            Namespace.await(count + " lines among " + lines(), () -> lines().size() >= count);
        }
    }

    @Override
    public void close() {
        stack.dispose();
        stack.onDispose().block(LONGEST);
    }
}
