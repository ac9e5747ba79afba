package org.lneto.samples.xcurl;

import java.io.PrintStream;
import java.util.Locale;

/** One line on a terminal that is written over as the transfer goes on. */
final class ProgressMeter {
    private static final long EVERY_NANOS = 500_000_000;

    private final PrintStream out;
    private final Transfer transfer;
    private long shownNanos;
    private boolean shown;

    ProgressMeter(PrintStream out, Transfer transfer) {
        this.out = out;
        this.transfer = transfer;
    }

    /** Shows where the transfer is, unless it was shown a moment ago. */
    void update() {
        long elapsed = transfer.elapsed();
        if (elapsed - shownNanos >= EVERY_NANOS) {
            shownNanos = elapsed;
            show(elapsed);
        }
    }

    /** Shows the end, and leaves the line. */
    void end() {
        if (shown || transfer.downloaded > 0) {
            show(transfer.elapsed());
            out.println();
        }
    }

    private void show(long elapsed) {
        shown = true;
        long expected = transfer.expected;
        String share = expected > 0
                ? String.format(Locale.ROOT, "%3d%% of %s", transfer.downloaded * 100 / expected, size(expected))
                : "";
        out.printf(
                Locale.ROOT,
                "\r%8s %s  %s/s  %.1fs   ",
                size(transfer.downloaded),
                share,
                size(transfer.bytesPerSecond()),
                elapsed * 1e-9);
        out.flush();
    }

    private static String size(long octets) {
        if (octets < 100_000) {
            return Long.toString(octets);
        }
        return octets < 100L << 20 ? (octets >> 10) + "k" : (octets >> 20) + "M";
    }
}
