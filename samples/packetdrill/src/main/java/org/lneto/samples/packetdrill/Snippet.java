package org.lneto.samples.packetdrill;

/** Code in a script: here assertions about the fields of {@code tcp_info}. */
final class Snippet {
    private Snippet() {}

    /** Runs a piece of code about the connections that there are. */
    static void run(String text, Position at, SystemCalls calls) throws ScriptException {
        throw ScriptException.unsupported(at, "code: " + text.strip());
    }
}
