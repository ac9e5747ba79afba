package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    private final DeadlineHeap heap = new DeadlineHeap();

    @Test
    void emptyHeapHasNoDeadline() {
        assertThat(heap.earliest()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void advanceDoesNotPutOff() {
        heap.grow(1);
        heap.set(0, 10);
        heap.advance(0, 20);
        assertThat(heap.earliest()).isEqualTo(10);
    }

    @Test
    void noDeadlineTakesASlotOut() {
        heap.grow(2);
        heap.set(0, 10);
        heap.set(1, 20);
        heap.set(0, StackNode.NO_DEADLINE);
        assertThat(heap.first()).isEqualTo(1);
    }

    @Test
    void agreesWithASortedArray() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        int slots = 200;
        long[] expected = new long[slots];
        Arrays.fill(expected, StackNode.NO_DEADLINE);
        heap.grow(50);
        heap.grow(slots);
        for (int i = 0; i < 100_000; i++) {
            int slot = random.nextInt(slots);
            if (random.nextInt(4) == 0) {
                heap.remove(slot);
                expected[slot] = StackNode.NO_DEADLINE;
            } else {
                long deadline = random.nextLong(1000);
                heap.set(slot, deadline);
                expected[slot] = deadline;
            }
            long earliest = Arrays.stream(expected).min().orElseThrow();
            assertThat(heap.earliest()).as("step %d of seed %d", i, seed).isEqualTo(earliest);
            if (earliest != StackNode.NO_DEADLINE) {
                assertThat(expected[heap.first()]).isEqualTo(earliest);
            }
        }
    }
}
