package org.lneto.linklocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.arp.ArpFrame;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ArpSettings;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;

class LinkLocalClientTest {
    private static final long US = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PEER = MacAddress.parse("02:00:5e:10:00:02");
    private static final long SECOND = 1_000_000_000L;
    private static final long SEED = 7;

    private final ArpNode arp = new ArpNode(US, ArpSettings.DEFAULTS, new SplittableRandom(SEED));
    private final Pass pass = new Pass();
    private final List<Integer> acquired = new ArrayList<>();
    private final LinkLocalClient client =
            new LinkLocalClient(arp, US, ConflictSettings.RFC_5227, (address, nowNanos) -> acquired.add(address));
    private int probed;

    LinkLocalClientTest() {
        arp.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    /** Lets time pass, and remembers what was probed for last. */
    private void run(long nanos) {
        long end = pass.now + nanos;
        ArpFrame frame = new ArpFrame();
        for (; ; ) {
            for (byte[] packet = pass.out(arp); packet.length > 0; packet = pass.out(arp)) {
                frame.wrap(ByteBuffer.wrap(packet), 0, packet.length);
                assertThat(frame.senderProtocolAddress()).isZero();
                probed = frame.targetProtocolAddress();
            }
            if (arp.nextDeadline() > end) {
                pass.now = end;
                return;
            }
            pass.advance(arp, Math.max(0, arp.nextDeadline() - pass.now));
        }
    }

    private void replyFrom(int address) {
        ByteBuffer packet = ByteBuffer.allocate(ArpFrame.LENGTH);
        new ArpFrame()
                .wrap(packet, 0, ArpFrame.LENGTH)
                .operation(ArpFrame.REPLY)
                .ipv4OverEthernet()
                .senderHardwareAddress(PEER)
                .senderProtocolAddress(address);
        pass.in(arp, packet.array());
    }

    @Test
    void candidatesAreInTheRangeAndSpreadOverIt() {
        int first = Ipv4Address.parse("169.254.1.0");
        int last = Ipv4Address.parse("169.254.254.255");
        Set<Integer> networks = new HashSet<>();
        Set<Integer> firsts = new HashSet<>();
        for (int station = 0; station < 10_000; station++) {
            int candidate = new LinkLocalCandidates(US + station).next();
            assertThat(candidate).isBetween(first, last);
            networks.add(candidate >>> 8);
            firsts.add(candidate);
        }
        assertThat(networks).hasSize(254);
        assertThat(firsts).hasSizeGreaterThan(9_000); // of 65,024, 10,000 draws give some 9,270 different ones
    }

    @Test
    void candidatesAreTheSameEachTimeForOneStation() {
        LinkLocalCandidates once = new LinkLocalCandidates(US);
        LinkLocalCandidates again = new LinkLocalCandidates(US);
        for (int i = 0; i < 10; i++) {
            assertThat(again.next()).isEqualTo(once.next());
        }
    }

    @Test
    void addressThatNobodyHasIsAcquiredAfterProbing() {
        client.start(pass.now);
        assertThat(client.address()).isZero();
        run(7 * SECOND);
        assertThat(acquired).containsExactly(probed);
        assertThat(client.address()).isEqualTo(probed);
        assertThat(Ipv4Address.isLinkLocal(probed)).isTrue();
        client.start(pass.now);
        run(7 * SECOND);
        assertThat(acquired).hasSize(1);
    }

    @Test
    void anotherIsTriedWhenTheFirstIsTaken() {
        client.start(pass.now);
        run(SECOND);
        int taken = probed;
        replyFrom(taken);
        run(7 * SECOND);
        assertThat(acquired).hasSize(1).doesNotContain(taken);
    }

    @Test
    void anotherIsLookedForWhenTheAddressIsLost() {
        client.start(pass.now);
        run(7 * SECOND);
        client.conflict(pass.now);
        assertThat(client.address()).isZero();
        run(7 * SECOND);
        assertThat(acquired).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void stoppedClientIsSilentAndComesBackToItsAddress() {
        client.start(pass.now);
        run(SECOND);
        int first = probed;
        client.stop();
        run(20 * SECOND);
        assertThat(acquired).isEmpty();
        client.start(pass.now);
        run(7 * SECOND);
        assertThat(acquired).containsExactly(first);
    }
}
