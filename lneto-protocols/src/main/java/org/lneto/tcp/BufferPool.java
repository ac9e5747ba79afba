package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pages of memory for data that waits. All connections of a node share one pool, and hold a page only while it has
 * octets in it. Belongs to one event loop.
 */
interface BufferPool {
    /** Octets of a page: a power of two. */
    int pageSize();

    /**
     * Takes a page.
     *
     * @return a direct big-endian buffer of {@link #pageSize()} octets with anything in them; null when all pages are
     *     taken: the caller then refuses data, so that the other side waits
     */
    @Nullable
    ByteBuffer acquire();

    /** Gives a page back, once; the caller forgets it. */
    void release(ByteBuffer page);

    /** Pages that may be taken now. */
    int available();

    /** Pages taken and not given back. */
    int outstanding();

    /**
     * Pages that are kept for octets received: queues of octets to send leave as many. Two hosts whose pools are full of
     * what they want to send each other can so still take from each other.
     */
    int reserve();

    /**
     * Asks to be told, once for each call, when there are pages for octets to send, more than the {@link #reserve()}. The one who is
     * told is called inside {@link #release}, so it only takes note.
     */
    void notifyWhenAvailable(Runnable listener);
}
