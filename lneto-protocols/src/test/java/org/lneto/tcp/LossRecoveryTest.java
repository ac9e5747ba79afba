package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.Carrier;

/** The phases of loss recovery, alone: segments of 1000 octets, numbered from 0, with a round trip of 40 ms. */
class LossRecoveryTest {
    private static final int MSS = 1000;
    private static final int ISS = -5000;
    private static final long RTT = 40_000_000L;

    private final RttEstimator rtt = new RttEstimator(200_000_000L, 60_000_000_000L);
    private final RenoCongestionControl congestion = new RenoCongestionControl();
    private final LossRecovery losses = new LossRecovery(new SentSegments(new SegmentTable.Pool()), congestion, rtt);
    private final TransmissionControlBlock tcb = new TransmissionControlBlock();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    private final Segment segment = new Segment();
    private final TcpOptions options = new TcpOptions();
    private final AckSample sample = new AckSample();
    private long now = 1_000_000_000L;

    private void begin(boolean selective) {
        tcb.reset();
        tcb.initialSendSequence(ISS);
        tcb.sent(ISS + 1);
        tcb.acknowledge(ISS + 1);
        tcb.maximumSegmentSize = MSS;
        rtt.sample(RTT);
        losses.begin(tcb, selective, false);
        losses.rack.sample(RTT);
    }

    private int sequence(int segment) {
        return ISS + 1 + segment * MSS;
    }

    private void send(int segments) {
        for (int i = 0; i < segments; i++) {
            sendOctets(MSS);
        }
    }

    private void sendOctets(int octets) {
        int end = tcb.sendNext + octets;
        losses.sent(end, now, SequenceNumber.before(tcb.sendNext, tcb.sendMaximum));
        tcb.sent(end);
    }

    /** An acknowledgment up to before a segment, with blocks of segments, first and one after the last of each. */
    private void acknowledge(int upTo, int... blocks) {
        acknowledgeNumber(sequence(upTo), blocks);
    }

    private void acknowledgeNumber(int acknowledgment, int... blocks) {
        int[] edges = new int[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            edges[i] = sequence(blocks[i]);
        }
        int octets = blocks.length == 0 ? 0 : TcpOptions.writeSack(buffer, 0, edges, blocks.length / 2);
        assertThat(options.parse(buffer, 0, octets, false)).isTrue();
        segment.carrier = new Carrier().wrap(buffer, 0, now);
        segment.acknowledgment = acknowledgment;
        boolean duplicate = acknowledgment == tcb.sendUnacknowledged;
        losses.onAcknowledged(tcb, segment, options, sample, duplicate, false, 0);
        if (!duplicate) {
            tcb.acknowledge(acknowledgment);
        }
    }

    private void sendAgain() {
        while (losses.maySendAgain()) {
            losses.sentAgain(now, 0);
        }
    }

    // ---- finding losses

    @Test
    void threeSackedSegmentsFindTheOneBeforeThemLost() {
        begin(true);
        send(10);
        now += RTT;
        acknowledge(0, 1, 3);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        acknowledge(0, 1, 4);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.RECOVERY);
        assertThat(losses.segments.segmentsLost()).isEqualTo(1);
        assertThat(losses.maySendAgain()).isTrue();
    }

    @Test
    void threeDuplicatesFindALossOfAPeerWithoutSack() {
        begin(false);
        send(10);
        now += RTT;
        acknowledge(0);
        acknowledge(0);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        acknowledge(0);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.RECOVERY);
    }

    @Test
    void duplicatesFindALossAlsoWhenTheLastIsMoreThanTwoGibibytesAgo() {
        begin(false);
        for (int i = 0; i < 5; i++) {
            sendOctets(1 << 29);
            now += RTT;
            acknowledgeNumber(tcb.sendNext);
        }
        send(10);
        now += RTT;
        int una = tcb.sendUnacknowledged;
        acknowledgeNumber(una);
        acknowledgeNumber(una);
        acknowledgeNumber(una);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.RECOVERY);
    }

    @Test
    void recoveryEndsWhenAllIsAcknowledgedThatWasSentBefore() {
        begin(true);
        send(10);
        now += RTT;
        acknowledge(0, 1, 4);
        sendAgain();
        send(1);
        now += RTT;
        acknowledge(9, 10, 11);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.RECOVERY);
        acknowledge(10);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(losses.window()).isEqualTo(5 * MSS);
    }

    // ---- timeout

    @Test
    void secondAcknowledgmentAfterATimeoutShowsThatItWasTooEarly() {
        begin(false);
        send(6);
        losses.onTimeout(tcb, now += RTT);
        sendAgain();
        acknowledge(1);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.TIMED_OUT);
        acknowledge(2);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(losses.window()).isGreaterThanOrEqualTo(10 * MSS);
    }

    @Test
    void firstAcknowledgmentAfterATimeoutMayBeOfWhatHadArrivedBefore() {
        begin(false);
        send(3); // the first and the last are lost
        now += RTT;
        acknowledge(0); // for the second
        losses.onTimeout(tcb, now += 5 * RTT);
        sendAgain();
        now += RTT;
        acknowledge(2);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.TIMED_OUT);
    }

    @Test
    void withSackWhatArrivesForTheFirstTimeAfterATimeoutShowsItAtOnce() {
        begin(true);
        send(6);
        losses.onTimeout(tcb, now += 5 * RTT);
        sendAgain();
        acknowledge(2);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(losses.segments.hasLost()).isFalse();
    }

    // ---- undoing

    private void repairedFirst() {
        begin(true);
        send(10);
        now += RTT;
        acknowledge(0, 1, 4);
        sendAgain();
        now += RTT;
        acknowledge(10);
        assertThat(losses.window()).isEqualTo(5 * MSS);
    }

    @Test
    void duplicateOfAllThatWasSentAgainRestoresTheWindow() {
        repairedFirst();
        acknowledge(10, 0, 1);
        assertThat(losses.window()).isEqualTo(10 * MSS);
    }

    @Test
    void duplicateThatTheNetworkMadeLongAfterDoesNot() {
        repairedFirst();
        send(2);
        now += RTT;
        acknowledge(12);
        int window = losses.window();
        acknowledge(12, 10, 11);
        assertThat(losses.window()).isEqualTo(window);
    }

    // ---- ECN

    @Test
    void echoReducesByWhatWasOutstandingBeforeTheAcknowledgment() {
        begin(true);
        send(10);
        now += RTT;
        acknowledge(10);
        assertThat(losses.onCongestionEcho(tcb, 10 * MSS, now)).isTrue();
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(losses.window()).isEqualTo(5 * MSS);
    }

    @Test
    void echoOfTheSameWindowIsHeededOnce() {
        begin(true);
        send(10);
        now += RTT;
        acknowledge(1);
        assertThat(losses.onCongestionEcho(tcb, 10 * MSS, now)).isTrue();
        send(1); // with CWR
        acknowledge(10);
        assertThat(losses.onCongestionEcho(tcb, 10 * MSS, now))
                .as("CWR has not arrived")
                .isFalse();
        send(5);
        now += RTT;
        acknowledge(11);
        assertThat(losses.onCongestionEcho(tcb, 6 * MSS, now)).isTrue();
    }

    @Test
    void echoWhileNothingIsOutstandingIsOld() {
        begin(true);
        send(1);
        now += RTT;
        acknowledge(1);
        assertThat(losses.onCongestionEcho(tcb, 0, now)).isFalse();
    }

    @Test
    void floodOfEchoesLeavesTwoSegments() {
        begin(true);
        for (int i = 0; i < 100; i++) {
            send(1);
            now += RTT;
            acknowledge(i + 1);
            losses.onCongestionEcho(tcb, MSS, now);
            assertThat(losses.window()).isGreaterThanOrEqualTo(MSS);
        }
        assertThat(losses.congestion().slowStartThreshold()).isGreaterThanOrEqualTo(2 * MSS);
    }

    // ---- going back

    @ParameterizedTest
    @EnumSource(TcpInfo.Recovery.class)
    void rewindInAnyPhaseLeavesNothingInFlightAndAWindow(TcpInfo.Recovery phase) {
        begin(true);
        send(10);
        now += RTT;
        switch (phase) {
            case OPEN -> {}
            case RECOVERY -> acknowledge(0, 1, 4);
            case CONGESTED -> {
                acknowledge(1);
                losses.onCongestionEcho(tcb, 10 * MSS, now);
            }
            case TIMED_OUT -> losses.onTimeout(tcb, now);
        }
        assertThat(losses.phase()).isEqualTo(phase);
        losses.rewind(tcb);
        assertThat(losses.phase()).isEqualTo(TcpInfo.Recovery.OPEN);
        assertThat(losses.inFlight()).isZero();
        assertThat(losses.segments.isEmpty()).isTrue();
        assertThat(losses.window()).isGreaterThanOrEqualTo(MSS);
        assertThat(losses.wantsProbe()).isFalse();
        assertThat(tcb.sendNext).isEqualTo(tcb.sendUnacknowledged);
        send(2);
        now += RTT;
        acknowledge(10); // of the first sending
        assertThat(losses.inFlight()).isZero();
        assertThat(tcb.sendNext).isEqualTo(sequence(10));
    }

    @Test
    void blocksAboveWhatGoesAgainAreIgnored() {
        begin(true);
        send(10);
        losses.rewind(tcb);
        send(2);
        acknowledge(0, 5, 6);
        assertThat(losses.segments.segmentsSacked()).isZero();
    }
}
