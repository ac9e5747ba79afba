package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.UdpEndpoint;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import reactor.core.publisher.Mono;

/** A stack beside the Linux kernel, on a bridge: echo and datagrams longer than a packet, groups, taken addresses. */
@Tag("peer")
class KernelNetworkPeerTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String KERNEL = "10.81.0.1";
    private static final String KERNEL_IPV6 = "fd00:81::1";
    private static final String STACK = "10.81.0.5";
    private static final String STACK_IPV6 = "fd00:81::5";

    private static Namespace namespace;
    private static TapStack tap;
    private static LnetoStack stack;

    @BeforeAll
    static void start() throws Exception {
        Requirements.rootAnd("ping", "socat", "bridge");
        namespace = new Namespace();
        String script = """
                set -e
                ip link add bridge0 type bridge
                ip address add %s/24 dev bridge0
                ip address add %s/64 dev bridge0 nodad
                ip address add fd00:81::77/64 dev bridge0 nodad
                ip link set bridge0 up
                """.formatted(KERNEL, KERNEL_IPV6);
        namespace.run("bash", namespace.write("bridge.sh", script).toString()).ok();
        InetAddress own = InetAddress.getByName(STACK);
        tap = new TapStack(
                namespace,
                "tap0",
                builder -> builder.hardwareAddress(MacAddress.parse("02:00:5e:10:81:05"))
                        .ipv6(false)
                        .address(own, 24, null));
        namespace.run("ip", "link", "set", "tap0", "master", "bridge0").ok();
        stack = tap.stack();
        // not before the bridge is there: who has an address can be asked only then
        tap.run(() -> {
            for (String address : List.of(STACK_IPV6, "fd00:81::77")) {
                stack.stack()
                        .host()
                        .ipv6()
                        .configure(
                                IpAddress.parse(address),
                                64,
                                IpAddress.parse("::"),
                                stack.stack().nowNanos());
            }
        });
        stack.autoconfigure(LONG).block(LONG);
    }

    @AfterAll
    static void stop() {
        if (tap != null) {
            tap.close();
        }
        if (namespace != null) {
            namespace.close();
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void assertAnswered(String address) {
        for (String octets : List.of("0", "56", "1452", "8192", "60000")) {
            assertThat(namespace
                            .run("ping", "-c", "3", "-i", "0.2", "-w", "20", "-s", octets, address)
                            .ok()
                            .out())
                    .as("%s octets", octets)
                    .contains("3 received");
        }
    }

    @Test
    void kernelsLongPingsAreAnswered() {
        assertAnswered(STACK);
        assertAnswered(STACK_IPV6);
    }

    @Test
    void kernelAnswersLongPings() {
        for (String to : List.of(KERNEL, KERNEL_IPV6)) {
            for (int octets : new int[] {0, 56, 1453, 8192, 60_000}) {
                assertThat(stack.ping(address(to), octets, LONG).block(LONG))
                        .as("%d octets to %s", octets, to)
                        .isLessThan(LONG);
            }
        }
    }

    @Test
    void longDatagramsPassBothWays() {
        namespace.start("socat", "-b", "65507", "UDP4-RECVFROM:7007,fork", "EXEC:cat");
        namespace.start("socat", "-b", "65507", "UDP6-RECVFROM:7008,ipv6only,fork", "EXEC:cat");
        assertEcho(new InetSocketAddress(address(KERNEL), 7007));
        assertEcho(new InetSocketAddress(address(KERNEL_IPV6), 7008));
    }

    private static void assertEcho(InetSocketAddress to) {
        UdpEndpoint endpoint = stack.udp(0).block(LONG);
        assertThat(endpoint).isNotNull();
        byte[] data = new byte[8000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7);
        }
        Mono<byte[]> answer = endpoint.receive()
                .next()
                .map(packet -> {
                    byte[] octets = new byte[packet.content().readableBytes()];
                    packet.content().getBytes(packet.content().readerIndex(), octets);
                    return octets;
                })
                .cache();
        answer.subscribe();
        // the program may not listen yet: what is refused is sent again
        for (int attempt = 0; attempt < 50; attempt++) {
            endpoint.send(Mono.fromSupplier(() -> new DatagramPacket(Unpooled.wrappedBuffer(data), to)))
                    .onErrorComplete()
                    .block(LONG);
            byte[] got = answer.timeout(Duration.ofMillis(200), Mono.empty()).block(LONG);
            if (got != null) {
                assertThat(got).isEqualTo(data);
                endpoint.dispose();
                return;
            }
        }
        throw new AssertionError("no answer from " + to);
    }

    @Test
    void bridgeHasHeardOfTheGroups() {
        String solicitedNode = "ff02::1:ff00:5";
        Namespace.await(
                "the group of " + STACK_IPV6 + " in the bridge's table",
                () -> namespace.run("bridge", "mdb", "show").ok().out().contains("port tap0 grp " + solicitedNode));
    }

    @Test
    void bridgeHearsOfIpv4GroupsToo() {
        int group = Ipv4Address.parse("239.1.2.3");
        tap.run(() -> stack.stack().host().ipv4().groups().join(group));
        Namespace.await(
                "239.1.2.3 in the bridge's table",
                () -> namespace.run("bridge", "mdb", "show").ok().out().contains("port tap0 grp 239.1.2.3"));
    }

    @Test
    void addressThatTheKernelHasIsNotTaken() {
        assertThat(stack.addresses()).contains(address(STACK_IPV6)).doesNotContain(address("fd00:81::77"));
        assertThat(namespace
                        .run("ping", "-c", "1", "-W", "5", "fd00:81::77")
                        .ok()
                        .out())
                .contains("1 received");
    }

    @Test
    void kernelFindsTheStackReachable() {
        namespace.run("ping", "-c", "1", "-W", "5", STACK_IPV6).ok();
        // the kernel heard of it by our own solicitation, and asks itself some seconds later
        Namespace.await("a reachable neighbour", () -> {
            String neighbour = namespace
                    .run("ip", "-6", "neighbour", "show", STACK_IPV6)
                    .ok()
                    .out();
            return neighbour.toLowerCase(Locale.ROOT).contains("02:00:5e:10:81:05 reachable");
        });
    }
}
