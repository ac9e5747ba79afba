package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private final Assembler assembler = new Assembler();

    @Test
    void newestRangeComesFirst() {
        assembler.add(100, 200);
        assembler.add(500, 600);
        assembler.add(300, 400);
        assertThat(ranges()).containsExactly("300-400", "500-600", "100-200");
    }

    @Test
    void touchingRangesMergeAndBecomeTheNewest() {
        assembler.add(100, 200);
        assembler.add(500, 600);
        assembler.add(200, 250);
        assertThat(ranges()).containsExactly("100-250", "500-600");
        assembler.add(600, 610);
        assertThat(ranges()).containsExactly("500-610", "100-250");
    }

    @Test
    void rangeThatFillsTheGapJoinsItsNeighbours() {
        assembler.add(100, 200);
        assembler.add(300, 400);
        assembler.add(700, 800);
        assembler.add(150, 350);
        assertThat(ranges()).containsExactly("100-400", "700-800");
    }

    @Test
    void knownRangeBecomesTheNewest() {
        assembler.add(100, 200);
        assembler.add(300, 400);
        assembler.add(120, 130);
        assertThat(ranges()).containsExactly("100-200", "300-400");
    }

    @Test
    void rangesMergeAcrossTheLastNumber() {
        assembler.add(-100, -50);
        assembler.add(50, 100);
        assembler.add(-50, 50);
        assertThat(ranges()).containsExactly("-100-100");
        assertThat(assembler.advance(-100)).isEqualTo(100);
        assertThat(assembler.isEmpty()).isTrue();
    }

    @Test
    void advanceTakesTheRangeThatItReaches() {
        assembler.add(100, 200);
        assembler.add(300, 400);
        assertThat(assembler.advance(100)).isEqualTo(200);
        assertThat(ranges()).containsExactly("300-400");
        assertThat(assembler.advance(250)).isEqualTo(250);
        assertThat(assembler.advance(500)).as("past everything").isEqualTo(500);
        assertThat(assembler.isEmpty()).isTrue();
    }

    @Test
    void fullAssemblerRefusesWhatTouchesNothing() {
        for (int i = 1; i <= Assembler.MAXIMUM; i++) {
            assertThat(assembler.add(i * 100, i * 100 + 10)).isTrue();
        }
        assertThat(assembler.accepts(5000, 5010)).isFalse();
        assertThat(assembler.add(5000, 5010)).isFalse();
        assertThat(assembler.add(110, 120)).as("touches the first").isTrue();
        assertThat(assembler.size()).isEqualTo(Assembler.MAXIMUM);
        assertThat(assembler.start(0)).isEqualTo(100);
        assertThat(assembler.end(0)).isEqualTo(120);
    }

    @Test
    void behavesAsASetOfNumbers() {
        for (long seed = 0; seed < 50; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Assembler assembler = new Assembler();
        int base = random.nextInt(); // wraps for some seeds
        BitSet model = new BitSet();
        int next = 0;
        for (int step = 0; step < 10_000; step++) {
            if (random.nextInt(10) > 0) {
                int start = next + 1 + random.nextInt(1000);
                int end = start + 1 + random.nextInt(40);
                boolean touches = !model.get(Math.max(next, start - 1), end + 1).isEmpty();
                boolean room = assembler.size() < Assembler.MAXIMUM || touches;
                assertThat(assembler.add(base + start, base + end))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(room);
                if (room) {
                    model.set(start, end);
                }
            } else {
                next += random.nextInt(100);
                int expected = model.get(next) ? model.nextClearBit(next) : next;
                model.clear(0, expected);
                assertThat(assembler.advance(base + next) - base)
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(expected);
                next = expected;
            }
            BitSet held = new BitSet();
            for (int range = 0; range < assembler.size(); range++) {
                int from = assembler.start(range) - base;
                int to = assembler.end(range) - base;
                assertThat(held.get(from - 1, to + 1).isEmpty())
                        .as("ranges are apart")
                        .isTrue();
                held.set(from, to);
            }
            assertThat(held).as("seed %d step %d", seed, step).isEqualTo(model);
        }
    }

    private List<String> ranges() {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < assembler.size(); i++) {
            ranges.add(assembler.start(i) + "-" + assembler.end(i));
        }
        return ranges;
    }
}
