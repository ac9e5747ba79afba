package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.lneto.dhcpv4.DhcpServerTest.SERVER_IDENTIFIER;
import static org.lneto.dhcpv4.DhcpServerTest.discover;
import static org.lneto.dhcpv4.DhcpServerTest.message;
import static org.lneto.dhcpv4.DhcpServerTest.request;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** What a server decides: probes, reservations, authority, rapid commit, limits, and what it keeps. */
class DhcpServerPolicyTest {
    private final DhcpLab lab = new DhcpLab();
    private final ProbeByHand probe = new ProbeByHand();
    private final List<String> events = new ArrayList<>();
    private final DhcpServerEvents listener = new DhcpServerEvents() {
        @Override
        public void bound(DhcpBinding binding) {
            events.add("bound " + binding);
        }

        @Override
        public void conflict(IpAddress address) {
            events.add("conflict " + address);
        }
    };

    private DhcpServer probing(DhcpServerConfig config) {
        DhcpServer server = new DhcpServer(config, listener, new SplittableRandom(1), probe);
        lab.add(server, DhcpLab.SERVER_MAC);
        return server;
    }

    private Verdict ask(DhcpServer server, byte[] message) {
        Verdict verdict = lab.give(server, message);
        lab.settle();
        return verdict;
    }

    private String offered() {
        return lab.last().messageType() + " " + Ipv4Address.format(lab.last().yiaddr());
    }

    // --- probes

    @Test
    void addressIsOfferedOnceTheProbeFoundItFree() {
        DhcpServer server = probing(DhcpLab.config());
        ask(server, discover(1, ""));
        assertThat(lab.sent).isEmpty();
        assertThat(probe.asked()).containsExactly("192.0.2.50");
        probe.answer(false, lab.now);
        lab.settle();
        assertThat(offered()).isEqualTo("OFFER 192.0.2.50");
        ask(server, request(1, "c0000232"));
        assertThat(events).containsExactly("bound 192.0.2.50 to 02:00:5e:10:00:01");
    }

    @Test
    void addressInUseIsNotOfferedAndTheNextOneIs() {
        DhcpServer server = probing(DhcpLab.config());
        ask(server, discover(1, ""));
        probe.answer(true, lab.now);
        lab.settle();
        assertThat(lab.sent).isEmpty();
        assertThat(events).containsExactly("conflict 192.0.2.50");
        ask(server, discover(1, ""));
        assertThat(probe.asked()).containsExactly("192.0.2.51");
        probe.answer(false, lab.now);
        lab.settle();
        assertThat(offered()).isEqualTo("OFFER 192.0.2.51");
    }

    @Test
    void questionAskedAgainDuringTheProbeStartsNoOther() {
        DhcpServer server = probing(DhcpLab.config());
        ask(server, discover(1, ""));
        assertThat(ask(server, discover(1, ""))).isEqualTo(Verdict.ACCEPTED);
        assertThat(probe.asked()).hasSize(1);
        probe.answer(false, lab.now);
        ask(server, discover(1, ""));
        assertThat(probe.asked()).isEmpty(); // offered already
        assertThat(lab.sent).hasSize(2);
    }

    @Test
    void addressThatChangedHandsDuringTheProbeIsNotOffered() {
        DhcpServer server =
                probing(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50")));
        ask(server, discover(1, ""));
        lab.advance(61); // the offer's time is over
        ask(server, request(2, "c0000232"));
        int sent = lab.sent.size();
        probe.answer(false, lab.now);
        lab.settle();
        assertThat(lab.sent).hasSize(sent);
        assertThat(server.bindings())
                .extracting(DhcpBinding::toString)
                .containsExactly("192.0.2.50 to 02:00:5e:10:00:02");
    }

    @Test
    void probesAreBounded() {
        DhcpServer server = probing(DhcpLab.config().replyQueue(2));
        ask(server, discover(1, ""));
        ask(server, discover(2, ""));
        assertThat(ask(server, discover(3, ""))).isEqualTo(Verdict.QUEUE_FULL);
        server.detached();
        assertThat(probe.cancelled).isEqualTo(2);
    }

    // --- reservations

    @Test
    void addressIsReservedByClientIdentifier() {
        DhcpServer server = lab.server(DhcpLab.config()
                .reserve(DhcpClientId.ofIdentifier(new byte[] {0, 'p', 'c'}), IpAddress.parseIpv4("192.0.2.50")));
        ask(server, discover(1, ""));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.51");
        ask(server, discover(2, "3d03007063"));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.50");
    }

    @Test
    void identifierGoesBeforeTheHardwareAddress() {
        DhcpServer server = lab.server(DhcpLab.config()
                .reserve(MacAddress.parse("02:00:5e:10:00:01"), IpAddress.parseIpv4("192.0.2.58"))
                .reserve(DhcpClientId.ofIdentifier(new byte[] {0, 'p', 'c'}), IpAddress.parseIpv4("192.0.2.59")));
        ask(server, discover(1, "3d03007063"));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.59");
        ask(server, discover(1, "3d0200aa"));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.58");
    }

    @Test
    void clientsHaveATextForm() {
        for (DhcpClientId id : List.of(
                DhcpClientId.ofHardware(DhcpVectors.CLIENT), DhcpClientId.ofIdentifier(new byte[] {1, 2, -1}))) {
            assertThat(DhcpClientId.parse(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
        }
        assertThat(DhcpClientId.ofIdentifier(new byte[] {1, -1})).hasToString("id:01:ff");
        assertThat(DhcpClientId.ofHardware(DhcpVectors.CLIENT)).hasToString("hw:02:00:5e:10:00:01");
        assertThatIllegalArgumentException().isThrownBy(() -> DhcpClientId.parse("02:00"));
        assertThatIllegalArgumentException().isThrownBy(() -> DhcpClientId.ofIdentifier(new byte[0]));
    }

    // --- authority and rapid commit

    @Test
    void authoritativeServerRefusesWhomItDoesNotKnow() {
        DhcpServer server = lab.server(DhcpLab.config().authoritative(true));
        ask(server, message(1, true, "00000000", "350103 3204c0000233"));
        assertThat(lab.last().messageType()).isEqualTo(DhcpMessageType.NAK);
    }

    @Test
    void rapidCommitIsForThoseWhoAskWhereItIsAllowed() {
        DhcpServer server = lab.server(DhcpLab.config().rapidCommit(true), listener);
        ask(server, discover(1, "5000"));
        assertThat(offered()).isEqualTo("ACK 192.0.2.50");
        assertThat(DhcpOptions.copyOf(lab.last()).contains(DhcpOption.RAPID_COMMIT))
                .isTrue();
        assertThat(events).containsExactly("bound 192.0.2.50 to 02:00:5e:10:00:01");
        ask(server, discover(2, ""));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.51");
        assertThat(DhcpOptions.copyOf(lab.last()).contains(DhcpOption.RAPID_COMMIT))
                .isFalse();
    }

    @Test
    void rapidCommitIsNotForThoseWhoAskElsewhere() {
        DhcpServer server = lab.server(DhcpLab.config());
        ask(server, discover(1, "5000"));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.50");
    }

    @Test
    void rapidCommitIsProbedToo() {
        DhcpServer server = probing(DhcpLab.config().rapidCommit(true));
        ask(server, discover(1, "5000"));
        assertThat(server.bindings()).isEmpty();
        probe.answer(false, lab.now);
        lab.settle();
        assertThat(offered()).isEqualTo("ACK 192.0.2.50");
        assertThat(server.bindings()).hasSize(1);
    }

    @Test
    void twoMessagesMakeALeaseWhereBothWantIt() {
        lab.server(DhcpLab.config().rapidCommit(true));
        DhcpClient client = lab.client(DhcpLab.client(1).rapidCommit(true), new DhcpLab.Told());
        lab.settle();
        assertThat(lab.log).hasSize(2);
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
    }

    // --- limits

    @Test
    void newClientsAreLimitedAndKnownOnesAreNot() {
        DhcpServer server = lab.server(DhcpLab.config().newClientsPerSecond(1));
        ask(server, discover(1, ""));
        ask(server, discover(2, ""));
        assertThat(ask(server, discover(3, ""))).isEqualTo(Verdict.RATE_LIMITED);
        assertThat(ask(server, discover(1, ""))).isEqualTo(Verdict.ACCEPTED);
        lab.advance(1);
        assertThat(ask(server, discover(3, ""))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void hostThatDeclinesEverythingTakesAQuarterOfTheAddresses() {
        DhcpServer server = lab.server(DhcpLab.config()); // ten addresses
        int declined = 0;
        for (int i = 0; i < 10; i++) {
            ask(server, discover(1, ""));
            String address = String.format("%08x", lab.last().yiaddr());
            ask(server, request(1, address));
            Verdict verdict = ask(server, message(1, true, "00000000", "350104 3204" + address + SERVER_IDENTIFIER));
            declined += verdict == Verdict.ACCEPTED ? 1 : 0;
        }
        assertThat(declined).isEqualTo(3);
        assertThat(server.drops().get(Verdict.RATE_LIMITED)).isEqualTo(7);
    }

    // --- what is kept

    @Test
    void bindingsOutliveTheServer() {
        DhcpServer first = lab.server(DhcpLab.config(), listener);
        DhcpLab.Told told = new DhcpLab.Told();
        DhcpClient client = lab.client(DhcpLab.client(1), told);
        lab.client(DhcpLab.client(2), told);
        lab.settle();
        lab.remove(first);
        DhcpServer second = lab.server(DhcpLab.config());
        assertThat(second.restore(first.bindings())).isEqualTo(2);
        assertThat(second.bindings()).isEqualTo(first.bindings());
        ask(second, discover(3, ""));
        assertThat(offered()).isEqualTo("OFFER 192.0.2.52");
        lab.advance(600);
        assertThat(told.events).contains("renewed 192.0.2.50", "renewed 192.0.2.51");
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
    }

    @Test
    void restoredBindingEndsInItsTime() {
        DhcpServer server = lab.server(DhcpLab.config());
        server.restore(List.of(binding("192.0.2.50", 7, 10)));
        assertThat(server.nextDeadline()).isEqualTo(lab.now + 10 * DhcpLab.SECOND);
        lab.advance(11);
        assertThat(server.bindings()).isEmpty();
    }

    @Test
    void bindingsThatCannotBeAreNotRestored() {
        DhcpServer server = lab.server(DhcpLab.config());
        assertThat(server.restore(List.of(
                        binding("192.0.2.50", 1, 10),
                        binding("192.0.2.50", 2, 10), // taken
                        binding("192.0.2.51", 1, 10), // the client has another
                        binding("192.0.2.99", 3, 10), // not in the pool
                        binding("10.0.0.1", 4, 10))))
                .isEqualTo(1);
    }

    private DhcpBinding binding(String address, int client, long seconds) {
        long hardwareAddress = DhcpVectors.CLIENT - 1 + client;
        return new DhcpBinding(
                IpAddress.parseIpv4(address),
                DhcpClientId.ofHardware(hardwareAddress),
                hardwareAddress,
                lab.now + seconds * DhcpLab.SECOND);
    }

    @Test
    void damagedMessagesDuringProbesNeverThrow() {
        DhcpServer server = new DhcpServer(
                DhcpLab.config().rapidCommit(true).authoritative(true),
                DhcpServerEvents.NONE,
                new SplittableRandom(1),
                (address, nowNanos, result) -> result.probed(address, (address & 3) == 0, nowNanos));
        FrameFuzz.of(discover(1, "5000 3d03007063 3204c0000232 390205dc")).node(server, DhcpClientTest::ipHeader);
    }
}
