package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntTableTest {
    @Test
    void agreesWithAHashMap() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        IntTable table = new IntTable(1000);
        Map<Integer, Integer> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int key = 1 + random.nextInt(600);
            if (random.nextInt(3) == 0) {
                table.remove(key);
                expected.remove(key);
            } else {
                assertThat(table.put(key, i)).isTrue();
                expected.put(key, i);
            }
            int probe = 1 + random.nextInt(600);
            assertThat(table.get(probe))
                    .as("step %d of seed %d", i, seed)
                    .isEqualTo(expected.getOrDefault(probe, IntTable.ABSENT));
            assertThat(table.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void entryBeyondTheMaximumIsRefused() {
        IntTable table = new IntTable(2);
        table.put(1, 1);
        table.put(2, 2);
        assertThat(table.put(3, 3)).isFalse();
        assertThat(table.put(2, 4)).isTrue();
        assertThat(table.get(2)).isEqualTo(4);
    }

    @Test
    void everyPortFits() {
        IntTable table = new IntTable(65535);
        for (int port = 1; port <= 65535; port++) {
            table.put(port, port * 2);
        }
        for (int port = 1; port <= 65535; port++) {
            assertThat(table.get(port)).isEqualTo(port * 2);
        }
    }

    @Test
    void zeroIsNoKey() {
        assertThatThrownBy(() -> new IntTable(1).put(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new IntTable(1).get(0)).isEqualTo(IntTable.ABSENT);
    }

    @Test
    void clearRemovesAll() {
        IntTable table = new IntTable(4);
        table.put(7, 1);
        table.clear();
        assertThat(table.get(7)).isEqualTo(IntTable.ABSENT);
        assertThat(table.size()).isZero();
    }
}
