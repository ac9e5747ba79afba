package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private final SlabBufferPool pool = new SlabBufferPool(16, 12);
    private final SendQueue queue = new SendQueue(pool, 100);

    @Test
    void octetsStayUntilAcknowledged() {
        assertThat(queue.write(Streams.pattern(0, 60), 0, 60)).isEqualTo(60);
        ByteBuffer segment = ByteBuffer.allocateDirect(60);
        queue.copy(0, segment, 0, 60);
        queue.copy(0, segment, 0, 60);
        assertThat(segment).isEqualTo(Streams.pattern(0, 60));
        queue.acknowledge(25);
        assertThat(queue.length()).isEqualTo(35);
        queue.copy(10, segment, 0, 25);
        assertThat(Streams.mismatch(segment, 0, 25, 35)).isEqualTo(-1);
    }

    @Test
    void capacityBoundsWhatIsTaken() {
        assertThat(queue.write(Streams.pattern(0, 200), 0, 200)).isEqualTo(100);
        assertThat(queue.free()).isZero();
        assertThat(queue.write(Streams.pattern(100, 1), 0, 1)).isZero();
        queue.acknowledge(30);
        assertThat(queue.free()).isEqualTo(30);
    }

    @Test
    void exhaustedPoolBoundsWhatIsTaken() {
        SendQueue other = new SendQueue(pool, 1000);
        assertThat(other.write(Streams.pattern(0, 118), 0, 118)).isEqualTo(118);
        assertThat(queue.free())
                .as("one page of twelve is left above the reserve")
                .isEqualTo(16);
        assertThat(queue.write(Streams.pattern(0, 100), 0, 100)).isEqualTo(16);
        assertThat(queue.free()).isZero();
        assertThat(other.free()).as("room in its last page").isEqualTo(10);
        assertThat(pool.available()).isEqualTo(pool.reserve()).isEqualTo(3);
        other.clear();
        assertThat(queue.free()).isEqualTo(84);
    }

    @Test
    void unsentIsWhatWasNotSent() {
        queue.write(Streams.pattern(0, 60), 0, 60);
        assertThat(queue.unsent(20)).isEqualTo(40);
    }

    @Test
    void acknowledgedQueueHoldsNoMemory() {
        queue.write(Streams.pattern(0, 60), 0, 60);
        queue.acknowledge(59);
        assertThat(pool.outstanding()).isEqualTo(1);
        queue.acknowledge(1);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void mistakesAreToldToTheCaller() {
        queue.write(Streams.pattern(0, 10), 0, 10);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.acknowledge(11));
        assertThatThrownBy(() -> queue.copy(5, Streams.pattern(0, 10), 0, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void behavesAsAStream() {
        for (long seed = 0; seed < 50; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlabBufferPool pool = new SlabBufferPool(1 << 4 + random.nextInt(5), 2 + random.nextInt(10));
        SendQueue queue = new SendQueue(pool, 1 + random.nextInt(2000));
        ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
        long written = 0;
        long acknowledged = 0;
        for (int step = 0; step < 10_000; step++) {
            int length = random.nextInt(random.nextBoolean() ? 10 : 500);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int free = queue.free();
                    int taken = queue.write(Streams.fill(buffer, written, length), 0, length);
                    assertThat(taken).as("seed %d step %d", seed, step).isEqualTo(Math.min(free, length));
                    written += taken;
                }
                case 2 -> {
                    int octets = Math.min(length, queue.length());
                    queue.acknowledge(octets);
                    acknowledged += octets;
                }
                default -> {
                    int from = random.nextInt(queue.length() + 1);
                    int octets = Math.min(length, queue.length() - from);
                    queue.copy(from, buffer, 3, octets);
                    assertThat(Streams.mismatch(buffer, 3, octets, acknowledged + from))
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(-1);
                }
            }
            assertThat(queue.length()).isEqualTo((int) (written - acknowledged));
        }
        queue.reset(10);
        assertThat(pool.outstanding()).as("seed %d", seed).isZero();
    }
}
