package org.lneto.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongTableTest {
    @Test
    void keyThatIsNotThereIsAbsent() {
        assertThat(new LongTable().get(0)).isEqualTo(LongTable.ABSENT);
    }

    @Test
    void keyZeroIsAKeyLikeAnyOther() {
        LongTable table = new LongTable();
        table.put(0, 0);
        assertThat(table.get(0)).isZero();
        table.remove(0);
        assertThat(table.get(0)).isEqualTo(LongTable.ABSENT);
    }

    @Test
    void holdsWhatAMapHoldsThroughPutsAndRemoves() {
        long seed = 20260;
        SplittableRandom random = new SplittableRandom(seed);
        LongTable table = new LongTable();
        Map<Long, Integer> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextInt(3000); // few, so that they meet again
            if (random.nextInt(3) == 0) {
                table.remove(key);
                map.remove(key);
            } else {
                table.put(key, i);
                map.put(key, i);
            }
        }
        assertThat(table.size()).as("seed %d", seed).isEqualTo(map.size());
        for (long key = 0; key < 3000; key++) {
            assertThat(table.get(key))
                    .as("seed %d, key %d", seed, key)
                    .isEqualTo(map.getOrDefault(key, LongTable.ABSENT));
        }
    }
}
