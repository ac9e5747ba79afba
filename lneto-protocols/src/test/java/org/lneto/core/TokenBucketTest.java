package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final TokenBucket bucket = new TokenBucket(10, 3);

    private int taken(int attempts, long now) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += bucket.tryTake(now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void burstIsBounded() {
        assertThat(taken(100, 0)).isEqualTo(3);
    }

    @Test
    void oneComesBackEachInterval() {
        taken(100, 0);
        assertThat(taken(100, 99_999_999)).isZero();
        assertThat(taken(100, 100_000_000)).isOne();
    }

    @Test
    void longRestFillsItToTheBurstOnly() {
        taken(100, 0);
        assertThat(taken(100, 1_000_000_000_000L)).isEqualTo(3);
    }
}
