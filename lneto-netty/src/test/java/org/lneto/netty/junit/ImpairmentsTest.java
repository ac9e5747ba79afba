package org.lneto.netty.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImpairmentsTest {
    @ParameterizedTest
    @CsvSource({
        "5ns, PT0.000000005S",
        "7us, PT0.000007S",
        "20ms, PT0.02S",
        "20 ms, PT0.02S",
        "3s, PT3S",
        "2min, PT2M",
        "1h, PT1H"
    })
    void durationsAreANumberAndAUnit(String text, Duration duration) {
        assertThat(Impairments.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "ms", "-1ms", "1.5s", "1 d"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Impairments.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20ms");
    }

    @VirtualNetwork(loss = 0.25, delay = "20ms", jitter = "1ms", bitsPerSecond = 1_000_000)
    private static final class Described {}

    @Test
    void annotationBecomesAnImpairment() {
        var impairment = Impairments.of(Described.class.getAnnotation(VirtualNetwork.class));
        assertThat(impairment.loss()).isEqualTo(0.25);
        assertThat(impairment.delay()).isEqualTo(Duration.ofMillis(20));
        assertThat(impairment.jitter()).isEqualTo(Duration.ofMillis(1));
        assertThat(impairment.bitsPerSecond()).isEqualTo(1_000_000);
    }
}
