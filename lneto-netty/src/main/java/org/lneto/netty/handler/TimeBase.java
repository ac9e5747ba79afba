package org.lneto.netty.handler;

import io.netty.util.concurrent.Ticker;

/** When the time of nodes begins: for those that know of each other, at the same moment. On one event loop. */
final class TimeBase {
    private long startNanos;
    private boolean begun;

    /** The start; now, if this is the first to ask. */
    long startNanos(Ticker ticker) {
        if (!begun) {
            begun = true;
            startNanos = ticker.nanoTime();
        }
        return startNanos;
    }
}
