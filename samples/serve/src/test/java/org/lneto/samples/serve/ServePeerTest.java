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

/** serve as a process of its own, on a TAP device, with clients nobody here wrote. */
@Tag("peer")
class ServePeerTest {
    private static RealLan lan;
    private static Namespace.Running serve;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        Requirements.rootAnd(
                "dnsmasq",
                "chronyd",
                "nginx",
                "curl",
                "ping",
                "redis-server",
                "redis-benchmark",
                "scp",
                "ssh-keygen",
                "socat");
        lan = new RealLan();
        Namespace namespace = lan.namespace();
        namespace
                .start("redis-server", "--port", "6379", "--bind", "127.0.0.1", "--save", "", "--dir", folder())
                .await("Ready to accept connections");
        sshd();
        Path root = Files.createDirectory(Path.of(folder(), "served"));
        Files.writeString(root.resolve("hello.txt"), "hello from the stack\n");
        namespace
                .run("dd", "if=/dev/urandom", "of=" + root.resolve("big.bin"), "bs=1M", "count=100")
                .ok();
        serve = start(
                "--addr",
                "dhcp,fd00:77::5/64",
                "--root",
                root.toString(),
                "--forward",
                "6379:127.0.0.1:6379",
                "--forward",
                "22:127.0.0.1:2222");
        serve.await("serving on");
        address = serve.out().replaceAll("(?s).*serving on ([0-9.]+).*", "$1");
    }

    private static String folder() {
        return lan.namespace().folder().toString();
    }

    private static Namespace.Running start(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Serve.class.getName(),
                "-i",
                RealLan.TAP));
        words.addAll(List.of(arguments));
        return lan.namespace().start(words.toArray(String[]::new));
    }

    /** An OpenSSH server on the loopback of the namespace, with keys made for this test. */
    private static void sshd() {
        Namespace namespace = lan.namespace();
        String folder = folder();
        namespace
                .run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host")
                .ok();
        namespace
                .run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/user")
                .ok();
        namespace.run("mkdir", "-p", "/run/sshd").ok();
        Path config = namespace.write(
                "sshd_config",
                String.join(
                        "\n",
                        "ListenAddress 127.0.0.1:2222",
                        "HostKey " + folder + "/host",
                        "AuthorizedKeysFile " + folder + "/user.pub",
                        "PasswordAuthentication no",
                        "PermitRootLogin yes",
                        "StrictModes no",
                        "UsePAM no",
                        "PidFile none",
                        "Subsystem sftp internal-sftp",
                        ""));
        namespace.start("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()).await("Server listening");
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void curlFetchesOverIpv6() {
        Namespace namespace = lan.namespace();
        Path got = namespace.folder().resolve("got-ipv6.bin");
        namespace
                .run(
                        "curl",
                        "-6",
                        "-g",
                        "-s",
                        "-S",
                        "-f",
                        "-m",
                        "60",
                        "-o",
                        got.toString(),
                        "http://[fd00:77::5]/big.bin")
                .ok();
        assertThat(sha256(got)).isEqualTo(sha256(Path.of(folder(), "served", "big.bin")));
    }

    private static String sha256(Path file) {
        return Namespace.host("sha256sum", file.toString()).ok().out().split(" ")[0];
    }

    private static String url(String path) {
        return "http://" + address + path;
    }

    private static Namespace.Result curl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS"));
        words.addAll(List.of(arguments));
        return lan.namespace().run(words.toArray(String[]::new));
    }

    @Test
    void readyLineNamesTheLease() {
        assertThat(serve.out()).contains("serving on 10.77.0.", "from 10.77.0.1 for 3600 s: http 80 echo 7");
        assertThat(lan.dnsmasqLog()).contains("DHCPACK(tap0) " + address);
    }

    @Test
    void kernelPingsTheStack() {
        assertThat(lan.namespace()
                        .run("ping", "-c", "5", "-w", "20", "-i", "0.05", "-s", "1400", address)
                        .ok()
                        .out())
                .contains("5 received");
    }

    @Test
    void curlFetchesAHundredMebibytesUnharmed() {
        Path got = Path.of(folder(), "curl.bin");
        curl("-o", got.toString(), url("/big.bin")).ok();
        assertThat(sha256(got)).isEqualTo(sha256(Path.of(folder(), "served", "big.bin")));
    }

    @Test
    void connectionIsKeptForTheNextRequest() {
        Namespace.Result result = curl("-w", "%{num_connects}\n", url("/hello.txt"), url("/hello.txt"));
        assertThat(result.ok().out()).isEqualTo("hello from the stack\n1\nhello from the stack\n0\n");
    }

    @Test
    void rangesHeadsAndErrorsAreHttps() {
        assertThat(curl("-r", "6-9", url("/hello.txt")).ok().out()).isEqualTo("from");
        assertThat(curl("-r", "-6", url("/hello.txt")).ok().out()).isEqualTo("stack\n");
        assertThat(curl("-I", url("/hello.txt")).ok().out()).contains("200 OK", "Content-Length: 21");
        assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "-r", "99-", url("/hello.txt"))
                        .ok()
                        .out())
                .isEqualTo("416");
        assertThat(curl("-w", "%{http_code}", "-o", "/dev/null", url("/none"))
                        .ok()
                        .out())
                .isEqualTo("404");
        assertThat(curl("--path-as-is", "-w", "%{http_code}", "-o", "/dev/null", url("/../sshd_config"))
                        .ok()
                        .out())
                .isEqualTo("404");
        assertThat(curl("-d", "x=y", "-w", "%{http_code}", "-o", "/dev/null", url("/hello.txt"))
                        .ok()
                        .out())
                .isEqualTo("413");
        assertThat(curl(url("/")).ok().out()).contains("<a href=\"hello.txt\">");
    }

    @Test
    void smallServicesAnswer() {
        String echo = "exec 3<>/dev/tcp/" + address + "/7; echo over there >&3; read -r line <&3; echo \"$line\"";
        assertThat(lan.namespace().run("bash", "-c", echo).ok().out()).isEqualTo("over there\n");
        String udp = "echo over there | socat -t 2 - UDP:" + address + ":7";
        assertThat(lan.namespace().run("bash", "-c", udp).ok().out()).isEqualTo("over there\n");
        String discard = "exec 3<>/dev/tcp/" + address + "/9; head -c 1000000 /dev/zero >&3";
        lan.namespace().run("bash", "-c", discard).ok();
        String chargen = "exec 3<>/dev/tcp/" + address + "/19; head -c 74 <&3";
        assertThat(lan.namespace().run("bash", "-c", chargen).ok().out())
                .startsWith(" !\"#$%&'()*+,-./0123456789")
                .endsWith("`abcdefg\r\n");
    }

    @Test
    void redisBenchmarkRunsThroughAForwardedPort() {
        Namespace.Result result = lan.namespace()
                .run(
                        "redis-benchmark",
                        "-h",
                        address,
                        "-p",
                        "6379",
                        "-n",
                        "5000",
                        "-c",
                        "20",
                        "-t",
                        "set,get",
                        "--csv");
        assertThat(result.ok().out()).contains("\"SET\"", "\"GET\"");
    }

    @Test
    void scpCopiesThroughAForwardedPort() {
        Path source = lan.namespace().folder().resolve("copy.bin");
        lan.namespace()
                .run("dd", "if=/dev/urandom", "of=" + source, "bs=1M", "count=20")
                .ok();
        Path target = lan.namespace().folder().resolve("copied.bin");
        lan.namespace()
                .run(
                        "scp",
                        "-q",
                        "-i",
                        folder() + "/user",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "BatchMode=yes",
                        source.toString(),
                        "root@" + address + ":" + target)
                .ok();
        assertThat(sha256(target)).isEqualTo(sha256(source));
    }

    @Test
    void interruptGivesTheLeaseBack() throws Exception {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Serve.class.getName(),
                "--root",
                folder());
        Namespace.Running embedded = lan.namespace().start(words.toArray(String[]::new)); // on the LAN in its memory
        embedded.await("serving on 10.0.0.");
        embedded.interrupt();
        assertThat(embedded.process().waitFor()).isEqualTo(130);
    }

    @Test
    void wrongCommandLineSaysWhatToDo() {
        Namespace.Result result = lan.namespace()
                .run(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Serve.class.getName(),
                        "--forward",
                        "nonsense");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("2222:127.0.0.1:22");
    }
}
