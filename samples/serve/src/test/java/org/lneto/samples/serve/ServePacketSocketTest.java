package org.lneto.samples.serve;

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

/** serve as a process of its own, through a packet socket on a veth, with curl at its other end. */
@Tag("peer")
class ServePacketSocketTest {
    private static RealLan lan;
    private static Path served;

    @BeforeAll
    static void start() throws Exception {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "curl", "ping", "socat", "sha256sum", "nft");
        lan = RealLan.onVeth();
        served = Files.createDirectory(lan.station().folder().resolve("served"));
        lan.station()
                .run("dd", "if=/dev/urandom", "of=" + served.resolve("big.bin"), "bs=1M", "count=20")
                .ok();
        serve("--addr", "10.77.0.20/24");
    }

    private static void serve(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Serve.class.getName(),
                "-i",
                RealLan.VETH,
                "--root",
                served.toString()));
        words.addAll(List.of(arguments));
        lan.station().start(words.toArray(String[]::new)).await("serving on");
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    @Test
    void curlFetchesTwentyMebibytesUnharmed() {
        Path got = lan.namespace().folder().resolve("curl.bin");
        lan.namespace()
                .run("curl", "-sS", "-o", got.toString(), "http://10.77.0.20/big.bin")
                .ok();
        assertThat(sha256(got)).isEqualTo(sha256(served.resolve("big.bin")));
    }

    @Test
    void twentyMebibytesToTheEchoServiceComeBackUnharmed() {
        Path got = lan.namespace().folder().resolve("echoed.bin");
        String echo = "socat -t 60 - TCP:10.77.0.20:7 < " + served.resolve("big.bin") + " > " + got;
        lan.namespace().run("bash", "-c", echo).ok();
        assertThat(sha256(got)).isEqualTo(sha256(served.resolve("big.bin")));
    }

    @Test
    void kernelPingsTheStack() {
        assertThat(lan.namespace()
                        .run("ping", "-c", "5", "-i", "0.05", "-s", "1400", "10.77.0.20")
                        .ok()
                        .out())
                .contains("5 received");
    }

    @Test
    void kernelsOwnAddressIsServedOnceItsResetsAreKeptIn() {
        Namespace station = lan.station();
        station.run("ip", "address", "add", "10.77.0.30/24", "dev", RealLan.VETH)
                .ok();
        String mac = station.run("ip", "-o", "link", "show", "dev", RealLan.VETH)
                .ok()
                .out()
                .replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
        serve("--mac", mac, "--addr", "10.77.0.30/24");
        String[] curl = {"curl", "-sS", "-m", "20", "-o", "/dev/null", "http://10.77.0.30/big.bin"};
        assertThat(lan.namespace().run(curl).status()).isNotZero();

        // as the README and PacketSocketChannel say
        station.run("nft", "add", "table", "inet", "lneto").ok();
        station.run("nft", "add", "chain", "inet", "lneto", "out", "{ type filter hook output priority 0; }")
                .ok();
        station.run("nft", "add", "rule", "inet", "lneto", "out", "tcp", "flags", "rst", "tcp", "sport", "80", "drop")
                .ok();
        lan.namespace().run(curl).ok();
    }
}
