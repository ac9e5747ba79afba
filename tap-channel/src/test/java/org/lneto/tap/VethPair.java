package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A veth pair for one test: one end here, the other as {@code peer0} in a namespace with a kernel's addresses. */
final class VethPair implements BeforeEachCallback, AfterEachCallback {
    static final long KERNEL_MAC = 0x0200_0000_0001L;
    static final int KERNEL = 10 << 24 | 232 << 16 | 1;
    static final int US = KERNEL + 1;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private String namespace;
    private String name;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        long id = ProcessHandle.current().pid();
        namespace = "links-" + id + "-" + NEXT.getAndIncrement();
        name = "lk" + id + "-" + NEXT.get();
        Command.ok("ip", "netns", "add", namespace);
        bash("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        Command.ok("ip", "link", "add", name, "type", "veth", "peer", "name", "peer0", "netns", namespace);
        in("ip", "link", "set", "peer0", "address", "02:00:00:00:00:01", "up");
        in("ip", "address", "add", "10.232.0.1/24", "dev", "peer0");
        in("ip", "neigh", "add", "10.232.0.2", "lladdr", "02:00:00:00:00:02", "dev", "peer0");
        Command.ok("ip", "link", "set", name, "up");
        awaitUp(List.of("ip", "-n", namespace), "peer0");
        awaitUp(List.of("ip"), name);
    }

    /** Waits until an interface has noticed its carrier: what is sent before is thrown away. */
    static void awaitUp(List<String> ip, String name) throws Exception {
        List<String> words = new ArrayList<>(ip);
        words.addAll(List.of("-o", "link", "show", "dev", name));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Command.ok(words.toArray(String[]::new)).contains("state UP")) {
            assertThat(System.nanoTime() - end).as("waited for " + name).isNegative();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Command.run("ip", "link", "delete", name);
        Command.ok("ip", "netns", "delete", namespace);
    }

    /** The name of the end that is here. */
    String name() {
        return name;
    }

    String namespace() {
        return namespace;
    }

    PacketSocketAddress address() {
        return new PacketSocketAddress(name);
    }

    /** Runs a program at the other end. */
    String in(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(List.of(words));
        return Command.ok(command.toArray(String[]::new));
    }

    String bash(String script) throws Exception {
        return in("bash", "-c", script);
    }

    /** Starts a program at the other end. */
    Process start(String script) throws Exception {
        return new ProcessBuilder("ip", "netns", "exec", namespace, "bash", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
