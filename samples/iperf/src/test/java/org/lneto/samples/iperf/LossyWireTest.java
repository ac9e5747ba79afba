package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a bad wire does to a test, on virtual time. */
class LossyWireTest {
    private Pair pair;

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void lostDatagramsAreCounted() {
        pair = new Pair(Pair.WIRE.withLoss(0.1));
        pair.serve();
        pair.get(pair.client(TestSettings.of("-u", "-t", "2", "-b", "4M")).run());
        String receiver = pair.serverLines.stream()
                .filter(line -> line.endsWith("receiver"))
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(receiver.replaceAll(".*\\((.*)%\\).*", "$1")))
                .isBetween(5.0, 15.0);
    }

    @Test
    void reorderedDatagramsAreNotLost() {
        pair = new Pair(Pair.WIRE.withReorder(0.2, Duration.ofMillis(20)));
        pair.serve();
        pair.get(pair.client(TestSettings.of("-u", "-t", "2", "-b", "4M")).run());
        String receiver = pair.serverLines.stream()
                .filter(line -> line.endsWith("receiver"))
                .findFirst()
                .orElseThrow();
        // but for those that are held back when the test ends
        assertThat(Double.parseDouble(receiver.replaceAll(".*\\((.*)%\\).*", "$1")))
                .isLessThan(1);
    }

    @Test
    void retransmissionsAreCounted() {
        pair = new Pair(Pair.WIRE.withLoss(0.02));
        pair.serve();
        pair.get(pair.client(TestSettings.of("-t", "3")).run());
        String sender = pair.clientLines.stream()
                .filter(line -> line.endsWith("sender"))
                .findFirst()
                .orElseThrow();
        assertThat(Integer.parseInt(sender.replaceAll(".*/sec +(\\d+) +sender", "$1")))
                .isPositive();
    }
}
