package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The program, on the LAN in its memory. */
class IperfTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int iperf(String... words) {
        return Iperf.execute(new PrintStream(out, true), new PrintStream(err, true), words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void measuresWithoutPrivilegeAgainstItsOwnServer() {
        assertThat(iperf("-n", "5M", "-i", "0.5")).as(err()).isZero();
        assertThat(out()).contains("Connecting to host 10.0.0.", "sender", "receiver", "iperf Done.");
    }

    @Test
    void measuresOverIpv6Alone() {
        assertThat(iperf("-6", "-n", "1M", "-J")).as(err()).isZero();
        ObjectNode json = Json.parse(out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("/start/connecting_to/host").stringValue()).startsWith("fd6c:6e65:746f:");
        assertThat(json.at("/end/sum_sent/bytes").longValue()).isEqualTo(1 << 20);
    }

    @Test
    void errorIsInTheJsonToo() {
        assertThat(iperf("-c", "10.0.0.1", "-J")).isEqualTo(1);
        ObjectNode json = Json.parse(out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.get("error").stringValue()).contains("Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s", "-s -c x", "-c 10.0.0.1 -t x", "--nonsense", "-i tap9", "-c no.such.name"})
    void whatCannotBeIsStatusOne(String words) {
        assertThat(iperf(words.split(" "))).isEqualTo(1);
        assertThat(err()).isNotEmpty();
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(iperf("--help")).isZero();
        assertThat(out()).contains("--bidir", "--one-off", "-i=IFACE", "--interval");
    }
}
