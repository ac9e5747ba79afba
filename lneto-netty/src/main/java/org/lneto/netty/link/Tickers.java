package org.lneto.netty.link;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;

/** Where an event loop's time comes from. */
public final class Tickers {
    private Tickers() {}

    /**
     * The clock that a loop schedules by: its own where it has one, as every loop of Netty's does, else the system's.
     */
    public static Ticker of(EventExecutor loop) {
        return loop instanceof AbstractScheduledEventExecutor scheduled ? scheduled.ticker() : Ticker.systemTicker();
    }
}
