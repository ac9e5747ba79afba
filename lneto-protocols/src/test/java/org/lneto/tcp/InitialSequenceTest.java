package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

class InitialSequenceTest {
    private static final long LOCAL = IpAddress.mapped(0xc000_0201);
    private static final long REMOTE = IpAddress.mapped(0xc000_0202);

    private final InitialSequence sequence = new InitialSequence(new SplittableRandom(1));

    @Test
    void clockTicksEveryFourMicroseconds() {
        int first = next(1_000_000_000L, 40000);
        assertThat(next(1_000_003_999L, 40000)).isEqualTo(first);
        assertThat(next(1_000_004_000L, 40000)).isEqualTo(first + 1);
        assertThat(next(2_000_000_000L, 40000)).isEqualTo(first + 250_000);
    }

    @Test
    void numbersOfDifferentConnectionsAreUnrelated() {
        Set<Integer> differences = new HashSet<>();
        for (int port = 40000; port < 41000; port++) {
            differences.add(next(0, port + 1) - next(0, port));
        }
        assertThat(differences).as("steps from port to port").hasSize(1000);
    }

    @Test
    void everyPartOfTheConnectionCounts() {
        int one = sequence.next(0, 1, 2, 3, 4, 5, 6);
        assertThat(sequence.next(0, 0, 2, 3, 4, 5, 6)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 0, 3, 4, 5, 6)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 2, 0, 4, 5, 6)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 2, 3, 0, 5, 6)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 2, 3, 4, 0, 6)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 2, 3, 4, 5, 0)).isNotEqualTo(one);
        assertThat(sequence.next(0, 1, 2, 3, 4, 5, 6)).isEqualTo(one);
    }

    @Test
    void anotherSecretGivesOtherNumbers() {
        InitialSequence other = new InitialSequence(new SplittableRandom(2));
        assertThat(other.next(0, 0, LOCAL, 40000, 0, REMOTE, 80)).isNotEqualTo(next(0, 40000));
    }

    private int next(long nowNanos, int port) {
        return sequence.next(nowNanos, 0, LOCAL, port, 0, REMOTE, 80);
    }
}
