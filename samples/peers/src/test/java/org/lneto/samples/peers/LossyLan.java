package org.lneto.samples.peers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.samples.testing.Namespace;

/**
 * A bridge between a stack in this JVM, on a TAP device, and two hosts of the kernel, on veth pairs. It loses TCP's segments
 * as told, those that come from each of them by nftables' random numbers; nobody is told of a loss, as a sender is whose
 * own output is filtered. The kernel's hosts do not put off cutting data into segments, so that one loss is one segment.
 */
final class LossyLan implements AutoCloseable {
    /** The kernel's address. */
    static final String KERNEL = "10.82.0.1";

    /** The kernel's IPv6 address. */
    static final String KERNEL_IPV6 = "fd00:82::1";

    /** The address of the kernel's second host. */
    static final String OTHER = "10.82.0.2";

    /** The stack's address. */
    static final String STACK = "10.82.0.5";

    /** The stack's IPv6 address. */
    static final String STACK_IPV6 = "fd00:82::5";

    private final Namespace bridge = new Namespace();
    private final Namespace kernel = new Namespace();
    private final Namespace other = new Namespace();
    private final TapStack tap;

    LossyLan(UnaryOperator<LnetoStackBuilder> settings) {
        try {
            String script = """
                    set -e
                    ip link add bridge0 type bridge
                    ip link set bridge0 up
                    connect() { # interface here, namespace, its addresses
                        ip link add "$1" type veth peer name eth0 netns "$2"
                        ip link set "$1" master bridge0
                        ip link set "$1" up
                        ip -n "$2" address add "$3/24" dev eth0
                        ip -n "$2" address add "$4/64" dev eth0 nodad
                        ip netns exec "$2" ethtool -K eth0 tso off gso off gro off tx off
                        ip -n "$2" link set eth0 up
                    }
                    connect kernel %s %s %s
                    connect other %s %s fd00:82::2
                    """.formatted(kernel.name(), KERNEL, KERNEL_IPV6, other.name(), OTHER);
            bridge.run("bash", bridge.write("bridge.sh", script).toString()).ok();
            tap = new TapStack(
                    bridge,
                    "tap0",
                    builder -> settings.apply(builder.ipv6(false)
                            .address(address(STACK), 24, address(KERNEL))
                            .address(address(STACK_IPV6), 64, null)));
            bridge.run("ip", "link", "set", "tap0", "master", "bridge0").ok();
        } catch (RuntimeException | Error e) {
            closeNamespaces();
            throw e;
        }
    }

    TapStack tap() {
        return tap;
    }

    /** Where the bridge is. */
    Namespace bridge() {
        return bridge;
    }

    /** Where the kernel has {@link #KERNEL}. */
    Namespace kernel() {
        return kernel;
    }

    /** Where the kernel has {@link #OTHER}. */
    Namespace other() {
        return other;
    }

    /** Loses segments on the way to the bridge, so that both directions of each connection lose as many. */
    void lose(int percent) {
        StringBuilder rules = new StringBuilder("table netdev loss\ndelete table netdev loss\n");
        if (percent > 0) {
            rules.append("table netdev loss {\n");
            for (String device : List.of("kernel", "other", "tap0")) {
                rules.append(String.format(
                        Locale.ROOT,
                        "chain %s { type filter hook ingress device \"%s\" priority 0; policy accept;"
                                + " meta l4proto tcp numgen random mod 100 < %d drop; }\n",
                        device,
                        device,
                        percent));
            }
            rules.append("}\n");
        }
        Path file = bridge.write("loss.nft", rules.toString());
        bridge.run("nft", "-f", file.toString()).ok();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        tap.close();
        closeNamespaces();
    }

    private void closeNamespaces() {
        other.close();
        kernel.close();
        bridge.close();
    }
}
