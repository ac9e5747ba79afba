package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.tap.TapException.Reason;

/** Each refusal of the kernel gives its reason, says what to do, and leaves no descriptor behind. */
class TapErrorsTest {
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETPERSIST = 0x400454cbL;
    private static final long TUNGETIFF = 0x800454d2L;
    private static final long SIOCSIFFLAGS = 0x8914L;
    private static final long SIOCSIFADDR = 0x8916L;
    private static final long SIOCSIFMTU = 0x8922L;

    private final FakeSystemCalls kernel = new FakeSystemCalls();

    @ParameterizedTest
    @CsvSource({
        "2, NO_TUN_DEVICE, modprobe tun",
        "19, NO_TUN_DEVICE, modprobe tun",
        "6, NO_TUN_DEVICE, --device /dev/net/tun",
        "13, NOT_PERMITTED, chmod 0666 /dev/net/tun",
        "1, NOT_PERMITTED, run as root",
        "24, SYSTEM, errno 24"
    })
    void openingTheTunDevice(int errno, Reason reason, String advice) {
        kernel.refuseOpen(errno);
        assertRefused(() -> TunDevice.open(kernel, "tap0"), reason, advice);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NOT_PERMITTED, CAP_NET_ADMIN",
        "16, NAME_IN_USE, choose another name",
        "22, NOT_A_TAP, ip -d link show tap0",
        "12, SYSTEM, errno 12"
    })
    void attachingToTheInterface(int errno, Reason reason, String advice) {
        kernel.refuse(TUNSETIFF, errno);
        assertRefused(() -> TunDevice.open(kernel, "tap0"), reason, advice);
    }

    @ParameterizedTest
    @CsvSource({
        "1, NOT_PERMITTED, ip link set dev tap0 mtu 1400",
        "19, NO_SUCH_INTERFACE, another network namespace",
        "22, BAD_SETTING, MTU 1400",
        "12, SYSTEM, errno 12"
    })
    void settingTheMtu(int errno, Reason reason, String advice) {
        kernel.refuse(SIOCSIFMTU, errno);
        assertRefused(() -> control(control -> control.mtu(1400)), reason, advice);
    }

    @Test
    void bringingItUp() {
        kernel.refuse(SIOCSIFFLAGS, Errno.EPERM);
        assertRefused(() -> control(control -> control.up(true)), Reason.NOT_PERMITTED, "ip link set dev tap0 up");
    }

    @Test
    void settingTheAddress() {
        kernel.refuse(SIOCSIFADDR, Errno.EPERM);
        assertRefused(
                () -> control(control -> control.address(HostAddress.parse("10.0.0.1/24"))),
                Reason.NOT_PERMITTED,
                "ip address add 10.0.0.1/24 dev tap0");
    }

    @Test
    void makingItPersist() throws TapException {
        kernel.refuse(TUNSETPERSIST, Errno.EPERM);
        TunDevice device = TunDevice.open(kernel, "tap0");
        assertThat(catchThrowableOfType(TapException.class, () -> device.persist(true))
                        .reason())
                .isEqualTo(Reason.NOT_PERMITTED);
    }

    @Test
    void openingAControlSocket() {
        kernel.refuseSocket(24);
        assertRefused(() -> control(control -> {}), Reason.SYSTEM, "errno 24");
    }

    @Test
    void adoptingADescriptorWithoutInterface() {
        kernel.refuse(TUNGETIFF, Errno.EBADFD);
        assertRefused(() -> TunDevice.adopt(kernel, 3), Reason.NOT_A_TAP, "TUNSETIFF");
    }

    @Test
    void adoptingADescriptorThatIsNotInTapMode() {
        assertRefused(() -> TunDevice.adopt(kernel, 3), Reason.NOT_A_TAP, "IFF_TAP | IFF_NO_PI");
    }

    @Test
    void anUnknownFailureOfAReadKeepsItsCause() {
        IOException cause = new IOException("odd");
        TapException explained = TapErrors.transfer("'tap0'", cause);
        assertThat(explained.reason()).isEqualTo(Reason.SYSTEM);
        assertThat(explained).hasMessageContaining("odd").hasCause(cause);
    }

    private interface Use {
        void with(InterfaceControl control) throws TapException;
    }

    private void control(Use use) throws TapException {
        try (InterfaceControl control = new InterfaceControl(kernel, "tap0")) {
            use.with(control);
        }
    }

    private void assertRefused(ThrowingCallable call, Reason reason, String advice) {
        TapException refused = catchThrowableOfType(TapException.class, call);
        assertThat(refused).hasMessageContaining(advice);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(kernel.open).as("descriptors left open").isEmpty();
    }
}
