package org.lneto.samples.hosts;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * Memory in use after a garbage collection.
 *
 * @param heap octets of objects
 * @param direct octets outside: direct buffers, and what Netty's allocator holds
 */
record MemoryUse(long heap, long direct) {
    private static final int COLLECTIONS = 3;

    static MemoryUse now() {
        for (int i = 0; i < COLLECTIONS; i++) { // what a collection finds unreachable may free more at the next
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            direct += provider.metric().usedDirectMemory();
        }
        return new MemoryUse(heap, direct);
    }

    /** What each of so many has added since. */
    MemoryUse each(MemoryUse before, int count) {
        return new MemoryUse((heap - before.heap) / count, (direct - before.direct) / count);
    }
}
