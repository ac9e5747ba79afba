package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;

/** Short scripts for tests. */
final class Scripts {
    /** A connection that the script's application has accepted as descriptor 4. */
    static final String ACCEPTED = """
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 bind(3, ..., ...) = 0
            +0 listen(3, 1) = 0
            +0 < S 0:0(0) win 20000 <mss 1000>
            +0 > S. 0:0(0) ack 1 <...>
            +.1 < . 1:1(0) ack 1 win 20000
            +0 accept(3, ..., ...) = 4
            """;

    private Scripts() {}

    static Outcome run(String text) {
        try {
            return Runner.run(ScriptParser.parse("test.pkt", text), line -> {});
        } catch (ScriptException e) {
            return Outcome.of("test.pkt", e, "");
        }
    }

    /** All that a script traces. */
    static List<String> trace(String text) throws ScriptException {
        List<String> lines = new ArrayList<>();
        Runner.run(ScriptParser.parse("test.pkt", text), lines::add);
        return lines;
    }
}
