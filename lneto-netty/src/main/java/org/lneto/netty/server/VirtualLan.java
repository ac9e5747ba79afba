package org.lneto.netty.server;

import io.netty.channel.EventLoop;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.dhcpv6.Dhcpv6Frame;
import org.lneto.dhcpv6.Dhcpv6Server;
import org.lneto.dhcpv6.Dhcpv6ServerConfig;
import org.lneto.dhcpv6.Dhcpv6ServerEvents;
import org.lneto.dhcpv6.Dhcpv6Subnet;
import org.lneto.dhcpv6.Duid;
import org.lneto.dns.DnsName;
import org.lneto.dns.DnsServer;
import org.lneto.dns.DnsZone;
import org.lneto.ip.IpAddress;
import org.lneto.ndp.NdpSettings;
import org.lneto.ndp.RouterAdvertiser;
import org.lneto.ndp.RouterAdvertiserConfig;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.ntp.NtpServer;
import org.lneto.ntp.NtpServerConfig;
import org.lneto.stack.Ipv6Host;
import org.lneto.stack.StackConfig;

/**
 * The hosts of a LAN on a virtual link, so that a stack on the same link finds a network as at home: the zone
 * {@code lneto.test} on 10.0.0.0/24 and fd6c:6e65:746f::/64 with {@code router.lneto.test} (10.0.0.1 and ::1 of the
 * prefix: DHCP for both families, router advertisements, DNS, NTP) and {@code www.lneto.test} (10.0.0.80 and ::80: HTTP).
 *
 * <p>{@link #startLarge} makes it 10.0.0.0/16, with addresses for 65,000 hosts.
 *
 * <p>The router routes nowhere: the LAN is all there is.
 */
public final class VirtualLan {
    /** The zone. */
    public static final String DOMAIN = "lneto.test";

    /** The router, and every service but the web. */
    public static final IpAddress ROUTER = IpAddress.parseIpv4("10.0.0.1");

    /** The web server. */
    public static final IpAddress WWW = IpAddress.parseIpv4("10.0.0.80");

    /** The router, by IPv6. */
    public static final IpAddress ROUTER_IPV6 = new IpAddress(0xfd6c_6e65_746f_0000L, 1);

    /** The web server, by IPv6. */
    public static final IpAddress WWW_IPV6 = new IpAddress(ROUTER_IPV6.high(), 0x80);

    private static final int IPV6_PREFIX_LENGTH = 64;
    private static final long SECOND = 1_000_000_000L;
    private static final LanSize USUAL = new LanSize(
            24,
            "10.0.0.100",
            "10.0.0.199",
            ArpSettings.DEFAULTS,
            64,
            DnsServer.DEFAULT_REPLY_QUEUE,
            100,
            DnsServer.DEFAULT_QUERIES_PER_SECOND);
    private static final LanSize LARGE = new LanSize(
            16,
            "10.0.1.0",
            "10.0.255.254",
            ArpSettings.DEFAULTS.cacheEntries(65536).pending(32, 1024).answersPerSecond(1_000_000),
            4096,
            1 << 20,
            1_000_000,
            1_000_000);
    private static final long FIRST_LEASED_IPV6 = 0x1000;
    private static final long LAST_LEASED_IPV6 = 0x1fff;
    private static final int LEASE_SECONDS = 3600;

    /**
     * How many hosts there may be.
     *
     * @param prefixLength of the network
     * @param firstLeased the first address that DHCP has to give
     * @param lastLeased the last
     * @param arp of the servers' hosts
     * @param leaseReplies DHCP answers that may wait to be sent
     * @param nameReplies octets of DNS answers that may
     * @param newClientsPerSecond DHCP clients that may come in a second
     * @param queriesPerSecond DNS queries that may
     */
    private record LanSize(
            int prefixLength,
            String firstLeased,
            String lastLeased,
            ArpSettings arp,
            int leaseReplies,
            int nameReplies,
            int newClientsPerSecond,
            int queriesPerSecond) {}

    private final LanSize size;
    private final Stack router;
    private final Stack www;

    private VirtualLan(LanSize size, Stack router, Stack www) {
        this.size = size;
        this.router = router;
        this.www = www;
    }

    /**
     * Puts the hosts on a link.
     *
     * @param link where to
     * @param loop the event loop that both run on
     * @param epochNanos the clock to tell the time by: Unix nanoseconds; read once
     */
    public static VirtualLan start(VirtualLink link, EventLoop loop, LongSupplier epochNanos) {
        return start(link, loop, epochNanos, USUAL);
    }

    /** As {@link #start}, with addresses for 65,000 hosts, which may all come at once. */
    public static VirtualLan startLarge(VirtualLink link, EventLoop loop, LongSupplier epochNanos) {
        return start(link, loop, epochNanos, LARGE);
    }

    private static VirtualLan start(VirtualLink link, EventLoop loop, LongSupplier epochNanos, LanSize size) {
        VirtualLan lan = new VirtualLan(
                size,
                host(link, loop, "02:00:00:00:00:01", ROUTER, ROUTER_IPV6, size),
                host(link, loop, "02:00:00:00:00:50", WWW, WWW_IPV6, size));
        loop.execute(() -> lan.serve(epochNanos));
        return lan;
    }

    private static Stack host(
            VirtualLink link, EventLoop loop, String hardwareAddress, IpAddress ipv4, IpAddress ipv6, LanSize size) {
        VirtualPort port = link.newPort();
        // the first on the link: nobody else has their addresses
        StackConfig config = StackConfig.of(MacAddress.parse(hardwareAddress))
                .arp(size.arp())
                .ndp(NdpSettings.DEFAULTS.duplicateDetection(0, 0));
        Stack stack = Stack.install(port.pipeline(), config, Stack.unguessable());
        loop.register(port).addListener(registered -> {
            stack.host().configure(ipv4.ipv4(), size.prefixLength(), Ipv4Address.UNSPECIFIED);
            stack.host().ipv6().configure(ipv6, IPV6_PREFIX_LENGTH, new IpAddress(0, 0), stack.nowNanos());
        });
        return stack;
    }

    private void serve(LongSupplier epochNanos) {
        DhcpServerConfig dhcp = DhcpServerConfig.of(ROUTER, size.prefixLength())
                .pool(IpAddress.parseIpv4(size.firstLeased()), IpAddress.parseIpv4(size.lastLeased()))
                .replyQueue(size.leaseReplies())
                .newClientsPerSecond(size.newClientsPerSecond())
                .leaseSeconds(LEASE_SECONDS)
                .authoritative(true)
                .routers(ROUTER)
                .dnsServers(ROUTER)
                .ntpServers(ROUTER)
                .domainName(DOMAIN);
        router.host().udp().add(new DhcpServer(dhcp, new DhcpServerEvents() {}, router.random()));
        leaseIpv6();
        advertise();
        DnsZone zone = DnsZone.of(DOMAIN)
                .address("router." + DOMAIN, ROUTER)
                .address("router." + DOMAIN, ROUTER_IPV6)
                .address("www." + DOMAIN, WWW)
                .address("www." + DOMAIN, WWW_IPV6);
        router.host().udp().add(new DnsServer(zone, size.nameReplies(), size.queriesPerSecond()));
        NtpServer ntp = new NtpServer(NtpServerConfig.DEFAULT, epochNanos.getAsLong() - router.nowNanos());
        router.host().udp().add(ntp);
        try {
            new PageServer(www.host().tcp(), 80, pages());
        } catch (BindException e) {
            throw new IllegalStateException("the host is new: nobody has its ports", e);
        }
    }

    private void leaseIpv6() {
        long prefix = ROUTER_IPV6.high();
        Dhcpv6ServerConfig config = Dhcpv6ServerConfig.of(
                        Duid.linkLayer(router.host().config().hardwareAddress()))
                .subnet(Dhcpv6Subnet.of(ROUTER_IPV6)
                        .pool(new IpAddress(prefix, FIRST_LEASED_IPV6), new IpAddress(prefix, LAST_LEASED_IPV6))
                        .delegate(new IpAddress(prefix + (1 << 16), 0), 48, 56))
                .rapidCommit(true)
                .dnsServers(ROUTER_IPV6)
                .ntpServer(ROUTER_IPV6)
                .domainSearch(DnsName.of(DOMAIN));
        router.host().ipv6().node().groups().join(Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW);
        router.host().udp().add(new Dhcpv6Server(config, Dhcpv6ServerEvents.NONE));
    }

    private void advertise() {
        RouterAdvertiserConfig config = RouterAdvertiserConfig.of(ROUTER_IPV6.high())
                .dns(List.of(ROUTER_IPV6), List.of(DOMAIN))
                .hosts(true, true, true)
                .times(600 * SECOND, 0); // a single router: it need not keep from answering with others at once
        Ipv6Host ipv6 = router.host().ipv6();
        long hardwareAddress = router.host().config().hardwareAddress();
        ipv6.icmp().add(new RouterAdvertiser(config, hardwareAddress, ipv6.node(), router.random()));
    }

    private static Map<String, Page> pages() {
        String home = """
                <!DOCTYPE html>
                <html lang="en">
                <title>lneto</title>
                <h1>A page fetched with no socket of the operating system's</h1>
                <p>It came over an Ethernet in memory, from a TCP/IP stack in this very process,
                to another one beside it: address by DHCP, neighbour by ARP, name by DNS, page by TCP.</p>
                </html>
                """;
        return Map.of(
                "/", Page.html(home),
                "/hello.txt", Page.text("hello\n"),
                "/chunked.txt", Page.chunked("This text came in chunks.\n".repeat(1000)),
                "/big.txt", Page.text("0123456789abcde\n".repeat(64 * 1024)),
                "/old", Page.redirect(301, "http://www." + DOMAIN + "/hello.txt"));
    }

    /** The router, for tests and counters. */
    public Stack router() {
        return router;
    }

    /** The web server's host. */
    public Stack www() {
        return www;
    }

    /** Takes the hosts off the link. */
    public void close() {
        router.close();
        www.close();
    }
}
