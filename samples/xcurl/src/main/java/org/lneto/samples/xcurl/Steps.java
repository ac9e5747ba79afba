package org.lneto.samples.xcurl;

import java.io.PrintStream;

/** Tells what has been done, and when: {@code [119ms] DHCP request completed}. */
final class Steps {
    private final PrintStream out;
    private final boolean silent;
    private final Transfer transfer;

    Steps(PrintStream out, boolean silent, Transfer transfer) {
        this.out = out;
        this.silent = silent;
        this.transfer = transfer;
    }

    void done(String step) {
        if (!silent) {
            out.println("[" + transfer.elapsed() / 1_000_000 + "ms] " + step);
        }
    }
}
