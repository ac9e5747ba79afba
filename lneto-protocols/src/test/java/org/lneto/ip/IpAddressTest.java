package org.lneto.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;

class IpAddressTest {
    @Test
    void ipv4IsMapped() {
        IpAddress address = IpAddress.parseIpv4("192.0.2.1");
        assertThat(address.high()).isZero();
        assertThat(address.low()).isEqualTo(0xffffc0000201L);
        assertThat(address.isIpv4()).isTrue();
        assertThat(address.ipv4()).isEqualTo(0xc0000201);
        assertThat(address).hasToString("192.0.2.1");
    }

    @Test
    void octetsOfEitherFamilyComeBack() {
        byte[] four = FrameFuzz.hex("ff000281");
        byte[] sixteen = FrameFuzz.hex("20010db8ffff00000102030480a0c0ff");
        assertThat(IpAddress.ofOctets(four).octets()).isEqualTo(four);
        assertThat(IpAddress.ofOctets(sixteen).octets()).isEqualTo(sixteen);
        assertThat(IpAddress.ofOctets(sixteen)).hasToString("2001:db8:ffff:0:102:304:80a0:c0ff");
    }

    @Test
    void otherNumbersOfOctetsAreRefused() {
        assertThatThrownBy(() -> IpAddress.ofOctets(new byte[5])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unspecifiedOfEitherFamily() {
        assertThat(IpAddress.ANY_IPV4.isUnspecified()).isTrue();
        assertThat(new IpAddress(0, 0).isUnspecified()).isTrue();
        assertThat(new IpAddress(0, 1).isUnspecified()).isFalse();
    }
}
