package org.lneto.samples.iperf;

import java.time.Duration;

/** How busy this process kept the machine's processors. */
final class CpuTime {
    private long startNanos;
    private long startCpu;
    private double percent;

    void start() {
        startNanos = System.nanoTime();
        startCpu = used();
    }

    void stop() {
        percent = 100.0 * (used() - startCpu) / Math.max(1, System.nanoTime() - startNanos);
    }

    private static long used() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /** Per cent of one processor; of the process, the collector and compilers included. */
    double percent() {
        return percent;
    }
}
