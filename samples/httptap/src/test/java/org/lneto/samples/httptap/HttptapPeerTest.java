package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.RealLan;
import org.lneto.samples.testing.Requirements;

/** httptap as root, xcurl and serve as an ordinary user, nginx and curl in the kernel behind the TAP. */
@Tag("peer")
class HttptapPeerTest {
    private static final String NOBODY = "65534";

    private static RealLan lan;
    private static Namespace.Running httptap;
    private static String classPath;

    @BeforeAll
    static void start() throws Exception {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "curl", "setpriv", "sha256sum", "tshark");
        lan = new RealLan();
        lan.page("hello.txt", "hello from nginx\n");
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
        classPath = readableByAnybody(System.getProperty("java.class.path"));
        httptap = httptap(
                lan.namespace(),
                "-i",
                RealLan.TAP,
                "--dns",
                RealLan.ROUTER,
                "--pcap",
                capture().toString());
        httptap.await("httptap on http://127.0.0.1:7070");
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static Path folder() {
        return lan.namespace().folder();
    }

    private static Path capture() {
        return folder().resolve("httptap.pcapng");
    }

    /** Copies a class path to where an ordinary user may read it: root's Maven repository is root's. */
    private static String readableByAnybody(String path) throws IOException {
        Path copies = Files.createDirectory(folder().resolve("classes"));
        List<String> copied = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                Path copy = copies.resolve(copied.size() + "-" + Path.of(entry).getFileName());
                Namespace.host("cp", "-r", entry, copy.toString()).ok();
                copied.add(copy.toString());
            }
        }
        Namespace.host("chmod", "-R", "a+rX", copies.toString()).ok();
        return String.join(File.pathSeparator, copied);
    }

    private static Namespace.Running httptap(Namespace namespace, String... arguments) {
        return namespace.start(java(System.getProperty("java.class.path"), Httptap.class.getName(), arguments));
    }

    private static String[] java(String path, String program, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx64m",
                                "-cp",
                                path,
                                program),
                        Arrays.stream(arguments))
                .toArray(String[]::new);
    }

    /** The words that run a program as an ordinary user, with no capability left. */
    private static String[] asNobody(String program, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                "setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups",
                                "--bounding-set=-all",
                                "--inh-caps=-all"),
                        Arrays.stream(java(classPath, program, arguments)))
                .toArray(String[]::new);
    }

    private static String[] xcurl(String... arguments) {
        return asNobody("org.lneto.samples.xcurl.Xcurl", arguments);
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    private static Namespace.Result curl(String... arguments) {
        return lan.namespace()
                .run(Stream.concat(Stream.of("curl", "-sS", "-i"), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void pageComesToAnOrdinaryUserByNameAfterALeaseOfHttptaps() {
        Namespace.Result result = lan.namespace()
                .run(xcurl("--ihttp", "http://www.lan.test/hello.txt"))
                .ok();
        assertThat(result.out()).isEqualTo("hello from nginx\n");
        assertThat(result.err())
                .contains("from 10.77.0.1 for 3600 s", "www.lan.test resolved: 10.77.0.1", "response 200 completed");
        assertThat(lan.dnsmasqLog())
                .contains("query[A] www.lan.test")
                .doesNotContain("DHCPDISCOVER", "DHCPREQUEST", "DHCPRELEASE");
    }

    @Test
    void withoutHttptapTheOrdinaryUserHasNoTap() {
        Namespace.Result result =
                lan.namespace().run(xcurl("-s", "-S", "-i", "tap9", "--addr", "10.9.0.2/24", "http://10.9.0.1/"));
        assertThat(result.status()).isEqualTo(45);
        assertThat(result.err()).contains("permission");
    }

    @Test
    void tenMebibytesArriveUnharmed() {
        Path served = folder().resolve("www/big.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + served, "bs=1M", "count=10")
                .ok();
        Path got = folder().resolve("got.bin");
        Namespace.Result result = lan.namespace()
                .run(xcurl(
                        "--ihttp",
                        "http://127.0.0.1:7070",
                        "-s",
                        "-S",
                        "-o",
                        got.toString(),
                        "-w",
                        "%{http_code} %{size_download}",
                        "http://10.77.0.1/big.bin"))
                .ok();
        assertThat(result.out()).isEqualTo("200 10485760");
        assertThat(sha256(got)).isEqualTo(sha256(served));
    }

    @Test
    void curlFetchesFromServeOfAnOrdinaryUser() throws IOException {
        Path root = Files.createDirectory(folder().resolve("served"));
        Path served = root.resolve("big.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + served, "bs=1M", "count=10")
                .ok();
        Namespace.host("chmod", "-R", "a+rX", root.toString()).ok();
        Namespace.Running serve =
                lan.namespace().start(asNobody("org.lneto.samples.serve.Serve", "--ihttp", "--root", root.toString()));
        serve.await("serving on");
        String address = serve.out().replaceAll("(?s).*serving on ([0-9.]+).*", "$1");
        Path got = folder().resolve("curl.bin");
        curl("-o", got.toString(), "--no-include", "http://" + address + "/big.bin")
                .ok();
        assertThat(sha256(got)).isEqualTo(sha256(served));
        lan.namespace().run("ping", "-c", "3", "-i", "0.05", address).ok();
    }

    @Test
    void severalClientsRunAtATime() {
        List<Namespace.Running> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(lan.namespace().start(xcurl("--ihttp", "-s", "-S", "http://www.lan.test/hello.txt")));
        }
        for (Namespace.Running client : clients) {
            Namespace.await("the client's end", () -> !client.process().isAlive());
            assertThat(client.out()).as(client.err()).isEqualTo("hello from nginx\n");
        }
    }

    @Test
    void clientOfTheOriginalsKindIsServedTheKernelsFrames() {
        assertThat(curl("http://127.0.0.1:7070/info").ok().out())
                .contains("200 OK", "{\"MTU\":1500,\"IPPrefix\":\"10.77.0.1/24\",\"HardwareAddr\":\"");
        // an ARP request for the kernel's address (RFC 826), from 02:00:00:00:00:09 and 10.77.0.9
        String request = "\"////////AgAAAAAJCAYAAQgABgQAAQIAAAAACQpNAAkAAAAAAAAKTQAB\"";
        assertThat(curl("-d", request, "http://127.0.0.1:7070/send").ok().out())
                .contains("200 OK", "content-length: 0");
        Namespace.await("the kernel's answer", () -> {
            String frame = curl("http://127.0.0.1:7070/recv").ok().out();
            return frame.contains("\"AgAAAAAJ"); // to 02:00:00:00:00:09
        });
    }

    @Test
    void browsersPagesAreKeptOut() {
        assertThat(curl("-H", "Host: rebound.example", "http://127.0.0.1:7070/info")
                        .ok()
                        .out())
                .contains("403 Forbidden");
        assertThat(curl("-H", "Origin: http://evil.example", "-d", "\"\"", "http://127.0.0.1:7070/send")
                        .ok()
                        .out())
                .contains("403 Forbidden");
    }

    @Test
    void captureShowsDhcpAndTheFramesOfTheLink() {
        lan.namespace()
                .run(xcurl("--ihttp", "-s", "-S", "http://www.lan.test/hello.txt"))
                .ok();
        Namespace.Running another = httptap(
                lan.namespace(),
                "-i",
                "tap5",
                "--listen",
                "127.0.0.1:7071",
                "--pcap",
                folder().resolve("another.pcapng").toString());
        another.await("tap5, 192.168.10.1/24, MTU 1500");
        lan.namespace().run(xcurl("--ihttp=http://127.0.0.1:7071", "-s", "-S", "http://192.168.10.1:7/"));
        another.interrupt();
        Namespace.await("httptap's end", () -> !another.process().isAlive());
        assertThat(another.process().exitValue()).isEqualTo(130);
        assertThat(another.err()).doesNotContain("httptap:");
        assertThat(Namespace.host(
                                "tshark",
                                "-r",
                                folder().resolve("another.pcapng").toString())
                        .ok()
                        .out())
                .contains("DHCP Discover", "DHCP ACK", "Who has 192.168.10.1?", "[SYN]", "[RST, ACK]");
    }

    @Test
    void interfaceOfANetworkIsServedToo() {
        try (RealLan wire = RealLan.onVeth()) {
            wire.page("hello.txt", "hello over the wire\n");
            Namespace.Running bridge = httptap(wire.station(), "-i", RealLan.VETH);
            bridge.await("httptap on http://127.0.0.1:7070: " + RealLan.VETH);
            assertThat(wire.station()
                            .run(xcurl("--ihttp", "-s", "-S", "http://www.lan.test/hello.txt"))
                            .ok()
                            .out())
                    .isEqualTo("hello over the wire\n");
            assertThat(wire.dnsmasqLog()).contains("DHCPACK(lan0)", "DHCPRELEASE(lan0)");
        }
    }

    @Test
    void whatCannotBeIsSaidWithTheRightStatus() {
        Namespace namespace = lan.namespace();
        String path = System.getProperty("java.class.path");
        Namespace.Result open =
                namespace.run(java(path, Httptap.class.getName(), "--listen", "0.0.0.0:7070", "-i", "tap7"));
        assertThat(open.status()).isEqualTo(2);
        assertThat(open.err()).contains("loopback");
        Namespace.Result used = namespace.run(java(path, Httptap.class.getName(), "-i", "tap7"));
        assertThat(used.status()).isEqualTo(1);
        assertThat(used.err()).contains("cannot listen on 127.0.0.1:7070");
        Namespace.Result busy =
                namespace.run(java(path, Httptap.class.getName(), "-i", RealLan.TAP, "--listen", "127.0.0.1:0"));
        assertThat(busy.status()).isEqualTo(1);
        assertThat(busy.err()).contains(RealLan.TAP);
        Namespace.Result network =
                namespace.run(java(path, Httptap.class.getName(), "-i", "lo", "--prefix", "10.0.0.1/24"));
        assertThat(network.status()).isEqualTo(2);
        assertThat(network.err()).contains("lo is no TAP");
        Namespace.Result nobody = namespace.run(xcurl("--ihttp=http://127.0.0.1:9", "-s", "-S", "http://10.77.0.1/"));
        assertThat(nobody.status()).isEqualTo(45);
        assertThat(nobody.err()).contains("no httptap can be reached at http://127.0.0.1:9");
    }

    @Test
    void deletedInterfaceEndsIt() {
        Namespace.Running ended = httptap(lan.namespace(), "-i", "tap6", "--listen", "127.0.0.1:0");
        ended.await("httptap on");
        lan.namespace().run("ip", "link", "delete", "tap6").ok();
        Namespace.await("httptap's end", () -> !ended.process().isAlive());
        assertThat(ended.process().exitValue()).isEqualTo(1);
        assertThat(ended.err()).contains("tap6");
    }
}
