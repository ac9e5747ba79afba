package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/** A system call under way: it is tried until it can be done. */
@FunctionalInterface
interface Attempt {
    /** Tries it; null if it would have to wait. */
    @Nullable
    Result run() throws ScriptException;

    /** When it has to be tried even if nothing happens, in the script's time. */
    default long wakeAt() {
        return Long.MAX_VALUE;
    }
}
