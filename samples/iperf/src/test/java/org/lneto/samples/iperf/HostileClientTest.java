package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server and clients that mean it ill, octet by octet, on virtual time. Each time an honest client is served after. */
class HostileClientTest {
    private static final byte[] COOKIE = ("a".repeat(36) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    private static final String TCP = "{\"tcp\":true,\"time\":1,\"parallel\":1,\"len\":1000}";

    private final Pair pair = new Pair();

    @BeforeEach
    void serve() {
        pair.serve();
    }

    @AfterEach
    void close() {
        pair.time.advance(Duration.ofSeconds(1));
        pair.get(pair.client(TestSettings.of("-n", "100K")).run());
        pair.close();
    }

    private Pair.Raw control() {
        Pair.Raw raw = pair.connect().send(COOKIE);
        assertThat(raw.next()).isEqualTo(State.PARAM_EXCHANGE.code());
        return raw;
    }

    private static void isRefused(Pair.Raw raw) {
        assertThat(raw.next()).isEqualTo(State.SERVER_ERROR.code());
        assertThat(raw.next() << 24 | raw.next() << 16 | raw.next() << 8 | raw.next())
                .isEqualTo(114);
        assertThat(raw.ends(Duration.ofSeconds(5))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense!",
                "[]",
                "{\"tcp\":true,",
                "{\"parallel\":129}",
                "{\"parallel\":-1}",
                "{\"len\":1e9}",
                "{\"udp\":true,\"len\":8}",
                "{\"udp\":true,\"len\":65508}",
                "{\"time\":1e400}",
                "{\"time\":99999999999}",
                "{\"num\":-5}",
                "{\"sctp\":true}",
                "{\"authtoken\":\"x\"}"
            })
    void parametersThatCannotBeAreRefused(String json) {
        isRefused(control().send(json));
    }

    @Test
    void deepParametersAreRefused() {
        isRefused(control().send("{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, 8193, 0})
    void lengthOfParametersIsBounded(int length) {
        isRefused(control().send((byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length));
    }

    @Test
    void connectionWithoutCookieIsClosed() {
        Pair.Raw raw = pair.connect().send((byte) 'a');
        assertThat(raw.ends(Duration.ofSeconds(5))).isFalse();
        assertThat(raw.ends(Duration.ofSeconds(6))).isTrue();
    }

    @Test
    void clientThatSaysNothingMoreDoesNotKeepTheServer() {
        Pair.Raw raw = control();
        assertThat(raw.ends(Duration.ofSeconds(31))).isTrue();
        assertThat(pair.serverLines).contains("iperf: error - the client does not answer");
    }

    @Test
    void clientThatOpensNoStreamsDoesNotKeepTheServer() {
        Pair.Raw raw = control().send(TCP);
        assertThat(raw.next()).isEqualTo(State.CREATE_STREAMS.code());
        assertThat(raw.ends(Duration.ofSeconds(31))).isTrue();
    }

    @Test
    void clientThatGoesAwayIsNoticed() {
        Pair.Raw raw = control().send(TCP);
        raw.connection.abort();
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(pair.serverLines).contains("Server listening on 5201 (test #2)");
    }

    @Test
    void streamOfAnotherTestIsDenied() {
        Pair.Raw raw = control().send(TCP);
        byte[] other = COOKIE.clone();
        other[0] = 'b';
        assertThat(pair.connect().send(other).next()).isEqualTo(State.ACCESS_DENIED.code());
        raw.connection.abort();
    }

    @Test
    void streamsBeyondThoseOfTheTestAreDenied() {
        Pair.Raw raw = control().send(TCP);
        Pair.Raw stream = pair.connect().send(COOKIE);
        assertThat(pair.connect().send(COOKIE).next()).isEqualTo(State.ACCESS_DENIED.code());
        assertThat(stream.received.isReadable()).isFalse();
        raw.connection.abort();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 13, 14, 16, 77, -128})
    void statesThatAreNotTheClientsEndTheTest(int state) {
        Pair.Raw raw = control().send(TCP);
        pair.connect().send(COOKIE);
        raw.send((byte) state);
        assertThat(raw.ends(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void testEndBeforeTheTestEndsIt() {
        Pair.Raw raw = control().send(TCP).send((byte) State.TEST_END.code());
        assertThat(raw.ends(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void clientThatNeitherSendsNorEndsIsGivenUp() {
        Pair.Raw raw = control().send("{\"tcp\":true,\"time\":0,\"parallel\":1}");
        pair.connect().send(COOKIE);
        assertThat(raw.ends(Duration.ofSeconds(121))).isTrue();
        assertThat(pair.serverLines).contains("iperf: error - the client neither sends nor ends the test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"streams\":{}}",
                "{\"streams\":[{\"id\":1e99}]}",
                "{\"streams\":[{\"id\":1,\"bytes\":-7}]}",
                "nonsense"
            })
    void resultsThatMakeNoSenseEndTheTest(String json) {
        Pair.Raw raw = control().send(TCP);
        pair.connect().send(COOKIE);
        raw.send((byte) State.TEST_END.code()).send(json);
        assertThat(raw.ends(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void connectionsThatSayNothingAreBounded() {
        List<Pair.Raw> raws = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            raws.add(pair.connect());
        }
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(raws.stream().filter(raw -> raw.ends(Duration.ZERO)).count()).isEqualTo(80);
        pair.time.advance(Duration.ofSeconds(10));
        assertThat(raws).allMatch(raw -> raw.ends(Duration.ZERO));
    }

    @Test
    void controlCharactersOfATitleDoNotReachTheTerminal() {
        Settings settings =
                Settings.fromJson(Json.parse("{\"title\":\"\\u001b[2Jx\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(settings.title()).isEqualTo("[2Jx");
    }
}
