package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.AddressProbe;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpInformation;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.dhcpv4.DhcpRoute;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;
import org.lneto.reactor.LeaseChange;
import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;

/** The DHCP client against dnsmasq and ISC's dhcpd. */
@Tag("peer")
class DhcpClientPeerTest {
    private static final long CLIENT = MacAddress.parse("02:00:5e:10:00:01");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String DEVICE = "tap0";

    private Namespace namespace;
    private TapStack client;
    private final TapStack.Log changes = new TapStack.Log();

    @BeforeEach
    void start() {
        Requirements.rootAnd("dnsmasq", "dhcpd");
        namespace = new Namespace();
        client = open(builder -> builder);
    }

    private TapStack open(UnaryOperator<LnetoStackBuilder> settings) {
        TapStack opened = new TapStack(namespace, DEVICE, builder -> settings.apply(builder.hardwareAddress(CLIENT)));
        namespace.run("ip", "address", "add", "10.77.0.1/24", "dev", DEVICE).ok();
        opened.stack().leaseChanges().subscribe(change -> changes.add(text(change)));
        return opened;
    }

    @AfterEach
    void stop() {
        if (namespace != null) {
            client.close();
            namespace.close();
        }
    }

    private static String text(LeaseChange change) {
        IpAddress address = change.lease().address();
        if (change instanceof LeaseChange.Lost lost) {
            return "lost " + address + " " + lost.reason();
        }
        return (change instanceof LeaseChange.Bound ? "bound " : "renewed ") + address;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Namespace.Running dnsmasq(String... more) {
        List<String> words = new ArrayList<>(List.of(
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
                "--dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,1h",
                "--dhcp-leasefile=" + namespace.folder().resolve("leases")));
        words.addAll(List.of(more));
        return namespace.start(words.toArray(String[]::new)).await("DHCP, IP range");
    }

    /** ISC's server with leases of six seconds, and what it knows of earlier ones. */
    private Namespace.Running dhcpd(String number, String range, String knownLeases) {
        String config = namespace
                .write(
                        "dhcpd" + number + ".conf",
                        String.join(
                                "\n",
                                "authoritative;",
                                "default-lease-time 6; max-lease-time 6; min-lease-time 6;",
                                "ping-check false;",
                                "option rfc3442 code 121 = array of unsigned integer 8;",
                                "subnet 10.77.0.0 netmask 255.255.255.0 {",
                                "  range " + range + ";",
                                "  option routers 10.77.0.1;",
                                "  option domain-name \"lan.test\";",
                                "  option domain-search \"eng.lan.test\", \"lab.lan.test\";",
                                "  option rfc3442 0, 10,77,0,254, 16, 10,88, 10,77,0,1;",
                                "}",
                                ""))
                .toString();
        String leases =
                namespace.write("dhcpd" + number + ".leases", knownLeases).toString();
        String pid = namespace.folder().resolve("dhcpd" + number + ".pid").toString();
        return namespace
                .start(
                        "dhcpd", "-4", "-f", "-d", "-user", "root", "-group", "root", "-cf", config, "-lf", leases,
                        "-pf", pid, DEVICE)
                .await("Server starting service");
    }

    private static String log(Namespace.Running server) {
        return server.out() + server.err();
    }

    private DhcpLease lease(DhcpClientConfig config) {
        DhcpLease lease = client.stack().lease(config, SOON).block(SOON);
        if (lease == null) {
            throw new AssertionError("no lease");
        }
        return lease;
    }

    private static DhcpClientConfig config() {
        return DhcpClientConfig.of(CLIENT);
    }

    @Test
    void dnsmasqLeasesWithItsOptionsAndTakesTheReleaseBack() {
        Namespace.Running dnsmasq = dnsmasq(
                "--domain=lan.test",
                "--dhcp-option=option:mtu,1400",
                "--dhcp-option=option:ntp-server,10.77.0.3",
                "--dhcp-option=option:domain-search,eng.lan.test,lab.lan.test",
                "--dhcp-option=option:classless-static-route,0.0.0.0/0,10.77.0.254,10.88.0.0/16,10.77.0.2",
                "--dhcp-option=option:static-route,10.0.0.0,10.77.0.9",
                "--dhcp-option=option:T1,100",
                "--dhcp-option=114,http://portal.lan.test/api",
                "--dhcp-option=150,10.77.0.4",
                "--dhcp-option=224,hello",
                "--dhcp-boot=pxelinux.0,boothost,10.77.0.5");
        DhcpLease lease = lease(config().hostName("lneto")
                .vendorClass("lneto test")
                .parameterRequestList(
                        1, 121, 3, 33, 6, 12, 15, 26, 28, 42, 51, 54, 58, 59, 66, 67, 114, 119, 150, 224));
        assertThat(lease.address().toString()).startsWith("10.77.0.");
        assertThat(lease.prefixLength()).isEqualTo(24);
        assertThat(lease.times().leaseSeconds()).isEqualTo(3600);
        assertThat(lease.times().t1Seconds()).isEqualTo(100);
        assertThat(lease.domainName()).contains("lan.test");
        assertThat(lease.hostName()).contains("lneto");
        assertThat(lease.mtu()).hasValue(1400);
        assertThat(lease.broadcastAddress()).contains(IpAddress.parseIpv4("10.77.0.255"));
        assertThat(lease.ntpServers()).containsExactly(IpAddress.parseIpv4("10.77.0.3"));
        assertThat(lease.domainSearch()).containsExactly(DnsName.of("eng.lan.test"), DnsName.of("lab.lan.test"));
        assertThat(lease.routes())
                .extracting(DhcpRoute::toString)
                .containsExactly("0.0.0.0/0 via 10.77.0.254", "10.88.0.0/16 via 10.77.0.2");
        assertThat(lease.captivePortal()).contains("http://portal.lan.test/api");
        assertThat(lease.tftpServers()).containsExactly(IpAddress.parseIpv4("10.77.0.4"));
        assertThat(lease.bootFileName()).contains("pxelinux.0");
        assertThat(lease.tftpServerName()).contains("boothost");
        assertThat(lease.boot().nextServer()).isEqualTo(IpAddress.parseIpv4("10.77.0.5"));
        assertThat(lease.options().text(224)).contains("hello");
        assertThat(log(dnsmasq)).contains("vendor class: lneto test", "client provides name: lneto");
        assertThat(client.stack().address()).contains(address(lease.address().toString()));

        client.stack().release().block(SOON);
        dnsmasq.await("DHCPRELEASE(tap0) " + lease.address());
        assertThat(client.stack().address()).isEmpty();
        assertThat(namespace
                        .run("cat", namespace.folder().resolve("leases").toString())
                        .ok()
                        .out())
                .isEmpty();
    }

    @Test
    void dnsmasqConfirmsARememberedAddressWithoutAnOffer() {
        Namespace.Running dnsmasq = dnsmasq();
        DhcpLease first = lease(config().requestedAddress(IpAddress.parseIpv4("10.77.0.77")));
        assertThat(first.address()).isEqualTo(IpAddress.parseIpv4("10.77.0.77"));
        client.close(); // without a word to the server
        client = open(builder -> builder);
        DhcpLease second = lease(config().rememberedAddress(first.address()));
        assertThat(second.address()).isEqualTo(first.address());
        assertThat(log(dnsmasq).split("DHCPDISCOVER", -1)).hasSize(2);
        assertThat(log(dnsmasq).split("DHCPACK", -1)).hasSize(3);
    }

    @Test
    void dnsmasqRefusesARememberedAddressOfAnotherNetworkAndLeasesOne() {
        Namespace.Running dnsmasq = dnsmasq();
        DhcpLease lease = lease(config().rememberedAddress(IpAddress.parseIpv4("192.168.5.5")));
        assertThat(lease.address().toString()).startsWith("10.77.0.");
        assertThat(log(dnsmasq)).contains("DHCPNAK(tap0) 192.168.5.5");
    }

    @Test
    void dnsmasqGrantsAtOnceByRapidCommit() {
        Namespace.Running dnsmasq = dnsmasq("--dhcp-rapid-commit");
        lease(config().rapidCommit(true));
        assertThat(log(dnsmasq)).contains("DHCPACK").doesNotContain("DHCPOFFER", "DHCPREQUEST");
    }

    @Test
    void dnsmasqInformsAHostWithAStaticAddress() {
        client.close();
        client = open(builder -> builder.address(address("10.77.0.7"), 24, null));
        Namespace.Running dnsmasq = dnsmasq("--domain=lan.test", "--dhcp-option=option:ntp-server,10.77.0.3");
        DhcpInformation information = client.stack().inform().block(SOON);
        assertThat(information).isNotNull();
        assertThat(information.domainName()).contains("lan.test");
        assertThat(information.ntpServers()).containsExactly(IpAddress.parseIpv4("10.77.0.3"));
        assertThat(log(dnsmasq)).contains("DHCPINFORM(tap0) 10.77.0.7");
    }

    @Test
    void dhcpdLeasesWithItsOptionsAndRenewsWhenHalfTheTimeIsOver() {
        Namespace.Running dhcpd = dhcpd("1", "10.77.0.50 10.77.0.59", "");
        DhcpLease lease = lease(config());
        assertThat(lease.times().leaseSeconds()).isEqualTo(6);
        assertThat(lease.domainSearch()).containsExactly(DnsName.of("eng.lan.test"), DnsName.of("lab.lan.test"));
        assertThat(lease.gateway()).contains(IpAddress.parseIpv4("10.77.0.254"));
        changes.await(3);
        assertThat(changes.lines().subList(0, 3))
                .containsExactly(
                        "bound " + lease.address(), "renewed " + lease.address(), "renewed " + lease.address());
        client.stack().release().block(SOON);
        dhcpd.await("DHCPRELEASE of " + lease.address());
        assertThat(log(dhcpd))
                .contains("DHCPRELEASE of " + lease.address() + " from 02:00:5e:10:00:01 via tap0 (found)");
    }

    @Test
    void dhcpdThatGaveOurAddressAwayRefusesAndLeasesAnother() throws InterruptedException {
        Namespace.Running first = dhcpd("1", "10.77.0.50 10.77.0.50", "");
        lease(config());
        assertThat(client.stack().address()).contains(address("10.77.0.50"));
        stop(first);
        Namespace.Running second = dhcpd(
                "2",
                "10.77.0.50 10.77.0.51",
                "lease 10.77.0.50 { starts never; ends never; binding state active;"
                        + " hardware ethernet 02:00:5e:10:00:99; }\n");
        changes.await("bound 10.77.0.51");
        assertThat(log(second)).contains("DHCPNAK on 10.77.0.50 to 02:00:5e:10:00:01");
        assertThat(changes.lines())
                .filteredOn(line -> !line.startsWith("renewed"))
                .containsExactly("bound 10.77.0.50", "lost 10.77.0.50 REFUSED", "bound 10.77.0.51");
        assertThat(client.stack().address()).contains(address("10.77.0.51"));
    }

    @Test
    void dnsmasqRenewsAndOnceItForgotUsRefuses() throws InterruptedException {
        String[] times = {"--dhcp-option=option:T1,4", "--dhcp-option=option:T2,3000"};
        Namespace.Running first = dnsmasq(times);
        DhcpLease lease = lease(config().requestedAddress(IpAddress.parseIpv4("10.77.0.77")));
        assertThat(lease.times().t1Seconds()).isEqualTo(4);
        changes.await("renewed 10.77.0.77");
        stop(first);
        namespace.write("leases", "");
        Namespace.Running second = dnsmasq("--dhcp-host=02:00:5e:10:00:01,10.77.0.88", times[0], times[1]);
        changes.await("bound 10.77.0.88");
        assertThat(log(second)).contains("DHCPNAK(tap0) 10.77.0.77 02:00:5e:10:00:01");
        assertThat(changes.lines()).contains("lost 10.77.0.77 REFUSED");
        assertThat(client.stack().address()).contains(address("10.77.0.88"));
    }

    private static void stop(Namespace.Running server) throws InterruptedException {
        server.process().destroy();
        server.process().waitFor();
    }

    @Test
    void leaseThatNobodyRenewsEndsAndItsAddressIsGone() throws InterruptedException {
        Namespace.Running dhcpd = dhcpd("1", "10.77.0.50 10.77.0.50", "");
        lease(config());
        stop(dhcpd);
        changes.await("lost 10.77.0.50 EXPIRED");
        assertThat(client.stack().address()).isEmpty();
    }

    @Test
    void dhcpdKeepsADeclinedAddressFromEverybody() {
        Namespace.Running dhcpd = dhcpd("1", "10.77.0.50 10.77.0.51", "");
        TapStack.Log log = new TapStack.Log();
        boolean[] inUse = {true}; // the first address it is granted
        AddressProbe probe = (address, nowNanos, result) -> {
            boolean answer = inUse[0];
            inUse[0] = false;
            result.probed(address, answer, nowNanos);
        };
        DhcpClient raw = new DhcpClient(config(), events(log), new SplittableRandom(1), probe);
        client.addUdp(raw);
        client.run(raw::start);
        log.await(2); // ten seconds lie between them
        String declined = log.lines().get(0).replace("declined ", "");
        assertThat(log(dhcpd)).contains("DHCPDECLINE of " + declined, "Abandoning IP address " + declined);
        assertThat(log.lines().get(1)).startsWith("bound 10.77.0.5").doesNotContain(declined);
    }

    private static DhcpEvents events(TapStack.Log log) {
        return new DhcpEvents() {
            @Override
            public void bound(DhcpLease lease) {
                log.add("bound " + lease.address());
            }

            @Override
            public void renewed(DhcpLease lease) {
                log.add("renewed " + lease.address());
            }

            @Override
            public void lost(DhcpLease lease, DhcpLossReason reason) {
                log.add("lost " + lease.address() + " " + reason);
            }

            @Override
            public void declined(IpAddress address) {
                log.add("declined " + address);
            }
        };
    }
}
