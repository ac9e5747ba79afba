package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pages cut from larger blocks of direct memory. A block is allocated when the pages at hand are all taken, up to a
 * maximum, and kept for the life of the pool; after that nothing is allocated.
 *
 * <p>When the maximum is reached, {@link #acquire()} refuses.
 */
final class SlabBufferPool implements BufferPool {
    private static final int SLAB_OCTETS = 256 * 1024;
    private static final int RESERVE_FRACTION = 4;

    private final int pageSize;
    private final int maximumPages;
    private @Nullable ByteBuffer[] free = new ByteBuffer[0];
    private int freeCount;
    private int created;
    private final ArrayDeque<Runnable> listeners = new ArrayDeque<>(1);

    /**
     * Creates a pool that holds no memory yet.
     *
     * @param pageSize octets of a page, a power of two
     * @param maximumPages most pages, at least 1
     */
    SlabBufferPool(int pageSize, int maximumPages) {
        if (pageSize < 1 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("pageSize must be a power of two: " + pageSize);
        }
        if (maximumPages < 1) {
            throw new IllegalArgumentException("maximumPages must be at least 1: " + maximumPages);
        }
        this.pageSize = pageSize;
        this.maximumPages = maximumPages;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public @Nullable ByteBuffer acquire() {
        if (freeCount == 0) {
            if (created == maximumPages) {
                return null;
            }
            allocateSlab();
        }
        ByteBuffer page = free[--freeCount];
        free[freeCount] = null;
        return page;
    }

    @Override
    public void release(ByteBuffer page) {
        if (freeCount == created || page.capacity() != pageSize) {
            throw new IllegalStateException("this page was not taken from this pool, or was given back before");
        }
        free[freeCount++] = page;
        if (!listeners.isEmpty() && available() > reserve()) {
            for (Runnable listener = listeners.poll(); listener != null; listener = listeners.poll()) {
                listener.run();
            }
        }
    }

    /** Octets allocated. */
    long octets() {
        return (long) created * pageSize;
    }

    @Override
    public int available() {
        return maximumPages - outstanding();
    }

    @Override
    public int outstanding() {
        return created - freeCount;
    }

    @Override
    public int reserve() {
        return maximumPages / RESERVE_FRACTION;
    }

    @Override
    public void notifyWhenAvailable(Runnable listener) {
        listeners.add(listener);
    }

    private void allocateSlab() {
        int pages = Math.min(Math.max(1, SLAB_OCTETS / pageSize), maximumPages - created);
        ByteBuffer slab = ByteBuffer.allocateDirect(pages * pageSize);
        free = Arrays.copyOf(free, created + pages);
        for (int page = pages - 1; page >= 0; page--) {
            free[freeCount++] = slab.slice(page * pageSize, pageSize);
        }
        created += pages;
    }
}
