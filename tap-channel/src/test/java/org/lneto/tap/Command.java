package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program and waits for it. */
record Command(int status, String output) {
    static Command run(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as(String.join(" ", words))
                .isTrue();
        return new Command(process.exitValue(), output.strip());
    }

    /** Runs a program that must succeed. */
    static String ok(String... words) throws IOException, InterruptedException {
        Command done = run(words);
        assertThat(done.status)
                .as("%s: %s", String.join(" ", words), done.output)
                .isZero();
        return done.output;
    }
}
