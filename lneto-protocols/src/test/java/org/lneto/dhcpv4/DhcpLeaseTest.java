package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.dhcpv4.DhcpClientTest.CONFIG;
import static org.lneto.dhcpv4.DhcpClientTest.FIXED;
import static org.lneto.dhcpv4.DhcpClientTest.ack;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.FrameFuzz;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** What a client makes of offers and grants, possible or not. */
class DhcpLeaseTest {
    private final DhcpLab lab = new DhcpLab();
    private final DhcpLab.Told told = new DhcpLab.Told();

    private DhcpClient started() {
        DhcpClient client = new DhcpClient(CONFIG, told, FIXED);
        lab.add(client, DhcpVectors.CLIENT);
        client.start();
        return client;
    }

    private DhcpClient requesting() {
        DhcpClient client = started();
        lab.settle();
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER))).isEqualTo(Verdict.ACCEPTED);
        lab.settle();
        return client;
    }

    private DhcpClient bound() {
        DhcpClient client = requesting();
        assertThat(lab.give(client, FrameFuzz.hex(DhcpVectors.ACK))).isEqualTo(Verdict.ACCEPTED);
        return client;
    }

    @Test
    void leaseHasAllThatTheServerSaid() {
        DhcpLease lease = bound().lease();
        assertThat(lease).isNotNull();
        assertThat(lease).hasToString("192.0.2.57/24 from 192.0.2.1 for 120 s");
        assertThat(lease.routers()).containsExactly(IpAddress.parseIpv4("192.0.2.1"));
        assertThat(lease.dnsServers())
                .containsExactly(IpAddress.parseIpv4("192.0.2.1"), IpAddress.parseIpv4("192.0.2.2"));
        assertThat(lease.ntpServers()).containsExactly(IpAddress.parseIpv4("192.0.2.3"));
        assertThat(lease.domainName()).contains("lneto.test");
        assertThat(lease.hostName()).contains("lneto");
        assertThat(lease.mtu()).hasValue(1400);
        assertThat(lease.broadcastAddress()).contains(IpAddress.parseIpv4("192.0.2.255"));
        assertThat(lease.times()).isEqualTo(new DhcpLeaseTimes(lab.now, 120, 60, 105));
        assertThat(told.events).containsExactly("bound 192.0.2.57");
    }

    @Test
    void leaseCountsFromTheFirstRequestForTheOffer() {
        DhcpClient client = requesting();
        long requested = lab.now;
        lab.advance(5);
        lab.give(client, FrameFuzz.hex(DhcpVectors.ACK));
        assertThat(client.lease().times().acquiredNanos()).isEqualTo(requested);
    }

    @Test
    void infiniteLeaseNeedsNothing() {
        DhcpClient client = requesting();
        lab.give(client, ack("350105 3604c0000201 3304ffffffff 0104ffffff00 ff"));
        assertThat(client.lease().times().isInfinite()).isTrue();
        assertThat(client.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
        assertThat(client.lease()).hasToString("192.0.2.57/24 from 192.0.2.1 for ever");
    }

    @Test
    void missingMaskMeansTwentyFour() {
        DhcpClient client = requesting();
        lab.give(client, ack("350105 3604c0000201 330400000078 ff"));
        assertThat(client.lease().prefixLength()).isEqualTo(24);
    }

    @Test
    void missingTimesAreHalfAndSevenEighths() {
        DhcpClient client = requesting();
        lab.give(client, ack("350105 3604c0000201 330400000078 ff"));
        assertThat(client.lease().times().t1Seconds()).isEqualTo(60);
        assertThat(client.lease().times().t2Seconds()).isEqualTo(105);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3a0400000069 3b040000003c", // T1 after T2
                "3a0400000000 3b040000003c", // T1 at once
                "3a040000003c 3b0400000078", // T2 at the end
                "3a04ffffffff 3b04ffffffff"
            })
    void timesOutOfOrderAreReplaced(String times) {
        DhcpClient client = requesting();
        lab.give(client, ack("350105 3604c0000201 330400000078" + times + "ff"));
        assertThat(client.lease().times()).isEqualTo(new DhcpLeaseTimes(lab.now, 120, 60, 105));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "330400000000 0104ffffff00", // no time
                "330400000003 0104ffffff00", // too short to renew
                "0104ffffff00", // no lease time
                "3303000078 0104ffffff00",
                "330400000078 0104ff00ff00", // a mask with holes
                "330400000078 010400000000", // an empty one
                "330400000078 0103ffffff", // half of one
                "330400000078 0104fffffffe0104ffffff00" // two joined
            })
    void ackThatNoHostCanLiveWithIsDropped(String options) {
        DhcpClient client = requesting();
        assertThat(lab.give(client, ack("350105 3604c0000201" + options + "ff")))
                .isEqualTo(Verdict.BAD_FIELD);
        assertThat(client.state()).isEqualTo(DhcpClientState.REQUESTING);
        assertThat(client.drops().get(Verdict.BAD_FIELD)).isEqualTo(1);
        assertThat(told.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "ffffffff", "e0000001", "7f000001", "f0000001", "00000001"})
    void offerOfAnAddressThatNoHostHasIsDropped(String address) {
        DhcpClient client = started();
        lab.settle();
        byte[] offer = FrameFuzz.hex(DhcpVectors.OFFER.replace("00000000c0000239", "00000000" + address));
        assertThat(lab.give(client, offer)).isEqualTo(Verdict.BAD_FIELD);
        assertThat(client.state()).isEqualTo(DhcpClientState.SELECTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0104fffffffe", "0104ffffffff", "0104ff000000"})
    void anyContiguousMaskOfAHostIsTaken(String mask) {
        DhcpClient client = requesting();
        lab.give(client, ack("350105 3604c0000201 330400000078" + mask + "ff"));
        assertThat(client.state()).isEqualTo(DhcpClientState.BOUND);
    }

    @Test
    void networkNumbersAndBroadcastAddressesAreNoHosts() {
        assertThat(HostAddress.isHost(0xc0000238, 30)).isFalse();
        assertThat(HostAddress.isHost(0xc0000239, 30)).isTrue();
        assertThat(HostAddress.isHost(0xc000023b, 30)).isFalse();
        assertThat(HostAddress.isHost(0xc0000238, 31)).isTrue(); // RFC 3021
    }

    @Test
    void offerWithoutAServerIdentifierIsDropped() {
        DhcpClient client = started();
        lab.settle();
        byte[] offer = FrameFuzz.hex(DhcpVectors.OFFER.replace("3604c0000201", ""));
        assertThat(lab.give(client, offer)).isEqualTo(Verdict.BAD_OPTION);
    }

    @Test
    void offerWithoutALeaseTimeIsDropped() {
        DhcpClient client = started();
        lab.settle();
        byte[] offer = FrameFuzz.hex(DhcpVectors.OFFER.replace("330400000078", ""));
        assertThat(lab.give(client, offer)).isEqualTo(Verdict.BAD_FIELD);
    }

    @Test
    void damagedAcksLeadToNoImpossibleLease() {
        DhcpClient client = started();
        FrameFuzz fuzz = FrameFuzz.ofHex(DhcpVectors.ACK);
        fuzz.forEach(length -> {
            client.stop();
            client.start();
            lab.write(client);
            lab.give(client, FrameFuzz.hex(DhcpVectors.OFFER));
            lab.write(client);
            lab.give(client, FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length));
            DhcpLease lease = client.lease();
            if (lease != null) {
                assertThat(HostAddress.isHost(lease.address().ipv4(), lease.prefixLength()))
                        .isTrue();
                assertThat(lease.times().t1Nanos()).isGreaterThan(lab.now);
                DhcpParametersTest.read(lease);
            }
        });
    }

    @Test
    void damagedAnswersToAnInformNeverThrow() {
        DhcpClient client = new DhcpClient(CONFIG, told, FIXED);
        lab.add(client, DhcpVectors.CLIENT);
        FrameFuzz fuzz = FrameFuzz.ofHex(DhcpVectors.ACK);
        fuzz.forEach(length -> {
            client.stop();
            client.inform(IpAddress.parseIpv4("192.0.2.57"));
            lab.write(client);
            lab.give(client, FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length));
            assertThat(client.lease()).isNull();
        });
        assertThat(told.events).hasSizeGreaterThan(1000).contains("informed lneto.test");
    }

    @Test
    void damagedAnswersToARebootNeverThrow() {
        DhcpClient client = new DhcpClient(
                CONFIG.rememberedAddress(IpAddress.parseIpv4("192.0.2.57")).rapidCommit(true), told, FIXED);
        lab.add(client, DhcpVectors.CLIENT);
        FrameFuzz fuzz = FrameFuzz.ofHex(DhcpVectors.ACK);
        fuzz.forEach(length -> {
            client.stop();
            client.start();
            lab.write(client);
            lab.give(client, FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length));
            if (client.lease() != null) {
                DhcpParametersTest.read(client.lease());
            }
        });
        assertThat(told.events).contains("bound 192.0.2.57");
    }
}
