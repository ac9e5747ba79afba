package org.lneto.tap.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTapAddressTest {
    @Test
    void slashAtTheEndIsNoPartOfIt() {
        assertThat(HttpTapAddress.parse("http://127.0.0.1:7070/"))
                .isEqualTo(HttpTapAddress.DEFAULT)
                .hasSameHashCodeAs(HttpTapAddress.DEFAULT)
                .hasToString("http://127.0.0.1:7070");
    }

    @Test
    void resourcesLieUnderThePath() {
        HttpTapAddress address = HttpTapAddress.parse("http://[::1]:8080/taps/0");
        assertThat(address.path("/send")).isEqualTo("/taps/0/send");
        assertThat(address.stream()).hasToString("ws://[::1]:8080/taps/0/stream");
        assertThat(address.hostHeader()).isEqualTo("[::1]:8080");
        assertThat(address.server().getHostString()).isEqualTo("::1");
    }

    @Test
    void portIsHttpsUnlessGiven() {
        assertThat(HttpTapAddress.parse("http://localhost").server().getPort()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:7070",
                "https://127.0.0.1",
                "http://",
                "http:///x",
                "http://a b",
                "http://u@h",
                "http://h/?q",
                "http://h/#f",
                "http://h:99999",
                "ftp://h"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpTapAddress.parse(text))
                .withMessageContaining("http://127.0.0.1:7070");
    }
}
