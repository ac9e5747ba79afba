package org.lneto.ipv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ip.NeighbourResolver;

class Ipv4NodeTest extends StackNodeContract {
    private static final int US = Ipv4Address.parse("192.0.2.1");
    private static final int PEER = Ipv4Address.parse("192.0.2.2");
    private static final int GATEWAY = Ipv4Address.parse("192.0.2.254");
    private static final int FAR = Ipv4Address.parse("198.51.100.7");
    private static final long PEER_MAC = 0x02005e100002L;

    private static final class Resolver implements NeighbourResolver {
        final Map<Integer, Long> known = new HashMap<>();
        final List<Integer> asked = new ArrayList<>();

        @Override
        public long lookup(long high, long low, long nowNanos) {
            asked.add((int) low);
            return known.getOrDefault((int) low, MacAddress.ZERO);
        }

        @Override
        public void listener(Listener listener) {}
    }

    private final Resolver resolver = new Resolver();
    private final Ipv4Node ipv4 =
            new Ipv4Node(resolver, new SplittableRandom(1), new Ipv4Settings(1500, 4, 2, 4, 4, 4));
    private final StubNode udp = StubNode.ofProtocol(IpProtocol.UDP);
    private final StubNode tcp = StubNode.ofProtocol(IpProtocol.TCP);
    private final RecordingParent parent = new RecordingParent();
    private final Pass pass = new Pass();
    private int destination = PEER;

    Ipv4NodeTest() {
        ipv4.add(udp.beforeSending(
                (carrier, ip) -> IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(destination))));
        ipv4.add(tcp.beforeSending(
                (carrier, ip) -> IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(destination))));
        ipv4.attached(parent, RecordingParent.SLOT);
        ipv4.configure(US, 24, GATEWAY);
        resolver.known.put(PEER, PEER_MAC);
    }

    @Override
    protected StackNode newNode() {
        Resolver fresh = new Resolver();
        fresh.known.put(PEER, PEER_MAC);
        Ipv4Node node = new Ipv4Node(fresh, new SplittableRandom(1), Ipv4Settings.DEFAULTS);
        node.configure(US, 24, GATEWAY);
        node.add(StubNode.ofProtocol(IpProtocol.UDP)
                .beforeSending((carrier, ip) -> IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(PEER))));
        return node;
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((StubNode) ((Ipv4Node) node).find(IpProtocol.UDP)).send(30);
        return true;
    }

    private static byte[] packet(int source, int destination, int protocol, int dataLength) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(20 + dataLength);
        new Ipv4Frame()
                .wrap(buffer, 0, buffer.capacity())
                .versionAndHeaderLength(20)
                .totalLength(20 + dataLength)
                .timeToLive(64)
                .protocol(protocol)
                .source(source)
                .destination(destination)
                .updateHeaderChecksum();
        return FrameFuzz.octets(buffer, 0, buffer.capacity());
    }

    private Verdict in(int source, int to) {
        return pass.in(ipv4, packet(source, to, IpProtocol.UDP, 9));
    }

    @Test
    void packetToUsGoesToTheChildOfItsProtocol() {
        assertThat(in(PEER, US)).isEqualTo(Verdict.ACCEPTED);
        assertThat(udp.taken).hasSize(1);
        assertThat(udp.offsetToIp).isEqualTo(Pass.AT);
        assertThat(udp.offsetToFrame).isEqualTo(Pass.AT + 20);
    }

    @Test
    void dataEndsWithTheTotalLengthAndNotWithThePadding() {
        byte[] padded = Arrays.copyOf(packet(PEER, US, IpProtocol.UDP, 9), 46);
        pass.in(ipv4, padded);
        assertThat(udp.taken.get(0)).hasSize(9);
        assertThat(pass.carrier().end()).isEqualTo(Pass.AT + 46);
    }

    @Test
    void optionsAreSkipped() {
        ByteBuffer buffer = FrameFuzz.direct("4600 001a 0000 0000 4011 0000 c0000202 c0000201 01010100 abcd");
        new Ipv4Frame().wrap(buffer, 0, 26).updateHeaderChecksum();
        assertThat(pass.in(ipv4, FrameFuzz.octets(buffer, 0, 26))).isEqualTo(Verdict.ACCEPTED);
        assertThat(udp.taken.get(0)).containsExactly(0xab, 0xcd);
    }

    @Test
    void broadcastsAndAllHostsAreOurs() {
        assertThat(in(PEER, Ipv4Address.LIMITED_BROADCAST)).isEqualTo(Verdict.ACCEPTED);
        assertThat(in(PEER, Ipv4Address.parse("192.0.2.255"))).isEqualTo(Verdict.ACCEPTED);
        assertThat(in(PEER, Ipv4Address.parse("224.0.0.1"))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void otherDestinationsAreNotOurs() {
        assertThat(in(PEER, US + 1)).isEqualTo(Verdict.NOT_OURS);
        assertThat(in(PEER, Ipv4Address.parse("224.0.0.5"))).isEqualTo(Verdict.NOT_OURS);
        assertThat(in(PEER, Ipv4Address.parse("198.51.100.255"))).isEqualTo(Verdict.NOT_OURS);
        assertThat(ipv4.drops().total()).isZero();
    }

    @Test
    void protocolWithoutAChildIsNotOurs() {
        assertThat(pass.in(ipv4, packet(PEER, US, 132, 9))).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void sourcesThatNoHostHasAreDropped() {
        for (String source : List.of("224.0.0.1", "255.255.255.255", "192.0.2.255", "127.0.0.1", "192.0.2.1")) {
            assertThat(in(Ipv4Address.parse(source), US)).as(source).isEqualTo(Verdict.BAD_SOURCE);
        }
        assertThat(pass.in(ipv4, packet(0, US, IpProtocol.TCP, 9))).isEqualTo(Verdict.BAD_SOURCE);
    }

    @Test
    void hostWithoutAnAddressMaySendUdp() {
        assertThat(in(0, Ipv4Address.LIMITED_BROADCAST)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void malformedHeadersAreDropped() {
        byte[] valid = packet(PEER, US, IpProtocol.UDP, 9);
        assertThat(pass.in(ipv4, Arrays.copyOf(valid, 19))).isEqualTo(Verdict.TRUNCATED);
        assertThat(pass.in(ipv4, Arrays.copyOf(valid, 28))).isEqualTo(Verdict.TRUNCATED);
        assertThat(pass.in(ipv4, with(valid, 0, 0x65))).isEqualTo(Verdict.BAD_VERSION);
        assertThat(pass.in(ipv4, with(valid, 0, 0x44))).isEqualTo(Verdict.BAD_LENGTH);
        assertThat(pass.in(ipv4, with(valid, 3, 19))).isEqualTo(Verdict.BAD_LENGTH);
        assertThat(pass.in(ipv4, with(valid, 8, 63))).isEqualTo(Verdict.BAD_CHECKSUM);
        assertThat(udp.taken).isEmpty();
        assertThat(ipv4.drops().total()).isEqualTo(6);
    }

    private static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void fragmentsArePutTogetherAndDontFragmentIsNone() {
        ByteBuffer buffer = FrameFuzz.direct(packet(PEER, US, IpProtocol.UDP, 16));
        Ipv4Frame frame = new Ipv4Frame().wrap(buffer, 0, 36);
        frame.moreFragments(true).updateHeaderChecksum();
        pass.in(ipv4, FrameFuzz.octets(buffer, 0, 36));
        assertThat(udp.taken).isEmpty();
        frame.moreFragments(false).fragmentOffset(16).updateHeaderChecksum();
        pass.in(ipv4, FrameFuzz.octets(buffer, 0, 36));
        assertThat(udp.taken).hasSize(1);
        assertThat(udp.taken.get(0)).hasSize(32);
        frame.fragmentOffset(0).dontFragment(true).updateHeaderChecksum();
        assertThat(pass.in(ipv4, FrameFuzz.octets(buffer, 0, 36))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void unicastInALinkBroadcastIsDropped() {
        byte[] frame = packet(PEER, US, IpProtocol.UDP, 9);
        ByteBuffer buffer = FrameFuzz.direct(frame);
        Carrier carrier = new Carrier().wrap(buffer, frame.length, 1);
        carrier.linkDestination(MacAddress.BROADCAST);
        assertThat(ipv4.demux(carrier, 0)).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void withoutAnAddressOnlyUdpIsTakenIn() {
        ipv4.clear();
        assertThat(in(PEER, US)).isEqualTo(Verdict.ACCEPTED);
        assertThat(in(PEER, FAR)).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.in(ipv4, packet(PEER, US, IpProtocol.TCP, 20))).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void headerOfATcpPacketIsAtomic() {
        tcp.send(FrameFuzz.hex("abcd"));
        byte[] packet = pass.out(ipv4);
        assertThat(FrameFuzz.octets(FrameFuzz.direct(packet), 0, 10))
                .isEqualTo(FrameFuzz.hex("4500 0016 0000 4000 4006"));
        assertThat(FrameFuzz.octets(FrameFuzz.direct(packet), 12, 10))
                .isEqualTo(FrameFuzz.hex("c0000201 c0000202 abcd"));
        assertThat(InternetChecksum.of(FrameFuzz.direct(packet), 0, 20)).isZero();
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER_MAC);
    }

    @Test
    void identificationOfOtherPacketsCountsUpAndTheyMayBeFragmented() {
        udp.send(9).send(9);
        Ipv4Frame first = new Ipv4Frame().wrap(FrameFuzz.direct(pass.out(ipv4)), 0, 29);
        Ipv4Frame second = new Ipv4Frame().wrap(FrameFuzz.direct(pass.out(ipv4)), 0, 29);
        assertThat(second.identification()).isEqualTo((first.identification() + 1) & 0xffff);
        assertThat(first.dontFragment()).isFalse();
    }

    @Test
    void packetOffTheLinkGoesToTheGateway() {
        resolver.known.put(GATEWAY, 7L << 1);
        destination = FAR;
        udp.send(9);
        assertThat(pass.out(ipv4)).hasSize(29);
        assertThat(resolver.asked).containsExactly(GATEWAY);
        assertThat(pass.carrier().linkDestination()).isEqualTo(14);
    }

    @Test
    void packetOffTheLinkWithoutAGatewayComesBack() {
        ipv4.configure(US, 24, Ipv4Address.UNSPECIFIED);
        destination = FAR;
        udp.send(9);
        assertThat(pass.out(ipv4)).isEmpty();
        assertThat(udp.undeliverable).containsExactly(Undeliverable.NETWORK_UNREACHABLE);
    }

    @Test
    void packetAfterAnUndeliverableOneIsSent() {
        ipv4.configure(US, 24, Ipv4Address.UNSPECIFIED);
        destination = FAR;
        udp.beforeSending((carrier, ip) -> {
            IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(destination));
            destination = PEER;
        });
        udp.send(9).send(5);
        assertThat(pass.out(ipv4)).hasSize(25);
    }

    @Test
    void ownAndLoopbackAddressesAreUnreachable() {
        destination = US;
        udp.send(9);
        assertThat(pass.out(ipv4)).isEmpty();
        destination = Ipv4Address.parse("127.0.0.1");
        udp.send(9);
        assertThat(pass.out(ipv4)).isEmpty();
        assertThat(udp.undeliverable).hasSize(2);
    }

    @Test
    void groupsAreMappedToTheLinksGroups() {
        destination = Ipv4Address.LIMITED_BROADCAST;
        udp.send(9);
        pass.out(ipv4);
        assertThat(pass.carrier().linkDestination()).isEqualTo(MacAddress.BROADCAST);
        destination = Ipv4Address.parse("192.0.2.255");
        udp.send(9);
        pass.out(ipv4);
        assertThat(pass.carrier().linkDestination()).isEqualTo(MacAddress.BROADCAST);
        destination = Ipv4Address.parse("239.255.1.2"); // RFC 1112, section 6.4: the lower 23 bits
        udp.send(9);
        pass.out(ipv4);
        assertThat(pass.carrier().linkDestination()).isEqualTo(0x01005e7f0102L);
    }

    @Test
    void withoutAnAddressBroadcastIsSentFromZero() {
        ipv4.clear();
        destination = Ipv4Address.LIMITED_BROADCAST;
        udp.send(9);
        byte[] packet = pass.out(ipv4);
        assertThat(FrameFuzz.octets(FrameFuzz.direct(packet), 12, 8)).isEqualTo(FrameFuzz.hex("00000000 ffffffff"));
        destination = PEER;
        udp.send(9);
        assertThat(pass.out(ipv4)).isEmpty();
        assertThat(udp.undeliverable).containsExactly(Undeliverable.NETWORK_UNREACHABLE);
    }

    @Test
    void childThatKnowsTheLinksAddressNeedsNoResolution() {
        udp.beforeSending((carrier, ip) -> {
            IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(PEER));
            carrier.linkDestination(0x02aabbccddeeL);
        });
        udp.send(9);
        assertThat(pass.out(ipv4)).hasSize(29);
        assertThat(resolver.asked).isEmpty();
        assertThat(pass.carrier().linkDestination()).isEqualTo(0x02aabbccddeeL);
    }

    private void resolve(int neighbour) {
        resolver.known.put(neighbour, PEER_MAC + 1);
        ipv4.neighbourResolved(0, IpAddress.mapped(neighbour), pass.now);
    }

    @Test
    void packetWaitsUntilItsNextHopIsKnown() {
        destination = PEER + 1;
        udp.send(9);
        assertThat(pass.out(ipv4)).isEmpty();
        parent.ready = 0;
        resolve(PEER + 1);
        assertThat(parent.ready).isOne();
        byte[] packet = pass.out(ipv4);
        assertThat(packet).hasSize(29);
        assertThat(InternetChecksum.of(FrameFuzz.direct(packet), 0, 20)).isZero();
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER_MAC + 1);
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void packetsThatWaitedAreSentInOrder() {
        destination = PEER + 1;
        udp.send(1).send(2);
        pass.out(ipv4);
        resolve(PEER + 1);
        assertThat(pass.out(ipv4)).hasSize(21);
        assertThat(pass.out(ipv4)).hasSize(22);
    }

    @Test
    void oldestOfTheNeighboursPacketsGivesWay() {
        destination = PEER + 1;
        udp.send(1).send(2).send(3);
        pass.out(ipv4);
        assertThat(ipv4.drops().get(Verdict.QUEUE_FULL)).isOne();
        resolve(PEER + 1);
        assertThat(pass.out(ipv4)).hasSize(22);
        assertThat(pass.out(ipv4)).hasSize(23);
    }

    @Test
    void oldestOfAllPacketsGivesWayWhenThePlacesAreUsedUp() {
        for (int i = 1; i <= 5; i++) {
            destination = PEER + i;
            udp.send(i);
            pass.out(ipv4);
        }
        assertThat(ipv4.drops().get(Verdict.QUEUE_FULL)).isOne();
        resolve(PEER + 1);
        assertThat(pass.out(ipv4)).isEmpty();
        resolve(PEER + 5);
        assertThat(pass.out(ipv4)).hasSize(25);
    }

    @Test
    void packetsToANeighbourThatDoesNotAnswerComeBack() {
        destination = PEER + 1;
        udp.send(1);
        tcp.send(2);
        pass.out(ipv4);
        ipv4.neighbourFailed(0, IpAddress.mapped(PEER + 1), pass.now);
        assertThat(udp.undeliverable).containsExactly(Undeliverable.HOST_UNREACHABLE);
        assertThat(tcp.undeliverable).containsExactly(Undeliverable.HOST_UNREACHABLE);
        assertThat(udp.offsetToFrame - udp.offsetToIp).isEqualTo(20);
    }

    @Test
    void anotherAddressDropsWhatWaits() {
        destination = PEER + 1;
        udp.send(1);
        pass.out(ipv4);
        ipv4.configure(US + 8, 24, GATEWAY);
        resolve(PEER + 1);
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void quoteOfOurPacketGoesToItsProtocol() {
        byte[] quote = packet(US, FAR, IpProtocol.TCP, 8);
        ByteBuffer buffer = FrameFuzz.direct(quote);
        Carrier carrier = new Carrier().wrap(buffer, quote.length, 1);
        assertThat(ipv4.errorQuoting(carrier, 0, Undeliverable.PORT_UNREACHABLE))
                .isTrue();
        assertThat(tcp.undeliverable).containsExactly(Undeliverable.PORT_UNREACHABLE);
        assertThat(carrier.offsetToIp()).isEqualTo(-1);
    }

    @Test
    void quoteThatIsNotOursOrTooShortIsRefused() {
        assertThat(quote(packet(US, FAR, IpProtocol.TCP, 7))).isFalse();
        assertThat(quote(packet(PEER, FAR, IpProtocol.TCP, 8))).isFalse();
        assertThat(quote(packet(US, FAR, 132, 8))).isFalse();
        assertThat(quote(with(packet(US, FAR, IpProtocol.TCP, 8), 0, 0x4f))).isFalse();
        assertThat(quote(with(packet(US, FAR, IpProtocol.TCP, 8), 7, 1))).isFalse();
    }

    private boolean quote(byte[] quote) {
        Carrier carrier = new Carrier().wrap(FrameFuzz.direct(quote), quote.length, 1);
        return ipv4.errorQuoting(carrier, 0, Undeliverable.PORT_UNREACHABLE);
    }

    @Test
    void noHostHasABroadcastOrLoopbackAddress() {
        for (String address : List.of("0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255")) {
            assertThatThrownBy(() -> ipv4.configure(Ipv4Address.parse(address), 24, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(address);
        }
    }

    @Test
    void linkOfTwoHostsHasNoDirectedBroadcast() {
        ipv4.configure(US, 31, 0);
        assertThat(ipv4.isBroadcast(US)).isFalse();
        destination = US - 1;
        resolver.known.put(US - 1, PEER_MAC);
        udp.send(1);
        assertThat(pass.out(ipv4)).hasSize(21);
        assertThat(pass.carrier().linkDestination()).isEqualTo(PEER_MAC);
    }

    @Test
    void damagedPacketsGetAVerdict() {
        FrameFuzz.of(packet(PEER, US, IpProtocol.UDP, 9)).node(ipv4);
    }

    @Test
    void damagedQuotesAreNeverReadBeyondTheirEnd() {
        FrameFuzz fuzz = FrameFuzz.of(packet(US, FAR, IpProtocol.TCP, 8));
        Carrier carrier = new Carrier();
        fuzz.forEach(length -> ipv4.errorQuoting(
                carrier.wrap(fuzz.buffer(), fuzz.offset() + length, 1), fuzz.offset(), Undeliverable.HOST_UNREACHABLE));
    }
}
