package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** What a client does beyond the usual four messages: checks, DHCPDECLINE, INIT-REBOOT, DHCPINFORM, rapid commit. */
class DhcpConflictTest {
    private static final DhcpClientConfig CONFIG =
            DhcpClientConfig.of(DhcpVectors.CLIENT).hostName("lneto").parameterRequestList(DhcpVectors.PARAMETERS);
    private static final IpAddress REMEMBERED = IpAddress.parseIpv4("192.0.2.57");

    private final DhcpLab lab = new DhcpLab();
    private final DhcpLab.Told told = new DhcpLab.Told();
    private final ProbeByHand probe = new ProbeByHand();

    private DhcpClient started(DhcpClientConfig config) {
        DhcpClient client = new DhcpClient(config, told, new SplittableRandom(1), probe);
        lab.add(client, DhcpVectors.CLIENT);
        client.start();
        return client;
    }

    private DhcpClient checking() {
        lab.server(DhcpLab.config());
        DhcpClient client = started(CONFIG);
        lab.settle();
        assertThat(client.state()).isEqualTo(DhcpClientState.CHECKING);
        return client;
    }

    @Test
    void addressIsNotUsedBeforeItIsFoundFree() {
        DhcpClient client = checking();
        assertThat(client.lease()).isNull();
        assertThat(told.events).isEmpty();
        assertThat(probe.asked()).containsExactly("192.0.2.50");
        probe.answer(false, lab.now);
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
        assertThat(told.events).containsExactly("bound 192.0.2.50");
        assertThat(client.nextDeadline()).isEqualTo(lab.now + 500 * DhcpLab.SECOND);
    }

    @Test
    void addressInUseIsDeclinedAndAnotherAskedForTenSecondsLater() {
        DhcpClient client = checking();
        probe.answer(true, lab.now);
        assertThat(told.events).containsExactly("declined 192.0.2.50");
        lab.settle();
        assertThat(lab.log.get(4)).isEqualTo("DECLINE 0.0.0.0 > 255.255.255.255:67");
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
        lab.advance(9);
        assertThat(lab.log).hasSize(5);
        lab.advance(1);
        assertThat(lab.log.get(5)).startsWith("DISCOVER");
        probe.answer(false, lab.now);
        assertThat(told.events).containsExactly("declined 192.0.2.50", "bound 192.0.2.51");
    }

    @Test
    void declineHasTheseOctets() {
        checking();
        probe.answer(true, lab.now);
        lab.settle();
        byte[] decline = lab.sent.get(4);
        int xid = new DhcpFrame()
                .wrap(FrameFuzz.direct(decline), 0, decline.length)
                .xid();
        // RFC 2131, table 5: options 50 and 54 must be there, 55 and 57 must not; ciaddr is zero
        assertThat(decline)
                .isEqualTo(FrameFuzz.hex("01010600" + String.format("%08x", xid) + "00000000" + "00".repeat(16)
                        + "02005e100001" + "00".repeat(202) + "63825363" + "350104" + "3d070102005e100001"
                        + "3204c0000232" + "3604c0000201" + "ff" + "00".repeat(35)));
    }

    @Test
    void probeThatNeverAnswersCostsTheLeaseAtItsEnd() {
        DhcpClient client = checking();
        lab.advance(1001);
        assertThat(told.events).isEmpty();
        assertThat(probe.cancelled).isEqualTo(1);
        assertThat(client.state()).isEqualTo(DhcpClientState.CHECKING); // of the next
        assertThat(probe.asked()).hasSize(1);
    }

    @Test
    void stoppedClientForgetsItsProbe() {
        DhcpClient client = checking();
        client.stop();
        assertThat(probe.cancelled).isEqualTo(1);
        assertThat(client.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void lateAnswerOfAProbeIsIgnored() {
        DhcpClient client = checking();
        AddressProbe.Result late = probe.results.get(0);
        client.stop();
        late.probed(0xc0000232, false, lab.now);
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
        assertThat(told.events).isEmpty();
    }

    @Test
    void conflictWhileBoundTakesTheAddressAwayAndDeclinesIt() {
        DhcpClient client = checking();
        probe.answer(false, lab.now);
        lab.advance(100);
        client.conflict(lab.now);
        assertThat(told.events).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 CONFLICT");
        assertThat(client.lease()).isNull();
        lab.advance(10);
        assertThat(lab.log).contains("DECLINE 0.0.0.0 > 255.255.255.255:67");
        probe.answer(false, lab.now);
        assertThat(told.events).endsWith("bound 192.0.2.51");
    }

    @Test
    void conflictWithoutALeaseMeansNothing() {
        DhcpClient client = started(CONFIG);
        lab.settle();
        client.conflict(lab.now);
        assertThat(told.events).isEmpty();
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
    }

    @Test
    void renewalIsNotChecked() {
        DhcpClient client = checking();
        probe.answer(false, lab.now);
        lab.advance(600);
        assertThat(told.events).containsExactly("bound 192.0.2.50", "renewed 192.0.2.50");
        assertThat(probe.asked()).isEmpty();
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
    }

    // --- INIT-REBOOT

    @Test
    void requestForARememberedAddressHasTheseOctets() {
        started(CONFIG.rememberedAddress(REMEMBERED));
        lab.settle();
        assertThat(lab.log).containsExactly("REQUEST 0.0.0.0 > 255.255.255.255:67");
        DhcpFrame request = lab.last();
        // RFC 2131, table 4: option 50 must be there, 54 must not; ciaddr is zero
        assertThat(lab.sent.get(0))
                .isEqualTo(FrameFuzz.hex("01010600" + String.format("%08x", request.xid()) + "00008000"
                        + "00".repeat(16) + "02005e100001" + "00".repeat(202) + "63825363" + "350103"
                        + "3d070102005e100001" + "3204c0000239" + "390205dc" + "370c0103060c0f1a1c2a33363a3b"
                        + "0c056c6e65746f" + "ff" + "00".repeat(16)));
    }

    @Test
    void rememberedAddressIsConfirmedWithTwoMessages() {
        DhcpServer server = lab.server(DhcpLab.config());
        lab.client(CONFIG, told);
        lab.settle();
        lab.remove(lab.nodes().get(1));
        DhcpClient rebooted = started(CONFIG.rememberedAddress(IpAddress.parseIpv4("192.0.2.50")));
        lab.settle();
        probe.answer(false, lab.now);
        assertThat(rebooted.state()).isEqualTo(DhcpClientState.BOUND);
        assertThat(rebooted.lease().times().acquiredNanos()).isEqualTo(lab.now);
        assertThat(lab.log).hasSize(6).endsWith("ACK 192.0.2.1 > 255.255.255.255:68");
        assertThat(server.bindings()).hasSize(1);
    }

    @Test
    void refusedRememberedAddressLeadsToADiscoverWithoutIt() {
        lab.server(DhcpLab.config());
        DhcpClient client = started(CONFIG.rememberedAddress(IpAddress.parseIpv4("10.9.9.9")));
        lab.settle();
        probe.answer(false, lab.now);
        assertThat(told.events).containsExactly("nak", "bound 192.0.2.50");
        assertThat(lab.log.get(2)).startsWith("DISCOVER");
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
    }

    @Test
    void silenceAboutARememberedAddressLeadsToADiscoverThatPrefersIt() {
        DhcpClient client = started(CONFIG.rememberedAddress(REMEMBERED));
        lab.advance(14);
        assertThat(lab.log)
                .containsExactly(
                        "REQUEST 0.0.0.0 > 255.255.255.255:67",
                        "REQUEST 0.0.0.0 > 255.255.255.255:67",
                        "DISCOVER 0.0.0.0 > 255.255.255.255:67");
        assertThat(new DhcpOptionReader().wrap(lab.last()).i32(DhcpOption.REQUESTED_ADDRESS, 0))
                .isEqualTo(REMEMBERED.ipv4());
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
    }

    @Test
    void clientThatIsStartedAgainAsksForTheAddressItHad() {
        DhcpClient client = checking();
        probe.answer(false, lab.now);
        client.stop();
        client.start();
        assertThat(client.state()).isEqualTo(DhcpClientState.REBOOTING);
        lab.settle();
        assertThat(lab.log).hasSize(6).endsWith("ACK 192.0.2.1 > 255.255.255.255:68");
    }

    @Test
    void releasedAddressIsNotRemembered() {
        DhcpClient client = checking();
        probe.answer(false, lab.now);
        client.release();
        lab.advance(1);
        client.start();
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
    }

    // --- DHCPINFORM

    @Test
    void informIsAnsweredWithParametersAlone() {
        lab.server(DhcpLab.config().routers(DhcpLab.SERVER).domainName("lneto.test"));
        DhcpClient client = new DhcpClient(CONFIG, told, new SplittableRandom(1));
        lab.add(client, DhcpVectors.CLIENT);
        client.inform(IpAddress.parseIpv4("192.0.2.7"));
        assertThatIllegalStateException().isThrownBy(() -> client.inform(REMEMBERED));
        lab.settle();
        assertThat(lab.log).containsExactly("INFORM 192.0.2.7 > 255.255.255.255:67", "ACK 192.0.2.1 > 192.0.2.7:68");
        assertThat(told.events).containsExactly("informed lneto.test");
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
        assertThat(client.lease()).isNull();
        assertThat(client.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        client.start();
        lab.settle();
        assertThat(client.lease()).isNotNull();
    }

    @Test
    void informThatNobodyAnswersEndsAfterAMinute() {
        DhcpClient client = new DhcpClient(CONFIG, told, new SplittableRandom(1));
        lab.add(client, DhcpVectors.CLIENT);
        client.inform(IpAddress.parseIpv4("192.0.2.7"));
        lab.advance(70);
        assertThat(lab.log).hasSize(4).containsOnly("INFORM 192.0.2.7 > 255.255.255.255:67");
        assertThat(told.events).containsExactly("unanswered");
        assertThat(client.state()).isEqualTo(DhcpClientState.INIT);
        assertThatIllegalArgumentException().isThrownBy(() -> client.inform(IpAddress.parseIpv4("224.0.0.1")));
    }

    // --- options

    @Test
    void settingsAreSent() {
        started(CONFIG.vendorClass("lneto 0.1")
                .leaseSeconds(600)
                .rapidCommit(true)
                .option(77, (byte) 'x')
                .fqdn(DhcpFqdn.of(org.lneto.dns.DnsName.of("a.lneto.test"))));
        lab.settle();
        DhcpOptions options = DhcpOptions.copyOf(lab.last());
        assertThat(options.text(DhcpOption.VENDOR_CLASS_IDENTIFIER)).contains("lneto 0.1");
        assertThat(options.u32(DhcpOption.LEASE_TIME)).isEqualTo(600);
        assertThat(options.contains(DhcpOption.RAPID_COMMIT)).isTrue();
        assertThat(options.octets(77)).containsExactly('x');
        assertThat(options.octets(DhcpOption.CLIENT_FQDN))
                .isEqualTo(FrameFuzz.hex("050000 0161 056c6e65746f 0474657374 00"));
        assertThat(options.contains(DhcpOption.HOST_NAME)).isFalse(); // RFC 4702, section 3.1
    }

    @Test
    void ackWithoutAnOfferIsTakenOnlyIfItWasAskedFor() {
        for (boolean asked : new boolean[] {false, true}) {
            DhcpLab lab = new DhcpLab();
            DhcpClient client = new DhcpClient(CONFIG.rapidCommit(asked), told, new SplittableRandom(1));
            lab.add(client, DhcpVectors.CLIENT);
            client.start();
            lab.settle();
            byte[] ack = FrameFuzz.hex(DhcpVectors.ACK
                    .replace("350105", "3501055000")
                    .replace("b54a566c", String.format("%08x", lab.last().xid())));
            assertThat(lab.give(client, ack)).isEqualTo(asked ? Verdict.ACCEPTED : Verdict.UNEXPECTED);
            assertThat(client.state()).isEqualTo(asked ? DhcpClientState.BOUND : DhcpClientState.SELECTING);
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.leaseSeconds(3));
        assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.vendorClass("\u00e4"));
        assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.option(DhcpOption.LEASE_TIME, (byte) 1));
        assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.option(255, (byte) 1));
        assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.option(43, new byte[513]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CONFIG.rememberedAddress(IpAddress.parseIpv4("127.0.0.1")));
    }
}
