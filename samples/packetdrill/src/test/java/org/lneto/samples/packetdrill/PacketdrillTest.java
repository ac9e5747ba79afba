package org.lneto.samples.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketdrillTest {
    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String good = "";
    private String bad = "";
    private String strange = "";
    private String broken = "";

    @BeforeEach
    void writeScripts() throws IOException {
        good = write("good.pkt", "0 < . 1:1(0) ack 5\n+0 > R 5:5(0)\n");
        bad = write("bad.pkt", "0 < . 1:1(0) ack 5\n+0 > R 6:6(0)\n");
        strange = write("strange.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_SCTP) = 3\n");
        broken = write("broken.pkt", "0 socket(\n");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int run(String... arguments) {
        return Packetdrill.execute(new PrintStream(out, true), new PrintStream(err, true), arguments);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aScriptThatPassesSaysNothingAndEndsWithZero() {
        assertThat(run(good)).isZero();
        assertThat(output() + errors()).isEmpty();
    }

    @Test
    void aScriptThatFailsEndsWithOneAndShowsBothPackets() {
        assertThat(run(bad)).isEqualTo(1);
        assertThat(errors())
                .startsWith(bad + ":2:1: failed: the packet sent is another: the sequence number is 5, not 6")
                .contains("expected: 0.000000 > R 6:6(0)")
                .contains("actual:   0.000000 > R 5:5(0)");
    }

    @Test
    void whatIsUnsupportedEndsWithTwo() {
        assertThat(run(strange)).isEqualTo(2);
        assertThat(errors())
                .isEqualTo(strange + ":1:28: unsupported: sockets of IPPROTO_SCTP" + System.lineSeparator());
    }

    @Test
    void whatIsNoScriptEndsWithThree() {
        assertThat(run(broken)).isEqualTo(3);
        assertThat(errors()).startsWith(broken + ":2:1: no valid script: expected an expression");
        assertThat(run(folder.resolve("absent.pkt").toString())).isEqualTo(3);
        assertThat(run("--colour", good)).isEqualTo(3);
        assertThat(run("--mtu=few", good)).isEqualTo(3);
    }

    @Test
    void theSummaryTellsFailedFromUnsupported() {
        assertThat(run(good, strange, bad, broken)).isEqualTo(1);
        assertThat(output())
                .endsWith("4 scripts: 1 passed, 1 failed, 1 unsupported, 1 not valid" + System.lineSeparator());
        assertThat(run(good, strange)).isEqualTo(2);
    }

    @Test
    void theCommandLineCountsMoreThanTheScript() throws IOException {
        String script = write(
                "mtu.pkt",
                "--mtu=1400\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                        + "+0 fcntl(3, F_SETFL, O_NONBLOCK) = 0\n+0 connect(3, ..., ...) = -1 EINPROGRESS (x)\n"
                        + "+0 > S 0:0(0) <mss 1160,sackOK,wscale 7,TS val 0 ecr 0>\n");
        assertThat(run("--mtu", "1200", script)).as(errors()).isZero();
        assertThat(run(script)).isEqualTo(1);
    }

    @Test
    void initScriptsAreFollowedFirst() throws IOException {
        String settings = write("settings.sh", "# a comment\nsysctl -w net.inet.tcp.sack.enable=0\n");
        String script = write(
                "syn.pkt",
                "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 fcntl(3, F_SETFL, O_NONBLOCK) = 0\n"
                        + "+0 connect(3, ..., ...) = -1 EINPROGRESS (x)\n+0 > S 0:0(0) <mss 1460,wscale 7,TS val 0 ecr 0>\n");
        assertThat(run("--init_scripts=" + settings, script)).as(errors()).isZero();
        assertThat(run(script)).isEqualTo(1);
        assertThat(run("--init_scripts=" + settings + ".absent", script)).isEqualTo(3);
    }

    @Test
    void verboseShowsWhatHappens() {
        assertThat(run("-v", good)).isZero();
        assertThat(output())
                .contains("0.000000  > R 5:5(0) win 0")
                .endsWith(good + ": passed" + System.lineSeparator());
    }

    @Test
    void aDryRunOnlyReads() {
        assertThat(run("--dry_run", bad)).isZero();
        assertThat(run("--dry_run", broken)).isEqualTo(3);
    }
}
