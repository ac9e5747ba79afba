package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpLab.Datagram;

class DnsServerTest extends StackNodeContract {
    private static final IpAddress US = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress PEER = IpAddress.parseIpv4("192.0.2.2");
    private static final DnsZone ZONE = DnsZone.of("lneto.test")
            .primary("router.lneto.test")
            .timeToLive(300)
            .address("router.lneto.test", US)
            .address("www.lneto.test", IpAddress.parseIpv4("192.0.2.80"))
            .address("www.lneto.test", new IpAddress(0x20010db800000000L, 0x80))
            .alias("web.lneto.test", "www.lneto.test")
            .alias("away.lneto.test", "example.com")
            .alias("gone.lneto.test", "nowhere.lneto.test")
            .alias("loop.lneto.test", "loop.lneto.test")
            .address("deep.below.lneto.test", US);

    private final UdpLab lab = new UdpLab();
    private final DnsServer server = new DnsServer(ZONE);

    @Override
    protected StackNode newNode() {
        return new DnsServer(ZONE);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        Carrier carrier = new Carrier();
        byte[] query = FrameFuzz.hex(DnsVectors.QUERY);
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 + query.length).put(64, query);
        carrier.wrap(buffer, 64 + query.length, 1);
        writeParents(carrier, 64);
        assertThat(node.demux(carrier, 64)).isEqualTo(Verdict.ACCEPTED);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return UdpLab.parents(carrier, offsetToFrame, 50_000, 53);
    }

    private byte[] answer(byte[] query) {
        if (!server.isAttached()) {
            lab.host(US).add(server);
            lab.host(PEER);
        }
        int before = lab.sent.size();
        assertThat(lab.deliver(new Datagram(PEER, 50_000, US, 53, query, lab.now)))
                .isEqualTo(Verdict.ACCEPTED);
        lab.settle();
        assertThat(lab.sent).hasSize(before + 1);
        assertThat(lab.last().destinationPort()).isEqualTo(50_000);
        return lab.last().data();
    }

    private String answer(String name, int type) {
        return DnsVectors.print(DnsVectors.frame(answer(query(name, type, DnsFrame.RECURSION_DESIRED, 0))));
    }

    private static byte[] query(String name, int type, int flags, int payloadSize) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(600);
        DnsWriter writer = new DnsWriter();
        writer.begin(buffer, 0, 600, 0xbeef, flags);
        writer.question(DnsName.of(name), type);
        if (payloadSize > 0) {
            writer.opt(payloadSize, 0);
        }
        return FrameFuzz.octets(buffer, 0, writer.length());
    }

    @Test
    void answerDiffersFromDnsmasqsOnlyInRecursion() {
        String expected = DnsVectors.ANSWER.replaceFirst("8580", "8500"); // it asks nobody
        assertThat(answer(FrameFuzz.hex(DnsVectors.QUERY))).isEqualTo(FrameFuzz.hex(expected));
    }

    @Test
    void aliasIsFollowedInsideTheZone() {
        assertThat(answer("WEB.lneto.test", RecordType.A)).isEqualTo("""
                NOERROR aa rd
                ? WEB.lneto.test IN A
                AN WEB.lneto.test CNAME 300 www.lneto.test
                AN www.lneto.test A 300 192.0.2.80""");
    }

    @Test
    void aliasThatLeadsOutOfTheZoneIsAllThereIs() {
        assertThat(answer("away.lneto.test", RecordType.A)).isEqualTo("""
                NOERROR aa rd
                ? away.lneto.test IN A
                AN away.lneto.test CNAME 300 example.com""");
    }

    @Test
    void aliasOfANameThatDoesNotExistIsNxdomain() {
        assertThat(answer("gone.lneto.test", RecordType.A)).isEqualTo("""
                NXDOMAIN aa rd
                ? gone.lneto.test IN A
                AN gone.lneto.test CNAME 300 nowhere.lneto.test
                AU lneto.test SOA 10 router.lneto.test""");
    }

    @Test
    void aliasInACircleEnds() {
        assertThat(answer("loop.lneto.test", RecordType.A)).startsWith("NOERROR aa rd");
    }

    @Test
    void aliasItselfIsGivenWhenAskedFor() {
        assertThat(answer("web.lneto.test", RecordType.CNAME)).isEqualTo("""
                NOERROR aa rd
                ? web.lneto.test IN CNAME
                AN web.lneto.test CNAME 300 www.lneto.test""");
    }

    @Test
    void bothFamiliesHaveTheirType() {
        assertThat(answer("www.lneto.test", RecordType.AAAA))
                .endsWith("AN www.lneto.test AAAA 300 32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.128");
        assertThat(answer("www.lneto.test", RecordType.ANY)).contains(" A 300 ").contains(" AAAA 300 ");
    }

    @Test
    void nameWithoutTheTypeIsAnEmptyAnswerWithTheSoa() {
        assertThat(answer("router.lneto.test", RecordType.AAAA)).isEqualTo("""
                NOERROR aa rd
                ? router.lneto.test IN AAAA
                AU lneto.test SOA 10 router.lneto.test""");
        assertThat(answer("www.lneto.test", RecordType.PTR))
                .startsWith("NOERROR aa")
                .contains("\nAU ");
    }

    @Test
    void nameThatDoesNotExistIsNxdomainWithTheSoa() {
        assertThat(answer("nope.lneto.test", RecordType.A)).isEqualTo("""
                NXDOMAIN aa rd
                ? nope.lneto.test IN A
                AU lneto.test SOA 10 router.lneto.test""");
    }

    @Test
    void nameAboveOthersExists() {
        assertThat(answer("below.lneto.test", RecordType.A)).startsWith("NOERROR aa");
        assertThat(answer("lneto.test", RecordType.A)).startsWith("NOERROR aa");
    }

    @Test
    void apexHasSoaAndNs() {
        assertThat(answer("lneto.test", RecordType.SOA)).endsWith("AN lneto.test SOA 300 router.lneto.test");
        assertThat(answer("lneto.test", RecordType.NS)).endsWith("AN lneto.test NS 300 router.lneto.test");
    }

    @Test
    void soaIsOctetForOctetRight() {
        assertThat(answer(query("lneto.test", RecordType.SOA, 0, 0)))
                .isEqualTo(FrameFuzz.hex("beef 8400 0001 0001 0000 0000 056c6e65746f 0474657374 00 0006 0001"
                        + "c00c 0006 0001 0000012c 002a 06726f75746572 c00c 0a686f73746d6173746572 c00c"
                        + "00000001 00000e10 00000258 00015180 0000000a"));
    }

    @Test
    void namesOutsideTheZoneAndTransfersAreRefused() {
        assertThat(answer("example.com", RecordType.A)).isEqualTo("REFUSED rd\n? example.com IN A");
        assertThat(answer("test", RecordType.A)).startsWith("REFUSED");
        assertThat(answer("80.2.0.192.in-addr.arpa", RecordType.PTR)).startsWith("REFUSED");
        assertThat(answer("lneto.test", RecordType.AXFR)).startsWith("REFUSED");
    }

    @Test
    void otherClassesAreRefused() {
        byte[] query = query("www.lneto.test", RecordType.A, 0, 0);
        query[query.length - 1] = 3;
        assertThat(DnsVectors.print(DnsVectors.frame(answer(query)))).startsWith("REFUSED\n? www.lneto.test CLASS3 A");
    }

    @Test
    void otherOpcodesAreNotImplemented() {
        assertThat(answer(query("www.lneto.test", RecordType.A, OpCode.UPDATE << 11, 0)))
                .isEqualTo(FrameFuzz.hex("beef a804 0000 0000 0000 0000"));
    }

    @Test
    void malformedQueryIsAFormatError() {
        String expected = "beef 8101 0000 0000 0000 0000";
        assertThat(answer(FrameFuzz.hex("beef 0100 0001 0000 0000 0000 c00c 0001 0001")))
                .isEqualTo(FrameFuzz.hex(expected));
        assertThat(answer(FrameFuzz.hex("beef 0100 0000 0000 0000 0000"))).isEqualTo(FrameFuzz.hex(expected));
        assertThat(answer(FrameFuzz.hex("beef 0100 0001 0000 0000 0002 00 0001 0001"
                        + "00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000")))
                .isEqualTo(FrameFuzz.hex(expected));
    }

    @Test
    void otherVersionOfEdnsIsBadVersion() {
        byte[] answer = answer(FrameFuzz.hex("beef 0100 0001 0000 0000 0001 00 0001 0001 00 0029 04d0 00010000 0000"));
        assertThat(answer)
                .isEqualTo(FrameFuzz.hex("beef 8100 0001 0000 0000 0001 00 0001 0001 00 0029 04d0 01000000 0000"));
    }

    private void serveManyAddresses() {
        DnsZone zone = DnsZone.of("lneto.test");
        for (int i = 0; i < 100; i++) {
            zone = zone.address("many.lneto.test", IpAddress.ofIpv4(0x0a000000 + i));
        }
        lab.host(US).add(new DnsServer(zone));
        lab.host(PEER);
    }

    @Test
    void answerThatTheLinkDoesNotTakeMakesRoomForShorterOnes() {
        serveManyAddresses();
        lab.mtu = 576;
        Datagram query = new Datagram(PEER, 50_000, US, 53, query("many.lneto.test", RecordType.A, 0, 1232), lab.now);
        lab.deliver(query);
        assertThat(lab.settle().sent).isEmpty();
        lab.deliver(query);
        assertThat(lab.settle().sent).hasSize(1);
        assertThat(lab.last().data().length).isBetween(532, 548);
        assertThat(DnsVectors.frame(lab.last().data()).isTruncated()).isTrue();
    }

    @Test
    void longAnswerIsTruncatedAtWhatTheClientTakes() {
        serveManyAddresses();
        int[] sizes = {0, 100, 600, 4000};
        int[] limits = {512, 512, 600, 1232};
        for (int i = 0; i < sizes.length; i++) {
            byte[] query = query("many.lneto.test", RecordType.A, 0, sizes[i]);
            lab.deliver(new Datagram(PEER, 50_000, US, 53, query, lab.now));
            DnsFrame frame = DnsVectors.frame(lab.settle().last().data());
            assertThat(frame.isTruncated()).isTrue();
            assertThat(frame.additionalCount()).isEqualTo(sizes[i] == 0 ? 0 : 1);
            assertThat(lab.last().data().length).isBetween(limits[i] - 16, limits[i]);
        }
    }

    @Test
    void responsesAndNonsenseAreNotAnswered() {
        lab.host(US).add(server);
        assertThat(lab.deliver(new Datagram(PEER, 53, US, 53, FrameFuzz.hex(DnsVectors.ANSWER), 0)))
                .isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.deliver(new Datagram(PEER, 0, US, 53, FrameFuzz.hex(DnsVectors.QUERY), 0)))
                .isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.deliver(new Datagram(PEER, 53, US, 53, new byte[11], 0))).isEqualTo(Verdict.TRUNCATED);
        assertThat(lab.settle().sent).isEmpty();
    }

    @Test
    void truncatedAnswerToAnyIsNoNegativeAnswer() {
        String label = "a".repeat(63) + ".";
        String name = label.repeat(3) + "lneto.test";
        lab.host(US)
                .add(new DnsServer(
                        DnsZone.of(name)
                                .primary(label.replace("a", "c").repeat(2) + "example")
                                .mailbox(label.replace("a", "b").repeat(2) + "example"),
                        8192,
                        1000));
        lab.host(PEER);
        boolean truncated = false;
        for (int size = 512; size < 700; size++) {
            lab.deliver(new Datagram(PEER, 50_000, US, 53, query(name, RecordType.ANY, 0, size), lab.now));
            DnsFrame frame = DnsVectors.frame(lab.settle().last().data());
            truncated |= frame.isTruncated();
            assertThat(frame.authorityCount()).isZero();
        }
        assertThat(truncated).isTrue();
    }

    @Test
    void queriesAreLimited() {
        DnsServer slow = new DnsServer(ZONE, DnsServer.DEFAULT_REPLY_QUEUE, 5);
        lab.host(US).add(slow);
        lab.host(PEER);
        Datagram query = new Datagram(PEER, 50_000, US, 53, FrameFuzz.hex(DnsVectors.QUERY), 0);
        for (int i = 0; i < 8; i++) {
            lab.deliver(query);
        }
        assertThat(lab.settle().sent).hasSize(5);
        assertThat(slow.drops().get(Verdict.RATE_LIMITED)).isEqualTo(3);
        lab.now += UdpLab.SECOND / 5;
        assertThat(lab.deliver(query)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void queueOfAnswersIsBounded() {
        DnsServer small = new DnsServer(ZONE, 2048);
        lab.host(US).add(small);
        Datagram query = new Datagram(PEER, 50_000, US, 53, FrameFuzz.hex(DnsVectors.QUERY), 0);
        int accepted = 0;
        while (lab.deliver(query) == Verdict.ACCEPTED) {
            assertThat(++accepted).isLessThan(100);
        }
        assertThat(small.drops().get(Verdict.QUEUE_FULL)).isEqualTo(1);
        assertThat(lab.settle().sent).hasSize(accepted);
        assertThat(accepted).isGreaterThan(10);
    }

    @Test
    void damagedQueriesGetVerdicts() {
        for (String hex : new String[] {
            DnsVectors.QUERY, "beef010000010000000000000377656" + "2056c6e65746f0474657374" + "0000010001"
        }) {
            DnsServer node = new DnsServer(ZONE, DnsServer.DEFAULT_REPLY_QUEUE, 1_000_000);
            node.attached(new RecordingParent(), RecordingParent.SLOT);
            FrameFuzz.ofHex(hex).node(node, this::writeParents);
        }
    }

    @Test
    void answersToDamagedQueriesAreValid() {
        lab.host(US).add(new DnsServer(ZONE, DnsServer.DEFAULT_REPLY_QUEUE, 1_000_000));
        lab.host(PEER);
        FrameFuzz fuzz = FrameFuzz.ofHex(DnsVectors.QUERY);
        fuzz.forEach(length -> {
            byte[] query = FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length);
            if (lab.deliver(new Datagram(PEER, 50_000, US, 53, query, 0)) == Verdict.ACCEPTED) {
                lab.sent.clear();
                lab.settle();
                DnsFrame frame = DnsVectors.frame(lab.last().data());
                assertThat(frame.isResponse()).isTrue();
                assertThat(frame.id()).isEqualTo((query[0] & 0xff) << 8 | query[1] & 0xff);
            }
        });
    }

    @Test
    void clientAndServerUnderstandEachOther() {
        lab.host(US).add(server);
        DnsClient client = new DnsClient(lab.host(PEER), DnsClientConfig.of(US), new SplittableRandom(3));
        RecordingDnsListener listener = new RecordingDnsListener();
        for (String name : new String[] {"www.lneto.test", "WEB.lneto.TEST", "nope.lneto.test", "example.com"}) {
            client.resolve(DnsName.of(name), RecordType.A, lab.now, listener);
            lab.settle();
        }
        client.resolve(DnsName.of("router.lneto.test"), RecordType.AAAA, lab.now, listener);
        lab.settle();
        assertThat(listener.ends)
                .containsExactly(
                        "www.lneto.test 300 [192.0.2.80]",
                        "www.lneto.TEST 300 [192.0.2.80]", // its suffix is that of the question
                        "NAME_NOT_FOUND",
                        "REFUSED",
                        "NO_DATA");
    }

    @Test
    void lostQueriesAndAnswersAreMadeUpFor() {
        lab.host(US).add(server);
        DnsClient client = new DnsClient(lab.host(PEER), DnsClientConfig.of(US), new SplittableRandom(3));
        RecordingDnsListener listener = new RecordingDnsListener();
        lab.lost = datagram -> lab.sent.size() == 1 || lab.sent.size() == 3; // a query, then an answer
        client.resolve(DnsName.of("www.lneto.test"), RecordType.A, lab.now, listener);
        lab.run(10 * UdpLab.SECOND);
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void zoneRefusesWhatCannotBe() {
        DnsZone zone = DnsZone.of("lneto.test").address("a.lneto.test", US).alias("b.lneto.test", "a.lneto.test");
        assertThatIllegalArgumentException().isThrownBy(() -> zone.address("a.example", US));
        assertThatIllegalArgumentException().isThrownBy(() -> zone.alias("a.lneto.test", "x.test"));
        assertThatIllegalArgumentException().isThrownBy(() -> zone.alias("lneto.test", "x.test"));
        assertThatIllegalArgumentException().isThrownBy(() -> zone.address("b.lneto.test", US));
        assertThatIllegalArgumentException().isThrownBy(() -> zone.timeToLive(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsServer(zone, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsServer(zone, 2048, 0));
    }

    @Test
    void addressesOfANameAreBounded() {
        DnsZone zone = DnsZone.of("lneto.test");
        for (int i = 0; i < DnsZone.MAXIMUM_ADDRESSES; i++) {
            zone = zone.address("many.lneto.test", IpAddress.ofIpv4(0x0a000000 + i));
        }
        DnsZone full = zone;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.address("many.lneto.test", US))
                .withMessageContaining("128");
        assertThat(full.address("other.lneto.test", US)).isNotNull();
    }

    @Test
    void settersOfAZoneLeaveItAsItWas() {
        DnsZone zone = DnsZone.of("lneto.test");
        zone.address("a.lneto.test", US);
        assertThat(new ZoneIndex(zone).find(DnsName.of("a.lneto.test"))).isNull();
    }
}
