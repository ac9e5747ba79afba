package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpBinding;
import org.lneto.dhcpv4.DhcpRoute;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.dhcpv4.DhcpSubnet;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;

/** The DHCP server against Debian's dhclient, busybox's udhcpc, and dnsmasq as a relay agent. */
@Tag("peer")
class DhcpServerPeerTest {
    private static final IpAddress SERVER = IpAddress.parseIpv4("10.77.0.1");
    private static final String FIRST_MAC = "02:00:5e:10:00:01";
    private static final String SECOND_MAC = "02:00:5e:10:00:02";

    /** Writes what it is told into a file, and sets or removes the address as a real script would. */
    private static final String DHCLIENT_SCRIPT = String.join(
            "\n",
            "#!/bin/sh",
            "echo \"$reason $interface $new_ip_address/$new_subnet_mask router=$new_routers"
                    + " dns=$new_domain_name_servers domain=$new_domain_name search=$new_domain_search"
                    + " mtu=$new_interface_mtu routes=$new_rfc3442_classless_static_routes\" >>\"$LOG\"",
            "case $reason in",
            "BOUND|REBOOT) ip address add \"$new_ip_address/24\" dev \"$interface\" ;;",
            "PREINIT) ip link set \"$interface\" up ;;",
            "EXPIRE|FAIL|RELEASE|STOP) ip address flush dev \"$interface\" ;;",
            "esac",
            "");

    private static final String UDHCPC_SCRIPT = String.join(
            "\n",
            "#!/bin/sh",
            "echo \"$1 $interface $ip/$mask router=$router dns=$dns domain=$domain search=$search mtu=$mtu"
                    + " routes=$staticroutes message=$message\" >>\"$LOG\"",
            "case $1 in",
            "bound) ip address add \"$ip/24\" dev \"$interface\" ;;",
            "deconfig) ip address flush dev \"$interface\"; ip link set \"$interface\" up ;;",
            "esac",
            "");

    private Namespace namespace; // where the server's TAP ends, in a bridge
    private final List<Namespace> clients = new ArrayList<>();
    private TapStack stack;
    private final AtomicReference<DhcpServer> server = new AtomicReference<>();
    private final TapStack.Log events = new TapStack.Log();

    @BeforeEach
    void start() {
        Requirements.rootAnd("dhclient", "udhcpc", "dnsmasq");
        namespace = new Namespace();
        stack = new TapStack(namespace, "tap0", builder -> builder.address(address(SERVER), 24, null));
        namespace.run("ip", "link", "add", "br0", "type", "bridge").ok();
        namespace.run("ip", "link", "set", "tap0", "master", "br0").ok();
        namespace.run("ip", "link", "set", "br0", "up").ok();
    }

    private static InetAddress address(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.octets());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        if (namespace != null) {
            clients.forEach(Namespace::close);
            stack.close();
            namespace.close();
        }
    }

    private static DhcpServerConfig config() {
        return DhcpServerConfig.of(SERVER, 24)
                .pool(IpAddress.parseIpv4("10.77.0.50"), IpAddress.parseIpv4("10.77.0.99"))
                .leaseSeconds(8)
                .maximumLeaseSeconds(8)
                .routers(SERVER)
                .dnsServers(SERVER)
                .domainName("lan.test")
                .mtu(1400)
                .link(link -> link.domainSearch(DnsName.of("eng.lan.test"), DnsName.of("lab.lan.test"))
                        .routes(
                                new DhcpRoute(IpAddress.ANY_IPV4, 0, SERVER),
                                new DhcpRoute(IpAddress.parseIpv4("10.88.0.0"), 16, IpAddress.parseIpv4("10.77.0.2"))));
    }

    private void serve(DhcpServerConfig config) {
        DhcpServer created = new DhcpServer(
                config,
                new DhcpServerEvents() {
                    @Override
                    public void bound(DhcpBinding binding) {
                        events.add("bound " + binding);
                    }

                    @Override
                    public void released(DhcpBinding binding) {
                        events.add("released " + binding);
                    }

                    @Override
                    public void expired(DhcpBinding binding) {
                        events.add("expired " + binding);
                    }

                    @Override
                    public void declined(DhcpBinding binding) {
                        events.add("declined " + binding);
                    }
                },
                new SplittableRandom(1));
        server.set(created);
        stack.addUdp(created);
    }

    /** A namespace with one interface, eth0, on the bridge. */
    private Namespace client(String mac) {
        Namespace client = new Namespace();
        clients.add(client);
        String port = "port" + clients.size();
        namespace
                .run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", client.name())
                .ok();
        namespace.run("ip", "link", "set", port, "master", "br0", "up").ok();
        client.run("ip", "link", "set", "eth0", "address", mac, "up").ok();
        return client;
    }

    private static String script(Namespace client, String text) {
        Path script = client.write("script", text);
        client.run("chmod", "755", script.toString()).ok();
        return script.toString();
    }

    private static Namespace.Running dhclient(Namespace client, String... more) {
        String folder = client.folder().toString();
        client.write("dhclient.leases", "");
        String config = client.write(
                        "dhclient.conf",
                        "option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;\n"
                                + "request subnet-mask, routers, domain-name-servers, domain-name, domain-search,"
                                + " interface-mtu, rfc3442-classless-static-routes;\ntimeout 20;\nretry 2;\n")
                .toString();
        List<String> words = new ArrayList<>(List.of(
                "dhclient",
                "-4",
                "-d",
                "-v",
                "-cf",
                config,
                "-lf",
                folder + "/dhclient.leases",
                "-pf",
                folder + "/dhclient.pid",
                "-sf",
                script(client, DHCLIENT_SCRIPT),
                "-e",
                "LOG=" + folder + "/log"));
        words.addAll(List.of(more));
        words.add("eth0");
        return client.start(words.toArray(String[]::new));
    }

    private static Namespace.Running udhcpc(Namespace client, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "env",
                "LOG=" + client.folder() + "/log",
                "udhcpc",
                "-f",
                "-R",
                "-i",
                "eth0",
                "-O",
                "search",
                "-O",
                "mtu",
                "-O",
                "staticroutes",
                "-s",
                script(client, UDHCPC_SCRIPT)));
        words.addAll(List.of(more));
        return client.start(words.toArray(String[]::new));
    }

    private static void signal(Namespace.Running program, String name) {
        Namespace.host("kill", "-" + name, Long.toString(program.process().pid()))
                .ok();
    }

    private static String log(Namespace client) {
        return client.run("cat", client.folder().resolve("log").toString()).out();
    }

    private static void awaitLog(Namespace client, String text) {
        Namespace.await("'" + text + "' in the script's log", () -> log(client).contains(text));
    }

    @Test
    void dhclientLeasesRenewsAndReleases() {
        serve(config());
        Namespace client = client(FIRST_MAC);
        dhclient(client).await("bound to 10.77.0.50");
        awaitLog(client, "BOUND eth0 10.77.0.50/255.255.255.0");
        assertThat(log(client))
                .contains(
                        "dns=10.77.0.1 domain=lan.test search=eng.lan.test. lab.lan.test. mtu=1400",
                        "routes=0 10 77 0 1 16 10 88 10 77 0 2");
        awaitLog(client, "RENEW eth0 10.77.0.50");
        assertThat(client.run("ping", "-c", "1", "-W", "5", "10.77.0.1").status())
                .isZero();
        String folder = client.folder().toString();
        client.run(
                        "dhclient",
                        "-4",
                        "-r",
                        "-v",
                        "-cf",
                        folder + "/dhclient.conf",
                        "-lf",
                        folder + "/dhclient.leases",
                        "-pf",
                        folder + "/dhclient.pid",
                        "-sf",
                        folder + "/script",
                        "-e",
                        "LOG=" + folder + "/log",
                        "eth0")
                .ok();
        events.await("released 10.77.0.50 to " + FIRST_MAC);
        assertThat(events.lines().get(0)).isEqualTo("bound 10.77.0.50 to " + FIRST_MAC);
    }

    @Test
    void dhclientThatStartsAgainIsConfirmed() {
        serve(config());
        Namespace client = client(FIRST_MAC);
        Namespace.Running first = dhclient(client, "-1");
        first.await("bound to 10.77.0.50");
        client.run("cp", client.folder() + "/dhclient.leases", client.folder() + "/kept")
                .ok();
        first.process().destroy();
        Namespace.await("dhclient's end", () -> !first.process().isAlive());
        client.run("ip", "address", "flush", "dev", "eth0").ok();
        Namespace.Running second = dhclient(client, "-lf", client.folder() + "/kept");
        second.await("bound to 10.77.0.50");
        assertThat(second.err()).contains("DHCPREQUEST for 10.77.0.50").doesNotContain("DHCPDISCOVER");
        awaitLog(client, "REBOOT eth0 10.77.0.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-C", "-B", "-a"}) // without option 61; answers by broadcast; ARP before use
    void udhcpcLeasesRenewsAndReleases(String option) {
        serve(config().leaseSeconds(60));
        Namespace client = client(FIRST_MAC);
        Namespace.Running udhcpc = udhcpc(client, option);
        udhcpc.await("lease of 10.77.0.50 obtained");
        awaitLog(client, "bound eth0 10.77.0.50/24 router=10.77.0.1 dns=10.77.0.1 domain=lan.test");
        assertThat(log(client))
                .contains(
                        "search=eng.lan.test lab.lan.test mtu=1400 routes=0.0.0.0/0 10.77.0.1 10.88.0.0/16 10.77.0.2");
        signal(udhcpc, "USR1");
        awaitLog(client, "renew eth0 10.77.0.50");
        udhcpc.process().destroy(); // SIGTERM: with -R it releases
        events.await("released 10.77.0.50 to " + FIRST_MAC);
    }

    @Test
    void twoClientsGetTwoAddressesAndKeepThem() {
        serve(config());
        Namespace first = client(FIRST_MAC);
        Namespace second = client(SECOND_MAC);
        dhclient(first);
        Namespace.Running udhcpc = udhcpc(second);
        awaitLog(second, "bound eth0 10.77.0.5");
        awaitLog(first, "RENEW eth0 10.77.0.5");
        signal(udhcpc, "USR1"); // by itself it renews after 16 s at the earliest
        awaitLog(second, "renew eth0 10.77.0.5");
        List<DhcpBinding> bindings = new ArrayList<>();
        stack.run(() -> bindings.addAll(server.get().bindings()));
        assertThat(bindings)
                .extracting(binding -> Ipv4Address.format(binding.address().ipv4()))
                .containsExactlyInAnyOrder("10.77.0.50", "10.77.0.51");
        assertThat(first.run("ip", "-4", "-o", "address", "show", "dev", "eth0").out())
                .contains("10.77.0.5");
    }

    @Test
    void addressThatUdhcpcFindsInUseIsDeclinedAndAnotherLeased() {
        serve(config().leaseSeconds(60));
        client(SECOND_MAC)
                .run("ip", "address", "add", "10.77.0.50/24", "dev", "eth0")
                .ok();
        Namespace client = client(FIRST_MAC);
        Namespace.Running udhcpc = udhcpc(client, "-a", "-A", "1");
        udhcpc.await("lease of 10.77.0.51 obtained");
        assertThat(udhcpc.err()).contains("declining");
        assertThat(events.lines()).contains("declined 10.77.0.50 to " + FIRST_MAC);
    }

    @Test
    void reservedAddressesGoToTheirHosts() {
        serve(config().reserve(MacAddress.parse(SECOND_MAC), IpAddress.parseIpv4("10.77.0.200")));
        Namespace client = client(SECOND_MAC);
        dhclient(client).await("bound to 10.77.0.200");
    }

    @Test
    void clientWithTheAddressOfAnotherNetworkIsRefused() {
        serve(config());
        Namespace client = client(FIRST_MAC);
        Namespace.Running dhclient = dhclient(client, "-lf", lease(client, "192.168.9.9"));
        dhclient.await("bound to 10.77.0.50");
        assertThat(dhclient.err()).contains("DHCPREQUEST for 192.168.9.9", "DHCPNAK from 10.77.0.1");
    }

    /** What dhclient remembers of a lease that it had. */
    private static String lease(Namespace client, String address) {
        return client.write(
                        "kept",
                        "lease { interface \"eth0\"; fixed-address " + address + "; option subnet-mask 255.255.255.0;"
                                + " option dhcp-server-identifier 192.168.9.1; renew never; rebind never; expire never; }\n")
                .toString();
    }

    @Test
    void clientBehindARelayAgentGetsAnAddressOfItsNetwork() {
        serve(config().subnet(DhcpSubnet.of(IpAddress.parseIpv4("10.99.0.0"), 24)
                .pool(IpAddress.parseIpv4("10.99.0.50"), IpAddress.parseIpv4("10.99.0.59"))
                .routers(IpAddress.parseIpv4("10.99.0.1"))));
        Namespace relay = client("02:00:5e:10:00:fe");
        Namespace client = new Namespace();
        clients.add(client);
        relay.run("ip", "address", "add", "10.77.0.2/24", "dev", "eth0").ok();
        relay.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "eth0", "netns", client.name())
                .ok();
        relay.run("ip", "address", "add", "10.99.0.1/24", "dev", "eth1").ok();
        relay.run("ip", "link", "set", "eth1", "up").ok();
        client.run("ip", "link", "set", "eth0", "address", FIRST_MAC, "up").ok();
        stack.run(() -> stack.stack().stack().host().configure(SERVER.ipv4(), 24, Ipv4Address.parse("10.77.0.2")));
        relay.start(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--log-facility=-",
                        "--log-dhcp",
                        "--conf-file=/dev/null",
                        "--port=0",
                        "--pid-file=",
                        "--user=root",
                        "--dhcp-relay=10.99.0.1,10.77.0.1")
                .await("DHCP relay");
        Namespace.Running udhcpc = udhcpc(client);
        udhcpc.await("lease of 10.99.0.50 obtained");
        awaitLog(client, "bound eth0 10.99.0.50/24 router=10.99.0.1");
        events.await("bound 10.99.0.50 to " + FIRST_MAC);
    }
}
