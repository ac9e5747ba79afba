package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv6.Dhcpv6Binding;
import org.lneto.dhcpv6.Dhcpv6Client;
import org.lneto.dhcpv6.Dhcpv6ClientConfig;
import org.lneto.dhcpv6.Dhcpv6Events;
import org.lneto.dhcpv6.Dhcpv6Frame;
import org.lneto.dhcpv6.Dhcpv6Information;
import org.lneto.dhcpv6.Dhcpv6Lease;
import org.lneto.dhcpv6.Dhcpv6LossReason;
import org.lneto.dhcpv6.Dhcpv6Server;
import org.lneto.dhcpv6.Dhcpv6ServerConfig;
import org.lneto.dhcpv6.Dhcpv6ServerEvents;
import org.lneto.dhcpv6.Dhcpv6Subnet;
import org.lneto.dhcpv6.Duid;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;

/** DHCPv6: the client against dnsmasq and ISC's dhcpd, the server against Debian's dhclient. */
@Tag("peer")
class Dhcpv6PeerTest {
    private static final long CLIENT = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PREFIX = 0xfd77L << 48;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DEVICE = "tap0";

    private static final String SCRIPT = String.join(
            "\n",
            "#!/bin/sh",
            "echo \"$reason $new_ip6_address prefix=$new_ip6_prefix dns=$new_dhcp6_name_servers"
                    + " search=$new_dhcp6_domain_search\" >>\"$LOG\"",
            "case $reason in",
            "BOUND6) [ -z \"$new_ip6_address\" ] || ip -6 address add \"$new_ip6_address/64\" dev \"$interface\" nodad ;;",
            "esac",
            "");

    private Namespace namespace;
    private TapStack stack;
    private final TapStack.Log events = new TapStack.Log();

    @BeforeEach
    void start() {
        Requirements.rootAnd("dnsmasq", "dhcpd", "dhclient", "ping");
        namespace = new Namespace();
        stack = new TapStack(
                namespace, DEVICE, builder -> builder.hardwareAddress(CLIENT).ipv6(true));
        namespace
                .run("ip", "address", "add", "fd77::1/64", "dev", DEVICE, "nodad")
                .ok();
        Namespace.await("the kernel's link-local address", () -> {
            String addresses = namespace
                    .run("ip", "-6", "-o", "address", "show", "dev", DEVICE)
                    .out();
            return addresses.contains("fe80") && !addresses.contains("tentative");
        });
    }

    @AfterEach
    void stop() {
        if (namespace != null) {
            stack.close();
            namespace.close();
        }
    }

    private static IpAddress address(long low) {
        return new IpAddress(PREFIX, low);
    }

    private static String text(IpAddress address) {
        return "fd77::" + Long.toHexString(address.low());
    }

    private static Dhcpv6ClientConfig config() {
        return Dhcpv6ClientConfig.of(Duid.linkLayer(CLIENT));
    }

    private Dhcpv6Lease lease(Dhcpv6ClientConfig config) {
        Dhcpv6Lease lease = stack.stack().lease6(config, SOON).block(SOON);
        if (lease == null) {
            throw new AssertionError("no lease");
        }
        return lease;
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
                "--enable-ra",
                "--dhcp-option=option6:dns-server,[fd77::1]",
                "--dhcp-option=option6:domain-search,eng.lan.test,lab.lan.test",
                "--dhcp-option=option6:ntp-server,[fd77::3]",
                "--dhcp-option=option6:sntp-server,[fd77::4]",
                "--dhcp-leasefile=" + namespace.folder().resolve("leases")));
        words.addAll(List.of(more));
        return namespace.start(words.toArray(String[]::new)).await("DHCPv6");
    }

    private static String log(Namespace.Running server) {
        return server.out() + server.err();
    }

    private boolean pings(IpAddress address) {
        return namespace.run("ping", "-6", "-c", "1", "-W", "5", text(address)).status() == 0;
    }

    @Test
    void dnsmasqLeasesAnAddressThatItsHostReachesAndTakesTheReleaseBack() {
        Namespace.Running dnsmasq = dnsmasq("--dhcp-range=fd77::50,fd77::99,64,1h");
        Dhcpv6Lease lease = lease(config());
        IpAddress leased = lease.addresses().get(0).address();
        assertThat(leased.high()).isEqualTo(PREFIX);
        assertThat(leased.low()).isBetween(0x50L, 0x99L);
        assertThat(lease.information().dnsServers()).containsExactly(address(1));
        assertThat(lease.information().domainSearch())
                .containsExactly(DnsName.of("eng.lan.test"), DnsName.of("lab.lan.test"));
        assertThat(lease.information().ntpServers()).containsExactly(address(3));
        assertThat(lease.information().sntpServers()).containsExactly(address(4));
        assertThat(log(dnsmasq)).contains("DHCPSOLICIT", "DHCPADVERTISE", "DHCPREQUEST", "DHCPREPLY");
        assertThat(pings(leased)).isTrue();
        stack.stack().release6().block(SOON);
        dnsmasq.await("DHCPRELEASE(tap0)");
        assertThat(pings(leased)).isFalse();
    }

    @Test
    void dnsmasqGrantsAtOnceByRapidCommit() {
        Namespace.Running dnsmasq = dnsmasq("--dhcp-range=fd77::50,fd77::99,64,1h", "--dhcp-rapid-commit");
        lease(config().rapidCommit(true));
        assertThat(log(dnsmasq)).contains("DHCPREPLY").doesNotContain("DHCPADVERTISE", "DHCPREQUEST");
    }

    @Test
    void addressInUseIsDeclinedToDnsmasq() {
        Namespace.Running dnsmasq = dnsmasq("--dhcp-range=fd77::50,fd77::51,64,1h");
        namespace
                .run("ip", "address", "add", "fd77::50/64", "dev", DEVICE, "nodad")
                .ok();
        Dhcpv6Lease lease = lease(config().hint(address(0x50)));
        assertThat(lease.addresses().get(0).address()).isEqualTo(address(0x51));
        assertThat(log(dnsmasq)).contains("DHCPDECLINE");
    }

    @Test
    void dnsmasqTellsInformationAlone() {
        dnsmasq("--dhcp-range=fd77::,ra-stateless");
        AtomicReference<Dhcpv6Information> told = new AtomicReference<>();
        Dhcpv6Client client = new Dhcpv6Client(
                config(),
                new Dhcpv6Events() {
                    @Override
                    public void onLease(Dhcpv6Lease lease) {}

                    @Override
                    public void onLost(Dhcpv6Lease lease, Dhcpv6LossReason reason) {}

                    @Override
                    public void onStateless(Dhcpv6Information information) {
                        told.set(information);
                    }
                },
                new SplittableRandom(1));
        stack.stack().autoconfigure(SOON).block(SOON);
        stack.addUdp(client);
        stack.run(client::requestInformation);
        Namespace.await("an answer", () -> told.get() != null);
        assertThat(told.get().dnsServers()).containsExactly(address(1));
        assertThat(told.get().ntpServers()).containsExactly(address(3));
    }

    @Test
    void dhcpdLeasesAnAddressAndAPrefixAndRenewsBoth() {
        String config = namespace
                .write(
                        "dhcpd6.conf",
                        String.join(
                                "\n",
                                "default-lease-time 12; max-lease-time 12; preferred-lifetime 10;",
                                "option dhcp-renewal-time 3; option dhcp-rebinding-time 6;",
                                "subnet6 fd77::/64 {",
                                "  range6 fd77::50 fd77::99;",
                                "  prefix6 fd77:0:1:: fd77:0:1:ff00:: /56;",
                                "  option dhcp6.name-servers fd77::1;",
                                "  option dhcp6.domain-search \"lan.test\";",
                                "}",
                                ""))
                .toString();
        String leases = namespace.write("dhcpd6.leases", "").toString();
        Namespace.Running dhcpd = namespace
                .start(
                        "dhcpd",
                        "-6",
                        "-f",
                        "-d",
                        "-user",
                        "root",
                        "-group",
                        "root",
                        "-cf",
                        config,
                        "-lf",
                        leases,
                        "-pf",
                        namespace.folder().resolve("dhcpd6.pid").toString(),
                        DEVICE)
                .await("Server starting service");
        Dhcpv6Lease lease = lease(config().wantsPrefix(56));
        assertThat(lease.addresses()).hasSize(1);
        assertThat(lease.prefixes()).hasSize(1);
        assertThat(lease.prefixes().get(0).length()).isEqualTo(56);
        assertThat(lease.prefixes().get(0).prefix().high() >>> 16).isEqualTo(0xfd77_0000_0001L);
        assertThat(lease.information().domainSearch()).containsExactly(DnsName.of("lan.test"));
        dhcpd.await("Renew message from");
        Namespace.await(
                "more time",
                () -> stack.stack()
                        .currentLease6()
                        .filter(now -> now.addresses().get(0).validUntilNanos()
                                        > lease.addresses().get(0).validUntilNanos()
                                && now.addresses()
                                        .get(0)
                                        .address()
                                        .equals(lease.addresses().get(0).address()))
                        .isPresent());
        stack.stack().release6().block(SOON);
        dhcpd.await("Release message from");
    }

    // --- the server

    private Dhcpv6ServerConfig serverConfig() {
        return Dhcpv6ServerConfig.of(Duid.linkLayer(CLIENT))
                .subnet(Dhcpv6Subnet.of(address(0))
                        .pool(address(0x50), address(0x99))
                        .delegate(new IpAddress(0xfd77_0000_0001_0000L, 0), 48, 56))
                .lifetimes(8, 16)
                .dnsServers(address(2))
                .domainSearch(DnsName.of("lan.test"));
    }

    private void serve(Dhcpv6ServerConfig config) {
        Dhcpv6Server server = new Dhcpv6Server(config, new Dhcpv6ServerEvents() {
            @Override
            public void bound(Dhcpv6Binding binding) {
                events.add("bound " + text(binding.address()) + "/" + binding.prefixLength());
            }

            @Override
            public void released(Dhcpv6Binding binding) {
                events.add("released " + text(binding.address()) + "/" + binding.prefixLength());
            }
        });
        stack.run(() -> stack.stack()
                .stack()
                .host()
                .ipv6()
                .node()
                .groups()
                .join(Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW));
        stack.addUdp(server);
    }

    private Namespace.Running dhclient(String... more) {
        Path script = namespace.write("script", SCRIPT);
        namespace.run("chmod", "755", script.toString()).ok();
        String folder = namespace.folder().toString();
        String config = namespace
                .write("dhclient6.conf", "request dhcp6.name-servers, dhcp6.domain-search;\n")
                .toString();
        List<String> words = new ArrayList<>(List.of("dhclient", "-6", "-d", "-v"));
        words.addAll(List.of(more));
        words.addAll(List.of(
                "-cf",
                config,
                "-lf",
                folder + "/dhclient6.leases",
                "-pf",
                folder + "/dhclient6.pid",
                "-sf",
                script.toString(),
                "-e",
                "LOG=" + folder + "/log",
                DEVICE));
        return namespace.start(words.toArray(String[]::new));
    }

    /** A dhclient that ends without a word to the server is started again: the second time it is our fault. */
    private void release() {
        Namespace.Running last = dhclient("-r", "-1");
        Namespace.await(
                "the release, or dhclient's end",
                () -> isReleased() || !last.process().isAlive());
        if (!isReleased()) {
            Namespace.Running again = dhclient("-r", "-1");
            Namespace.await(
                    "the release, or dhclient's end",
                    () -> isReleased() || !again.process().isAlive());
            assertThat(events.lines()).as(last.err() + again.err()).anyMatch(line -> line.startsWith("released"));
        }
    }

    private boolean isReleased() {
        return events.lines().stream().anyMatch(line -> line.startsWith("released"));
    }

    private void awaitScript(String text) {
        String file = namespace.folder().resolve("log").toString();
        Namespace.await(
                "'" + text + "' in the script's log",
                () -> namespace.run("cat", file).out().contains(text));
    }

    @Test
    void dhclientLeasesRenewsAndReleases() {
        serve(serverConfig());
        Namespace.Running first = dhclient();
        awaitScript("BOUND6 fd77::");
        awaitScript("dns=fd77::2 search=lan.test.");
        awaitScript("RENEW6 fd77::");
        first.process().destroy();
        Namespace.await("dhclient's end", () -> !first.process().isAlive());
        release();
        assertThat(events.lines().get(0)).startsWith("bound fd77::").endsWith("/128");
    }

    @Test
    void dhclientIsDelegatedAPrefixBesideItsAddress() {
        serve(serverConfig());
        dhclient("-N", "-P");
        awaitScript("prefix=fd77:0:1:");
        Namespace.await(
                "both",
                () -> events.lines().stream().anyMatch(line -> line.endsWith("/56"))
                        && events.lines().stream().anyMatch(line -> line.endsWith("/128")));
    }

    @Test
    void dhclientIsToldInformationAlone() {
        serve(Dhcpv6ServerConfig.of(Duid.linkLayer(CLIENT)).dnsServers(address(2)));
        dhclient("-S");
        awaitScript("dns=fd77::2");
    }

    @Test
    void reservedAddressGoesToItsClient() {
        Duid duid = Duid.of(new byte[] {0, 3, 0, 1, 2, 0, 0x5e, 0x10, 0, 9});
        namespace.run("ip", "link", "set", "dev", DEVICE, "down").ok();
        namespace
                .run("ip", "link", "set", "dev", DEVICE, "address", "02:00:5e:10:00:09", "up")
                .ok();
        Namespace.await("the kernel's link-local address", () -> {
            String addresses = namespace
                    .run("ip", "-6", "-o", "address", "show", "dev", DEVICE)
                    .out();
            return addresses.contains("fe80") && !addresses.contains("tentative");
        });
        serve(serverConfig().reserve(duid, address(0x1234)));
        dhclient("-D", "LL");
        awaitScript("BOUND6 fd77::1234");
    }
}
