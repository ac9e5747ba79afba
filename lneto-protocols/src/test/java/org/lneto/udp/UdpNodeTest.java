package org.lneto.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

class UdpNodeTest extends StackNodeContract {
    private final UdpNode udp = new UdpNode(100, new SplittableRandom(1));
    private final StubNode child = child(53);
    private final List<Undeliverable> reported = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final Carrier carrier = new Carrier();
    private StubNode contractChild = child(9);

    UdpNodeTest() {
        udp.add(child);
        udp.attached(new RecordingParent(), RecordingParent.SLOT);
        udp.reporter((carrier, reason) -> reported.add(reason));
    }

    private static StubNode child(int port) {
        StubNode node = StubNode.ofPort(port);
        return node.beforeSending((carrier, ip) -> {
            IpHeader.destination(carrier.buffer(), ip, 0, IpAddress.mapped(Datagrams.PEER));
            UdpFrame.destinationPort(carrier.buffer(), node.offsetToFrame - 8, 1234);
        });
    }

    @Override
    protected StackNode newNode() {
        UdpNode node = new UdpNode(10, new SplittableRandom(1));
        contractChild = child(9);
        node.add(contractChild);
        return node;
    }

    @Override
    protected boolean makeReady(StackNode node) {
        contractChild.send(20);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return Datagrams.taken(carrier, offsetToFrame);
    }

    private Verdict in(byte[] datagram) {
        buffer.put(100, datagram);
        carrier.wrap(buffer, 100 + datagram.length, 5);
        Datagrams.taken(carrier, 100);
        return udp.demux(carrier, 100);
    }

    private byte[] out() {
        carrier.wrap(buffer, 1600, 5);
        int ip = Datagrams.built(carrier, 100);
        return FrameFuzz.octets(buffer, 100, udp.encapsulate(carrier, ip, 100));
    }

    private static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void datagramGoesToTheChildOfItsPort() {
        assertThat(in(Datagrams.datagram(1234, 53, new byte[] {1, 2, 3}))).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken).containsExactly(new byte[] {1, 2, 3});
        assertThat(child.offsetToFrame).isEqualTo(108);
    }

    @Test
    void dataEndsWithTheDatagram() {
        byte[] padded = Arrays.copyOf(Datagrams.datagram(1234, 53, new byte[] {1, 2, 3}), 30);
        assertThat(in(padded)).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken.get(0)).hasSize(3);
        assertThat(carrier.end()).isEqualTo(130);
    }

    @Test
    void emptyDatagramIsDelivered() {
        assertThat(in(Datagrams.datagram(1234, 53, new byte[0]))).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken.get(0)).isEmpty();
    }

    @Test
    void datagramWithoutAChecksumIsAccepted() {
        byte[] datagram = Datagrams.datagram(1234, 53, new byte[] {1, 2, 3});
        assertThat(in(with(with(datagram, 6, 0), 7, 0))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void overIpv6TheChecksumIsNotOptional() {
        buffer.put(60, FrameFuzz.hex("60000000 0008 1140")).put(100, FrameFuzz.hex("0001 0035 0008 0000"));
        carrier.wrap(buffer, 108, 5).offsetToIp(60);
        assertThat(udp.demux(carrier, 100)).isEqualTo(Verdict.BAD_CHECKSUM);
    }

    @Test
    void malformedDatagramsAreDropped() {
        byte[] valid = Datagrams.datagram(1234, 53, new byte[] {1, 2, 3});
        assertThat(in(Arrays.copyOf(valid, 7))).isEqualTo(Verdict.TRUNCATED);
        assertThat(in(Arrays.copyOf(valid, 10))).isEqualTo(Verdict.TRUNCATED);
        assertThat(in(with(valid, 5, 7))).isEqualTo(Verdict.BAD_LENGTH);
        assertThat(in(with(valid, 9, 7))).isEqualTo(Verdict.BAD_CHECKSUM);
        assertThat(child.taken).isEmpty();
        assertThat(udp.drops().total()).isEqualTo(4);
    }

    @Test
    void portWithoutAChildIsReported() {
        assertThat(in(Datagrams.datagram(1234, 54, new byte[1]))).isEqualTo(Verdict.NO_PORT);
        assertThat(reported).containsExactly(Undeliverable.PORT_UNREACHABLE);
    }

    @Test
    void portZeroHasNoChild() {
        assertThat(in(Datagrams.datagram(1234, 0, new byte[1]))).isEqualTo(Verdict.NO_PORT);
    }

    @Test
    void headerIsCompletedAroundTheChildsData() {
        child.send(FrameFuzz.hex("abcd"));
        byte[] datagram = out();
        UdpFrame frame = new UdpFrame().wrap(buffer, 100, datagram.length);
        assertThat(frame.sourcePort()).isEqualTo(53);
        assertThat(frame.destinationPort()).isEqualTo(1234);
        assertThat(frame.length()).isEqualTo(10);
        Validator validator = Validator.first();
        frame.validateChecksum(validator, IpHeader.pseudoHeaderSum(buffer, 80, 17, 10));
        assertThat(validator.ok()).isTrue();
        assertThat(frame.checksum()).isNotZero();
    }

    @Test
    void errorGoesToTheChildOfTheSourcePort() {
        carrier.wrap(buffer, 108, 5);
        buffer.put(100, FrameFuzz.hex("0035 04d2 0009 0000"));
        udp.undeliverable(carrier, 100, Undeliverable.PORT_UNREACHABLE);
        assertThat(child.undeliverable).containsExactly(Undeliverable.PORT_UNREACHABLE);
        assertThat(child.offsetToFrame).isEqualTo(108);
    }

    @Test
    void portInUseIsRefusedByName() {
        assertThatThrownBy(() -> udp.add(StubNode.ofPort(53)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("53");
    }

    @Test
    void numbersThatAreNoPortsAreRefused() {
        assertThatThrownBy(() -> udp.add(StubNode.ofPort(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> udp.add(StubNode.ofPort(65536))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void portBeyondTheMaximumIsRefused() {
        UdpNode one = new UdpNode(1, new SplittableRandom(1));
        one.add(StubNode.ofPort(1));
        assertThatThrownBy(() -> one.add(StubNode.ofPort(2))).isInstanceOf(IllegalStateException.class);
        assertThat(one.isBound(2)).isFalse();
    }

    @Test
    void removedChildLeavesItsPortFree() {
        udp.remove(child);
        assertThat(udp.isBound(53)).isFalse();
        assertThat(child.isAttached()).isFalse();
        udp.add(StubNode.ofPort(53));
    }

    @Test
    void childWhoseExchangeEndedLeavesItsPortFree() {
        child.end();
        assertThat(in(Datagrams.datagram(1234, 53, new byte[1]))).isEqualTo(Verdict.NO_PORT);
        StubNode next = StubNode.ofPort(77); // takes the slot, not the port
        udp.add(next);
        assertThat(udp.isBound(53)).isFalse();
        assertThat(udp.isBound(77)).isTrue();
    }

    @Test
    void ephemeralPortsAreFreeOnesOfTheDynamicRange() {
        UdpNode node = new UdpNode(65535, new SplittableRandom(1));
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 16384; i++) {
            int port = node.ephemeralPort();
            assertThat(port).isBetween(49152, 65535);
            node.add(StubNode.ofPort(port));
            ports.add(port);
        }
        assertThat(ports).hasSize(16384);
        assertThat(node.ephemeralPort()).isZero();
    }

    @Test
    void nodeThatWasLetGoOfTakesNoChildrenUntilItHasAParentAgain() {
        udp.detached();
        assertThat(udp.ephemeralPort()).isZero();
        assertThatThrownBy(() -> udp.add(StubNode.ofPort(53)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        udp.attached(new RecordingParent(), RecordingParent.SLOT);
        udp.add(StubNode.ofPort(53));
        assertThat(udp.ephemeralPort()).isNotZero();
    }

    @Test
    void fortyThousandPortsAreToldApart() {
        UdpNode node = new UdpNode(40_000, new SplittableRandom(1));
        StubNode[] children = new StubNode[40_001];
        for (int port = 1; port <= 40_000; port++) {
            children[port] = StubNode.ofPort(port);
            node.add(children[port]);
        }
        for (int port = 1; port <= 40_000; port += 7) {
            byte[] datagram = Datagrams.datagram(1, port, new byte[1]);
            buffer.put(100, datagram);
            carrier.wrap(buffer, 100 + datagram.length, 5);
            Datagrams.taken(carrier, 100);
            node.demux(carrier, 100);
            assertThat(children[port].taken).hasSize(1);
        }
    }

    @Test
    void damagedDatagramsGetAVerdict() {
        FrameFuzz.of(Datagrams.datagram(1234, 53, new byte[] {1, 2, 3}))
                .node(udp, (carrier, at) -> Datagrams.taken(carrier, at));
    }
}
