package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lneto.dhcpv6.Dhcpv6ClientConfig;
import org.lneto.dhcpv6.Dhcpv6Frame;
import org.lneto.dhcpv6.Dhcpv6Lease;
import org.lneto.dhcpv6.Dhcpv6Server;
import org.lneto.dhcpv6.Dhcpv6ServerConfig;
import org.lneto.dhcpv6.Dhcpv6ServerEvents;
import org.lneto.dhcpv6.Dhcpv6Subnet;
import org.lneto.dhcpv6.Duid;
import org.lneto.ip.IpAddress;
import org.lneto.netty.server.VirtualLan;

/** A DHCPv6 lease on a stack: its addresses come and go with it. */
class Lease6Test {
    private static final long PREFIX = 0xfd00_0000_0000_0001L;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestNetwork network = new TestNetwork(10);
    private LnetoStack router;
    private Dhcpv6Server server;

    @BeforeEach
    void serve() {
        router = network.ipv6();
        server = new Dhcpv6Server(
                Dhcpv6ServerConfig.of(Duid.linkLayer(0x02005e1000feL))
                        .subnet(Dhcpv6Subnet.of(new IpAddress(PREFIX, 0))
                                .pool(new IpAddress(PREFIX, 0x50), new IpAddress(PREFIX, 0x51))
                                .delegate(new IpAddress(0xfd00_0000_0001_0000L, 0), 48, 56))
                        .rapidCommit(true)
                        .dnsServers(new IpAddress(PREFIX, 1)),
                Dhcpv6ServerEvents.NONE);
        router.stack().host().ipv6().node().groups().join(Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW);
        router.stack().host().udp().add(server);
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static InetAddress inet(IpAddress address) {
        return Addresses.inetAddress(address);
    }

    private static InetAddress only(Dhcpv6Lease lease) {
        return inet(lease.addresses().get(0).address());
    }

    @Test
    void leasedAddressIsTheHosts() {
        LnetoStack stack = network.ipv6();
        Dhcpv6Lease lease = network.get(stack.lease6());
        assertThat(stack.addresses()).contains(only(lease));
        assertThat(stack.currentLease6()).contains(lease);
        assertThat(lease.information().dnsServers()).containsExactly(new IpAddress(PREFIX, 1));
    }

    @Test
    void leaseIsKeptForDays() {
        LnetoStack stack = network.ipv6();
        Dhcpv6Lease lease = network.get(stack.lease6());
        network.time.advance(Duration.ofHours(5));
        assertThat(stack.addresses()).contains(only(lease));
    }

    @Test
    void addressIsWithdrawnWithItsLease() {
        LnetoStack stack = network.ipv6();
        Dhcpv6Lease lease = network.get(stack.lease6());
        router.stack().host().udp().remove(server);
        network.time.advance(Duration.ofMinutes(119));
        assertThat(stack.addresses()).contains(only(lease));
        network.time.advance(Duration.ofMinutes(62));
        assertThat(stack.addresses()).doesNotContain(only(lease));
        assertThat(stack.currentLease6()).isEmpty();
    }

    @Test
    void releaseWithdrawsTheAddressAndAllowsAnother() {
        LnetoStack stack = network.ipv6();
        Dhcpv6Lease lease = network.get(stack.lease6());
        network.get(stack.release6());
        assertThat(stack.addresses()).doesNotContain(only(lease));
        assertThat(server.bindings()).isEmpty();
        assertThat(only(network.get(stack.lease6()))).isEqualTo(only(lease));
    }

    @Test
    void prefixAloneIsLeased() {
        LnetoStack stack = network.ipv6();
        Dhcpv6ClientConfig config = Dhcpv6ClientConfig.of(Duid.linkLayer(0x02005e100009L))
                .wantsAddress(false)
                .wantsPrefix(56)
                .rapidCommit(true);
        assertThat(network.get(stack.lease6(config, LONG)).prefixes()).hasSize(1);
    }

    @Test
    void addressThatAnotherHostHasIsDeclined() {
        LnetoStack stack = network.ipv6();
        IpAddress taken = only(stack);
        LnetoStack other = network.ipv6();
        network.time.advance(Duration.ofSeconds(5));
        other.stack()
                .host()
                .ipv6()
                .configure(taken, 64, new IpAddress(0, 0), other.stack().nowNanos());
        network.time.advance(Duration.ofSeconds(5));
        Dhcpv6Lease second = network.get(stack.lease6());
        assertThat(second.addresses().get(0).address()).isNotEqualTo(taken);
        assertThat(stack.addresses()).contains(only(second));
    }

    /** The address that a stack is given when it asks. */
    private IpAddress only(LnetoStack stack) {
        IpAddress address = network.get(stack.lease6()).addresses().get(0).address();
        network.get(stack.release6());
        return address;
    }

    @Test
    void withoutAServerThereIsNoLease() {
        router.stack().host().udp().remove(server);
        LnetoStack stack = network.ipv6();
        assertThat(network.failure(stack.lease6())).isInstanceOf(TimeoutException.class);
        assertThat(network.failure(stack.lease6())).isInstanceOf(TimeoutException.class);
    }

    @Test
    void secondLeaseIsRefusedWhileOneIsHeld() {
        LnetoStack stack = network.ipv6();
        network.get(stack.lease6());
        assertThat(network.failure(stack.lease6())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void virtualLanLeasesBesideItsRoutersPrefix() {
        router.stack().host().udp().remove(server);
        VirtualLan.start(network.link, network.time.eventLoop(), () -> 0);
        network.time.settle();
        LnetoStack stack = network.ipv6();
        network.get(stack.autoconfigure(LONG));
        Dhcpv6Lease lease = network.get(stack.lease6());
        assertThat(lease.addresses().get(0).address().high()).isEqualTo(VirtualLan.ROUTER_IPV6.high());
        assertThat(lease.information().ntpServers()).containsExactly(VirtualLan.ROUTER_IPV6);
        assertThat(stack.addresses()).hasSize(3);
        assertThat(network.get(stack.ping(inet(VirtualLan.ROUTER_IPV6)))).isNotNull();
    }
}
