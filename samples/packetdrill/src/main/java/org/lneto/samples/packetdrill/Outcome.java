package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/**
 * How a script ended.
 *
 * @param problem what is wrong, of a script that did not pass; null if it passed
 * @param detail the lines that show it: what the script says, what was expected, what was sent; may be empty
 */
record Outcome(
        String script,
        ScriptException.@Nullable Kind problem,
        @Nullable Position at,
        String message,
        String detail) {
    static Outcome passed(String script) {
        return new Outcome(script, null, null, "", "");
    }

    static Outcome of(String script, ScriptException e, String detail) {
        return new Outcome(script, e.kind(), e.position(), String.valueOf(e.getMessage()), detail);
    }

    boolean isPassed() {
        return problem == null;
    }

    /** What to tell: empty if it passed. */
    @Override
    public String toString() {
        if (problem == null) {
            return script + ": passed";
        }
        String kind = switch (problem) {
            case FAILED -> "failed";
            case UNSUPPORTED -> "unsupported";
            case MALFORMED -> "no valid script";
        };
        return script + ":" + at + ": " + kind + ": " + message + detail;
    }
}
