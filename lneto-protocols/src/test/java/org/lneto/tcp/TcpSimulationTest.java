package org.lneto.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Connections on all kinds of bad networks: every octet arrives once and in order, every connection ends in the right way,
 * nothing is left behind.
 *
 * <p>What a run does follows from its seed. A failure says how to run it again, and where its packets are.
 * {@code -Dlneto.runs=20000} asks for more runs than usual, {@code -Dlneto.seed=N} for one,
 * {@code -Dlneto.capture=true} for its packets even if it does not fail.
 */
class TcpSimulationTest {
    private static final long RUNS = Long.getLong("lneto.runs", 10 * TcpSimulation.CELLS);

    @Test
    void everyOctetArrivesOnceInOrderAndNothingIsLeftBehind() throws Exception {
        Long seed = Long.getLong("lneto.seed");
        if (seed != null) {
            SimulationReport report = new SimulationReport(wire -> {});
            if (Boolean.getBoolean("lneto.capture")) {
                report.capture(seed);
            } else {
                report.run(seed);
            }
            return;
        }
        int workers = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        AtomicLong next = new AtomicLong();
        List<Future<?>> done = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            done.add(executor.submit((Callable<Void>) () -> {
                SimulationReport report = new SimulationReport(wire -> {});
                for (long it = next.getAndIncrement(); it < RUNS; it = next.getAndIncrement()) {
                    try {
                        report.run(it);
                    } catch (Exception | Error failure) {
                        next.set(RUNS); // one is enough to look at
                        throw failure;
                    }
                }
                return null;
            }));
        }
        executor.shutdown();
        for (Future<?> worker : done) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AssertionError told) {
                    throw told;
                }
                throw e;
            }
        }
    }
}
