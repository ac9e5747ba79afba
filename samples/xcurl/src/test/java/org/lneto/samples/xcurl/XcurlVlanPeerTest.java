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
import org.lneto.samples.testing.VlanSwitch;

/** xcurl on a VLAN: the TAP device is a trunk of a switch, whose access port of VLAN 5 is where nginx listens. */
@Tag("peer")
class XcurlVlanPeerTest {
    private static RealLan lan;

    @BeforeAll
    static void start() {
        VlanSwitch.require();
        Requirements.rootAnd("dnsmasq", "chronyd", "nginx", "sha256sum");
        lan = new RealLan();
        lan.page("hello.txt", "hello from nginx\n");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + file("www/big.bin"), "bs=1M", "count=20")
                .ok();
        VlanSwitch.start(lan.namespace());
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static String file(String name) {
        return lan.namespace().folder().resolve(name).toString();
    }

    private static Namespace.Result xcurl(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Xcurl.class.getName(),
                "-i",
                RealLan.TAP,
                "-S",
                "-s"));
        words.addAll(List.of(arguments));
        return lan.namespace().run(words.toArray(String[]::new));
    }

    private static String sha256(String file) {
        return Namespace.host("sha256sum", file).ok().out().split(" ")[0];
    }

    @Test
    void largeFilesPassBothWays() {
        xcurl("--vlan", "5", "--addr", "10.80.0.5/24", "-o", file("got.bin"), "http://10.80.0.1/big.bin")
                .ok();
        assertThat(sha256(file("got.bin"))).isEqualTo(sha256(file("www/big.bin")));
        Path sent = lan.namespace().write("sent.txt", "0123456789abcdef".repeat(64 * 1024));
        xcurl("--vlan", "5", "--addr", "10.80.0.5/24", "-f", "-X", "PUT", "-d", "@" + sent, "http://10.80.0.1/put/up")
                .ok();
        assertThat(sha256(file("www/put/up"))).isEqualTo(sha256(sent.toString()));
    }

    @Test
    void ipv6PassesToo() {
        Namespace.Result result = xcurl("--vlan", "5", "--addr", "fd00:80::5/64", "http://[fd00:80::1]/hello.txt");
        assertThat(result.ok().out()).isEqualTo("hello from nginx\n");
    }

    @Test
    void anotherVlanAndNoneAreCutOff() {
        assertCutOff("--vlan", "6");
        assertCutOff("--mtu", "1500"); // no tag
    }

    private static void assertCutOff(String... arguments) {
        List<String> words = new ArrayList<>(
                List.of("--addr", "10.80.0.5/24", "--connect-timeout", "3", "http://10.80.0.1/hello.txt"));
        words.addAll(List.of(arguments));
        assertThat(xcurl(words.toArray(String[]::new)).status()).isIn(7, 28);
    }
}
