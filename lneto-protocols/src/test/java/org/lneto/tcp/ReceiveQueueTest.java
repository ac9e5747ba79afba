package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReceiveQueueTest {
    private final SlabBufferPool pool = new SlabBufferPool(16, 8);
    private final ReceiveQueue queue = new ReceiveQueue(pool, 100);

    @Test
    void octetsInOrderAreReadableAtOnce() {
        assertThat(insert(0, 0, 30)).isEqualTo(30);
        assertThat(queue.readable()).isEqualTo(30);
        assertThat(queue.window()).isEqualTo(70);
        assertRead(0, 30);
        assertThat(queue.window()).isEqualTo(100);
    }

    @Test
    void octetsBehindAGapWaitForIt() {
        assertThat(insert(10, 10, 20)).isZero();
        assertThat(queue.hasGap()).isTrue();
        assertThat(queue.readable()).isZero();
        assertThat(insert(0, 0, 10)).as("RCV.NXT jumps over what was waiting").isEqualTo(30);
        assertThat(queue.hasGap()).isFalse();
        assertRead(0, 30);
    }

    @Test
    void octetsBehindAGapDoNotMoveTheRightEdge() {
        insert(0, 0, 20);
        int window = queue.room();
        insert(30, 50, 40);
        assertThat(queue.room()).isEqualTo(window);
    }

    @Test
    void lastOctetOfTheWindowIsTaken() {
        insert(0, 0, 20);
        insert(79, 99, 1);
        assertThat(insert(0, 20, 79)).isEqualTo(80);
        assertThat(queue.window()).isZero();
        assertRead(0, 100);
    }

    @Test
    void octetsBeyondTheWindowAreIgnored() {
        assertThat(insert(0, 0, 150)).isEqualTo(100);
        assertThat(insert(0, 100, 1)).isZero();
        assertRead(0, 100);
        assertThat(insert(100, 200, 10)).as("just beyond").isZero();
        assertThat(queue.hasGap()).isFalse();
    }

    @Test
    void exhaustedPoolRefusesAndThePeerSendsAgain() {
        ReceiveQueue other = new ReceiveQueue(pool, 1000);
        other.insert(0, Streams.pattern(0, 112), 0, 112);
        assertThat(queue.window()).as("one page of eight is left").isEqualTo(16);
        assertThat(insert(0, 0, 30)).isEqualTo(16);
        assertThat(insert(0, 16, 30)).isZero();
        other.clear();
        assertThat(insert(0, 16, 30)).isEqualTo(30);
        assertRead(0, 46);
    }

    @Test
    void missingOctetsTakeThePlaceOfThoseBehindThem() {
        ReceiveQueue large = new ReceiveQueue(pool, 1000);
        large.insert(16, Streams.pattern(16, 128), 0, 128);
        assertThat(pool.available())
                .as("all memory holds octets behind the gap")
                .isZero();
        assertThat(large.insert(0, Streams.pattern(0, 16), 0, 16)).isEqualTo(16);
        assertThat(large.hasGap()).as("what was behind is to be sent again").isFalse();
        assertThat(pool.outstanding()).isEqualTo(1);
    }

    @Test
    void manyRangesAreBoundedButTheGapIsStillFilled() {
        SlabBufferPool pool = new SlabBufferPool(1024, 100);
        int capacity = 20_000;
        ReceiveQueue queue = new ReceiveQueue(pool, capacity);
        for (int i = 1; i < capacity / 2; i++) {
            queue.insert(2 * i, Streams.pattern(2 * i, 1), 0, 1);
        }
        assertThat(queue.insert(0, Streams.pattern(0, 1), 0, 1)).isEqualTo(1);
        int length = capacity - 1;
        assertThat(queue.insert(0, Streams.pattern(1, length), 0, length)).isEqualTo(length);
        assertThat(queue.hasGap()).isFalse();
        ByteBuffer target = ByteBuffer.allocateDirect(capacity);
        assertThat(queue.read(target, 0, capacity)).isEqualTo(capacity);
        assertThat(target).isEqualTo(Streams.pattern(0, capacity));
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void rangesToldAreFourAtMost() {
        for (int i = 1; i <= 9; i++) {
            insert(10 * i, 10 * i, 5);
        }
        int[] edges = new int[16];
        assertThat(queue.ranges(edges, 0, 8, 5000)).isEqualTo(4);
        assertThat(edges).startsWith(5090, 5095, 5080, 5085, 5070, 5075, 5060, 5065);
    }

    @Test
    void pagesAreReadWithoutACopy() {
        insert(0, 0, 40);
        queue.consume(10);
        ByteBuffer page = Objects.requireNonNull(queue.firstPage());
        assertThat(queue.firstPageLength()).isEqualTo(6);
        assertThat(Streams.mismatch(page, queue.firstPageOffset(), 6, 10)).isEqualTo(-1);
        queue.consume(6);
        assertThat(queue.firstPageLength()).isEqualTo(16);
        queue.consume(16);
        assertThat(queue.firstPageLength()).isEqualTo(8);
        queue.consume(8);
        assertThat(queue.firstPage()).isNull();
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void rangesAreToldNewestFirstInThePeersNumbers() {
        queue.insert(0, Streams.pattern(0, 10), 0, 10);
        insert(10, 20, 10);
        insert(50, 60, 10);
        int[] edges = new int[8];
        assertThat(queue.ranges(edges, 0, 4, 5010)).isEqualTo(2);
        assertThat(edges).startsWith(5060, 5070, 5020, 5030);
        assertThat(queue.ranges(edges, 0, 1, 5010)).isEqualTo(1);
    }

    @Test
    void droppedRangesLeaveWhatIsReadable() {
        insert(0, 0, 20);
        insert(20, 40, 40);
        queue.dropRanges();
        assertThat(queue.hasGap()).isFalse();
        assertThat(pool.outstanding()).isEqualTo(2);
        assertRead(0, 20);
    }

    @Test
    void clearedQueueGoesOnWhereItWas() {
        insert(0, 0, 20);
        insert(20, 40, 40);
        queue.clear();
        assertThat(pool.outstanding()).isZero();
        assertThat(queue.room()).isEqualTo(100);
        assertThat(insert(0, 20, 30)).isEqualTo(30);
        assertRead(20, 30);
    }

    @Test
    void consumingMoreThanThereIsIsAMistake() {
        insert(0, 0, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.consume(6));
    }

    @Test
    void behavesAsAStreamWhateverTheOrder() {
        for (long seed = 0; seed < 50; seed++) {
            run(seed, 1000);
        }
    }

    @Test
    void behavesAsAStreamWhenThePoolIsSmall() {
        for (long seed = 0; seed < 50; seed++) {
            run(seed, 2 + (int) seed % 7);
        }
    }

    private static void run(long seed, int pages) {
        SplittableRandom random = new SplittableRandom(seed);
        SlabBufferPool pool = new SlabBufferPool(1 << 2 + random.nextInt(6), pages);
        int capacity = 1 + random.nextInt(1000);
        ReceiveQueue queue = new ReceiveQueue(pool, capacity);
        ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
        BitSet received = new BitSet(); // positions from RCV.NXT on that may have been taken
        long next = 0;
        long read = 0;
        for (int step = 0; step < 10_000; step++) {
            if (random.nextInt(3) > 0) {
                int offset = random.nextInt(3) == 0 ? 0 : random.nextInt(capacity + 50);
                int length = 1 + random.nextInt(random.nextBoolean() ? 20 : 400);
                int room = queue.room();
                int advance = queue.insert(offset, Streams.fill(buffer, next + offset, length), 0, length);
                int taken = Math.max(0, Math.min(length, room - offset));
                received.set(offset, offset + taken);
                int most = received.nextClearBit(0);
                boolean ample = pages >= 1000;
                assertThat(advance).as("seed %d step %d", seed, step).isBetween(0, most);
                if (ample && offset == 0) {
                    assertThat(advance).as("seed %d step %d", seed, step).isGreaterThanOrEqualTo(taken);
                }
                next += advance;
                received = received.get(advance, capacity + 500);
            } else {
                int length = random.nextInt(400);
                int octets = queue.read(buffer, 3, length);
                assertThat(octets).isEqualTo(Math.min(length, (int) (next - read)));
                assertThat(Streams.mismatch(buffer, 3, octets, read))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(-1);
                read += octets;
            }
            assertThat(queue.readable()).isEqualTo((int) (next - read));
            assertThat(queue.room()).isEqualTo(capacity - queue.readable());
        }
        assertThat(read).as("seed %d makes progress", seed).isGreaterThan(1000);
        queue.clear();
        assertThat(pool.outstanding()).as("seed %d", seed).isZero();
    }

    private int insert(int offsetFromNext, long position, int length) {
        return queue.insert(offsetFromNext, Streams.pattern(position, length), 0, length);
    }

    private void assertRead(long position, int length) {
        ByteBuffer target = ByteBuffer.allocateDirect(length);
        assertThat(queue.read(target, 0, length)).isEqualTo(length);
        assertThat(target).isEqualTo(Streams.pattern(position, length));
    }
}
