package org.lneto.tcp;

/**
 * Memory for what the connections of one or more {@link TcpNode}s queue, in pages. It is allocated as it is needed, kept,
 * and never more than its maximum; connections that find none wait, as when their own buffers are full. Belongs to one
 * event loop: nodes that share it are on the same.
 */
public final class TcpMemory {
    private final SlabBufferPool pool;

    /**
     * Creates one that holds nothing yet.
     *
     * @param pageSize octets of a page, a power of two from 512 to 65536
     * @param pages most pages, at least 1
     */
    public TcpMemory(int pageSize, int pages) {
        if (pageSize < 512 || pageSize > 65536) {
            throw new IllegalArgumentException("a page has 512 to 65536 octets: " + pageSize);
        }
        pool = new SlabBufferPool(pageSize, pages);
    }

    BufferPool pool() {
        return pool;
    }

    /** Pages that hold data now. */
    public int pagesInUse() {
        return pool.outstanding();
    }

    /** Octets allocated so far: of the most pages that held data at a time. */
    public long octets() {
        return pool.octets();
    }
}
