package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7070", "localhost:7070", "[::1]:7070", "127.1.2.3:7070"})
    void loopbackIsTaken(String text) {
        InetSocketAddress address = ListenAddress.parse(text);
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
        assertThat(address.getPort()).isEqualTo(7070);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7070", "192.168.10.1:7070", "[::]:7070"})
    void otherAddressesAreRefusedWithAWayOut(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.parse(text))
                .withMessageContaining("loopback")
                .withMessageContaining("ssh -L");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7070", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70700", "127.0.0.1:7070/x", "u@127.0.0.1:1"})
    void otherFormsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.parse(text))
                .withMessageContaining("127.0.0.1:7070");
    }

    @Test
    void portMayBeAny() {
        assertThat(ListenAddress.parse("127.0.0.1:0").getPort()).isZero();
    }
}
