package org.lneto.samples.iperf;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Prints lines on a thread of its own, so that a slow terminal does not hold the network up; bounded: drops beyond. */
final class Lines implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final int CLOSING_SECONDS = 5;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
                Thread printer = new Thread(task, "iperf-lines");
                printer.setDaemon(true);
                return printer;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** What prints to a stream. */
    Consumer<String> to(PrintStream stream) {
        return line -> thread.execute(() -> {
            stream.println(line);
            stream.flush();
        });
    }

    /** Waits until all is printed, five seconds at the most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
