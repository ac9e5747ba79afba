package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PagedRingTest {
    private static final int PAGE = 16;

    private final SlabBufferPool pool = new SlabBufferPool(PAGE, 8);
    private final PagedRing ring = new PagedRing(pool, 0, 100);
    private final ByteBuffer octets = Streams.pattern(0, 200);

    @Test
    void emptyRingHoldsNoPage() {
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void onlyTheWrittenPagesAreHeld() {
        ring.write(40, octets, 0, 10);
        assertThat(pool.outstanding())
                .as("positions 40 to 49 lie in two pages of 16")
                .isEqualTo(2);
        ring.write(2, octets, 0, 1);
        assertThat(pool.outstanding()).isEqualTo(3);
    }

    @Test
    void pagesGoBackWhenTheWindowHasPassedThem() {
        ring.write(0, octets, 0, 50);
        ring.advance(15, false);
        assertThat(pool.outstanding()).isEqualTo(4);
        ring.advance(1, false);
        assertThat(pool.outstanding()).isEqualTo(3);
        ring.advance(34, true);
        assertThat(pool.outstanding()).isZero();
        assertThat(ring.start()).as("an empty ring begins again").isZero();
    }

    @Test
    void exhaustedPoolCutsAWriteShort() {
        PagedRing other = new PagedRing(pool, 0, 100);
        other.write(0, octets, 0, 96);
        assertThat(ring.write(10, octets, 0, 60))
                .as("to the end of the second page")
                .isEqualTo(22);
        assertThat(ring.write(32, octets, 0, 1)).isZero();
        ByteBuffer target = ByteBuffer.allocateDirect(22);
        ring.read(10, target, 0, 22);
        assertThat(target).isEqualTo(Streams.pattern(0, 22));
    }

    @Test
    void reserveIsLeftInThePool() {
        PagedRing modest = new PagedRing(pool, 3, 100);
        assertThat(modest.write(0, octets, 0, 100)).isEqualTo(80);
        assertThat(pool.available()).isEqualTo(3);
    }

    @Test
    void truncationKeepsThePageOfWhatIsBefore() {
        ring.write(0, octets, 0, 20);
        ring.write(40, octets, 0, 40);
        ring.truncate(20);
        assertThat(pool.outstanding()).isEqualTo(2);
        ByteBuffer target = ByteBuffer.allocateDirect(20);
        ring.read(0, target, 0, 20);
        assertThat(target).isEqualTo(Streams.pattern(0, 20));
        ring.truncate(0);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void pageOfAPositionIsSeenWithoutACopy() {
        ring.write(0, octets, 0, 40);
        ring.advance(18, false);
        assertThat(ring.page(18).get(ring.pageOffset(18))).isEqualTo(octets.get(18));
        assertThat(ring.pageLength(18)).isEqualTo(14);
    }

    @Test
    void grownWindowTakesMore() {
        assertThatThrownBy(() -> ring.write(90, octets, 0, 20)).isInstanceOf(IndexOutOfBoundsException.class);
        ring.grow(120);
        assertThat(ring.write(90, octets, 0, 20)).isEqualTo(20);
        assertThatIllegalArgumentException().isThrownBy(() -> ring.grow(100));
    }

    @Test
    void resetGivesEverythingBack() {
        ring.write(0, octets, 0, 100);
        ring.reset(50);
        assertThat(pool.outstanding()).isZero();
        assertThat(ring.capacity()).isEqualTo(50);
    }

    @Test
    void mistakesAreToldToTheCaller() {
        assertThatThrownBy(() -> ring.write(-1, octets, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.read(99, octets, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalStateException().isThrownBy(() -> ring.page(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ring.advance(101, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new PagedRing(pool, 0, 0));
    }

    @Test
    void behavesAsAnArrayThatMoves() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int pageSize = 1 << random.nextInt(7);
            int capacity = 1 + random.nextInt(400);
            SlabBufferPool pool = new SlabBufferPool(pageSize, 1000);
            PagedRing ring = new PagedRing(pool, 0, capacity);
            byte[] model = new byte[capacity];
            boolean[] written = new boolean[capacity];
            ByteBuffer buffer = ByteBuffer.allocateDirect(capacity);
            for (int step = 0; step < 1000; step++) {
                if (random.nextInt(3) > 0) {
                    int from = random.nextInt(capacity);
                    int length = random.nextInt(capacity - from + 1);
                    for (int i = 0; i < length; i++) {
                        byte octet = (byte) random.nextInt();
                        buffer.put(i, octet);
                        model[from + i] = octet;
                        written[from + i] = true;
                    }
                    assertThat(ring.write(ring.start() + from, buffer, 0, length))
                            .isEqualTo(length);
                } else {
                    int by = random.nextInt(capacity + 1);
                    ring.advance(by, false);
                    System.arraycopy(model, by, model, 0, capacity - by);
                    System.arraycopy(written, by, written, 0, capacity - by);
                    java.util.Arrays.fill(written, capacity - by, capacity, false);
                }
                for (int at = 0; at < capacity; at++) {
                    if (written[at]) {
                        ring.read(ring.start() + at, buffer, 0, 1);
                        assertThat(buffer.get(0))
                                .as("seed %d step %d at %d", seed, step, at)
                                .isEqualTo(model[at]);
                    }
                }
            }
            ring.advance(0, true);
            assertThat(pool.outstanding()).as("seed %d", seed).isZero();
        }
    }
}
