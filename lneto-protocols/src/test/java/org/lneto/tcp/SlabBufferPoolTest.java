package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlabBufferPoolTest {
    @Test
    void pagesAreDirectBigEndianAndDoNotOverlap() {
        SlabBufferPool pool = new SlabBufferPool(4096, 130);
        List<ByteBuffer> pages = acquire(pool, 130);
        for (int i = 0; i < pages.size(); i++) {
            ByteBuffer page = pages.get(i);
            assertThat(page.isDirect()).isTrue();
            assertThat(page.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThat(page.capacity()).isEqualTo(4096);
            page.putInt(0, i).putInt(4092, i);
        }
        for (int i = 0; i < pages.size(); i++) {
            assertThat(pages.get(i).getInt(0)).isEqualTo(i);
            assertThat(pages.get(i).getInt(4092)).isEqualTo(i);
        }
    }

    @Test
    void exhaustedPoolRefuses() {
        SlabBufferPool pool = new SlabBufferPool(4096, 3);
        List<ByteBuffer> pages = acquire(pool, 3);
        assertThat(pool.available()).isZero();
        assertThat(pool.outstanding()).isEqualTo(3);
        assertThat(pool.acquire()).isNull();
        pool.release(pages.get(1));
        assertThat(pool.acquire()).isSameAs(pages.get(1));
    }

    @Test
    void pagesAreReused() {
        SlabBufferPool pool = new SlabBufferPool(65536, 1000);
        Set<ByteBuffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 1000; i++) {
            List<ByteBuffer> pages = acquire(pool, 3);
            seen.addAll(pages);
            pages.forEach(pool::release);
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(4);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void whoWaitsIsToldOnceWhenThereIsMoreThanTheReserve() {
        SlabBufferPool pool = new SlabBufferPool(4096, 8);
        assertThat(pool.reserve()).isEqualTo(2);
        int[] told = new int[1];
        List<ByteBuffer> pages = acquire(pool, 8);
        pool.notifyWhenAvailable(() -> told[0]++);
        pool.release(pages.get(0));
        pool.release(pages.get(1));
        assertThat(told[0]).as("with no more than the reserve").isZero();
        pool.release(pages.get(2));
        pool.release(pages.get(3));
        assertThat(told[0]).isEqualTo(1);
    }

    @Test
    void allWhoWaitAreTold() {
        SlabBufferPool pool = new SlabBufferPool(4096, 8);
        int[] told = new int[2];
        List<ByteBuffer> pages = acquire(pool, 8);
        pool.notifyWhenAvailable(() -> told[0]++);
        pool.notifyWhenAvailable(() -> told[1]++);
        pages.forEach(pool::release);
        assertThat(told).containsExactly(1, 1);
    }

    @Test
    void pageGivenBackTwiceIsAMistake() {
        SlabBufferPool pool = new SlabBufferPool(4096, 1);
        ByteBuffer page = acquire(pool, 1).get(0);
        pool.release(page);
        assertThatIllegalStateException().isThrownBy(() -> pool.release(page));
    }

    @Test
    void pageSizeIsAPowerOfTwo() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabBufferPool(4095, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabBufferPool(4096, 0));
    }

    private static List<ByteBuffer> acquire(SlabBufferPool pool, int count) {
        List<ByteBuffer> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pages.add(Objects.requireNonNull(pool.acquire()));
        }
        return pages;
    }
}
