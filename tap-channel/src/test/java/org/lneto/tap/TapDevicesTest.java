package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.lneto.tap.TapException.Reason;

@Tag("peer")
class TapDevicesTest {
    @RegisterExtension
    final TestLoop loop = new TestLoop();

    @BeforeAll
    static void needsPrivilege() {
        Privileged.assume();
    }

    @Test
    void whatWasMadeExistsUntilDeleted() throws Exception {
        TapAddress made = TapDevices.createPersistent(new TapAddress("tapdev%d"));
        assertThat(made.interfaceName()).matches("tapdev\\d+");
        assertThat(TapDevices.exists(made)).isTrue();
        assertThat(TapDevices.createPersistent(made)).isEqualTo(made);
        assertThat(TapDevices.delete(made)).isTrue();
        assertThat(TapDevices.exists(made)).isFalse();
    }

    @Test
    void deletingWhatIsNotThereTellsSo() throws Exception {
        assertThat(TapDevices.delete(new TapAddress("tapnowhere"))).isFalse();
        assertThat(TapDevices.exists(new TapAddress("tapnowhere"))).isFalse();
    }

    @Test
    void anInterfaceInUseIsNotDeleted() throws Exception {
        TapChannel channel = loop.open(loop.bootstrap(), "tapdev%d");
        TapAddress name = channel.localAddress();
        assertThatThrownBy(() -> TapDevices.delete(name))
                .asInstanceOf(type(TapException.class))
                .returns(Reason.NAME_IN_USE, TapException::reason);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void anInterfaceOfAnotherKindIsNotDeleted() {
        assertThatThrownBy(() -> TapDevices.delete(new TapAddress("lo")))
                .asInstanceOf(type(TapException.class))
                .returns(Reason.NOT_A_TAP, TapException::reason);
    }

    @Test
    void theOwnerIsKept() throws Exception {
        TapAddress made = TapDevices.createPersistent(new TapAddress("tapdev%d"), 12345);
        try {
            assertThat(Command.ok("ip", "-d", "link", "show", made.interfaceName()))
                    .contains("user 12345");
        } finally {
            TapDevices.delete(made);
        }
    }

    @Test
    void aNegativeOwnerIsRefused() {
        assertThatThrownBy(() -> TapDevices.createPersistent(new TapAddress("tapdev0"), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
