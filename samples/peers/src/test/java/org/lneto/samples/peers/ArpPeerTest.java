package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;

/** Address resolution and conflicts against the kernel, arping and dnsmasq. */
@Tag("peer")
class ArpPeerTest {
    private static final long STATION = MacAddress.parse("02:00:5e:10:00:01");
    private static final String DEVICE = "tap0";
    private static final String KERNEL = "10.77.0.1";
    private static final String OURS = "10.77.0.9";
    private static final Duration SOON = Duration.ofSeconds(20);

    private Namespace namespace;
    private TapStack station;

    @BeforeEach
    void start() {
        Requirements.rootAnd("arping", "ping", "dnsmasq", "tcpdump");
        namespace = new Namespace();
    }

    @AfterEach
    void stop() {
        if (namespace != null) {
            if (station != null) {
                station.close();
            }
            namespace.close();
        }
    }

    private void open(UnaryOperator<LnetoStackBuilder> settings) {
        station = new TapStack(
                namespace,
                DEVICE,
                builder -> settings.apply(builder.hardwareAddress(STATION).ipv6(false)));
        namespace.run("ip", "address", "add", KERNEL + "/24", "dev", DEVICE).ok();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void ping(String host) {
        assertThat(station.stack().ping(address(host)).block(SOON)).isNotNull();
    }

    private Namespace.Running dnsmasq() {
        return namespace
                .start(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--log-facility=-",
                        "--log-dhcp",
                        "--conf-file=/dev/null",
                        "--no-hosts",
                        "--no-resolv",
                        "--port=0",
                        "--pid-file=",
                        "--user=root",
                        "--interface=" + DEVICE,
                        "--bind-interfaces",
                        "--no-ping",
                        "--dhcp-authoritative",
                        "--dhcp-sequential-ip",
                        "--dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,1h",
                        "--dhcp-leasefile=" + namespace.folder().resolve("leases"))
                .await("DHCP, IP range");
    }

    @Test
    void arpingFindsOurAddressTakenAndAnotherFree() {
        open(builder -> builder.address(address(OURS), 24, null));
        Namespace.Result taken = namespace.run("arping", "-D", "-c", "2", "-w", "3", "-I", DEVICE, OURS);
        assertThat(taken.status()).as(taken.out()).isEqualTo(1);
        assertThat(taken.out()).containsIgnoringCase("02:00:5e:10:00:01");
        assertThat(namespace
                        .run("arping", "-D", "-c", "2", "-w", "3", "-I", DEVICE, "10.77.0.10")
                        .status())
                .isZero();
    }

    @Test
    void kernelFindsUsStillThereByUnicast() {
        open(builder -> builder.address(address(OURS), 24, null));
        namespace
                .run("bash", "-c", "echo 1 > /proc/sys/net/ipv4/neigh/" + DEVICE + "/delay_first_probe_time")
                .ok();
        Namespace.Running capture = namespace
                .start("tcpdump", "-l", "-e", "-n", "-i", DEVICE, "arp and ether dst 02:00:5e:10:00:01")
                .await("listening on");
        namespace
                .run("ip", "neighbour", "replace", OURS, "lladdr", "02:00:5e:10:00:01", "nud", "stale", "dev", DEVICE)
                .ok();
        namespace.run("ping", "-i", "0.2", "-c", "15", OURS).ok();
        assertThat(neighbour()).contains("REACHABLE");
        assertThat(capture.out()).contains("Request who-has " + OURS);
    }

    private String neighbour() {
        return namespace.run("ip", "neighbour", "show", OURS).ok().out();
    }

    @Test
    void weAskAStaleNeighbourByUnicast() {
        open(builder -> builder.address(address(OURS), 24, null)
                .config(config -> config.arp(config.arp().ageing(200_000_000L, 0))));
        String kernel = namespace
                .run("cat", "/sys/class/net/" + DEVICE + "/address")
                .ok()
                .out()
                .strip();
        Namespace.Running capture = namespace
                .start("tcpdump", "-l", "-e", "-n", "-i", DEVICE, "arp and ether dst " + kernel)
                .await("listening on");
        Namespace.await("a unicast request", () -> {
            ping(KERNEL); // not stale for a fifth of a second
            return capture.out().contains("Request who-has " + KERNEL);
        });
        assertThat(station.stack().stack().host().arp().neighbourChanges()).isZero();
    }

    @Test
    void gratuitousPacketTellsUsTheKernelsNewHardwareAddress() {
        open(builder -> builder.address(address(OURS), 24, null)
                .config(config -> config.arp(config.arp().ageing(3_600_000_000_000L, 0))));
        ping(KERNEL);
        namespace
                .run("ip", "link", "set", DEVICE, "address", "02:00:5e:10:00:77")
                .ok();
        namespace.run("arping", "-U", "-c", "1", "-I", DEVICE, KERNEL);
        ping(KERNEL);
        station.run(() -> assertThat(station.stack().stack().host().arp().peek(0x0a4d_0001))
                .isEqualTo(MacAddress.parse("02:00:5e:10:00:77")));
    }

    @Test
    void leasedAddressThatTheKernelHasIsDeclined() {
        open(builder -> builder);
        namespace.run("ip", "address", "add", "10.77.0.50/32", "dev", "lo").ok(); // dnsmasq does not look there
        Namespace.Running server = dnsmasq();
        DhcpLease lease = station.stack().lease().block(SOON.plusSeconds(10));
        assertThat(lease).isNotNull();
        assertThat(lease.address()).hasToString("10.77.0.51");
        assertThat(server.out() + server.err()).contains("DHCPDECLINE(tap0) 10.77.0.50");
    }

    @Test
    void leasedAddressThatTheKernelTakesIsGivenUpAndAnotherLeased() {
        open(builder -> builder);
        Namespace.Running server = dnsmasq();
        station.stack().lease().block(SOON);
        assertThat(station.stack().address()).contains(address("10.77.0.50"));
        namespace.run("ip", "address", "add", "10.77.0.50/32", "dev", "lo").ok();
        namespace.run("arping", "-A", "-c", "3", "-I", DEVICE, "-s", "10.77.0.50", "10.77.0.50");
        Namespace.await("another lease", () -> (server.out() + server.err()).contains("DHCPACK(tap0) 10.77.0.51"));
        assertThat(server.out() + server.err()).contains("DHCPDECLINE(tap0) 10.77.0.50");
        Namespace.await(
                "the new address",
                () -> station.stack().address().equals(java.util.Optional.of(address("10.77.0.51"))));
    }

    @Test
    void kernelReachesOurLinkLocalAddressAndThenTheLeasedOne() {
        open(builder -> builder.linkLocalFallback(true)
                .config(config -> config.arp(config.arp().conflicts(ConflictSettings.FAST))));
        namespace.run("ip", "address", "add", "169.254.0.7/16", "dev", DEVICE).ok();
        station.stack().leases().subscribe();
        Namespace.await("a link-local address", () -> station.stack().address().isPresent());
        InetAddress ours = station.stack().address().orElseThrow();
        assertThat(ours.isLinkLocalAddress()).isTrue();
        namespace.run("ping", "-c", "3", "-i", "0.05", ours.getHostAddress()).ok();
        assertThat(namespace
                        .run("arping", "-D", "-c", "1", "-w", "2", "-I", DEVICE, ours.getHostAddress())
                        .status())
                .isEqualTo(1);
        dnsmasq();
        Namespace.await(
                "a lease", () -> station.stack().address().equals(java.util.Optional.of(address("10.77.0.50"))));
        namespace.run("ping", "-c", "3", "-i", "0.05", "10.77.0.50").ok();
    }
}
