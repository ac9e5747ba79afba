package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.RealLan;
import org.lneto.samples.testing.Requirements;

/** serve as a process of its own, through a packet socket on a veth, with curl at its other end. */
class ServePacketSocketTest {
    private static RealLan lan;
    private static Namespace.Running serve;
    private static Path served;

    @BeforeAll
    static void start() throws Exception {
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "curl", "ping", "socat", "sha256sum");
        lan = RealLan.onVeth();
        served = Files.createDirectory(lan.station().folder().resolve("served"));
        lan.station()
                .run("dd", "if=/dev/urandom", "of=" + served.resolve("big.bin"), "bs=1M", "count=20")
                .ok();
        serve = lan.station()
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Serve.class.getName(),
                        "-i",
                        RealLan.VETH,
                        "--addr",
                        "10.77.0.20/24",
                        "--root",
                        served.toString());
        serve.await("serving on");
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
}
