package org.lneto.ethernet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Verdict;

class VlanNodeTest extends StackNodeContract {
    private static final long US = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PEER = MacAddress.parse("02:00:5e:10:00:02");
    private static final String HEADER = "02005e100001 02005e100002 8100 ";

    private final EthernetNode ethernet = new EthernetNode(US, 100, 4);
    private final VlanNode vlans = new VlanNode(ethernet, 2);
    private final VlanPort port = new VlanPort(5, 2);
    private final StubNode untagged = ipv4();
    private final StubNode child = ipv4();
    private final Pass pass = new Pass();

    VlanNodeTest() {
        ethernet.add(untagged);
        ethernet.add(vlans);
        vlans.add(port);
        port.add(child);
    }

    private static StubNode ipv4() {
        return StubNode.ofProtocol(EtherType.IPV4)
                .beforeSending((carrier, offsetToIp) -> carrier.linkDestination(PEER));
    }

    @Override
    protected StackNode newNode() {
        EthernetNode node = new EthernetNode(US, 1500, 2);
        VlanNode vlan = new VlanNode(node, 1);
        VlanPort member = new VlanPort(7, 1);
        member.add(ipv4());
        vlan.add(member);
        node.add(vlan);
        members.put(node, member);
        return node;
    }

    private final java.util.Map<StackNode, VlanPort> members = new java.util.IdentityHashMap<>();

    @Override
    protected boolean makeReady(StackNode node) {
        VlanPort member = members.get(node);
        ((StubNode) member.find(EtherType.IPV4)).send(46);
        return true;
    }

    @Test
    void taggedFrameGoesToItsVlan() {
        assertThat(pass.in(ethernet, HEADER + "0005 0800 010203")).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken).containsExactly(new byte[] {1, 2, 3});
        assertThat(untagged.taken).isEmpty();
        assertThat(child.linkSource).isEqualTo(PEER);
    }

    @Test
    void priorityAndDropEligibilityAreNoPartOfTheIdentifier() {
        assertThat(pass.in(ethernet, HEADER + "f005 0800 01")).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken).hasSize(1);
    }

    @Test
    void frameOfAnotherVlanIsNotOurs() {
        assertThat(pass.in(ethernet, HEADER + "0006 0800 01")).isEqualTo(Verdict.NOT_OURS);
        assertThat(pass.in(ethernet, HEADER + "0fff 0800 01")).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void priorityTagIsPassedOver() {
        assertThat(pass.in(ethernet, HEADER + "a000 0800 01")).isEqualTo(Verdict.ACCEPTED);
        assertThat(untagged.taken).hasSize(1);
    }

    @Test
    void priorityTagsInARowAreRefused() {
        assertThat(pass.in(ethernet, HEADER + "a000 8100 a000 8100 a000 0800 01"))
                .isEqualTo(Verdict.BAD_FIELD);
    }

    @Test
    void untaggedFrameIsNotOfTheVlan() {
        assertThat(pass.in(ethernet, "02005e100001 02005e100002 0800 01")).isEqualTo(Verdict.ACCEPTED);
        assertThat(child.taken).isEmpty();
    }

    @Test
    void frameSentCarriesTheTag() {
        port.priority(3);
        child.send(new byte[] {1, 2, 3});
        byte[] expected = Arrays.copyOf(FrameFuzz.hex("02005e100002 02005e100001 8100 6005 0800 010203"), 60);
        assertThat(pass.out(ethernet)).isEqualTo(expected);
    }

    @Test
    void tagDoesNotCountAgainstTheMtu() {
        child.send(100);
        assertThat(pass.out(ethernet)).hasSize(ethernet.maximumFrame());
    }

    @Test
    void vlanTakenTwiceIsRefused() {
        assertThatThrownBy(() -> vlans.add(new VlanPort(5, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void identifiersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new VlanPort(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VlanPort(4095, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void removedPortsFramesAreNotOurs() {
        vlans.remove(port);
        assertThat(pass.in(ethernet, HEADER + "0005 0800 01")).isEqualTo(Verdict.NOT_OURS);
        vlans.add(port);
        assertThat(pass.in(ethernet, HEADER + "0005 0800 01")).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void damagedFramesGetAVerdict() {
        FrameFuzz.ofHex(HEADER + "6005 0800 010203").node(ethernet);
        FrameFuzz.ofHex(HEADER + "0000 8100 0005 0800 010203").node(ethernet);
    }

    @Test
    void damagedTagsAreReadOrRefused() {
        FrameFuzz.ofHex("6005 0800").frame(new VlanTag());
    }

    @Test
    void checkSequenceIsThatOfTheCatalogue() {
        // "check" of CRC-32/ISO-HDLC in Greg Cook's catalogue of CRC algorithms
        byte[] octets = "123456789".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocateDirect(13).put(0, octets);
        assertThat(FrameCheckSequence.of(buffer, 0, 9)).isEqualTo(0xcbf43926);
        FrameCheckSequence.append(buffer, 0, 9);
        assertThat(FrameCheckSequence.verifies(buffer, 0, 13)).isTrue();
        buffer.put(4, (byte) 0);
        assertThat(FrameCheckSequence.verifies(buffer, 0, 13)).isFalse();
        assertThat(FrameCheckSequence.verifies(buffer, 0, 3)).isFalse();
    }
}
