package org.lneto.samples.xcurl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.RealLan;
import org.lneto.samples.testing.Requirements;

/** xcurl over IPv6, and through routers with a narrow link, against servers nobody here wrote. */
@Tag("peer")
class XcurlLinksPeerTest {
    private static RealLan lan;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "tshark", "sha256sum");
        lan = new RealLan();
        lan.page("hello.txt", "hello from nginx\n");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + www("big.bin"), "bs=1M", "count=20")
                .ok();
        narrowLink();
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            // the far server is in a namespace of a namespace: its process is not found by the name
            Namespace.host("pkill", "-f", lan.namespace().folder() + "/nginx2.conf");
            lan.close();
        }
    }

    private static String www(String file) {
        return lan.namespace().folder().resolve("www/" + file).toString();
    }

    /**
     * Two routers and a server behind the LAN's kernel, the link between the routers with an MTU of 1280: the server's
     * own link and the LAN take 1500, so that only ICMP tells either end.
     */
    private static void narrowLink() {
        Namespace router = lan.namespace();
        String folder = router.folder().toString();
        String script = """
                set -e
                far=%1$s-far
                server=%1$s-srv
                ip netns add $far
                ip netns add $server
                ip link add narrow type veth peer name narrow netns $far
                ip link set narrow mtu 1280 up
                ip address add 10.78.0.1/24 dev narrow
                ip address add fd00:78::1/64 dev narrow nodad
                sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                ip route add 10.79.0.0/24 via 10.78.0.2
                ip route add fd00:79::/64 via fd00:78::2
                f="ip netns exec $far"
                $f ip link set narrow mtu 1280 up
                $f ip address add 10.78.0.2/24 dev narrow
                $f ip address add fd00:78::2/64 dev narrow nodad
                $f sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                $f ip link add wide type veth peer name wide netns $server
                $f ip link set wide up
                $f ip address add 10.79.0.1/24 dev wide
                $f ip address add fd00:79::1/64 dev wide nodad
                $f ip route add 10.77.0.0/24 via 10.78.0.1
                $f ip route add fd00:77::/64 via fd00:78::1
                s="ip netns exec $server"
                $s ip link set lo up
                $s ip link set wide up
                $s ip address add 10.79.0.2/24 dev wide
                $s ip address add fd00:79::2/64 dev wide nodad
                $s ip route add default via 10.79.0.1
                $s ip route add default via fd00:79::1
                sed -e s,nginx.pid,nginx2.pid, -e s,nginx-access.log,nginx2-access.log, -e 's,daemon off;,daemon on;,' \\
                    %2$s/nginx.conf > %2$s/nginx2.conf
                $s nginx -c %2$s/nginx2.conf -p %2$s -e %2$s/nginx2-error.log > /dev/null 2>&1
                """.formatted(router.name(), folder);
        router.run("bash", router.write("narrow.sh", script).toString()).ok();
    }

    private static Namespace.Result xcurl(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Xcurl.class.getName(),
                "-i",
                RealLan.TAP));
        words.addAll(List.of(arguments));
        return lan.namespace().run(words.toArray(String[]::new));
    }

    private static String sha256(String file) {
        return Namespace.host("sha256sum", file).ok().out().split(" ")[0];
    }

    private static void assertDownload(String... arguments) {
        String got = lan.namespace().folder().resolve("got.bin").toString();
        List<String> words = new ArrayList<>(List.of("-s", "-S", "-o", got));
        words.addAll(List.of(arguments));
        xcurl(words.toArray(String[]::new)).ok();
        assertThat(sha256(got)).isEqualTo(sha256(www("big.bin")));
    }

    private static void assertUpload(String url, String... arguments) {
        Path sent = lan.namespace().write("sent.txt", "0123456789abcdef".repeat(256 * 1024));
        String name = "upload" + Integer.toHexString(url.hashCode()) + ".txt";
        List<String> words =
                new ArrayList<>(List.of("-s", "-S", "-f", "-X", "PUT", "-d", "@" + sent, url + "/put/" + name));
        words.addAll(List.of(arguments));
        xcurl(words.toArray(String[]::new)).ok();
        assertThat(sha256(www("put/" + name))).isEqualTo(sha256(sent.toString()));
    }

    @Test
    void pageComesOverIpv6Alone() {
        Namespace.Result result = xcurl("-6", "http://six.lan.test/hello.txt").ok();
        assertThat(result.out()).isEqualTo("hello from nginx\n");
        assertThat(result.err()).contains("IPv6 address fd00:77:", "connected to /[fd00:77:0:0:0:0:0:1]:80");
    }

    @Test
    void hostWithIpv6AloneIsReachedWithoutBeingToldTo() {
        assertThat(xcurl("-s", "-S", "http://six.lan.test/hello.txt").ok().out())
                .isEqualTo("hello from nginx\n");
        assertThat(xcurl("-s", "-S", "http://[fd00:77::1]/hello.txt").ok().out())
                .isEqualTo("hello from nginx\n");
    }

    @Test
    void largeFilesPassBothWaysOverIpv6() {
        assertDownload("-6", "http://www.lan.test/big.bin");
        assertUpload("http://[fd00:77::1]", "-6");
    }

    @Test
    void tsharkFindsNothingWrongInTheIpv6Capture() {
        String capture = lan.namespace().folder().resolve("ipv6.pcapng").toString();
        xcurl("-6", "-s", "-S", "--pcap", capture, "http://six.lan.test/hello.txt")
                .ok();
        String frames = Namespace.host("tshark", "-r", capture).ok().out();
        assertThat(frames)
                .contains(
                        "Neighbor Solicitation for fe80::",
                        "Router Solicitation",
                        "Router Advertisement",
                        "Multicast Listener Report Message v2",
                        "Standard query",
                        "GET /hello.txt");
        String wrong = "(_ws.malformed || tcp.checksum.status == 0 || udp.checksum.status == 0"
                + " || icmpv6.checksum.status == 0) && frame.packet_flags_direction == 2";
        assertThat(Namespace.host(
                                "tshark",
                                "-r",
                                capture,
                                "-o",
                                "tcp.check_checksum:TRUE",
                                "-o",
                                "udp.check_checksum:TRUE",
                                "-Y",
                                wrong)
                        .ok()
                        .out())
                .isEmpty();
    }

    @Test
    void largeFilesPassBothWaysThroughALinkOf1280Octets() {
        assertDownload("http://10.79.0.2/big.bin");
        assertUpload("http://10.79.0.2");
        assertDownload("-6", "http://[fd00:79::2]/big.bin");
        assertUpload("http://[fd00:79::2]", "-6");
    }
}
