package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.arp.ConflictPolicy;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.DhcpBinding;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.ip.IpAddress;
import org.lneto.netty.link.Impairment;

/** One address for one host: conflicts of leased and static addresses, and link-local addresses. */
class AddressConflictTest {
    private static final IpAddress ROUTER = IpAddress.parseIpv4("192.0.2.1");

    private final TestNetwork network = new TestNetwork(11);
    private final List<String> declined = new ArrayList<>();

    @AfterEach
    void close() {
        network.close();
    }

    private void serve() {
        DhcpServerConfig config = DhcpServerConfig.of(ROUTER, 24)
                .pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.59"))
                .leaseSeconds(3600);
        network.stack("192.0.2.1")
                .stack()
                .host()
                .udp()
                .add(new DhcpServer(
                        config,
                        new DhcpServerEvents() {
                            @Override
                            public void declined(DhcpBinding binding) {
                                declined.add(binding.address().toString());
                            }
                        },
                        new SplittableRandom(1)));
    }

    private static void seize(LnetoStack stack, String address) {
        stack.stack().host().configure(IpAddress.parseIpv4(address).ipv4(), 24, Ipv4Address.UNSPECIFIED);
        stack.stack().host().arp().announce();
    }

    @Test
    void leasedAddressThatAnotherHostHasIsDeclined() {
        serve();
        network.stack("192.0.2.50"); // the server does not know
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        assertThat(stack.address()).contains(address("192.0.2.51"));
        assertThat(declined).containsExactly("192.0.2.50");
    }

    @Test
    void leaseTakesAFifthOfASecondForProbing() {
        serve();
        LnetoStack stack = network.bare(Impairment.NONE);
        Duration before = network.time.now();
        network.get(stack.lease());
        assertThat(network.time.now().minus(before)).isBetween(Duration.ofMillis(200), Duration.ofMillis(250));
    }

    @Test
    void leasedAddressThatAnotherHostInsistsOnIsGivenUpAndAnotherLeased() {
        serve();
        LnetoStack stack = network.bare(Impairment.NONE);
        network.get(stack.lease());
        assertThat(stack.address()).contains(address("192.0.2.50"));
        LnetoStack thief = network.bare(Impairment.NONE);
        thief.stack().host().defend(ConflictPolicy.DEFEND_ALWAYS, (lost, hardwareAddress, now) -> {});
        seize(thief, "192.0.2.50"); // it announces twice, and defends itself against our defence
        network.time.advance(Duration.ofSeconds(15));
        assertThat(declined).containsExactly("192.0.2.50");
        assertThat(stack.address()).contains(address("192.0.2.51"));
    }

    @Test
    void twoStacksWithOneStaticAddressFindOut() {
        LnetoStack first = network.stack("192.0.2.7");
        LnetoStack second = network.stack("192.0.2.7");
        second.stack().host().arp().announce();
        network.time.advance(Duration.ofSeconds(30));
        assertThat(first.stack().host().arp().conflicts()).isPositive();
        assertThat(second.stack().host().arp().conflicts()).isPositive();
        assertThat(first.address()).contains(address("192.0.2.7"));
    }

    @Test
    void ofTwoHostsThatDefendOnceTheNewOneLoses() {
        LnetoStack first = network.bare(Impairment.NONE);
        LnetoStack second = network.bare(Impairment.NONE);
        List<String> lost = new ArrayList<>();
        second.stack()
                .host()
                .defend(ConflictPolicy.CEASE, (ip, hardwareAddress, now) -> lost.add(Ipv4Address.format(ip)));
        seize(first, "192.0.2.7");
        network.time.advance(Duration.ofSeconds(3));
        seize(second, "192.0.2.7");
        network.time.advance(Duration.ofSeconds(30));
        assertThat(lost).containsExactly("192.0.2.7");
        assertThat(second.address()).isEmpty();
        assertThat(first.address()).contains(address("192.0.2.7"));
    }

    @Test
    void stackWithoutServerTakesALinkLocalAddressAndGivesWayToALease() {
        LnetoStack stack = network.linkLocal();
        LnetoStack other = network.linkLocal();
        assertThat(network.failure(other.lease())).isInstanceOf(TimeoutException.class);
        assertThat(network.failure(stack.lease())).isInstanceOf(TimeoutException.class);
        InetAddress own = stack.address().orElseThrow();
        InetAddress others = other.address().orElseThrow();
        assertThat(own.isLinkLocalAddress()).isTrue();
        assertThat(own).isNotEqualTo(others);
        assertThat(network.get(stack.ping(others))).isNotNull();
        serve();
        network.time.advance(Duration.ofSeconds(70)); // the client asks every 64 s by now
        assertThat(List.of(stack.address().orElseThrow(), other.address().orElseThrow()))
                .containsExactlyInAnyOrder(address("192.0.2.50"), address("192.0.2.51"));
        assertThat(stack.currentLease()).isPresent();
        assertThat(network.get(stack.ping(other.address().orElseThrow()))).isNotNull();
    }

    @Test
    void leasedHostReachesALinkLocalOneDirectly() {
        LnetoStack local = network.linkLocal();
        network.failure(local.lease());
        InetAddress address = local.address().orElseThrow();
        LnetoStack routed = network.stack("192.0.2.9");
        assertThat(network.get(routed.ping(address))).isNotNull();
        assertThat(network.get(local.ping(TestNetwork.address("192.0.2.9")))).isNotNull();
    }

    @Test
    void linkLocalAddressThatAnotherHostTakesIsExchanged() {
        LnetoStack stack = network.linkLocal();
        network.failure(stack.lease());
        InetAddress before = stack.address().orElseThrow();
        LnetoStack thief = network.bare(Impairment.NONE);
        thief.stack().host().defend(ConflictPolicy.DEFEND_ALWAYS, (lost, hardwareAddress, now) -> {});
        seize(thief, before.getHostAddress());
        network.time.advance(Duration.ofSeconds(15));
        assertThat(stack.address().orElseThrow().isLinkLocalAddress()).isTrue();
        assertThat(stack.address()).isNotEqualTo(java.util.Optional.of(before));
    }

    @Test
    void releaseEndsAskingAndTheLinkLocalAddress() {
        LnetoStack stack = network.linkLocal();
        network.failure(stack.lease());
        network.get(stack.release());
        assertThat(stack.address()).isEmpty();
        serve();
        network.time.advance(Duration.ofSeconds(200));
        assertThat(stack.address()).isEmpty();
        network.get(stack.lease());
        assertThat(stack.address()).contains(address("192.0.2.50"));
    }

    @Test
    void leaseInTimeLeavesNoLinkLocalAddress() {
        serve();
        LnetoStack stack = network.linkLocal();
        network.get(stack.lease());
        network.time.advance(Duration.ofSeconds(60));
        assertThat(stack.address()).contains(address("192.0.2.50"));
    }
}
