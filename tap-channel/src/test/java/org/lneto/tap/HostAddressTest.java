package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTest {
    @Test
    void theTextFormIsReadAndWritten() {
        HostAddress address = HostAddress.parse("192.168.10.1/24");
        assertThat(address.address().getAddress()).containsExactly(192, 168, 10, 1);
        assertThat(address.prefixLength()).isEqualTo(24);
        assertThat(address).hasToString("192.168.10.1/24").isEqualTo(HostAddress.parse("192.168.10.1/24"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 80000000", "24, ffffff00", "31, fffffffe", "32, ffffffff"})
    void theNetmaskHasAsManyLeadingOnes(int length, String mask) {
        assertThat(Integer.toHexString(HostAddress.parse("10.0.0.1/" + length).netmask()))
                .isEqualTo(mask);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.1",
                "10.0.0.1/",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/+8",
                "10.0.0/8",
                "10.0.0.0.1/8",
                "10.0.0.256/8",
                "10.0..1/8",
                "a.b.c.d/8",
                "10.0.0.1/8/8",
                "10.0.0.0001/8",
                "::1/64",
                "localhost/8"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> HostAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A.B.C.D/LEN");
    }

    @Test
    void aPrefixLengthOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new HostAddress(HostAddress.parse("10.0.0.1/8").address(), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
