package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    void rangesReportedAreTheLastFour() {
        for (int i = 1; i <= 10; i++) {
            assembler.add(100 * i, 100 * i + 10);
        }
        assertThat(assembler.size()).isEqualTo(10);
        assertThat(ranges()).containsExactly("1000-1010", "900-910", "800-810", "700-710");
        assembler.add(300, 310);
        assertThat(ranges()).containsExactly("300-310", "1000-1010", "900-910", "800-810");
    }

    @Test
    void mergedRangesMakePlaceForOlderOnes() {
        for (int i = 1; i <= 5; i++) {
            assembler.add(100 * i, 100 * i + 10);
        }
        assembler.add(510, 600);
        assertThat(ranges()).containsExactly("500-600", "400-410", "300-310", "200-210");
        assembler.add(310, 500);
        assertThat(ranges()).containsExactly("300-600", "200-210", "100-110");
    }

    @Test
    void rangesThatAreReachedAreNotReported() {
        for (int i = 6; i >= 1; i--) {
            assembler.add(100 * i, 100 * i + 10);
        }
        assertThat(ranges()).containsExactly("100-110", "200-210", "300-310", "400-410");
        assembler.advance(250);
        assertThat(ranges())
                .as("filled up from the far end")
                .containsExactly("300-310", "400-410", "600-610", "500-510");
    }

    @Test
    void fullAssemblerRefusesWhatTouchesNothing() {
        for (int i = 1; i <= Assembler.MAXIMUM; i++) {
            assertThat(assembler.add(i * 100, i * 100 + 10)).isTrue();
        }
        int beyond = (Assembler.MAXIMUM + 1) * 100;
        assertThat(assembler.accepts(beyond, beyond + 10)).isFalse();
        assertThat(assembler.add(beyond, beyond + 10)).isFalse();
        assertThat(assembler.add(150, 160)).as("between two").isFalse();
        assertThat(assembler.accepts(110, 120)).isTrue();
        assertThat(assembler.add(110, 120)).as("touches the first").isTrue();
        assertThat(assembler.size()).isEqualTo(Assembler.MAXIMUM);
        assertThat(assembler.start(0)).isEqualTo(100);
        assertThat(assembler.end(0)).isEqualTo(120);
    }

    @Test
    void rangesInOrderAreTold() {
        assembler.add(300, 400);
        assembler.add(-100, -50);
        assertThat(assembler).hasToString("[4294967196-4294967246, 300-400]");
        assembler.reset();
        assertThat(assembler).hasToString("[]");
        assertThat(assembler.reported()).isZero();
    }

    @Test
    void behavesAsASetOfNumbers() {
        for (long seed = 0; seed < 40; seed++) {
            run(seed, 1000, 40);
        }
    }

    @Test
    void behavesAsASetOfNumbersWithThousandsOfRanges() {
        for (long seed = 0; seed < 2; seed++) {
            run(seed, 40_000, 3);
        }
    }

    private static void run(long seed, int reach, int longest) {
        SplittableRandom random = new SplittableRandom(seed);
        Assembler assembler = new Assembler();
        int base = random.nextBoolean() ? random.nextInt() : -random.nextInt(50_000); // the latter wraps
        BitSet model = new BitSet();
        List<Integer> newest = new ArrayList<>(); // first numbers of all ranges, newest first
        int next = 0;
        int most = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(reach) > 100) {
                int start = next + 1 + random.nextInt(reach);
                int end = start + 1 + random.nextInt(longest);
                boolean touches = !model.get(Math.max(next, start - 1), end + 1).isEmpty();
                boolean room = newest.size() < Assembler.MAXIMUM || touches;
                assertThat(assembler.add(base + start, base + end))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(room);
                if (room) {
                    model.set(start, end);
                    int first = model.previousClearBit(start) + 1;
                    int after = model.nextClearBit(start);
                    newest.removeIf(other -> other >= first && other < after);
                    newest.add(0, first);
                    assertThat(assembler.start(0) - base)
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(first);
                }
            } else {
                next += random.nextInt(100);
                int expected = model.get(next) ? model.nextClearBit(next) : next;
                model.clear(0, expected);
                newest.removeIf(other -> other < expected);
                assertThat(assembler.advance(base + next) - base)
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(expected);
                next = expected;
            }
            most = Math.max(most, assembler.size());
            assertThat(assembler.size()).as("seed %d step %d", seed, step).isEqualTo(newest.size());
            assertReported(assembler, base, model, newest, "seed " + seed + " step " + step);
            if (step % 100 == 0) {
                assertThat(assembler).as("seed %d step %d", seed, step).hasToString(describe(base, model));
            }
        }
        assertThat(most).as("seed %d", seed).isGreaterThan(reach > 10_000 ? 5000 : 20);
    }

    /** As many as fit must be told, and each be another of the ranges. */
    private static void assertReported(
            Assembler assembler, int base, BitSet model, List<Integer> newest, String where) {
        assertThat(assembler.reported()).as(where).isEqualTo(Math.min(Assembler.REPORTED, newest.size()));
        Set<Integer> told = new HashSet<>();
        for (int i = 0; i < assembler.reported(); i++) {
            int start = assembler.start(i) - base;
            assertThat(told.add(start)).as(where).isTrue();
            assertThat(model.get(start) && !model.get(start - 1)).as(where).isTrue();
            assertThat(assembler.end(i) - base).as(where).isEqualTo(model.nextClearBit(start));
        }
    }

    private static String describe(int base, BitSet model) {
        List<String> ranges = new ArrayList<>();
        for (int from = model.nextSetBit(0); from >= 0; ) {
            int to = model.nextClearBit(from);
            ranges.add(Integer.toUnsignedString(base + from) + "-" + Integer.toUnsignedString(base + to));
            from = model.nextSetBit(to);
        }
        return ranges.toString();
    }

    private List<String> ranges() {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < assembler.reported(); i++) {
            ranges.add(assembler.start(i) + "-" + assembler.end(i));
        }
        return ranges;
    }
}
