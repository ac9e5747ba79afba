package org.lneto.icmpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ip.PingListener;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.udp.UdpNode;

class Icmpv4NodeTest extends StackNodeContract {
    private static final int US = Ipv4Address.parse("192.0.2.1");
    private static final int PEER = Ipv4Address.parse("192.0.2.2");
    private static final long SECOND = 1_000_000_000L;

    private static final class Recorder implements PingListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {
            events.add(length + " from " + Ipv4Address.format((int) sourceLow) + " in " + roundTripNanos + " ttl "
                    + timeToLive);
        }

        @Override
        public void onTimeout() {
            events.add("timeout");
        }

        @Override
        public void onUndeliverable(Undeliverable reason) {
            events.add(reason.name());
        }
    }

    private static final class Resolver implements NeighbourResolver {
        @Override
        public long lookup(long high, long low, long nowNanos) {
            return 0x02005e100002L;
        }

        @Override
        public void listener(Listener listener) {}
    }

    private final Ipv4Node ipv4 = new Ipv4Node(new Resolver(), new SplittableRandom(1), Ipv4Settings.DEFAULTS);
    private final UdpNode udp = new UdpNode(8, new SplittableRandom(1));
    private final Recorder recorder = new Recorder();
    private final Pass pass = new Pass();
    private Icmpv4Node icmp = node(Icmpv4Settings.DEFAULTS);

    Icmpv4NodeTest() {
        ipv4.configure(US, 24, 0);
        ipv4.add(udp);
        ipv4.add(icmp);
        udp.reporter(icmp);
        ipv4.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    private Icmpv4Node node(Icmpv4Settings settings) {
        return new Icmpv4Node(ipv4, new SplittableRandom(1), settings);
    }

    @Override
    protected StackNode newNode() {
        return node(Icmpv4Settings.DEFAULTS);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((Icmpv4Node) node).ping(PEER, 20, SECOND, 1, recorder);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        int ip = offsetToFrame - 20;
        carrier.buffer().put(ip, FrameFuzz.hex("45000000 00000000 40010000 c0000202 c0000201"));
        carrier.offsetToIp(ip);
        return ip;
    }

    private static byte[] packet(int source, int destination, int protocol, byte[] data) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(20 + data.length);
        buffer.put(20, data);
        new Ipv4Frame()
                .wrap(buffer, 0, buffer.capacity())
                .versionAndHeaderLength(20)
                .totalLength(buffer.capacity())
                .timeToLive(63)
                .protocol(protocol)
                .source(source)
                .destination(destination)
                .updateHeaderChecksum();
        return FrameFuzz.octets(buffer, 0, buffer.capacity());
    }

    private static byte[] message(int type, int code, int secondWord, byte[] data) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 + data.length);
        buffer.put(8, data);
        Icmpv4Frame.complete(buffer, 0, buffer.capacity(), type, code, secondWord);
        return FrameFuzz.octets(buffer, 0, buffer.capacity());
    }

    private Verdict echo(int source, int destination, byte[] data) {
        return pass.in(ipv4, packet(source, destination, IpProtocol.ICMP, message(8, 0, 0x12340001, data)));
    }

    private Verdict error(int type, int code, byte[] quote) {
        return pass.in(ipv4, packet(PEER, US, IpProtocol.ICMP, message(type, code, 0, quote)));
    }

    /** The data of the next packet sent, and who it goes to. */
    private byte[] out(int expectedDestination) {
        byte[] packet = pass.out(ipv4);
        assertThat(packet).isNotEmpty();
        Ipv4Frame frame = new Ipv4Frame().wrap(FrameFuzz.direct(packet), 0, packet.length);
        assertThat(frame.destination()).isEqualTo(expectedDestination);
        assertThat(frame.source()).isEqualTo(US);
        return Arrays.copyOfRange(packet, 20, packet.length);
    }

    @Test
    void echoIsAnsweredWithItsData() {
        assertThat(echo(PEER, US, new byte[] {1, 2, 3})).isEqualTo(Verdict.ACCEPTED);
        assertThat(out(PEER)).isEqualTo(message(0, 0, 0x12340001, new byte[] {1, 2, 3}));
    }

    @Test
    void emptyEchoIsAnswered() {
        echo(PEER, US, new byte[0]);
        assertThat(out(PEER)).isEqualTo(message(0, 0, 0x12340001, new byte[0]));
    }

    @Test
    void longestEchoIsAnswered() {
        echo(PEER, US, new byte[1472]);
        assertThat(out(PEER)).hasSize(1480);
    }

    @Test
    void echoLongerThanTheMtuIsAnsweredInFragments() {
        assertThat(echo(PEER, US, new byte[1473])).isEqualTo(Verdict.ACCEPTED);
        assertThat(out(PEER)).hasSize(1480);
        assertThat(out(PEER)).hasSize(1);
    }

    @Test
    void echoToABroadcastIsNotAnswered() {
        assertThat(echo(PEER, Ipv4Address.LIMITED_BROADCAST, new byte[3])).isEqualTo(Verdict.UNEXPECTED);
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void echoToABroadcastIsAnsweredIfTheSettingsSaySo() {
        ipv4.remove(icmp);
        icmp = node(Icmpv4Settings.DEFAULTS.answerBroadcast(true));
        ipv4.add(icmp);
        assertThat(echo(PEER, US | 0xff, new byte[3])).isEqualTo(Verdict.ACCEPTED);
        assertThat(out(PEER)).hasSize(11);
    }

    @Test
    void echoesBeyondTheQueueAreDropped() {
        Verdict verdict = Verdict.ACCEPTED;
        int answered = -1;
        while (verdict == Verdict.ACCEPTED) {
            verdict = echo(PEER, US, new byte[1000]);
            answered++;
        }
        assertThat(verdict).isEqualTo(Verdict.QUEUE_FULL);
        assertThat(answered).isEqualTo(131072 / 1032);
    }

    @Test
    void damagedMessageIsDropped() {
        byte[] message = message(8, 0, 1, new byte[2]);
        message[9]++;
        assertThat(pass.in(ipv4, packet(PEER, US, 1, message))).isEqualTo(Verdict.BAD_CHECKSUM);
        assertThat(pass.in(ipv4, packet(PEER, US, 1, new byte[7]))).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void otherTypesAreUnexpected() {
        assertThat(pass.in(ipv4, packet(PEER, US, 1, message(13, 0, 1, new byte[12]))))
                .isEqualTo(Verdict.UNEXPECTED);
    }

    private byte[] replyTo(byte[] request) {
        int second = FrameFuzz.direct(request).getInt(4);
        return message(0, 0, second, Arrays.copyOfRange(request, 8, request.length));
    }

    @Test
    void pingIsAnEchoRequestAndItsReplyIsTold() {
        icmp.ping(PEER, 5, SECOND, pass.now, recorder);
        byte[] request = out(PEER);
        assertThat(request).hasSize(13).startsWith(8, 0);
        pass.now += 1234;
        assertThat(pass.in(ipv4, packet(PEER, US, 1, replyTo(request)))).isEqualTo(Verdict.ACCEPTED);
        assertThat(recorder.events).containsExactly("5 from 192.0.2.2 in 1234 ttl 63");
        assertThat(pass.in(ipv4, packet(PEER, US, 1, replyTo(request)))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(icmp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void replyFromAnotherHostIsUnexpected() {
        icmp.ping(PEER, 5, SECOND, pass.now, recorder);
        byte[] request = out(PEER);
        assertThat(pass.in(ipv4, packet(PEER + 1, US, 1, replyTo(request)))).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void pingWithoutAReplyTimesOut() {
        icmp.ping(PEER, 5, SECOND, pass.now, recorder);
        out(PEER);
        pass.advance(ipv4, SECOND - 1);
        assertThat(recorder.events).isEmpty();
        pass.advance(ipv4, 1);
        assertThat(recorder.events).containsExactly("timeout");
    }

    @Test
    void cancelledPingTellsNothing() {
        long handle = icmp.ping(PEER, 5, SECOND, pass.now, recorder);
        icmp.cancel(handle);
        icmp.cancel(handle);
        assertThat(pass.out(ipv4)).isEmpty();
        pass.advance(ipv4, 2 * SECOND);
        assertThat(recorder.events).isEmpty();
    }

    @Test
    void pingsBeyondTheMaximumAreRefused() {
        for (int i = 0; i < 64; i++) {
            assertThat(icmp.ping(PEER, 5, SECOND, pass.now, recorder)).isNotNegative();
        }
        assertThat(icmp.ping(PEER, 5, SECOND, pass.now, recorder)).isEqualTo(Icmpv4Node.TOO_MANY);
    }

    @Test
    void pingLongerThanAPacketIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> icmp.ping(PEER, 65508, SECOND, 1, recorder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65507");
    }

    @Test
    void pingToNowhereIsUndeliverable() {
        icmp.ping(Ipv4Address.parse("198.51.100.1"), 5, SECOND, pass.now, recorder);
        assertThat(pass.out(ipv4)).isEmpty();
        assertThat(recorder.events).containsExactly("NETWORK_UNREACHABLE");
    }

    @Test
    void errorThatQuotesAPingEndsIt() {
        icmp.ping(PEER, 5, SECOND, pass.now, recorder);
        byte[] sent = pass.out(ipv4);
        assertThat(error(3, 1, Arrays.copyOf(sent, 28))).isEqualTo(Verdict.ACCEPTED);
        assertThat(recorder.events).containsExactly("HOST_UNREACHABLE");
    }

    @Test
    void errorsReachTheUdpPortThatTheyQuote() {
        StubNode child = StubNode.ofPort(1234);
        udp.add(child);
        byte[] quote = packet(US, PEER, IpProtocol.UDP, FrameFuzz.hex("04d2 0035 0008 0000"));
        int[][] typesAndCodes = {{3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 4}, {3, 5}, {3, 13}, {11, 0}, {12, 0}};
        for (int[] typeAndCode : typesAndCodes) {
            assertThat(error(typeAndCode[0], typeAndCode[1], quote)).isEqualTo(Verdict.ACCEPTED);
        }
        assertThat(child.undeliverable)
                .containsExactly(
                        Undeliverable.NETWORK_UNREACHABLE,
                        Undeliverable.HOST_UNREACHABLE,
                        Undeliverable.PROTOCOL_UNREACHABLE,
                        Undeliverable.PORT_UNREACHABLE,
                        Undeliverable.FRAGMENTATION_NEEDED,
                        Undeliverable.SOURCE_ROUTE_FAILED,
                        Undeliverable.PROHIBITED,
                        Undeliverable.TIME_EXCEEDED,
                        Undeliverable.PARAMETER_PROBLEM);
    }

    @Test
    void errorWithAShortOrForeignQuoteIsUnexpected() {
        byte[] quote = packet(US, PEER, IpProtocol.UDP, FrameFuzz.hex("04d2 0035 0008 0000"));
        assertThat(error(3, 3, Arrays.copyOf(quote, 27))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(error(3, 3, packet(PEER, US, IpProtocol.UDP, new byte[8]))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(error(5, 1, quote)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(error(4, 0, quote)).isEqualTo(Verdict.UNEXPECTED);
    }

    private byte[] toClosedPort(int length) {
        byte[] datagram = new byte[8 + length];
        System.arraycopy(FrameFuzz.hex("1111 2222 0000 0000"), 0, datagram, 0, 8); // no checksum
        datagram[4] = (byte) (datagram.length >>> 8);
        datagram[5] = (byte) datagram.length;
        return datagram;
    }

    @Test
    void datagramToAClosedPortIsAnsweredByPortUnreachable() {
        byte[] packet = packet(PEER, US, IpProtocol.UDP, toClosedPort(4));
        assertThat(pass.in(ipv4, packet)).isEqualTo(Verdict.NO_PORT);
        assertThat(out(PEER)).isEqualTo(message(3, 3, 0, packet));
    }

    @Test
    void errorIsNoLongerThan576Octets() {
        pass.in(ipv4, packet(PEER, US, IpProtocol.UDP, toClosedPort(1400)));
        assertThat(out(PEER)).hasSize(556);
    }

    @Test
    void noErrorAnswersABroadcast() {
        pass.in(ipv4, packet(PEER, US | 0xff, IpProtocol.UDP, toClosedPort(4)));
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void noErrorAnswersAHostWithoutAnAddress() {
        pass.in(ipv4, packet(0, US, IpProtocol.UDP, toClosedPort(4)));
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void noErrorAnswersALinkBroadcast() {
        byte[] packet = packet(PEER, US, IpProtocol.UDP, toClosedPort(4));
        Carrier carrier = new Carrier().wrap(FrameFuzz.direct(packet), packet.length, 1);
        carrier.linkDestination(MacAddress.BROADCAST);
        carrier.offsetToIp(0);
        icmp.unreachable(carrier, Undeliverable.PORT_UNREACHABLE);
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void noErrorAnswersIcmp() {
        byte[] packet = packet(PEER, US, IpProtocol.ICMP, new byte[8]);
        Carrier carrier = new Carrier().wrap(FrameFuzz.direct(packet), packet.length, 1);
        carrier.offsetToIp(0);
        icmp.unreachable(carrier, Undeliverable.PROTOCOL_UNREACHABLE);
        assertThat(pass.out(ipv4)).isEmpty();
    }

    @Test
    void errorsAreRateLimited() {
        int errors = 0;
        for (int i = 0; i < 1000; i++) {
            pass.in(ipv4, packet(PEER, US, IpProtocol.UDP, toClosedPort(4)));
            errors += pass.out(ipv4).length > 0 ? 1 : 0;
        }
        assertThat(errors).isEqualTo(20);
        pass.now += SECOND / 100;
        pass.in(ipv4, packet(PEER, US, IpProtocol.UDP, toClosedPort(4)));
        assertThat(pass.out(ipv4)).isNotEmpty();
    }

    @Test
    void damagedMessagesGetAVerdict() {
        FrameFuzz.of(message(8, 0, 1, new byte[9])).node(icmp, this::writeParents);
        byte[] quote = packet(US, PEER, IpProtocol.UDP, FrameFuzz.hex("04d2 0035 0008 0000"));
        FrameFuzz.of(message(3, 3, 0, quote)).node(icmp, this::writeParents);
    }

    @Test
    void damagedPacketsGetAVerdict() {
        FrameFuzz.of(packet(PEER, US, 1, message(8, 0, 1, new byte[9]))).node(ipv4);
    }
}
