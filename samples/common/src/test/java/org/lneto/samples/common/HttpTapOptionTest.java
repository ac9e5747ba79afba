package org.lneto.samples.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class HttpTapOptionTest {
    @Command
    private static final class Program {
        @Mixin
        final StackOptions link = new StackOptions();

        @Option(names = "-s")
        boolean silent;

        @Parameters
        List<String> words = List.of();
    }

    private static Program parse(String... words) {
        Program program = new Program();
        CommandLine line = new CommandLine(program);
        line.parseArgs(words);
        return program;
    }

    private static String url(String... words) {
        CommandLine line = new CommandLine(new Program());
        return line.parseArgs(words).matchedOptionValue("--ihttp", "none");
    }

    @Test
    void withoutTheOptionTheLinkIsNoneOfHttptap() {
        assertThat(url("http://192.168.10.1/")).isEqualTo("none");
        assertThat(parse().link.isRealLink()).isFalse();
    }

    @Test
    void urlOfAnotherMachineIsTheProgramsOwn() {
        assertThat(url("--ihttp", "http://192.168.10.1/")).isEqualTo("http://127.0.0.1:7070");
        Program program = parse("--ihttp", "http://192.168.10.1/", "-s");
        assertThat(program.words).containsExactly("http://192.168.10.1/");
        assertThat(program.silent).isTrue();
        assertThat(program.link.isRealLink()).isTrue();
    }

    @Test
    void urlOfThisMachineIsTheOptions() {
        assertThat(url("--ihttp", "http://127.0.0.1:8080", "http://192.168.10.1/"))
                .isEqualTo("http://127.0.0.1:8080");
        assertThat(url("--ihttp", "http://localhost:8080")).isEqualTo("http://localhost:8080");
        assertThat(url("--ihttp", "http://[::1]:8080")).isEqualTo("http://[::1]:8080");
    }

    @Test
    void attachedUrlIsTheOptionsWhateverItNames() {
        assertThat(url("--ihttp=http://gateway:7070", "http://192.168.10.1/")).isEqualTo("http://gateway:7070");
    }

    @Test
    void optionMayStandBeforeAnotherAndLast() {
        assertThat(url("--ihttp", "-s", "x")).isEqualTo("http://127.0.0.1:7070");
        assertThat(url("x", "--ihttp")).isEqualTo("http://127.0.0.1:7070");
    }

    @Test
    void twoLinksAreOneTooMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("-i", "tap0", "--ihttp").link.open(null))
                .withMessageContaining("--ihttp");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--ihttp=nonsense").link.open(null))
                .withMessageContaining("http://127.0.0.1:7070");
    }
}
