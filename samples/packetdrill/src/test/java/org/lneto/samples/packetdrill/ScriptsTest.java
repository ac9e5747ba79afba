package org.lneto.samples.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The stack does what the scripts say, over both versions of IP unless a script names one. */
class ScriptsTest {
    @TestFactory
    Stream<DynamicTest> theStackDoesWhatTheScriptSays() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path script : scripts()) {
            String text = Files.readString(script);
            String name = script.getFileName().toString();
            if (text.contains("--ip_version")) {
                tests.add(DynamicTest.dynamicTest(name, () -> run(name, text, "")));
            } else {
                tests.add(DynamicTest.dynamicTest(name + " over IPv4", () -> run(name, text, "ipv4")));
                tests.add(DynamicTest.dynamicTest(name + " over IPv6", () -> run(name, text, "ipv6")));
            }
        }
        return tests.stream();
    }

    @Test
    void eachScriptSaysWhichSectionItShows() throws Exception {
        for (Path script : scripts()) {
            assertThat(Files.readString(script)).as("%s", script.getFileName()).startsWith("// RFC ");
        }
    }

    private static void run(String name, String text, String version) throws Exception {
        Script script = ScriptParser.parse(
                name,
                text,
                settings ->
                        (version.isEmpty() ? settings : settings.with("ip_version", version)).with("strict_end", ""));
        List<String> trace = new ArrayList<>();
        Outcome outcome = Runner.run(script, trace::add);
        assertThat(outcome.isPassed())
                .as("%s%n%s", outcome, String.join(System.lineSeparator(), trace))
                .isTrue();
    }

    private static List<Path> scripts() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(ScriptsTest.class.getResource("/scripts"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".pkt"))
                    .sorted()
                    .toList();
        }
    }
}
