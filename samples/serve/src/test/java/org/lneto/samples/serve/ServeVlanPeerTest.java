package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.RealLan;
import org.lneto.samples.testing.Requirements;
import org.lneto.samples.testing.VlanSwitch;

/** serve on a VLAN, with curl, ping and arping at a switch's access port. */
@Tag("peer")
class ServeVlanPeerTest {
    private static final String OURS = "10.80.0.20";

    private static Namespace namespace;
    private static Path served;

    @BeforeAll
    static void start() throws Exception {
        VlanSwitch.require();
        Requirements.rootAnd("curl", "ping", "arping", "sha256sum");
        namespace = new Namespace();
        namespace.run("ip", "tuntap", "add", "dev", RealLan.TAP, "mode", "tap").ok();
        namespace.run("ip", "link", "set", RealLan.TAP, "up").ok();
        VlanSwitch.start(namespace);
        served = Files.createDirectory(namespace.folder().resolve("served"));
        namespace
                .run("dd", "if=/dev/urandom", "of=" + served.resolve("big.bin"), "bs=1M", "count=20")
                .ok();
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Serve.class.getName(),
                "-i",
                RealLan.TAP,
                "--vlan",
                "5",
                "--addr",
                OURS + "/24",
                "--root",
                served.toString());
        namespace.start(words.toArray(String[]::new)).await("serving on");
    }

    @AfterAll
    static void stop() {
        if (namespace != null) {
            namespace.close();
        }
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    @Test
    void curlFetchesTwentyMebibytesUnharmed() {
        Path got = namespace.folder().resolve("curl.bin");
        namespace
                .run("curl", "-sS", "-o", got.toString(), "http://" + OURS + "/big.bin")
                .ok();
        assertThat(sha256(got)).isEqualTo(sha256(served.resolve("big.bin")));
    }

    @Test
    void largestPingsAreAnswered() {
        Namespace.Result result = namespace.run("ping", "-c", "5", "-i", "0.05", "-M", "do", "-s", "1472", OURS);
        assertThat(result.ok().out()).contains("5 received"); // a tag does not count against the MTU
    }

    @Test
    void arpingFindsTheAddressTaken() {
        assertThat(namespace
                        .run("arping", "-D", "-c", "2", "-w", "3", "-I", "access", OURS)
                        .status())
                .isEqualTo(1);
    }
}
