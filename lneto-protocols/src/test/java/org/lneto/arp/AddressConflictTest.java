package org.lneto.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/** Probing, announcing and defending (RFC 5227). */
class AddressConflictTest {
    private static final long US = MacAddress.parse("02:00:5e:10:00:01");
    private static final long PEER = MacAddress.parse("02:00:5e:10:00:02");
    private static final int OURS = Ipv4Address.parse("192.0.2.1");
    private static final int OTHER = Ipv4Address.parse("192.0.2.9");
    private static final long SECOND = 1_000_000_000L;
    private static final long SEED = 20261123;
    private static final String PROBE = "0001 0800 06 04 0001 02005e100001 00000000 000000000000 c0000201";
    private static final String ANNOUNCEMENT = "0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c0000201";

    private final ArpNode arp = new ArpNode(US, ArpSettings.DEFAULTS, new SplittableRandom(SEED));
    private final Pass pass = new Pass();
    private final List<String> events = new ArrayList<>();
    private final List<Long> sendings = new ArrayList<>();

    private final AddressProbeListener listener = new AddressProbeListener() {
        @Override
        public void onUnique(int address, long nowNanos) {
            events.add("unique " + Ipv4Address.format(address));
        }

        @Override
        public void onConflict(int address, long hardwareAddress, long nowNanos) {
            events.add("conflict " + Ipv4Address.format(address) + " " + MacAddress.format(hardwareAddress));
        }
    };

    private final AddressDefenceListener defence = new AddressDefenceListener() {
        @Override
        public void onDefended(int address, long hardwareAddress, long nowNanos) {
            events.add("defended");
        }

        @Override
        public void onLost(int address, long hardwareAddress, long nowNanos) {
            events.add("lost");
        }
    };

    AddressConflictTest() {
        arp.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    private Verdict from(int sender, long senderHardware, int operation, int target) {
        byte[] packet = new byte[ArpFrame.LENGTH];
        ArpFrame.write(ByteBuffer.wrap(packet), 0, operation, senderHardware, sender, 0, target);
        return pass.in(arp, packet);
    }

    /** Lets time pass from deadline to deadline; each packet sent must be the given one. */
    private void run(long nanos, String expected) {
        long end = pass.now + nanos;
        for (; ; ) {
            for (byte[] packet = pass.out(arp); packet.length > 0; packet = pass.out(arp)) {
                assertThat(packet).as("seed %d", SEED).isEqualTo(FrameFuzz.hex(expected));
                assertThat(pass.carrier().linkDestination()).isEqualTo(MacAddress.BROADCAST);
                sendings.add(pass.now);
            }
            if (arp.nextDeadline() > end) {
                pass.now = end;
                return;
            }
            pass.advance(arp, Math.max(0, arp.nextDeadline() - pass.now));
        }
    }

    @Test
    void threeProbesAtRandomIntervalsComeBeforeAnAddressIsUnique() {
        long start = pass.now;
        assertThat(arp.probe(OURS, start, listener)).isTrue();
        run(4 * SECOND - 1, PROBE); // PROBE_MIN twice and ANNOUNCE_WAIT
        assertThat(events).isEmpty();
        run(3 * SECOND + 1, PROBE); // PROBE_WAIT, PROBE_MAX twice and ANNOUNCE_WAIT
        assertThat(events).containsExactly("unique 192.0.2.1");
        assertThat(sendings).hasSize(3);
        assertThat(sendings.get(0) - start).isBetween(0L, SECOND);
        assertThat(sendings.get(1) - sendings.get(0)).isBetween(SECOND, 2 * SECOND);
        assertThat(sendings.get(2) - sendings.get(1)).isBetween(SECOND, 2 * SECOND);
        assertThat(arp.nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void fastProbingTakesTwoTenthsOfASecond() {
        arp.probe(OURS, ConflictSettings.FAST, pass.now, listener);
        run(SECOND / 5 - 1, PROBE);
        assertThat(events).isEmpty();
        assertThat(sendings).hasSize(2);
        run(1, PROBE);
        assertThat(events).containsExactly("unique 192.0.2.1");
    }

    @Test
    void withoutProbesAnAddressIsUniqueAtOnce() {
        arp.probe(OURS, ConflictSettings.NO_PROBES, pass.now, listener);
        assertThat(events).containsExactly("unique 192.0.2.1");
        assertThat(pass.out(arp)).isEmpty();
    }

    @Test
    void replyOfAnotherHostIsAConflict() {
        arp.probe(OURS, pass.now, listener);
        run(SECOND, PROBE);
        from(OURS, PEER, ArpFrame.REPLY, 0);
        assertThat(events).containsExactly("conflict 192.0.2.1 02:00:5e:10:00:02");
        run(10 * SECOND, PROBE);
        assertThat(events).hasSize(1);
        assertThat(sendings).hasSizeLessThan(2);
    }

    @Test
    void requestFromTheAddressIsAConflictEvenBeforeTheFirstProbe() {
        arp.probe(OURS, pass.now, listener);
        from(OURS, PEER, ArpFrame.REQUEST, OTHER);
        assertThat(events).containsExactly("conflict 192.0.2.1 02:00:5e:10:00:02");
    }

    @Test
    void probeOfAnotherHostIsAConflictAndOurOwnIsNot() {
        arp.probe(OURS, pass.now, listener);
        from(0, US, ArpFrame.REQUEST, OURS);
        from(0, PEER, ArpFrame.REQUEST, OTHER);
        from(OTHER, PEER, ArpFrame.REQUEST, OURS); // asks for it: it does not have it
        assertThat(events).isEmpty();
        from(0, PEER, ArpFrame.REQUEST, OURS);
        assertThat(events).containsExactly("conflict 192.0.2.1 02:00:5e:10:00:02");
    }

    @Test
    void cancelledProbeSaysNothing() {
        arp.probe(OURS, pass.now, listener);
        arp.cancelProbe(OURS, listener);
        run(10 * SECOND, PROBE);
        assertThat(events).isEmpty();
        assertThat(sendings).isEmpty();
    }

    @Test
    void addressesAreProbedForUpToSixteenAtATime() {
        for (int i = 0; i < 16; i++) {
            assertThat(arp.probe(OURS + i, pass.now, listener)).isTrue();
        }
        assertThat(arp.probe(OURS + 16, pass.now, listener)).isFalse();
    }

    @Test
    void afterTenConflictsProbingBeginsOnceAMinute() {
        for (int i = 0; i < 11; i++) {
            arp.probe(OURS, pass.now, listener);
            from(OURS, PEER, ArpFrame.REPLY, 0);
        }
        arp.probe(OURS, pass.now, listener);
        run(60 * SECOND - 1, PROBE);
        assertThat(sendings).isEmpty();
        run(9 * SECOND, PROBE);
        assertThat(sendings).hasSize(3);
        assertThat(events.get(11)).isEqualTo("unique 192.0.2.1");
        arp.probe(OURS, pass.now, listener);
        run(SECOND, PROBE);
        assertThat(sendings).hasSize(4);
    }

    @Test
    void ownAddressAndNoHostsAreNotProbedFor() {
        arp.address(OURS);
        assertThatThrownBy(() -> arp.probe(OURS, 0, listener)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arp.probe(-1, 0, listener)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void announcementIsSentTwiceTwoSecondsApart() {
        arp.address(OURS);
        arp.announce();
        long start = pass.now;
        run(10 * SECOND, ANNOUNCEMENT);
        assertThat(sendings).containsExactly(start, start + 2 * SECOND);
    }

    @Test
    void announcementsOfAnAddressGivenUpAreNotSent() {
        assertThatThrownBy(arp::announce).isInstanceOf(IllegalStateException.class);
        arp.address(OURS);
        arp.announce();
        arp.address(Ipv4Address.UNSPECIFIED);
        run(10 * SECOND, ANNOUNCEMENT);
        assertThat(sendings).isEmpty();
    }

    @Test
    void addressIsDefendedOnceAndLostToASecondConflictInTenSeconds() {
        arp.address(OURS);
        arp.defend(ConflictPolicy.DEFEND_ONCE, defence);
        assertThat(from(OURS, PEER, ArpFrame.REQUEST, OTHER)).isEqualTo(Verdict.BAD_SOURCE);
        run(10 * SECOND - 1, ANNOUNCEMENT);
        assertThat(sendings).hasSize(1);
        assertThat(events).containsExactly("defended");
        from(OURS, PEER, ArpFrame.REPLY, OTHER);
        run(SECOND, ANNOUNCEMENT);
        assertThat(sendings).hasSize(1);
        assertThat(events).containsExactly("defended", "lost");
        assertThat(arp.conflicts()).isEqualTo(2);
    }

    @Test
    void conflictAfterTenSecondsIsAFirstOne() {
        arp.address(OURS);
        arp.defend(ConflictPolicy.DEFEND_ONCE, defence);
        from(OURS, PEER, ArpFrame.REQUEST, OTHER);
        run(10 * SECOND, ANNOUNCEMENT);
        from(OURS, PEER, ArpFrame.REQUEST, OTHER);
        run(SECOND, ANNOUNCEMENT);
        assertThat(events).containsExactly("defended", "defended");
        assertThat(sendings).hasSize(2);
    }

    @Test
    void ceasingHostSendsNothing() {
        arp.address(OURS);
        arp.defend(ConflictPolicy.CEASE, defence);
        from(OURS, PEER, ArpFrame.REQUEST, OTHER);
        run(SECOND, ANNOUNCEMENT);
        assertThat(sendings).isEmpty();
        assertThat(events).containsExactly("lost");
    }

    @Test
    void hostThatDefendsAlwaysDoesSoOnceInTenSeconds() {
        arp.address(OURS);
        arp.defend(ConflictPolicy.DEFEND_ALWAYS, defence);
        for (int i = 0; i < 5; i++) {
            from(OURS, PEER, ArpFrame.REQUEST, OTHER);
            run(SECOND, ANNOUNCEMENT);
        }
        assertThat(sendings).hasSize(1);
        run(10 * SECOND, ANNOUNCEMENT);
        from(OURS, PEER, ArpFrame.REQUEST, OTHER);
        run(SECOND, ANNOUNCEMENT);
        assertThat(sendings).hasSize(2);
        assertThat(events).hasSize(6).doesNotContain("lost");
    }

    @Test
    void probeForOurAddressIsAnsweredAndNoConflict() {
        arp.address(OURS);
        arp.defend(ConflictPolicy.CEASE, defence);
        from(0, PEER, ArpFrame.REQUEST, OURS);
        assertThat(pass.out(arp)).hasSize(ArpFrame.LENGTH);
        assertThat(events).isEmpty();
    }

    @Test
    void timesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ConflictSettings.RFC_5227.probes(17)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConflictSettings.RFC_5227.announcements(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedPacketsGetAVerdictWhileAddressesAreProbedForAndDefended() {
        arp.address(OTHER);
        arp.defend(ConflictPolicy.DEFEND_ALWAYS, defence);
        FrameFuzz.ofHex(PROBE.replace("02005e100001", "02005e100002")).node(arp, (carrier, offsetToFrame) -> {
            if (carrier.nowNanos() != pass.now) { // once for each damaged packet
                pass.now = carrier.nowNanos();
                arp.probe(OURS, ConflictSettings.FAST, pass.now, listener);
            }
        });
        assertThat(events).isNotEmpty();
    }
}
