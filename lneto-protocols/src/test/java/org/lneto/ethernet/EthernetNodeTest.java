package org.lneto.ethernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Verdict;

class EthernetNodeTest extends StackNodeContract {
    private static final long US = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PEER = MacAddress.parse("02:00:5e:10:00:02");

    private final EthernetNode ethernet = new EthernetNode(US, 100, 2);
    private final StubNode child =
            StubNode.ofProtocol(EtherType.IPV4).beforeSending((carrier, offsetToIp) -> carrier.linkDestination(PEER));
    private final Pass pass = new Pass();

    EthernetNodeTest() {
        ethernet.add(child);
    }

    @Override
    protected StackNode newNode() {
        EthernetNode node = new EthernetNode(US, 1500, 2);
        node.add(StubNode.ofProtocol(EtherType.IPV4));
        return node;
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((StubNode) ((EthernetNode) node).find(EtherType.IPV4)).send(46);
        return true;
    }

    @Test
    void frameToUsGoesToTheChildOfItsEtherType() {
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 0800 010203")).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken).containsExactly(new byte[] {1, 2, 3});
        assertThat(child.linkSource).isEqualTo(PEER);
        assertThat(child.linkDestination).isEqualTo(US);
    }

    @Test
    void broadcastAndMulticastAreTakenIn() {
        assertThat(pass.in(ethernet, "ffffffffffff 02005e100002 0800 01")).isEqualTo(Verdict.ACCEPTED);
        assertThat(pass.in(ethernet, "01005e000001 02005e100002 0800 01")).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void frameToAnotherStationIsNotOurs() {
        assertThat(pass.in(ethernet, "02005e100003 02005e100002 0800 01")).isEqualTo(Verdict.NOT_OURS);
        assertThat(child.taken).isEmpty();
    }

    @Test
    void unknownEtherTypeIsNotOurs() {
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 88cc 01")).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void lengthOfIeee8023IsNotOurs() {
        EthernetNode node = new EthernetNode(US, 1500, 1);
        node.add(StubNode.ofProtocol(46));
        assertThat(pass.in(node, "02005e100001 02005e100002 002e 01")).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void thirteenOctetsAreTruncated() {
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 08")).isEqualTo(Verdict.TRUNCATED);
        assertThat(ethernet.drops().get(Verdict.TRUNCATED)).isOne();
    }

    @Test
    void whatIsNotOursIsNoDrop() {
        pass.in(ethernet, "02005e100003 02005e100002 0800 01");
        assertThat(ethernet.drops().total()).isZero();
    }

    @Test
    void childsVerdictIsTheResult() {
        child.verdict = Verdict.BAD_CHECKSUM;
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 0800 01")).isEqualTo(Verdict.BAD_CHECKSUM);
    }

    @Test
    void shortFrameIsPaddedWithZerosTo60Octets() {
        child.send(FrameFuzz.hex("abcd"));
        byte[] expected = Arrays.copyOf(FrameFuzz.hex("02005e100002 02005e100001 0800 abcd"), 60);
        assertThat(pass.out(ethernet)).isEqualTo(expected);
    }

    @Test
    void longFrameIsNotPadded() {
        child.send(100);
        assertThat(pass.out(ethernet)).hasSize(114);
    }

    @Test
    void childMayWriteNoMoreThanTheMtu() {
        child.send(101);
        assertThat(pass.out(ethernet)).isEmpty();
    }

    @Test
    void nothingIsAskedForWithoutRoomForTheShortestFrame() {
        child.send(1);
        pass.room = 59;
        assertThat(pass.out(ethernet)).isEmpty();
        pass.room = 60;
        assertThat(pass.out(ethernet)).hasSize(60);
    }

    @Test
    void etherTypeHasOneChild() {
        assertThatThrownBy(() -> ethernet.add(StubNode.ofProtocol(EtherType.IPV4)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2048");
    }

    @Test
    void childBeyondTheMaximumIsRefused() {
        ethernet.add(StubNode.ofProtocol(EtherType.ARP));
        assertThatThrownBy(() -> ethernet.add(StubNode.ofProtocol(EtherType.IPV6)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void removedChildLeavesItsEtherTypeFree() {
        ethernet.remove(child);
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 0800 01")).isEqualTo(Verdict.NOT_OURS);
        ethernet.add(StubNode.ofProtocol(EtherType.IPV4));
    }

    @Test
    void groupAddressIsNoStations() {
        assertThatThrownBy(() -> new EthernetNode(MacAddress.BROADCAST, 1500, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ff:ff:ff:ff:ff:ff");
    }

    @Test
    void damagedFramesGetAVerdict() {
        FrameFuzz.ofHex("02005e100001 02005e100002 0800 0102030405").node(ethernet);
    }
}
