package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The octets are those of linux/if.h and linux/socket.h on a 64-bit machine. */
class IfreqTest {
    @Test
    void theNameFillsSixteenOctetsWithZeros() {
        byte[] octets = new Ifreq("tap0").array();
        assertThat(octets).hasSize(40).startsWith('t', 'a', 'p', '0', 0);
        assertThat(new Ifreq("fifteen-octets1").name()).isEqualTo("fifteen-octets1");
        assertThat(new Ifreq("").name()).isEmpty();
    }

    @Test
    void flagsAreSixteenBitsInTheMachinesOrder() {
        Ifreq request = new Ifreq("tap0").flags(0x9002);
        assertThat(union(request).getShort(0)).isEqualTo((short) 0x9002);
        assertThat(request.flags()).isEqualTo(0x9002);
    }

    @Test
    void numbersAreThirtyTwoBitsInTheMachinesOrder() {
        Ifreq request = new Ifreq("tap0").number(65521);
        assertThat(union(request).getInt(0)).isEqualTo(65521).isEqualTo(request.number());
    }

    @Test
    void anInternetAddressIsInNetworkOrder() {
        Ifreq request = new Ifreq("tap0").inetAddress(0xc0a80a01);
        assertThat(union(request).getShort(0)).isEqualTo((short) 2);
        assertThat(Arrays.copyOfRange(request.array(), 20, 24)).containsExactly(192, 168, 10, 1);
        assertThat(request.inetAddress()).isEqualTo(0xc0a80a01);
    }

    @Test
    void aHardwareAddressFollowsItsType() {
        Ifreq request = new Ifreq("tap0").hardwareAddress(0x02fc_0102_03ffL);
        assertThat(union(request).getShort(0)).isEqualTo((short) 1);
        assertThat(Arrays.copyOfRange(request.array(), 18, 24)).containsExactly(2, 0xfc, 1, 2, 3, 0xff);
        assertThat(request.hardwareAddress()).isEqualTo(0x02fc_0102_03ffL);
    }

    private static ByteBuffer union(Ifreq request) {
        return ByteBuffer.wrap(request.array(), 16, 24).slice().order(ByteOrder.nativeOrder());
    }
}
