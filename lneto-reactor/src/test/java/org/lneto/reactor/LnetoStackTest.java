package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.lneto.reactor.TestNetwork.address;
import static org.lneto.reactor.TestNetwork.at;
import static org.lneto.reactor.TestNetwork.text;

import io.netty.channel.socket.DatagramPacket;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.server.VirtualLan;
import org.lneto.ntp.NtpSample;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class LnetoStackTest {
    private static final long HOUR_AHEAD =
            (System.currentTimeMillis() + Duration.ofHours(1).toMillis()) * 1_000_000;

    private final TestNetwork network = new TestNetwork(5);

    @AfterEach
    void close() {
        network.close();
    }

    private VirtualLan lan() {
        VirtualLan lan = VirtualLan.start(network.link, network.time.eventLoop(), () -> HOUR_AHEAD);
        network.time.settle();
        return lan;
    }

    @Test
    void leaseGivesAddressAndServers() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        assertThat(stack.address()).isEmpty();
        DhcpLease lease = network.get(stack.lease());
        assertThat(stack.address()).contains(Addresses.inetAddress(lease.address()));
        assertThat(lease.address().toString()).startsWith("10.0.0.1");
        assertThat(stack.currentLease()).contains(lease);
        assertThat(network.get(stack.resolve("www.lneto.test").collectList())).containsExactly(address("10.0.0.80"));
    }

    @Test
    void pageIsFetchedByName() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        TcpConnection connection = network.get(stack.connect("www.lneto.test", 80));
        StringBuilder page = new StringBuilder();
        connection.receive().asString(StandardCharsets.UTF_8).subscribe(page::append);
        network.get(connection.send(
                Mono.just(text("GET /hello.txt HTTP/1.1\r\nHost: www.lneto.test\r\nConnection: close\r\n\r\n"))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(page.toString()).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nhello\n");
    }

    @Test
    void heldLeaseIsRenewedBeforeItEnds() {
        VirtualLan lan = lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        List<DhcpLease> leases = new ArrayList<>();
        Disposable keeping = stack.leases().subscribe(leases::add);
        network.time.advance(Duration.ofHours(10));
        assertThat(leases).hasSizeGreaterThanOrEqualTo(10);
        assertThat(leases)
                .extracting(DhcpLease::address)
                .containsOnly(leases.get(0).address());
        keeping.dispose();
        network.time.advance(Duration.ofSeconds(1));
        assertThat(stack.address()).isEmpty();
        assertThat(stack.currentLease()).isEmpty();
        assertThat(lan.router().host().drops().total()).isZero();
    }

    @Test
    void releaseGivesTheAddressUpAndAnotherMayBeLeased() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        network.get(stack.release());
        assertThat(stack.address()).isEmpty();
        network.get(stack.release()); // without a lease: nothing to do
        assertThat(network.get(stack.lease())).isNotNull();
    }

    @Test
    void secondLeaseIsRefusedWhileOneIsHeld() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        assertThat(network.failure(stack.lease()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("release()");
    }

    @Test
    void leaseWithoutServerTimesOutAndFreesThePort() {
        LnetoStack stack = network.bare(Impairment.NONE);
        assertThat(network.failure(stack.lease())).isInstanceOf(TimeoutException.class);
        assertThat(network.time.now()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
        lan();
        assertThat(network.get(stack.lease())).isNotNull();
    }

    @Test
    void literalAddressIsItself() {
        LnetoStack stack = network.bare(Impairment.NONE);
        assertThat(network.get(stack.resolve("192.0.2.7").collectList())).containsExactly(address("192.0.2.7"));
    }

    @Test
    void nameThatDoesNotExistIsAnUnknownHost() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        assertThat(network.failure(stack.resolve("nobody.lneto.test").next()))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("not known");
        assertThat(network.failure(stack.resolve("a..b").next())).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void serverOfAFamilyThatTheStackHasNoAddressOfCostsNoTime() {
        lan();
        LnetoStack stack = network.stack("10.0.0.9", Impairment.NONE, address("2001:db8::53"), address("10.0.0.1"));
        Duration before = network.time.now();
        assertThat(network.get(stack.resolve("www.lneto.test").collectList())).containsExactly(address("10.0.0.80"));
        assertThat(network.time.now().minus(before)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void serversThatFailAreNamedWithWhatCameOfThem() {
        LnetoStack stack = network.stack("192.0.2.1", Impairment.NONE, address("2001:db8::53"), address("192.0.2.2"));
        network.stack("192.0.2.2");
        assertThat(network.failure(stack.resolve("www.lneto.test").next()))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("(2001:db8::53 cannot be reached; 192.0.2.2 cannot be reached)");
    }

    @Test
    void resolvingWithoutServersSaysWhatToDo() {
        LnetoStack stack = network.stack("192.0.2.1");
        assertThat(network.failure(stack.resolve("www.lneto.test").next()))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("lease()");
    }

    @Test
    void timeOfAServerAnHourAheadIsAnHourOff() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        NtpSample sample = network.get(stack.time("router.lneto.test"));
        assertThat(Duration.ofNanos(sample.offsetNanos())).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
    }

    @Test
    void timeOfAHostWithoutServerFails() {
        lan();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        assertThat(network.failure(stack.time(address("10.0.0.80"))))
                .isInstanceOfAny(NoRouteToHostException.class, SocketTimeoutException.class);
    }

    @Test
    void pingTellsTheRoundTrip() {
        LnetoStack a = network.stack("192.0.2.1", Impairment.NONE.withDelay(Duration.ofMillis(10)));
        network.stack("192.0.2.2", Impairment.NONE.withDelay(Duration.ofMillis(10)));
        network.get(a.ping(address("192.0.2.2")));
        assertThat(network.get(a.ping(address("192.0.2.2")))).isEqualTo(Duration.ofMillis(20));
        assertThat(network.failure(a.ping(address("192.0.2.3")))).isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    void datagramsAreExchanged() {
        LnetoStack a = network.stack("192.0.2.1");
        LnetoStack b = network.stack("192.0.2.2");
        UdpEndpoint echo = network.get(b.udp(7));
        echo.send(echo.receive().map(p -> new DatagramPacket(p.content().retain(), p.sender())))
                .subscribe();
        UdpEndpoint client = network.get(a.udp(0));
        List<String> received = new ArrayList<>();
        client.receive().subscribe(p -> received.add(p.content().toString(StandardCharsets.UTF_8) + " " + p.sender()));
        network.get(client.send(Flux.just(
                new DatagramPacket(text("one"), at("192.0.2.2", 7)),
                new DatagramPacket(text(""), at("192.0.2.2", 7)))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(received).containsExactly("one /192.0.2.2:7", " /192.0.2.2:7");
        client.dispose();
        network.time.settle();
        assertThat(client.isDisposed()).isTrue();
        assertThat(network.get(a.udp(client.localAddress().getPort()))).isNotNull();
    }

    @Test
    void udpPortInUseIsABindException() {
        LnetoStack a = network.stack("192.0.2.1");
        network.get(a.udp(5353));
        assertThat(network.failure(a.udp(5353))).isInstanceOf(BindException.class);
    }

    @Test
    void datagramLongerThanAnyFails() {
        LnetoStack a = network.stack("192.0.2.1");
        UdpEndpoint client = network.get(a.udp(0));
        DatagramPacket packet = new DatagramPacket(text("x".repeat(65508)), at("192.0.2.2", 7));
        assertThat(network.failure(client.send(Mono.just(packet))))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("65507");
        assertThat(packet.refCnt()).isZero();
    }

    @Test
    void unreadDatagramsAreBounded() {
        LnetoStack a = network.stack("192.0.2.1");
        LnetoStack b = network.stack("192.0.2.2");
        UdpEndpoint deaf = network.get(b.udp(9));
        UdpEndpoint client = network.get(a.udp(0));
        network.get(a.ping(address("192.0.2.2"))); // while ARP is under way only a few packets wait
        network.get(client.send(Flux.range(0, 1000).map(i -> new DatagramPacket(text("x"), at("192.0.2.2", 9)))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(deaf.dropped()).isEqualTo(1000 - 256);
        deaf.dispose();
    }

    @Test
    void disposedStackEndsEverythingThatIsOpen() {
        LnetoStack a = network.stack("192.0.2.1");
        LnetoStack b = network.stack("192.0.2.2");
        b.listen(7).subscribe();
        TcpConnection connection = network.get(a.connect(at("192.0.2.2", 7)));
        UdpEndpoint endpoint = network.get(a.udp(9));
        List<String> events = new ArrayList<>();
        connection
                .receive()
                .subscribe(x -> {}, e -> events.add("tcp " + e.getClass().getSimpleName()));
        endpoint.receive().subscribe(x -> {}, e -> {}, () -> events.add("udp complete"));
        a.ping(address("192.0.2.99"))
                .subscribe(x -> {}, e -> events.add("ping " + e.getClass().getSimpleName()));
        a.connect(at("192.0.2.99", 7))
                .subscribe(x -> {}, e -> events.add("connect " + e.getClass().getSimpleName()));
        network.time.settle();
        a.dispose();
        network.time.settle();
        assertThat(events)
                .containsExactlyInAnyOrder(
                        "tcp ClosedChannelException",
                        "udp complete",
                        "ping ClosedChannelException",
                        "connect ClosedChannelException");
        assertThat(endpoint.isDisposed()).isTrue();
        network.get(a.onDispose());
        network.get(connection.onDispose());
    }

    @Test
    void builderRefusesWhatCannotBe() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LnetoStack.builder().start())
                .withMessageContaining("link");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LnetoStack.builder().tap("a-name-too-long-for-linux"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LnetoStack.builder().address(address("::1"), 64, null))
                .withMessageContaining("host's");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LnetoStack.builder().address(address("192.0.2.1"), 24, address("2001:db8::1")))
                .withMessageContaining("family");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LnetoStack.builder().address(address("192.0.2.1"), 33, null));
    }

    @Test
    void settersLeaveTheBuilderAsItWas() {
        LnetoStackBuilder plain = LnetoStack.builder();
        InetAddress any = address("192.0.2.1");
        assertThat(plain.address(any, 24, null)).isNotSameAs(plain);
        assertThatIllegalStateException().isThrownBy(plain::start);
        plain.link(network.link);
        assertThatIllegalStateException().isThrownBy(plain::start);
    }
}
