package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Both roles against each other on virtual time. */
class TrafficTest {
    private final Pair pair = new Pair();

    @AfterEach
    void close() {
        pair.close();
    }

    private ObjectNode json(String host, String... words) {
        pair.serve();
        List<String> printed = new ArrayList<>();
        JsonReport report = new JsonReport(printed::add, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        pair.get(pair.client(host, TestSettings.of(words), report).run());
        report.finished(true);
        assertThat(printed).hasSize(1);
        return Json.parse(printed.get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private ObjectNode json(String words) {
        return json(Pair.SERVER, words.split(" "));
    }

    private static double at(ObjectNode json, String path) {
        return json.at(path).doubleValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t 2",
                "-t 2 -R",
                "-t 2 -P 8",
                "-t 2 -P 3 -R",
                "-u -b 2M -t 2",
                "-u -b 2M -t 2 -R",
                "-u -b 1M -P 3 -t 2",
                "-u -b 1M -P 3 -t 2 -R",
                "-u -b 1M -t 2 --udp-counters-64bit -l 100"
            })
    void whatIsSentIsReceived(String words) {
        ObjectNode json = json(words);
        assertThat(at(json, "/end/sum_received/bytes")).isPositive();
        assertThat(at(json, "/end/sum_sent/bytes")).isGreaterThanOrEqualTo(at(json, "/end/sum_received/bytes"));
        assertThat(json.get("intervals")).hasSize(2);
        assertThat(at(json, "/end/sum_received/seconds")).isBetween(1.9, 2.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t 2 --bidir", "-t 2 --bidir -P 2", "-t 2 --bidir -P 2 -u -b 1M"})
    void bothSendAtOnce(String words) {
        ObjectNode json = json(words);
        assertThat(at(json, "/end/sum_received/bytes")).isPositive();
        assertThat(at(json, "/end/sum_received_bidir_reverse/bytes")).isPositive();
        assertThat(json.at("/end/sum_sent/sender").booleanValue()).isTrue();
        assertThat(json.at("/end/sum_sent_bidir_reverse/sender").booleanValue()).isFalse();
    }

    @Test
    void wireIsFilled() {
        assertThat(at(json("-t 4"), "/end/sum_received/bits_per_second")).isBetween(6.8e6, 8e6);
    }

    @Test
    void overIpv6Too() {
        pair.time.advance(Duration.ofSeconds(3)); // the link is asked whether others have the addresses
        assertThat(at(json("2001:db8::2", "-t", "1"), "/end/sum_received/bytes"))
                .isPositive();
    }

    @Test
    void overIpv6DatagramsKnowTheirAddresses() {
        pair.time.advance(Duration.ofSeconds(3));
        ObjectNode json = json("2001:db8::2", "-u", "-t", "1");
        assertThat(at(json, "/end/sum_received/bytes")).isPositive();
        assertThat(json.at("/start/connected/0/local_host").stringValue()).isEqualTo("2001:db8::1");
    }

    @Test
    void testEndsByOctets() {
        ObjectNode json = json("-n 500000 -P 2");
        assertThat(at(json, "/end/sum_sent/bytes")).isEqualTo(500_000);
    }

    @Test
    void testEndsByBlocks() {
        ObjectNode json = json("-k 10 -u -l 1000 -b 1M");
        assertThat(at(json, "/end/sum_sent/bytes")).isEqualTo(10_000);
        assertThat(at(json, "/end/sum/packets")).isEqualTo(10);
    }

    @Test
    void testEndsByOctetsReceived() {
        ObjectNode json = json("-n 1M -R");
        assertThat(at(json, "/end/sum_received/bytes")).isGreaterThanOrEqualTo(1 << 20);
        assertThat(at(json, "/end/sum_received/bytes")).isLessThan(2 << 20);
    }

    @ParameterizedTest
    @CsvSource({"-t 4 -b 2M -l 8K,2e6", "-u -t 4 -b 3M,3e6", "-u -t 4 -b 1M -P 4 -R,4e6", "-u -t 4,1048576"})
    void rateIsKept(String words, double bitsPerSecond) {
        assertThat(at(json(words), "/end/sum_received/bits_per_second"))
                .isBetween(0.97 * bitsPerSecond, 1.02 * bitsPerSecond);
    }

    @Test
    void omittedIsNotCounted() {
        ObjectNode json = json("-t 2 -O 1 -u -b 1M -l 1000");
        assertThat(at(json, "/end/sum_sent/bytes")).isBetween(240_000.0, 260_000.0);
        assertThat(at(json, "/end/sum_sent/packets")).isBetween(240.0, 260.0);
        assertThat(at(json, "/end/sum_received/packets")).isBetween(240.0, 260.0);
        assertThat(at(json, "/end/sum_received/lost_packets")).isZero();
        assertThat(json.at("/intervals/0/sum/omitted").booleanValue()).isTrue();
        assertThat(json.at("/intervals/1/sum/omitted").booleanValue()).isFalse();
        assertThat(json.get("intervals")).hasSize(3);
    }

    @Test
    void sendersWindowAndRoundTripAreTold() {
        ObjectNode json = json("-t 2");
        assertThat(at(json, "/intervals/0/streams/0/snd_cwnd")).isGreaterThan(10_000);
        assertThat(at(json, "/intervals/0/streams/0/rtt")).isGreaterThan(4_000);
        assertThat(json.at("/intervals/0/streams/0/retransmits").isNumber()).isTrue();
        assertThat(json.at("/end/sender_tcp_congestion").stringValue()).isEqualTo("reno");
    }

    @Test
    void reportInWordsIsLaidOutInColumns() {
        pair.serve();
        pair.get(pair.client(TestSettings.of("-t", "2", "-b", "4M", "-l", "1000", "--get-server-output"))
                .run());
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(pair.clientLines.get(0)).isEqualTo("Connecting to host 192.0.2.2, port 5201");
        assertThat(pair.clientLines.get(1))
                .matches("\\[  5\\] local 192.0.2.1 port \\d+ connected to 192.0.2.2 port 5201");
        assertThat(pair.clientLines.get(2))
                .isEqualTo("[ ID] Interval           Transfer     Bitrate         Retr  Cwnd");
        assertThat(pair.clientLines.get(3))
                .matches(
                        "\\[  5\\]   0\\.00-1\\.00   sec  .* [KM]Bytes  [34]\\.\\d\\d Mbits/sec    0   .* [KM]Bytes  ");
        assertThat(pair.clientLines).anyMatch(line -> line.endsWith("sender"));
        assertThat(pair.clientLines).anyMatch(line -> line.endsWith("receiver"));
        assertThat(pair.clientLines).contains("Server output:");
        assertThat(pair.clientLines.get(pair.clientLines.size() - 1)).contains("receiver");
        assertThat(pair.serverLines).anyMatch(line -> line.startsWith("Accepted connection from 192.0.2.1, port "));
        assertThat(pair.serverLines).contains("Server listening on 5201 (test #2)");
    }

    @Test
    void streamsAreSummed() {
        pair.serve();
        pair.get(pair.client(TestSettings.of("-t", "1", "-P", "2")).run());
        assertThat(pair.clientLines.stream().filter(line -> line.startsWith("[SUM]")))
                .hasSize(3);
        assertThat(pair.serverLines.stream().filter(line -> line.startsWith("[SUM]")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void secondClientIsToldThatTheServerIsBusy() {
        pair.serve();
        pair.client(TestSettings.of("-t", "5")).run().subscribe(nothing -> {}, e -> {});
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(pair.await(pair.client(TestSettings.of("-t", "1")).run()))
                .isInstanceOf(IperfException.class)
                .hasMessageContaining("busy running a test");
    }

    @Test
    void serverServesOneTestAfterAnother() {
        pair.serve();
        for (int i = 0; i < 3; i++) {
            pair.get(pair.client(TestSettings.of("-t", "1", "-u")).run());
        }
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(pair.serverLines).contains("Server listening on 5201 (test #4)");
    }

    @Test
    void oneOffServerEndsAfterATest() {
        boolean[] ended = new boolean[1];
        pair.server(true).serve().subscribe(nothing -> {}, e -> {}, () -> ended[0] = true);
        pair.time.settle();
        pair.get(pair.client(TestSettings.of("-t", "1")).run());
        assertThat(pair.time.advanceUntil(() -> ended[0], Duration.ofSeconds(2)))
                .isTrue();
    }

    @Test
    void interruptedClientTellsTheServer() {
        pair.serve();
        Client client = pair.client(TestSettings.of("-t", "10"));
        client.run().subscribe(nothing -> {}, e -> {});
        pair.time.advance(Duration.ofMillis(2500));
        pair.get(client.terminate());
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(pair.serverLines).contains("iperf: error - the client has terminated");
        assertThat(pair.clientLines).anyMatch(line -> line.endsWith("sender"));
        assertThat(pair.serverLines).contains("Server listening on 5201 (test #2)");
    }

    @Test
    void interruptedServerTellsTheClient() {
        Server server = pair.serve();
        Throwable[] failure = new Throwable[1];
        pair.client(TestSettings.of("-t", "10", "-R")).run().subscribe(nothing -> {}, e -> failure[0] = e);
        pair.time.advance(Duration.ofMillis(2500));
        pair.get(server.terminate());
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(failure[0]).hasMessage("the server has terminated");
        assertThat(pair.clientLines).anyMatch(line -> line.endsWith("receiver"));
    }

    @Test
    void nobodyListeningIsAClearError() {
        assertThat(pair.await(pair.client(TestSettings.of("-t", "1")).run()))
                .isInstanceOf(IperfException.class)
                .hasMessageContaining("unable to connect to server: Connection refused");
    }
}
