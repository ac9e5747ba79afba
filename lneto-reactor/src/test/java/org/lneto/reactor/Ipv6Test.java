package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.address;
import static org.lneto.reactor.TestNetwork.at;
import static org.lneto.reactor.TestNetwork.text;

import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.server.VirtualLan;
import reactor.core.publisher.Mono;

class Ipv6Test {
    private static final String WWW = "fd6c:6e65:746f:0::80";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestNetwork network = new TestNetwork(6);

    @AfterEach
    void close() {
        network.close();
    }

    private void lan() {
        VirtualLan.start(network.link, network.time.eventLoop(), () -> 0);
        network.time.settle();
    }

    private LnetoStack autoconfigured() {
        LnetoStack stack = network.ipv6();
        network.get(stack.autoconfigure(LONG));
        return stack;
    }

    @Test
    void routersPrefixGivesAnAddress() {
        lan();
        LnetoStack stack = network.ipv6();
        InetAddress address = network.get(stack.autoconfigure(LONG));
        assertThat(address.getHostAddress()).startsWith("fd6c:6e65:746f:0:");
        assertThat(stack.addresses()).hasSize(2).allMatch(own -> own instanceof Inet6Address);
    }

    @Test
    void withoutARouterThereIsNoAddressButTheLinksOwn() {
        LnetoStack stack = network.ipv6();
        assertThat(network.failure(stack.autoconfigure(Duration.ofSeconds(5)))).isInstanceOf(TimeoutException.class);
        assertThat(stack.addresses()).hasSize(1).allMatch(InetAddress::isLinkLocalAddress);
    }

    @Test
    void nameIsResolvedOverIpv6() {
        lan();
        LnetoStack stack = autoconfigured();
        assertThat(network.get(stack.resolve("www.lneto.test").collectList())).containsExactly(address(WWW));
    }

    @Test
    void hostWithBothFamiliesGetsBothAndPrefersIpv4ToALocalPrefix() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        assertThat(network.get(stack.resolve("www.lneto.test").collectList()))
                .containsExactly(address("10.0.0.80"), address(WWW));
    }

    @Test
    void pageIsFetchedOverIpv6() {
        lan();
        LnetoStack stack = autoconfigured();
        TcpConnection connection = network.get(stack.connect("www.lneto.test", 80));
        assertThat(connection.remoteAddress().getAddress()).isInstanceOf(Inet6Address.class);
        StringBuilder page = new StringBuilder();
        connection.receive().asString(StandardCharsets.UTF_8).subscribe(page::append);
        network.get(connection.send(
                Mono.just(text("GET /hello.txt HTTP/1.1\r\nHost: www.lneto.test\r\nConnection: close\r\n\r\n"))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(page.toString()).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nhello\n");
    }

    @Test
    void pingAndTimeWorkOverIpv6() {
        lan();
        LnetoStack stack = autoconfigured();
        assertThat(network.get(stack.ping(address(WWW)))).isLessThan(LONG);
        assertThat(network.get(stack.time("router.lneto.test")).stratum()).isPositive();
    }

    @Test
    void familyWithoutAnAddressIsRefusedAtOnce() {
        LnetoStack stack = network.stack("192.0.2.1");
        assertThat(network.failure(stack.connect(at("2001:db8::1", 80)))).isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    void addressThatIsNobodysIsRefused() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        assertThat(network.failure(stack.connect(at("0.0.0.0", 80)))).isInstanceOf(NoRouteToHostException.class);
        assertThat(network.failure(stack.connect(at("::", 80)))).isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    void hostBeyondTheLinkIsNotTriedFromALinkLocalAddress() {
        LnetoStack stack = network.ipv6();
        network.time.advance(Duration.ofSeconds(3));
        assertThat(stack.addresses()).hasSize(1);
        assertThat(network.failure(stack.connect(at("2001:db8::1", 80)))).isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    void addressThatTheLinkHasNoRoomForFailsTheStart() {
        assertThat(network.failure(LnetoStack.builder()
                        .link(network.link)
                        .config(config -> config.mtu(1000))
                        .eventLoopGroup(network.time.eventLoop())
                        .address(address("2001:db8::5"), 64, null)
                        .start()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1280");
    }

    @Test
    void deadFamilyCostsAQuarterOfASecond() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        long before = network.time.now().toNanos();
        TcpConnection connection = network.get(
                stack.tcp().connectAny(List.of(address("fd6c:6e65:746f:0::dead"), address("10.0.0.80")), 80));
        assertThat(connection.remoteAddress()).isEqualTo(at("10.0.0.80", 80));
        assertThat(Duration.ofNanos(network.time.now().toNanos() - before))
                .isBetween(Duration.ofMillis(250), Duration.ofMillis(300));
    }

    @Test
    void refusedAddressIsFollowedByTheNextAtOnce() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        TcpConnection connection =
                network.get(stack.tcp().connectAny(List.of(address("fd6c:6e65:746f:0::1"), address("10.0.0.80")), 80));
        assertThat(connection.remoteAddress()).isEqualTo(at("10.0.0.80", 80));
    }

    @Test
    void raceFailsWithWhatTheFirstFailedWith() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        assertThat(network.failure(stack.tcp().connectAny(List.of(address(WWW), address("10.0.0.80")), 81)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("746f");
    }

    @Test
    void loserOfARaceIsAborted() {
        lan();
        LnetoStack stack = autoconfigured();
        network.get(stack.lease());
        network.get(stack.tcp().connectAny(List.of(address(WWW), address("10.0.0.80")), 80));
        network.time.advance(Duration.ofSeconds(5));
        assertThat(stack.stack().host().tcp().connections()).isOne();
    }

    @Test
    void staticAddressIsUsedAfterItWasVerified() {
        LnetoStack other = network.bare(Impairment.NONE);
        LnetoStack stack = network.get(LnetoStack.builder()
                .link(network.link)
                .eventLoopGroup(network.time.eventLoop())
                .address(address("2001:db8::5"), 64, address("2001:db8::1"))
                .start());
        assertThat(stack.addresses()).isEmpty();
        network.get(stack.autoconfigure(LONG));
        assertThat(stack.addresses()).contains(address("2001:db8::5"));
        stack.dispose();
        assertThat(other.addresses()).isEmpty();
    }

    @Test
    void connectionsAreAcceptedOverBothFamilies() {
        lan();
        LnetoStack server = autoconfigured();
        network.get(server.lease());
        List<TcpConnection> accepted = new ArrayList<>();
        server.listen(7).subscribe(accepted::add);
        LnetoStack client = autoconfigured();
        network.get(client.lease());
        for (InetAddress to : server.addresses()) {
            network.get(client.tcp().connectAny(List.of(to), 7));
        }
        network.time.settle();
        assertThat(accepted).hasSize(3);
    }
}
