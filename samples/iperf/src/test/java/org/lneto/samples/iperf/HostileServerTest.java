package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client and a server that means it ill, octet by octet, on virtual time. */
class HostileServerTest {
    private final Pair pair = new Pair();
    private final List<Pair.Raw> accepted = new ArrayList<>();
    private Throwable failure;
    private boolean done;

    @BeforeEach
    void start() {
        pair.server.listen(Pair.PORT).subscribe(connection -> accepted.add(new Pair.Raw(connection, pair.time)));
        pair.client(TestSettings.of("-t", "1")).run().subscribe(nothing -> {}, e -> failure = e, () -> done = true);
        pair.time.advance(Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        assertThat(done).isFalse();
        pair.close();
    }

    private Pair.Raw control() {
        return accepted.get(0);
    }

    private void failsWith(String message) {
        pair.time.advance(Duration.ofSeconds(1));
        assertThat(failure).isInstanceOf(IperfException.class).hasMessageContaining(message);
        assertThat(control().ends(Duration.ofSeconds(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1, 2, 4, 12, 13, 14, 16})
    void statesOutOfOrderAreRefused(int state) {
        control().send((byte) state);
        failsWith("received an unexpected control message");
    }

    @Test
    void statesAreNotTakenTwice() {
        control().send((byte) 9).send((byte) 10).send((byte) 10);
        failsWith("received an unexpected control message: CREATE_STREAMS after CREATE_STREAMS");
        assertThat(accepted).hasSize(2);
    }

    @Test
    void unknownStateIsRefused() {
        control().send((byte) 99);
        failsWith("received an unknown control message: 99");
    }

    @Test
    void deniedAccessIsTold() {
        control().send((byte) -1);
        failsWith("the server is busy running a test");
    }

    @Test
    void serversErrorIsTold() {
        control().send((byte) -2, (byte) 0, (byte) 0, (byte) 0, (byte) 114, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        failsWith("server error: unable to receive parameters from client");
    }

    @Test
    void silentServerIsGivenUp() {
        pair.time.advance(Duration.ofSeconds(31));
        failsWith("the server does not answer");
    }

    @Test
    void serverThatGoesAwayIsNoticed() {
        control().connection.dispose();
        failsWith("the peer has closed the connection");
    }

    @Test
    void streamThatBreaksIsNoticed() {
        control().send((byte) 9).send((byte) 10).send((byte) 1).send((byte) 2);
        accepted.get(1).connection.abort();
        failsWith("unable to write to stream socket");
    }

    @Test
    void lengthOfResultsIsBounded() {
        control().send((byte) 9).send((byte) 10).send((byte) 1).send((byte) 2);
        pair.time.advance(Duration.ofSeconds(2));
        control().send((byte) 13).send((byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff);
        failsWith("the peer's message is of 2147483647 octets");
    }

    @Test
    void resultsWithoutStreamsAreRefused() {
        control().send((byte) 9).send((byte) 10).send((byte) 1).send((byte) 2);
        pair.time.advance(Duration.ofSeconds(2));
        control().send((byte) 13).send("{\"cpu_util_total\":1}");
        failsWith("name no streams");
    }
}
