package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/**
 * What a system call returned.
 *
 * @param error the name of the error; null if it succeeded
 */
record Result(long value, @Nullable String error) {
    static final Result OK = new Result(0, null);

    static Result of(long value) {
        return new Result(value, null);
    }

    static Result error(String name) {
        return new Result(-1, name);
    }

    @Override
    public String toString() {
        return error == null ? Long.toString(value) : "-1 " + error;
    }
}
