package org.lneto.samples.xcurl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
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

/** xcurl as a process of its own, on a TAP device, against servers nobody here wrote. */
@Tag("peer")
class XcurlPeerTest {
    private static RealLan lan;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "tshark", "sha256sum");
        lan = new RealLan();
        lan.page("hello.txt", "hello from nginx\n");
        lan.page("chunked.txt", "before <!--# echo var=\"host\" --> after\n");
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static String[] command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Xcurl.class.getName(),
                "-i",
                RealLan.TAP));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    private static Namespace.Result xcurl(String... arguments) {
        return lan.namespace().run(command(arguments));
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    @Test
    void smallPageComesByNameAfterLeaseAndTime() {
        Namespace.Result result =
                xcurl("--ntp", "time.lan.test", "http://www.lan.test/hello.txt").ok();
        assertThat(result.out()).isEqualTo("hello from nginx\n");
        assertThat(result.err())
                .contains(
                        "DHCP request completed: 10.77.0.",
                        "router 10.77.0.1 resolved by ARP",
                        "NTP: ",
                        "www.lan.test resolved: 10.77.0.1",
                        "connected to /10.77.0.1:80",
                        "response 200 completed: 17 octets");
        assertThat(lan.dnsmasqLog())
                .contains("DHCPDISCOVER(tap0)", "DHCPOFFER(tap0)", "DHCPREQUEST(tap0)", "DHCPACK(tap0)")
                .contains("DHCPRELEASE(tap0)", "query[A] www.lan.test");
    }

    @Test
    void aHundredMebibytesArriveUnharmedInASmallHeap() {
        Path served = lan.namespace().folder().resolve("www/big.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + served, "bs=1M", "count=100")
                .ok();
        Path got = lan.namespace().folder().resolve("got.bin");
        Namespace.Result result = xcurl(
                        "-s",
                        "-S",
                        "-o",
                        got.toString(),
                        "-w",
                        "%{http_code} %{size_download}",
                        "http://10.77.0.1/big.bin")
                .ok();
        assertThat(result.out()).isEqualTo("200 104857600");
        assertThat(sha256(got)).isEqualTo(sha256(served));
    }

    @Test
    void chunkedPageIsJoined() {
        Namespace.Result result =
                xcurl("-s", "-S", "-v", "http://www.lan.test/chunked.txt").ok();
        assertThat(result.err()).contains("< Transfer-Encoding: chunked");
        assertThat(result.out()).isEqualTo("before www.lan.test after\n");
    }

    @Test
    void redirectIsFollowedWhenAskedTo() {
        assertThat(xcurl("-s", "-S", "-L", "http://www.lan.test/old").ok().out())
                .isEqualTo("hello from nginx\n");
        assertThat(xcurl("-s", "-S", "-w", "%{http_code}", "-o", "/dev/null", "http://www.lan.test/old")
                        .ok()
                        .out())
                .isEqualTo("301");
    }

    @Test
    void missingPageWithFailIsCurlsError() {
        Namespace.Result result = xcurl("-s", "-S", "--fail", "http://www.lan.test/none");
        assertThat(result.status()).isEqualTo(22);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("xcurl: (22) The requested URL returned error: 404");
    }

    @Test
    void closedPortAndUnknownNameAreCurlsErrors() {
        assertThat(xcurl("-s", "http://10.77.0.1:81/").status()).isEqualTo(7);
        assertThat(xcurl("-s", "http://nobody.lan.test/").status()).isEqualTo(6);
        assertThat(xcurl("-s", "--connect-timeout", "2", "http://10.77.0.40/").status())
                .isIn(7, 28);
    }

    @Test
    void staticAddressNeedsNoServer() {
        Namespace.Result result =
                xcurl("--addr", "10.77.0.20/24", "--dns", "10.77.0.1", "-s", "-S", "http://www.lan.test/hello.txt");
        assertThat(result.ok().out()).isEqualTo("hello from nginx\n");
    }

    @Test
    void tsharkFindsNothingWrongInTheCapture() {
        Path capture = lan.namespace().folder().resolve("frames.pcapng");
        xcurl("-s", "-S", "--ntp", "10.77.0.1", "--pcap", capture.toString(), "-L", "http://www.lan.test/old")
                .ok();
        assertThat(capture).isNotEmptyFile();
        String wrong =
                "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0"
                        + " || icmp.checksum.status == 0";
        List<String> tshark = List.of(
                "tshark",
                "-r",
                capture.toString(),
                "-o",
                "ip.check_checksum:TRUE",
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "udp.check_checksum:TRUE");
        List<String> all = new ArrayList<>(tshark);
        all.addAll(List.of("-Y", "dhcp || dns || ntp || http || tcp.flags.syn == 1"));
        assertThat(Namespace.host(all.toArray(String[]::new)).ok().out())
                .contains("DHCP Discover", "DHCP Release", "Standard query", "NTP Version 4", "GET /old", "[SYN, ACK]");
        // the kernel leaves checksums to a device that has none: only what we sent is held to them
        List<String> bad = new ArrayList<>(tshark);
        bad.addAll(List.of("-Y", "(" + wrong + ") && frame.packet_flags_direction == 2"));
        assertThat(Namespace.host(bad.toArray(String[]::new)).ok().out()).isEmpty();
        List<String> malformed = new ArrayList<>(tshark);
        malformed.addAll(List.of("-Y", "_ws.malformed"));
        assertThat(Namespace.host(malformed.toArray(String[]::new)).ok().out()).isEmpty();
    }

    @Test
    void interruptSendsFinAndRelease() throws Exception {
        Path served = lan.namespace().folder().resolve("www/slow.bin");
        Files.write(served, new byte[50 << 20]);
        int before = lan.dnsmasqLog().split("DHCPRELEASE", -1).length;
        Namespace.Running running = lan.namespace()
                .start(command(
                        "--limit-rate",
                        "100K",
                        "--pcap",
                        lan.namespace().folder().resolve("interrupt.pcapng").toString(),
                        "-o",
                        lan.namespace().folder().resolve("slow.out").toString(),
                        "http://10.77.0.1/slow.bin"));
        running.await("connected to");
        running.interrupt();
        assertThat(running.process().waitFor()).isEqualTo(130);
        String frames = Namespace.host(
                        "tshark",
                        "-r",
                        lan.namespace().folder().resolve("interrupt.pcapng").toString(),
                        "-Y",
                        "frame.packet_flags_direction == 2 && tcp.flags.fin == 1")
                .ok()
                .out();
        assertThat(frames).contains("[FIN, ACK]");
        Namespace.await(
                "DHCPRELEASE in dnsmasq's log", () -> lan.dnsmasqLog().split("DHCPRELEASE", -1).length > before);
    }

    @Test
    void outputThatIsLostIsAnError() {
        String words = String.join(" ", command("-s", "http://www.lan.test/hello.txt"));
        assertThat(lan.namespace().run("bash", "-c", words + " > /dev/full").status())
                .isEqualTo(23);
    }
}
