package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"100,100", "1K,1024", "2m,2097152", "1.5G,1610612736", "0,0"})
    void sizesGoByPowersOf1024(String text, long octets) {
        assertThat(Units.size("-n", text)).isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({"100,100", "1K,1000", "2.5m,2500000", "1G,1000000000", "1T,1000000000000"})
    void ratesGoByPowersOf1000(String text, long bits) {
        assertThat(Units.rate("-b", text)).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "x", "-1", "1e30", "NaN", "1Q"})
    void whatIsNoQuantityIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Units.size("-n", text))
                .withMessageContaining("-n");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.00 Bytes",
        "1000,1000 Bytes",
        "131072,' 128 KBytes'",
        "1205862400,1.12 GBytes",
        "10485760,10.0 MBytes"
    })
    void bytesTakeFourPlaces(double octets, String text) {
        assertThat(Units.bytes(octets)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1048576,a,1.05 Mbits",
        "941e6,a,' 941 Mbits'",
        "9.57e9,a,9.57 Gbits",
        "941e6,k,941000 Kbits",
        "8388608,M,1.00 MBytes"
    })
    void ratesGoByTheUnitAskedFor(double bits, char format, String text) {
        assertThat(Units.rate(bits, format)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.1399,0.14", "2.6499,2.6", "12.4,12", "100,100", "0.00123,0.0012"})
    void percentHasTwoDigits(double percent, String text) {
        assertThat(Units.percent(percent)).isEqualTo(text);
    }

    @Test
    void defaultOfDatagramsIsAMebibitPerSecond() {
        assertThat(TestSettings.of("-u").bitsPerSecond()).isEqualTo(1_048_576);
    }
}
