package org.lneto.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.InternetChecksum;

class IpHeaderTest {
    private final ByteBuffer ipv4 = FrameFuzz.direct("45000000 00000000 40110000 c0000201 c6336402");
    private final ByteBuffer ipv6 =
            FrameFuzz.direct("60000000 00001140 20010db8000000000000000000000001" + "20010db8000000000000000000000002");

    @Test
    void addressesOfIpv4AreMapped() {
        assertThat(IpHeader.version(ipv4, 0)).isEqualTo(4);
        assertThat(IpHeader.sourceHigh(ipv4, 0)).isZero();
        assertThat(IpHeader.sourceLow(ipv4, 0)).isEqualTo(0xffffc0000201L);
        assertThat(IpHeader.destinationLow(ipv4, 0)).isEqualTo(0xffffc6336402L);
    }

    @Test
    void addressesOfIpv6AreWhole() {
        assertThat(IpHeader.version(ipv6, 0)).isEqualTo(6);
        assertThat(IpHeader.sourceHigh(ipv6, 0)).isEqualTo(0x20010db800000000L);
        assertThat(IpHeader.sourceLow(ipv6, 0)).isEqualTo(1);
        assertThat(IpHeader.destinationHigh(ipv6, 0)).isEqualTo(0x20010db800000000L);
        assertThat(IpHeader.destinationLow(ipv6, 0)).isEqualTo(2);
    }

    @Test
    void addressesAreWrittenByTheHeadersVersion() {
        IpHeader.source(ipv4, 0, 0, IpAddress.mapped(0x0a000001));
        IpHeader.destination(ipv4, 0, 0, IpAddress.mapped(0x0a000002));
        assertThat(ipv4).isEqualTo(FrameFuzz.direct("45000000 00000000 40110000 0a000001 0a000002"));
        IpHeader.destination(ipv6, 0, 3, 4);
        assertThat(IpHeader.destinationHigh(ipv6, 0)).isEqualTo(3);
        assertThat(IpHeader.destinationLow(ipv6, 0)).isEqualTo(4);
    }

    @Test
    void pseudoHeaderHasAddressesProtocolAndLength() {
        ByteBuffer pseudo = FrameFuzz.direct("c0000201 c6336402 0011 0014");
        assertThat(InternetChecksum.fold(IpHeader.pseudoHeaderSum(ipv4, 0, 17, 20)))
                .isEqualTo(InternetChecksum.fold(InternetChecksum.sum(pseudo, 0, 12)));
    }

    @Test
    void pseudoHeaderOfIpv6HasLongAddresses() {
        ByteBuffer pseudo = FrameFuzz.direct(
                "20010db8000000000000000000000001 20010db8000000000000000000000002" + "00000014 00000011");
        assertThat(InternetChecksum.fold(IpHeader.pseudoHeaderSum(ipv6, 0, 17, 20)))
                .isEqualTo(InternetChecksum.fold(InternetChecksum.sum(pseudo, 0, 40)));
    }
}
