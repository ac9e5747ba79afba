package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;

/** Client and server together, on virtual time. */
class DhcpExchangeTest {
    private final DhcpLab lab = new DhcpLab();
    private final DhcpLab.Told told = new DhcpLab.Told();

    @Test
    void fourMessagesMakeALease() {
        lab.server(DhcpLab.config());
        DhcpClient client = lab.client(DhcpLab.client(1), told);
        lab.settle();
        assertThat(lab.log)
                .containsExactly(
                        "DISCOVER 0.0.0.0 > 255.255.255.255:67",
                        "OFFER 192.0.2.1 > 255.255.255.255:68",
                        "REQUEST 0.0.0.0 > 255.255.255.255:67",
                        "ACK 192.0.2.1 > 255.255.255.255:68");
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
        assertThat(told.events).containsExactly("bound 192.0.2.50");
    }

    @Test
    void leaseIsRenewedAtT1ForAsLongAsTheServerAnswers() {
        lab.server(DhcpLab.config());
        lab.client(DhcpLab.client(1), told);
        lab.advance(2600);
        assertThat(told.events).hasSize(6).endsWith("renewed 192.0.2.50").doesNotContain("lost 192.0.2.50 EXPIRED");
        assertThat(lab.log.subList(4, 6))
                .containsExactly("REQUEST 192.0.2.50 > 192.0.2.1:67", "ACK 192.0.2.1 > 192.0.2.50:68");
    }

    @Test
    void serverThatAnswersAgainAtT2IsRebound() {
        DhcpServer server = lab.server(DhcpLab.config());
        DhcpClient client = lab.client(DhcpLab.client(1), told);
        lab.settle();
        lab.remove(server);
        lab.advance(870);
        assertThat(client.state()).isEqualTo(DhcpClientState.RENEWING);
        server.detached();
        lab.add(server, DhcpLab.SERVER_MAC);
        lab.advance(6);
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
        assertThat(lab.log).contains("REQUEST 192.0.2.50 > 255.255.255.255:67");
        assertThat(told.events).containsExactly("bound 192.0.2.50", "renewed 192.0.2.50");
    }

    @Test
    void renewalIsRetriedAtHalfTheTimeLeftButNotMoreOftenThanEachMinute() {
        DhcpServer server = lab.server(DhcpLab.config());
        lab.client(DhcpLab.client(1), told);
        lab.settle();
        lab.remove(server);
        lab.advance(999);
        // T1 = 500: 500, 687.5, 781.25, 841.25; T2 = 875: 875, 937.5, 997.5
        assertThat(lab.log.subList(4, lab.log.size()))
                .filteredOn(line -> line.endsWith("192.0.2.1:67"))
                .hasSize(4);
        assertThat(lab.log.subList(4, lab.log.size()))
                .filteredOn(line -> line.endsWith("255.255.255.255:67"))
                .hasSize(3);
    }

    @Test
    void expiredLeaseIsAskedForAgain() {
        DhcpServer server = lab.server(DhcpLab.config());
        lab.client(DhcpLab.client(1), told);
        lab.settle();
        lab.remove(server);
        lab.advance(1001);
        assertThat(told.events).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 EXPIRED");
        assertThat(new DhcpOptionReader().wrap(lab.last()).i32(DhcpOption.REQUESTED_ADDRESS, 0))
                .isEqualTo(IpAddress.parseIpv4("192.0.2.50").ipv4());
        server.detached();
        lab.add(server, DhcpLab.SERVER_MAC);
        lab.advance(70);
        assertThat(told.events).endsWith("bound 192.0.2.50");
    }

    @Test
    void releasedAddressIsLeasedToTheNext() {
        DhcpServer server =
                lab.server(DhcpLab.config().pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.50")));
        DhcpClient first = lab.client(DhcpLab.client(1), told);
        lab.settle();
        DhcpClient second = lab.client(DhcpLab.client(2), told);
        lab.advance(5);
        assertThat(second.lease()).isNull();
        first.release();
        lab.advance(70);
        assertThat(second.state()).isEqualTo(DhcpClientState.BOUND);
        assertThat(told.events).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 RELEASED", "bound 192.0.2.50");
        assertThat(server.bindings()).hasSize(1);
    }

    @Test
    void renewalAtAServerOfAnotherNetworkIsRefusedAndTheClientStartsAnew() {
        DhcpServer server = lab.server(DhcpLab.config());
        DhcpClient client = lab.client(DhcpLab.client(1), told);
        lab.settle();
        lab.remove(server);
        lab.server(DhcpServerConfig.of(IpAddress.parseIpv4("10.0.0.1"), 24)
                .pool(IpAddress.parseIpv4("10.0.0.50"), IpAddress.parseIpv4("10.0.0.59")));
        lab.advance(880); // the new server's word counts from T2 on
        assertThat(told.events).containsExactly("bound 192.0.2.50", "lost 192.0.2.50 REFUSED", "bound 10.0.0.50");
        assertThat(client.lease()).isNotNull();
    }

    @Test
    void anyLostMessageIsMadeUpFor() {
        for (DhcpMessageType type : List.of(
                DhcpMessageType.DISCOVER, DhcpMessageType.OFFER, DhcpMessageType.REQUEST, DhcpMessageType.ACK)) {
            DhcpLab lab = new DhcpLab();
            DhcpLab.Told told = new DhcpLab.Told();
            lab.server(DhcpLab.config());
            boolean[] lost = {false};
            lab.lost = message -> {
                boolean first = message == type && !lost[0];
                lost[0] |= first;
                return first;
            };
            lab.client(DhcpLab.client(1), told);
            lab.advance(6);
            assertThat(told.events).as("with the first %s lost", type).containsExactly("bound 192.0.2.50");
        }
    }

    @Test
    void leasesAreKeptOnAWireThatLosesAThird() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        lab.server(DhcpLab.config());
        lab.lost = type -> random.nextInt(3) == 0;
        List<DhcpClient> clients = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            clients.add(lab.client(DhcpLab.client(i), told));
        }
        for (int i = 0; i < 500; i++) {
            lab.advance(20);
            assertNoAddressTwice(clients, seed);
        }
        assertThat(clients)
                .as("seed %d", seed)
                .filteredOn(client -> client.lease() != null)
                .hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoClientsNeverGetOneAddress(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Kept kept = new Kept();
        DhcpServerConfig config = DhcpLab.config()
                .leaseSeconds(60)
                .quarantineSeconds(100)
                .rapidCommit(random.nextBoolean())
                .authoritative(random.nextBoolean())
                .reserve(DhcpVectors.CLIENT, IpAddress.parseIpv4("192.0.2.52"));
        DhcpServer server = lab.server(config, kept);
        lab.lost = type -> random.nextInt(10) == 0;
        List<DhcpClient> clients = new ArrayList<>();
        for (int i = 1; i <= 14; i++) { // the pool has ten
            DhcpClient client = new DhcpClient(
                    DhcpLab.client(i).rapidCommit(random.nextBoolean()),
                    told,
                    random.split(),
                    (address, nowNanos, result) -> result.probed(address, random.nextInt(10) == 0, nowNanos));
            lab.add(client, DhcpVectors.CLIENT - 1 + i);
            clients.add(client);
        }
        for (int i = 0; i < 1500; i++) {
            DhcpClient client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(8)) {
                case 0 -> client.release();
                case 1 -> client.stop(); // goes away without a word
                case 2 -> client.conflict(lab.now);
                case 3 -> {
                    if (random.nextInt(20) == 0) { // the server is started anew with what was kept of it
                        lab.remove(server);
                        server = lab.server(config, kept);
                        assertThat(server.restore(kept.bindings.values()))
                                .as("seed %d", seed)
                                .isEqualTo(kept.bindings.size());
                    }
                }
                default -> client.start();
            }
            lab.advance(random.nextInt(20));
            assertNoAddressTwice(clients, seed);
            assertThat(server.bindings())
                    .as("what was told of the bindings, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(kept.bindings.values());
        }
        assertThat(server.bindings().size()).isLessThanOrEqualTo(10);
        assertThat(told.events)
                .as("seed %d", seed)
                .anyMatch(event -> event.startsWith("renewed"))
                .anyMatch(event -> event.startsWith("declined"))
                .anyMatch(event -> event.endsWith("CONFLICT"))
                .anyMatch(event -> event.endsWith("RELEASED"));
    }

    /** Keeps leases as a file would. */
    private static final class Kept implements DhcpServerEvents {
        final Map<IpAddress, DhcpBinding> bindings = new LinkedHashMap<>();

        @Override
        public void bound(DhcpBinding binding) {
            bindings.put(binding.address(), binding);
        }

        @Override
        public void released(DhcpBinding binding) {
            bindings.remove(binding.address());
        }

        @Override
        public void expired(DhcpBinding binding) {
            bindings.remove(binding.address());
        }

        @Override
        public void declined(DhcpBinding binding) {
            bindings.remove(binding.address());
        }
    }

    private static void assertNoAddressTwice(List<DhcpClient> clients, long seed) {
        Set<IpAddress> addresses = new HashSet<>();
        for (DhcpClient client : clients) {
            DhcpLease lease = client.lease();
            if (lease != null) {
                assertThat(addresses.add(lease.address()))
                        .as("%s twice, seed %d", lease, seed)
                        .isTrue();
            }
        }
    }

    @Test
    void reservedClientGetsItsAddress() {
        lab.server(DhcpLab.config().reserve(DhcpVectors.CLIENT, IpAddress.parseIpv4("192.0.2.200")));
        lab.client(DhcpLab.client(1), told);
        lab.settle();
        assertThat(told.events).containsExactly("bound 192.0.2.200");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        DhcpClientConfig client = DhcpLab.client(1);
        DhcpServerConfig server = DhcpLab.config();
        IpAddress elsewhere = IpAddress.parseIpv4("10.0.0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> DhcpClientConfig.of(MacAddress.BROADCAST));
        assertThatIllegalArgumentException().isThrownBy(() -> client.clientIdentifier(new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> client.hostName("two words"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.parameterRequestList(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.requestedAddress(IpAddress.parseIpv4("224.0.0.1")));
        assertThatIllegalArgumentException().isThrownBy(() -> client.maximumMessageSize(575));
        assertThatIllegalArgumentException().isThrownBy(() -> DhcpServerConfig.of(elsewhere, 31));
        assertThatIllegalArgumentException().isThrownBy(() -> server.pool(elsewhere, elsewhere));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.pool(IpAddress.parseIpv4("192.0.2.9"), DhcpLab.SERVER));
        assertThatIllegalArgumentException().isThrownBy(() -> server.reserve(DhcpVectors.CLIENT, elsewhere));
        assertThatIllegalArgumentException().isThrownBy(() -> server.option(DhcpOption.LEASE_TIME, (byte) 1));
        assertThatIllegalArgumentException().isThrownBy(() -> server.leaseSeconds(1));
    }
}
