package org.lneto.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;

class RouterInterfaceTest extends StackNodeContract {
    private static final long MAC_A = MacAddress.parse("02:00:5e:10:00:01");
    private static final long MAC_B = MacAddress.parse("02:00:5e:10:00:02");
    private static final long HOST = MacAddress.parse("02:00:5e:10:00:03");

    @Override
    protected StackNode newNode() {
        return new Router(RouterConfig.DEFAULTS, new SplittableRandom(1))
                .addInterface(InterfaceConfig.of(MAC_A).address("192.0.2.1/24"));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((RouterInterface) node).arp().lookup(Ipv4Address.parse("192.0.2.9"), 1);
        return true;
    }

    private static RouterInterface between(NatConfig nat) {
        Router router = new Router(RouterConfig.DEFAULTS, new SplittableRandom(2));
        RouterInterface inside = router.addInterface(
                InterfaceConfig.of(MAC_A).address("192.0.2.1/24").address("2001:db8:1::1/64"));
        RouterInterface outside = router.addInterface(InterfaceConfig.of(MAC_B)
                .address("198.51.100.1/24")
                .address("2001:db8:2::1/64")
                .nat(nat));
        inside.attached(new RecordingParent(), RecordingParent.SLOT);
        outside.attached(new RecordingParent(), RecordingParent.SLOT);
        return inside;
    }

    @Test
    void damagedPacketsToForwardHaveAVerdict() {
        byte[] frame = TestPacket.udp("192.0.2.9", 5000, "198.51.100.9", 53, 30).frame(HOST, MAC_A);
        FrameFuzz.of(frame).node(between(NatConfig.portRestrictedCone()));
    }

    @Test
    void damagedErrorsToTranslateHaveAVerdict() {
        RouterInterface inside = between(NatConfig.symmetric());
        TestPacket quoted = TestPacket.udp("198.51.100.9", 53, "192.0.2.9", 5000, 20);
        new Pass()
                .in(
                        inside,
                        TestPacket.udp("192.0.2.9", 5000, "198.51.100.9", 53, 4).frame(HOST, MAC_A));
        byte[] frame =
                TestPacket.error("192.0.2.9", "198.51.100.9", 3, 3, quoted).frame(HOST, MAC_A);
        FrameFuzz.of(frame).node(inside);
    }

    @Test
    void damagedIpv6PacketsHaveAVerdict() {
        byte[] frame = FrameFuzz.hex("02005e100001 02005e100003 86dd 60000000 0010 3a 40"
                + "20010db8000100000000000000000009 20010db8000200000000000000000009"
                + "8000 1234 0001 0001 0001020304050607");
        FrameFuzz.of(frame).node(between(NatConfig.fullCone()));
    }

    @Test
    void translationNeedsAnIpv4Address() {
        InterfaceConfig config = InterfaceConfig.of(MAC_A).address("2001:db8::1/64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.nat(NatConfig.fullCone()))
                .withMessageContaining("IPv4 address");
    }

    @Test
    void interfaceHasOneIpv4Address() {
        InterfaceConfig config = InterfaceConfig.of(MAC_A).address("192.0.2.1/24");
        assertThatIllegalArgumentException().isThrownBy(() -> config.address("192.0.2.2/24"));
        assertThat(config.address("2001:db8::1/64").addresses()).hasSize(2);
    }
}
