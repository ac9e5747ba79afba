package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    /** What iperf3 3.12 sends for {@code iperf3 -c HOST -u -t 1 -b 10M --bidir -P 2}. */
    private static final String IPERF3 =
            "{\"udp\":true,\"omit\":0,\"time\":1,\"num\":0,\"blockcount\":0,\"parallel\":2,"
                    + "\"bidirectional\":true,\"len\":1448,\"bandwidth\":10000000,\"pacing_timer\":1000,"
                    + "\"client_version\":\"3.12\"}";

    @Test
    void messageOfIperf3IsRead() {
        Settings settings = Settings.fromJson(Json.parse(IPERF3.getBytes(StandardCharsets.UTF_8)));
        assertThat(settings.udp()).isTrue();
        assertThat(settings.seconds()).isEqualTo(1);
        assertThat(settings.parallel()).isEqualTo(2);
        assertThat(settings.streams()).isEqualTo(4);
        assertThat(settings.length()).isEqualTo(1448);
        assertThat(settings.bitsPerSecond()).isEqualTo(10_000_000);
        assertThat(settings.wideCounters()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t 3",
                "-n 5M -P 4 -R",
                "-k 7 -l 1K -O 2",
                "-u -b 3M -l 1000 --udp-counters-64bit",
                "--bidir -w 100K -M 1000 -N -C cubic -T title --get-server-output"
            })
    void whatIsWrittenIsRead(String words) {
        Settings settings = TestSettings.of(words.split(" "));
        assertThat(Settings.fromJson(settings.toJson())).isEqualTo(settings);
    }

    @Test
    void streamsAreNumberedAsIperf3Does() {
        assertThat(IntStream.range(0, 5).map(Settings::streamId)).containsExactly(1, 3, 4, 5, 6);
    }

    @Test
    void clientsStreamsComeFirst() {
        Settings both = TestSettings.of("--bidir", "-P", "2");
        assertThat(IntStream.range(0, 4).mapToObj(both::isSentByClient)).containsExactly(true, true, false, false);
        assertThat(TestSettings.of("-R").isSentByClient(0)).isFalse();
        assertThat(TestSettings.of().isSentByClient(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-s -c x",
                "-t 1 -n 1",
                "-R --bidir",
                "-s -u",
                "-P 129",
                "-P 0",
                "-p 0",
                "-t 86401",
                "-O 601",
                "-l 2M",
                "-u -l 15",
                "-u -l 65508",
                "-w 1",
                "-f x",
                "--interval 0.01",
                "-C bbr"
            })
    void wrongCommandLinesAreRefused(String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> TestSettings.of(words.split(" ")));
    }
}
