package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.tap.TapException.Reason;

class PacketSocketErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "1, NOT_PERMITTED, CAP_NET_RAW",
        "19, NO_SUCH_INTERFACE, ip link",
        "97, NOT_SUPPORTED, modprobe af_packet",
        "24, SYSTEM, errno 24"
    })
    void openingSaysWhatToDo(int errno, Reason reason, String advice) {
        TapException refused = TapErrors.openingPacketSocket("eth0", errno);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(advice);
    }

    @Test
    void anOldKernelIsToldItsAge() {
        TapException refused = TapErrors.packetOption("PACKET_IGNORE_OUTGOING", "4.20", Errno.ENOPROTOOPT);
        assertThat(refused.reason()).isEqualTo(Reason.NOT_SUPPORTED);
        assertThat(refused).hasMessageContaining("needs Linux 4.20");
        assertThat(TapErrors.packetOption("PACKET_VNET_HDR", "2.6.34", 12).reason())
                .isEqualTo(Reason.SYSTEM);
    }

    @Test
    void aRefusedControlSocketLeavesNothingOpen() {
        FakeSystemCalls kernel = new FakeSystemCalls().refuseSocket(24);
        assertThatThrownBy(() -> PacketSocket.open(kernel, "eth0")).isInstanceOf(TapException.class);
        assertThat(kernel.open).isEmpty();
    }

    @Test
    void anUnknownInterfaceLeavesNothingOpen() {
        FakeSystemCalls kernel = new FakeSystemCalls();
        assertThatThrownBy(() -> PacketSocket.open(kernel, "eth0")).hasMessageContaining("no interface 'eth0'");
        assertThat(kernel.open).isEmpty();
    }

    @Test
    void aPatternIsNoAddress() {
        assertThatThrownBy(() -> new PacketSocketAddress("eth%d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern");
        assertThat(new PacketSocketAddress("eth0"))
                .isEqualTo(new PacketSocketAddress("eth0"))
                .hasSameHashCodeAs(new PacketSocketAddress("eth0"))
                .hasToString("eth0")
                .isNotEqualTo(new PacketSocketAddress("eth1"));
    }
}
