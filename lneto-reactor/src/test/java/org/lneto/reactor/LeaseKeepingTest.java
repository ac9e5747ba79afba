package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.address;

import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpInformation;
import org.lneto.dhcpv4.DhcpRoute;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.ip.IpAddress;
import org.lneto.netty.link.Impairment;
import reactor.core.Disposable;

/** A lease through its life: the address comes and goes with it. */
class LeaseKeepingTest {
    private static final IpAddress ROUTER = IpAddress.parseIpv4("192.0.2.1");

    private final TestNetwork network = new TestNetwork(9);
    private final List<String> changes = new ArrayList<>();

    @AfterEach
    void close() {
        network.close();
    }

    private static DhcpServerConfig config() {
        return DhcpServerConfig.of(ROUTER, 24)
                .pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.59"))
                .leaseSeconds(100)
                .routers(ROUTER)
                .domainName("lneto.test");
    }

    /** Puts a server on a stack's UDP port 67. */
    private static DhcpServer serve(LnetoStack router, DhcpServerConfig config) {
        DhcpServer server = new DhcpServer(config, DhcpServerEvents.NONE, new SplittableRandom(1));
        router.stack().host().udp().add(server);
        return server;
    }

    private static void stop(LnetoStack router, DhcpServer server) {
        router.stack().host().udp().remove(server);
    }

    private LnetoStack observed() {
        LnetoStack stack = network.bare(Impairment.NONE);
        stack.leaseChanges().subscribe(change -> changes.add(text(change)));
        network.time.settle();
        return stack;
    }

    private static String text(LeaseChange change) {
        String address = change.lease().address().toString();
        if (change instanceof LeaseChange.Lost lost) {
            return "lost " + address + " " + lost.reason();
        }
        return (change instanceof LeaseChange.Bound ? "bound " : "renewed ") + address;
    }

    @Test
    void renewalKeepsTheAddress() {
        serve(network.stack("192.0.2.1"), config());
        LnetoStack stack = observed();
        network.get(stack.lease());
        network.time.advance(Duration.ofSeconds(120));
        assertThat(changes).containsExactly("bound 192.0.2.50", "renewed 192.0.2.50", "renewed 192.0.2.50");
        assertThat(stack.address()).contains(address("192.0.2.50"));
    }

    @Test
    void addressIsWithdrawnWhenTheLeaseEndsAndComesBackWithTheNext() {
        LnetoStack router = network.stack("192.0.2.1");
        DhcpServer server = serve(router, config());
        LnetoStack stack = observed();
        List<String> leases = new ArrayList<>();
        stack.leases().subscribe(lease -> leases.add(lease.address().toString()));
        network.time.advance(Duration.ofSeconds(1));
        stop(router, server);
        network.time.advance(Duration.ofSeconds(98));
        assertThat(stack.address()).contains(address("192.0.2.50"));
        network.time.advance(Duration.ofSeconds(2));
        assertThat(stack.address()).isEmpty();
        assertThat(stack.currentLease()).isEmpty();
        assertThat(changes).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 EXPIRED");
        serve(router, config());
        network.time.advance(Duration.ofSeconds(70));
        assertThat(stack.address()).contains(address("192.0.2.50"));
        assertThat(leases.subList(0, 2)).containsExactly("192.0.2.50", "192.0.2.50");
    }

    @Test
    void refusalWithdrawsTheAddressAndAnotherIsLeased() {
        LnetoStack router = network.stack("192.0.2.1");
        DhcpServer server = serve(router, config());
        LnetoStack stack = observed();
        network.get(stack.lease());
        stop(router, server); // forgets, and serves other addresses from now on
        serve(
                router,
                config().authoritative(true)
                        .pool(IpAddress.parseIpv4("192.0.2.70"), IpAddress.parseIpv4("192.0.2.79")));
        network.time.advance(Duration.ofSeconds(55));
        assertThat(changes).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 REFUSED", "bound 192.0.2.70");
        assertThat(stack.address()).contains(address("192.0.2.70"));
    }

    @Test
    void rememberedAddressIsAskedForFirst() {
        serve(network.stack("192.0.2.1"), config());
        LnetoStack stack = observed();
        DhcpClientConfig client =
                DhcpClientConfig.of(stack.stack().host().config().hardwareAddress());
        IpAddress wanted = IpAddress.parseIpv4("192.0.2.57");
        network.get(stack.lease(client.requestedAddress(wanted), Duration.ofSeconds(9)));
        network.get(stack.release());
        network.get(stack.lease(client.rememberedAddress(wanted), Duration.ofSeconds(30)));
        assertThat(changes).containsExactly("bound 192.0.2.57", "lost 192.0.2.57 RELEASED", "bound 192.0.2.57");
    }

    @Test
    void classlessRoutesAreUsed() {
        IpAddress gateway = IpAddress.parseIpv4("192.0.2.9");
        serve(
                network.stack("192.0.2.1"),
                config().link(link -> link.routes(
                        new DhcpRoute(IpAddress.ANY_IPV4, 0, gateway),
                        new DhcpRoute(IpAddress.parseIpv4("10.0.0.0"), 8, ROUTER))));
        LnetoStack stack = observed();
        network.get(stack.lease());
        assertThat(stack.stack().host().ipv4().gateway()).isEqualTo(gateway.ipv4());
        // nobody is at the gateway; the router is there, but does not pass on
        assertThat(network.failure(stack.ping(address("198.51.100.1")))).isInstanceOf(NoRouteToHostException.class);
        assertThat(network.failure(stack.ping(address("10.1.2.3")))).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void changesEndWithTheStackAndWithTheSubscription() {
        serve(network.stack("192.0.2.1"), config());
        LnetoStack stack = observed();
        List<LeaseChange> afterwards = new ArrayList<>();
        Disposable gone = stack.leaseChanges().subscribe(afterwards::add);
        boolean[] complete = new boolean[1];
        stack.leaseChanges().subscribe(change -> {}, e -> {}, () -> complete[0] = true);
        network.time.settle();
        gone.dispose();
        network.get(stack.lease());
        assertThat(changes).hasSize(1);
        assertThat(afterwards).isEmpty();
        stack.dispose();
        network.time.settle();
        assertThat(complete[0]).isTrue();
    }

    @Test
    void hostWithAStaticAddressLearnsTheRest() {
        serve(network.stack("192.0.2.1"), config());
        LnetoStack stack = network.stack("192.0.2.2");
        DhcpInformation information = network.get(stack.inform());
        assertThat(information.domainName()).contains("lneto.test");
        assertThat(information.serverIdentifier()).isEqualTo(ROUTER);
        assertThat(stack.address()).contains(address("192.0.2.2"));
        assertThat(network.get(stack.inform())).isEqualTo(information); // the port is free again
    }

    @Test
    void informNeedsAnAddressAndAServer() {
        assertThat(network.failure(network.bare(Impairment.NONE).inform())).isInstanceOf(IllegalStateException.class);
        LnetoStack stack = network.stack("192.0.2.2");
        assertThat(network.failure(stack.inform())).isInstanceOf(TimeoutException.class);
        assertThat(network.time.now()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(65));
    }
}
