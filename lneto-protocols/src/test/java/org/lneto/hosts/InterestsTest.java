package org.lneto.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InterestsTest {
    private static Set<Integer> hosts(Interests interests, long key) {
        Set<Integer> hosts = new HashSet<>();
        for (int entry = interests.first(key); entry != Interests.NONE; entry = interests.next(entry)) {
            assertThat(hosts.add(interests.host(entry))).isTrue();
        }
        return hosts;
    }

    @Test
    void keyThatNobodyWantsHasNoHosts() {
        assertThat(hosts(new Interests(4), 1)).isEmpty();
    }

    @Test
    void keyWantedTwiceIsWantedUntilItIsUnwantedTwice() {
        Interests interests = new Interests(4);
        interests.add(1, 5);
        interests.add(1, 5);
        interests.remove(1, 5);
        assertThat(hosts(interests, 1)).containsExactly(5);
        interests.remove(1, 5);
        assertThat(hosts(interests, 1)).isEmpty();
    }

    @Test
    void entryBeyondTheMaximumIsRefused() {
        Interests interests = new Interests(2);
        assertThat(interests.add(1, 0)).isTrue();
        assertThat(interests.add(2, 0)).isTrue();
        assertThat(interests.add(1, 1)).isFalse();
        interests.removeAll(0);
        assertThat(interests.add(1, 1)).isTrue();
    }

    @Test
    void holdsWhatSetsHoldThroughAddsAndRemoves() {
        long seed = 20261;
        SplittableRandom random = new SplittableRandom(seed);
        Interests interests = new Interests(1 << 20);
        Map<Long, Map<Integer, Integer>> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextInt(40);
            int host = random.nextInt(100);
            Map<Integer, Integer> times = expected.computeIfAbsent(key, k -> new HashMap<>());
            switch (random.nextInt(40)) {
                case 0 -> {
                    interests.removeAll(host);
                    expected.values().forEach(hosts -> hosts.remove(host));
                }
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 -> {
                    interests.remove(key, host);
                    times.computeIfPresent(host, (h, n) -> n == 1 ? null : n - 1);
                }
                default -> {
                    interests.add(key, host);
                    times.merge(host, 1, Integer::sum);
                }
            }
        }
        for (Map.Entry<Long, Map<Integer, Integer>> entry : expected.entrySet()) {
            assertThat(hosts(interests, entry.getKey()))
                    .as("seed %d, key %d", seed, entry.getKey())
                    .isEqualTo(entry.getValue().keySet());
        }
        assertThat(interests.size())
                .isEqualTo(expected.values().stream().mapToInt(Map::size).sum());
    }
}
