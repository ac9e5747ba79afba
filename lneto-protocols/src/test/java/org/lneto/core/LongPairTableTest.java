package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongPairTableTest {
    private record Key(long high, long low) {}

    @Test
    void tableDoesWhatAMapDoes() {
        long seed = 8;
        SplittableRandom random = new SplittableRandom(seed);
        LongPairTable table = new LongPairTable(64, random.nextLong());
        Map<Key, Integer> map = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            Key key = new Key(random.nextInt(3), random.nextInt(40));
            if (random.nextBoolean() && (map.size() < 64 || map.containsKey(key))) {
                int value = random.nextInt(1000);
                table.put(key.high, key.low, value);
                map.put(key, value);
            } else {
                table.remove(key.high, key.low);
                map.remove(key);
            }
            Key asked = new Key(random.nextInt(3), random.nextInt(40));
            assertThat(table.get(asked.high, asked.low))
                    .as("step %d of seed %d", step, seed)
                    .isEqualTo(map.getOrDefault(asked, LongPairTable.ABSENT));
            assertThat(table.size()).isEqualTo(map.size());
        }
    }

    @Test
    void fullTableRefusesAnother() {
        LongPairTable table = new LongPairTable(1, 5);
        table.put(1, 1, 7);
        table.put(1, 1, 8);
        assertThat(table.get(1, 1)).isEqualTo(8);
        assertThatThrownBy(() -> table.put(1, 2, 0)).isInstanceOf(IllegalStateException.class);
        table.clear();
        assertThat(table.get(1, 1)).isEqualTo(LongPairTable.ABSENT);
    }
}
