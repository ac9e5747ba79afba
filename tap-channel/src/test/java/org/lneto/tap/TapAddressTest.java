package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"tap0", "a", "fifteen-octets1", "tap%d", "%d", "vpn.7_x"})
    void namesTheKernelTakesAreTaken(String name) {
        assertThat(new TapAddress(name).interfaceName()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a:1", "a b", "tap\n", "tap%s", "%d%d", "tap%", "tapé", "tap\u0000"})
    void namesTheKernelDoesNotTakeAreRefused(String name) {
        assertThatThrownBy(() -> new TapAddress(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameOfSixteenOctetsIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> new TapAddress("sixteen-octets-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 octets")
                .hasMessageContaining("1 to 15");
    }

    @Test
    void onlyANameWithANumberToFillInIsAPattern() {
        assertThat(new TapAddress("tap%d").isPattern()).isTrue();
        assertThat(new TapAddress("tap0").isPattern()).isFalse();
    }

    @Test
    void equalNamesAreEqualAddresses() {
        assertThat(new TapAddress("tap0"))
                .isEqualTo(new TapAddress("tap0"))
                .hasSameHashCodeAs(new TapAddress("tap0"))
                .isNotEqualTo(new TapAddress("tap1"))
                .hasToString("tap0");
    }
}
