package org.lneto.samples.xcurl;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Slows a reader down to a rate: what it does not read yet, the window does not let the server send. */
final class RateLimiter {
    private final long bytesPerSecond;
    private final long startNanos = System.nanoTime();
    private long bytes;

    /** No limit if {@code bytesPerSecond} is 0. */
    RateLimiter(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Reads curl's way to give a rate: {@code 500}, {@code 100K}, {@code 2M}, {@code 1G}. */
    static long parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int unit = "KMG".indexOf(upper.isEmpty() ? ' ' : upper.charAt(upper.length() - 1));
        try {
            double number = Double.parseDouble(unit < 0 ? upper : upper.substring(0, upper.length() - 1));
            if (number > 0) {
                return Math.max(1, (long) (number * (1L << (10 * (unit + 1)))));
            }
        } catch (NumberFormatException e) {
            throw new XcurlException(ExitCode.USAGE, "not a rate: '" + text + "'; write it like 100K", e);
        }
        throw new XcurlException(ExitCode.USAGE, "a rate is more than 0: '" + text + "'");
    }

    /** Counts what was read, and waits until the rate allows more. Blocks: not for an event loop. */
    void read(int octets) {
        bytes += octets;
        if (bytesPerSecond == 0) {
            return;
        }
        long due = startNanos + (long) (bytes * 1e9 / bytesPerSecond);
        long wait = due - System.nanoTime();
        if (wait > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
