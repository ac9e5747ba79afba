package org.lneto.samples.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.samples.packetdrill.Scripts.ACCEPTED;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerTest {
    private static void assertFailed(Outcome outcome, int line, String message) {
        assertThat(outcome.problem()).as(outcome.toString()).isEqualTo(ScriptException.Kind.FAILED);
        assertThat(outcome.toString()).startsWith("test.pkt:" + line + ":").contains(message);
    }

    private static void assertUnsupported(Outcome outcome, String construct) {
        assertThat(outcome.problem()).as(outcome.toString()).isEqualTo(ScriptException.Kind.UNSUPPORTED);
        assertThat(outcome.message()).contains(construct);
    }

    @Test
    void aPacketThatIsAnotherIsShownWithTheOneExpected() {
        Outcome outcome = Scripts.run(ACCEPTED + "+0 write(4, ..., 10) = 10\n+0 > P. 1:12(11) ack 1\n");
        assertFailed(outcome, 9, "the length is 10, not 11");
        assertThat(outcome.detail())
                .contains("expected: 0.100000 > P. 1:12(11) ack 1")
                .contains("actual:   0.100000 > P. 1:11(10) ack 1 win ");
    }

    @Test
    void aPacketAtAnotherTimeIsNotTheOneExpected() {
        assertFailed(
                Scripts.run(ACCEPTED + "+0 write(4, ..., 10) = 10\n+.05 > P. 1:11(10) ack 1\n"),
                9,
                "it is sent at 0.100000, not at 0.150000");
    }

    @Test
    void aPacketMayComeWithinItsRange() {
        String script = ACCEPTED + "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n";
        assertThat(Scripts.run(script + "+.1~+2 > P. 1:11(10) ack 1\n").isPassed())
                .isTrue();
        assertThat(Scripts.run(script + "* > P. 1:11(10) ack 1\n").isPassed()).isTrue();
    }

    @Test
    void aPacketThatNeverComesIsAFailure() {
        assertFailed(Scripts.run(ACCEPTED + "* > . 1:1(0) ack 1\n"), 8, "no packet is sent");
    }

    @Test
    void aCallThatReturnsAnotherValueIsAFailure() {
        assertFailed(Scripts.run(ACCEPTED + "+0 write(4, ..., 10) = 9\n"), 8, "write returns 10, not 9");
        assertFailed(
                Scripts.run(ACCEPTED + "+0 read(4, ..., 10) = 0\n"), 8, "read blocks; write its end, as in +0...0.100");
    }

    @Test
    void aCallThatBlocksMustReturnAtItsTime() {
        String read = ACCEPTED + "+0...0.2 read(4, ..., 10) = 10\n";
        assertThat(Scripts.run(read + "+.2 < P. 1:11(10) ack 1 win 20000\n").isPassed())
                .isTrue();
        assertFailed(
                Scripts.run(read + "+.1 < P. 1:11(10) ack 1 win 20000\n"),
                8,
                "read returns at 0.200000, not at 0.300000");
        assertFailed(Scripts.run(read), 8, "read has not returned by 0.30");
    }

    @Test
    void segmentsThatFollowEachOtherAreComparedWithOneOfTheirLength() {
        String script = ACCEPTED + "+0 write(4, ..., 2500) = 2500\n";
        assertThat(Scripts.run(script + "+0 > P. 1:2501(2500) ack 1\n").isPassed())
                .isTrue();
        assertThat(Scripts.run(script + "+0 > . 1:1001(1000) ack 1\n+0 > . 1001:2001(1000) ack 1\n")
                        .isPassed())
                .isTrue();
    }

    @Test
    void optionsMayComeInAnotherOrderUnlessTheScriptIsStrict() {
        String script = """
                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                +0 bind(3, ..., ...) = 0
                +0 listen(3, 1) = 0
                +0 < S 0:0(0) win 20000 <mss 1000,sackOK>
                +0 > S. 0:0(0) ack 1 <sackOK,eol,eol,mss 1460>
                """;
        assertThat(Scripts.run(script).isPassed()).isTrue();
        assertFailed(Scripts.run("--strict_options\n" + script), 6, "the options are different");
    }

    @Test
    void aTimeThatIsPastIsAFailure() {
        assertFailed(Scripts.run(ACCEPTED + "0 close(4) = 0\n"), 8, "its time is past: it is 0.100000 already");
    }

    @Test
    void anAssertionIsAboutTheNewestConnection() {
        assertThat(Scripts.run(ACCEPTED + "+0 %{ assert tcpi_state == 1 and tcpi_snd_mss == 1000, tcpi_state }%\n")
                        .isPassed())
                .isTrue();
        assertFailed(Scripts.run(ACCEPTED + "+0 %{ assert tcpi_rtt < 2 * (3 + 4) }%\n"), 8, "tcpi_rtt is 100000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+0 < sctp: INIT",
                "+0 splice(4, 5) = 0",
                "+0 setsockopt(4, SOL_SOCKET, SO_TXTIME, [1], 4) = 0",
                "+0 `reboot`",
                "+0 `sysctl -w net.ipv4.tcp_ecn=7`",
                "+0 %{ import os }%",
                "+0 %{ assert tcpi_fackets == 0 }%",
                "+0 > . 1:1(0) ack 1 <md5 000102>",
                "+0 < . 1:1(0) ack 1 {mut ip 1 2}",
                "+0 socket(AF_UNIX, SOCK_STREAM, 0) = 5",
                "+0 sendto(4, ..., 1, MSG_ZEROCOPY, ..., ...) = 1"
            })
    void whatIsNotThereIsUnsupportedAndNotFailed(String line) {
        assertThat(Scripts.run(ACCEPTED + line + "\n").problem()).isEqualTo(ScriptException.Kind.UNSUPPORTED);
    }

    @Test
    void settingsAreFixedOnceTheHostIsUp() {
        assertThat(Scripts.run("0 `sysctl -w net.ipv4.tcp_sack=0`\n" + ACCEPTED).isPassed())
                .isTrue();
        assertUnsupported(Scripts.run(ACCEPTED + "+0 `sysctl -w net.ipv4.tcp_sack=0`\n"), "while the host runs");
    }

    @Test
    void moreThanTheScriptExpectsFailsItIfTheEndIsStrict() {
        String script = ACCEPTED + "+0 write(4, ..., 10) = 10\n";
        assertThat(Scripts.run(script).isPassed()).isTrue();
        assertFailed(Scripts.run("--strict_end\n" + script), 9, "one more packet is sent, at 0.100000: P. ");
    }

    @Test
    void aWindowMayDifferByAsMuchAsTheScriptSays() {
        String script = ACCEPTED + "+0 write(4, ..., 10) = 10\n+0 > P. 1:11(10) ack 1 win 65530\n";
        assertThat(Scripts.run("--tolerance_window=5\n" + script).isPassed()).isTrue();
        assertFailed(Scripts.run("--tolerance_window=4\n" + script), 10, "the window is 65535, not 65530");
    }

    @Test
    void kernelSettingsBecomeThoseOfTheStack() {
        assertThat(Scripts.run("""
                                `../common/defaults.sh
                                sysctl -q net.ipv4.tcp_sack=0 net.ipv4.tcp_timestamps=0  # less
                                ../set_sysctls.py /proc/sys/net/ipv4/tcp_rmem="4096 131072 $((32*1024*1024))"`
                                0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
                                +0 fcntl(3, F_SETFL, O_NONBLOCK) = 0
                                +0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
                                +0 > S 0:0(0) <mss 1460,nop,wscale 10>
                                """).isPassed()).isTrue();
    }

    @Test
    void aCountOfConnectionsInAStateIsTaken() {
        String count = "+0 `sockstat -4 -P tcp -s | grep x | grep -c ESTABLISHED | grep ";
        assertThat(Scripts.run(ACCEPTED + count + "1`\n").isPassed()).isTrue();
        assertFailed(Scripts.run(ACCEPTED + count + "2`\n"), 8, "1 connections are in ESTABLISHED, not 2");
    }

    @Test
    void theApplicationReadsWhatThePeerHasSent() {
        assertThat(Scripts.run(ACCEPTED + """
                                +0 < P. 1:501(500) ack 1 win 20000
                                +0 > . 1:1(0) ack 501
                                +0 read(4, ..., 100) = 100
                                +0 read(4, ..., 1000) = 400
                                """).isPassed()).isTrue();
    }
}
