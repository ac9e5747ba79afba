package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DatagramQueueTest {
    @Test
    void datagramsComeOutAsTheyWentInAndInOrder() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        DatagramQueue queue = new DatagramQueue(1000);
        Deque<byte[]> expected = new ArrayDeque<>();
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(2) == 0) {
                byte[] octets = new byte[random.nextInt(i % 20 == 0 ? 500 : 60)];
                random.nextBytes(octets);
                int at = queue.add(octets.length, 7, 9, octets.length);
                if (at == DatagramQueue.FULL) {
                    refused++;
                } else {
                    queue.buffer().put(at, octets);
                    expected.add(octets);
                }
            } else if (!expected.isEmpty()) {
                byte[] octets = expected.remove();
                assertThat(queue.length()).as("step %d of seed %d", i, seed).isEqualTo(octets.length);
                assertThat(queue.high()).isEqualTo(octets.length);
                assertThat(queue.low()).isEqualTo(7);
                assertThat(queue.port()).isEqualTo(9);
                assertThat(FrameFuzz.octets(queue.buffer(), queue.offset(), queue.length()))
                        .isEqualTo(octets);
                queue.remove();
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
        }
        assertThat(refused).isPositive();
    }

    @Test
    void emptyQueueTakesItsLongest() {
        DatagramQueue queue = new DatagramQueue(128);
        queue.add(0, 0, 0, 50);
        queue.remove();
        assertThat(queue.add(0, 0, 0, queue.maximumLength())).isNotEqualTo(DatagramQueue.FULL);
        assertThat(queue.add(0, 0, 0, 0)).isEqualTo(DatagramQueue.FULL);
    }

    @Test
    void datagramLongerThanTheRingIsRefused() {
        assertThat(new DatagramQueue(128).add(0, 0, 0, 105)).isEqualTo(DatagramQueue.FULL);
    }

    @Test
    void emptyQueueHasNoFirst() {
        assertThatThrownBy(() -> new DatagramQueue(128).length()).isInstanceOf(IllegalStateException.class);
    }
}
