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

/** xcurl as a process of its own, through a packet socket on a veth, against servers at its other end. */
@Tag("peer")
class XcurlPacketSocketTest {
    private static RealLan lan;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "tshark", "sha256sum");
        lan = RealLan.onVeth();
        lan.page("hello.txt", "hello from nginx\n");
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static Namespace.Result xcurl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("-i", RealLan.VETH));
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    private static Namespace.Result run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Xcurl.class.getName()));
        words.addAll(List.of(arguments));
        return lan.station().run(words.toArray(String[]::new));
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    @Test
    void pageComesByNameAfterALease() {
        Namespace.Result result = xcurl("http://www.lan.test/hello.txt").ok();
        assertThat(result.out()).isEqualTo("hello from nginx\n");
        assertThat(lan.dnsmasqLog()).contains("DHCPACK(lan0)", "DHCPRELEASE(lan0)", "query[A] www.lan.test");
    }

    @Test
    void twentyMebibytesArriveUnharmed() {
        Path served = lan.namespace().folder().resolve("www/big.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + served, "bs=1M", "count=20")
                .ok();
        Path got = lan.station().folder().resolve("got.bin");
        xcurl("-s", "-S", "-o", got.toString(), "http://10.77.0.1/big.bin").ok();
        assertThat(sha256(got)).isEqualTo(sha256(served));
    }

    @Test
    void twentyMebibytesArriveUnharmedOverIpv6() {
        Path served = lan.namespace().folder().resolve("www/big6.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + served, "bs=1M", "count=20")
                .ok();
        Path got = lan.station().folder().resolve("got6.bin");
        xcurl("-6", "-s", "-S", "-o", got.toString(), "http://www.lan.test/big6.bin")
                .ok();
        assertThat(sha256(got)).isEqualTo(sha256(served));
    }

    @Test
    void everyFrameOfTheKernelHasItsChecksumsAndTheLengthOfTheWire() {
        Path capture = lan.station().folder().resolve("frames.pcapng");
        lan.page("long.txt", "0123456789".repeat(20_000));
        xcurl("-s", "-S", "--pcap", capture.toString(), "-o", "/dev/null", "http://www.lan.test/long.txt")
                .ok();
        String wrong = "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
                + " || udp.checksum.status == 0 || icmp.checksum.status == 0 || frame.len > 1514";
        List<String> tshark = new ArrayList<>(List.of("tshark", "-r", capture.toString()));
        for (String protocol : List.of("ip", "tcp", "udp")) {
            tshark.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
        }
        List<String> all = new ArrayList<>(tshark);
        all.addAll(List.of("-Y", "tcp.len == 1448"));
        assertThat(Namespace.host(all.toArray(String[]::new)).ok().out()).isNotEmpty();
        tshark.addAll(List.of("-Y", wrong));
        assertThat(Namespace.host(tshark.toArray(String[]::new)).ok().out()).isEmpty();
    }

    @Test
    void kernelOfTheStationTakesNoNotice() {
        lan.station()
                .run("ip", "address", "replace", "10.77.0.30/24", "dev", RealLan.VETH)
                .ok();
        try {
            Namespace.Result result = xcurl("-s", "-S", "--addr", "10.77.0.31/24", "http://10.77.0.1/hello.txt")
                    .ok();
            assertThat(result.out()).isEqualTo("hello from nginx\n");
        } finally {
            lan.station().run("ip", "address", "flush", "dev", RealLan.VETH);
        }
    }

    @Test
    void smallerMtuOfTheInterfaceIsTheStacks() {
        lan.station().run("ip", "link", "set", RealLan.VETH, "mtu", "1300").ok();
        try {
            Path capture = lan.station().folder().resolve("small.pcapng");
            xcurl("-4", "-s", "-S", "--pcap", capture.toString(), "-o", "/dev/null", "http://www.lan.test/hello.txt")
                    .ok();
            String syn = Namespace.host("tshark", "-r", capture.toString(), "-Y", "tcp.flags.syn == 1")
                    .ok()
                    .out();
            assertThat(syn.lines().findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("MSS=1260"));
        } finally {
            lan.station().run("ip", "link", "set", RealLan.VETH, "mtu", "1500");
        }
    }

    @Test
    void interfaceThatIsDownIsRefused() {
        lan.station()
                .run("ip", "link", "add", "down0", "type", "veth", "peer", "name", "down1")
                .ok();
        Namespace.Result result = run("-i", "down0", "http://10.77.0.1/hello.txt");
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("interface down0 is down: 'ip link set down0 up'");
    }

    @Test
    void interfaceWithoutEthernetIsRefused() {
        lan.station().run("ip", "link", "set", "lo", "up").ok();
        Namespace.Result result = run("-i", "lo", "http://10.77.0.1/hello.txt");
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("interface 'lo' does not carry Ethernet frames");
    }
}
