package org.lneto.tcp;

/** When a connection last heard of its peer, and what it does when that is long ago (RFC 9293, section 3.8.4). */
final class KeepAliveClock {
    /** What is to be done. */
    enum Step {
        WAIT,
        PROBE,
        GIVE_UP
    }

    private final TcpConfig config;
    private final TcpTimers timers;
    private boolean wanted;
    private TcpKeepAlive times;
    private int probes;
    private long heardAt;

    KeepAliveClock(TcpConfig config, TcpTimers timers) {
        this.config = config;
        this.timers = timers;
        times = config.keepAliveTimes();
    }

    void reset() {
        wanted = config.keepAlive();
        times = config.keepAliveTimes();
        probes = 0;
        heardAt = 0;
    }

    /** Takes another wish; {@link #start} is to be called when the time is known. */
    void wanted(boolean wanted) {
        this.wanted = wanted;
        timers.stopKeepAlive();
    }

    /** Takes other times; {@link #start} is to be called when the time is known. */
    void times(TcpKeepAlive times) {
        this.times = times;
        timers.stopKeepAlive();
    }

    /** Starts the clock if it is to run and does not. */
    void start(TcpState state, long nowNanos) {
        if (wanted && !timers.isKeepAliveRunning() && state.isSynchronized() && state != TcpState.TIME_WAIT) {
            timers.startKeepAlive(nowNanos + times.idleNanos());
        }
    }

    /** A segment of the peer came. */
    void heard(long nowNanos) {
        heardAt = nowNanos;
        probes = 0;
    }

    /**
     * The time is over.
     *
     * @param busy whether there is data that the peer is to acknowledge: then other clocks ask
     */
    Step due(boolean busy, long nowNanos) {
        long silent = nowNanos - heardAt;
        if (busy || silent < times.idleNanos()) {
            timers.startKeepAlive(nowNanos + Math.max(1, times.idleNanos() - (busy ? 0 : silent)));
            return Step.WAIT;
        }
        if (probes >= times.probes()) {
            return Step.GIVE_UP;
        }
        probes++;
        timers.startKeepAlive(nowNanos + times.intervalNanos());
        return Step.PROBE;
    }
}
