package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void hardwareAddressIsReadAndWritten() {
        assertThat(MacAddress.parse("02:00:5E:10:00:ff")).isEqualTo(0x02005e1000ffL);
        assertThat(MacAddress.parse("02-00-5e-10-00-01")).isEqualTo(0x02005e100001L);
        assertThat(MacAddress.format(0x02005e1000ffL)).isEqualTo("02:00:5e:10:00:ff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:00:5e:10:00", "02:00:5e:10:00:01:02", "02:00:5e:10:00:0g", "02:00:5e:10:00:001"})
    void malformedHardwareAddressIsRefused(String text) {
        assertThatThrownBy(() -> MacAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void groupBitIsTheFirstOctetsLowest() {
        assertThat(MacAddress.isGroup(MacAddress.BROADCAST)).isTrue();
        assertThat(MacAddress.isGroup(0x01005e000001L)).isTrue();
        assertThat(MacAddress.isGroup(0x02ffffffffffL)).isFalse();
    }

    @Test
    void hostIsNeitherZeroNorAGroupNorLongerThan48Bits() {
        assertThat(MacAddress.isHost(0x02005e100001L)).isTrue();
        assertThat(MacAddress.isHost(MacAddress.ZERO)).isFalse();
        assertThat(MacAddress.isHost(MacAddress.BROADCAST)).isFalse();
        assertThat(MacAddress.isHost(1L << 48 | 2)).isFalse();
    }

    @Test
    void anyBitsMakeALocalHostAddress() {
        assertThat(MacAddress.local(-1)).isEqualTo(0xfeffffffffffL);
        assertThat(MacAddress.local(0)).isEqualTo(0x020000000000L);
        assertThat(MacAddress.isHost(MacAddress.local(-1))).isTrue();
    }

    @Test
    void ipv4AddressIsReadAndWritten() {
        assertThat(Ipv4Address.parse("192.0.2.255")).isEqualTo(0xc00002ff);
        assertThat(Ipv4Address.format(0xc00002ff)).isEqualTo("192.0.2.255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "1.2.3.a", "1..2.3", "1.2.3.4444"})
    void malformedIpv4AddressIsRefused(String text) {
        assertThatThrownBy(() -> Ipv4Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void masksOfEveryLength() {
        assertThat(Ipv4Address.mask(0)).isZero();
        assertThat(Ipv4Address.mask(24)).isEqualTo(0xffffff00);
        assertThat(Ipv4Address.mask(32)).isEqualTo(-1);
        assertThatThrownBy(() -> Ipv4Address.mask(33)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void multicastIsClassD() {
        assertThat(Ipv4Address.isMulticast(Ipv4Address.parse("224.0.0.0"))).isTrue();
        assertThat(Ipv4Address.isMulticast(Ipv4Address.parse("239.255.255.255")))
                .isTrue();
        assertThat(Ipv4Address.isMulticast(Ipv4Address.parse("240.0.0.0"))).isFalse();
        assertThat(Ipv4Address.isMulticast(Ipv4Address.parse("223.255.255.255")))
                .isFalse();
    }

    @Test
    void directedBroadcastHasAllHostBitsSet() {
        assertThat(Ipv4Address.directedBroadcast(Ipv4Address.parse("10.1.2.3"), 20))
                .isEqualTo(Ipv4Address.parse("10.1.15.255"));
    }
}
