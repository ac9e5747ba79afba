package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The scoreboard: what is in flight, lost, or arrived out of order. */
class SentSegmentsTest {
    private static final int MSS = 100;
    private static final long NEVER = -1;

    private final SentSegments segments = new SentSegments(new SegmentTable.Pool());
    private final AckSample sample = new AckSample();

    private void send(int count, long at) {
        for (int i = 0; i < count; i++) {
            segments.sent(segments.end() + MSS, at + i, false);
        }
    }

    private void acknowledge(int acknowledgment, long now) {
        sample.begin(now, 0);
        segments.acknowledge(acknowledgment, sample);
    }

    private void sack(int left, int right, long now) {
        sample.begin(now, 0);
        segments.selectivelyAcknowledge(left, right, sample);
    }

    @Test
    void sentSegmentsAreInFlight() {
        segments.begin(1000);
        send(3, 10);
        assertThat(segments.octetsInFlight()).isEqualTo(300);
        assertThat(segments.end()).isEqualTo(1300);
        assertThat(segments.size()).isEqualTo(3);
    }

    @Test
    void acknowledgmentDeliversWholeSegments() {
        segments.begin(1000);
        send(3, 10);
        acknowledge(1200, 50);
        assertThat(sample.delivered).isEqualTo(200);
        assertThat(sample.oldestRttNanos).isEqualTo(40);
        assertThat(sample.newestRttNanos).isEqualTo(39);
        assertThat(segments.octetsInFlight()).isEqualTo(100);
    }

    @Test
    void acknowledgmentInsideASegmentLeavesItsRest() {
        segments.begin(1000);
        send(2, 10);
        acknowledge(1130, 50);
        assertThat(segments.octetsInFlight()).isEqualTo(70);
        assertThat(segments.markOldestLost()).isTrue();
        assertThat(segments.lostStart()).isEqualTo(1130);
        assertThat(segments.lostEnd()).isEqualTo(1200);
    }

    @Test
    void acknowledgmentBeyondAllLeavesNothing() {
        segments.begin(1000);
        send(2, 10);
        acknowledge(1500, 50); // what was sent before everything began anew
        assertThat(segments.isEmpty()).isTrue();
        assertThat(segments.end()).isEqualTo(1500);
    }

    @Test
    void sackTakesWholeSegmentsOutOfFlight() {
        segments.begin(1000);
        send(5, 10);
        sack(1150, 1450, 60); // 1200 to 1400 are whole
        assertThat(sample.delivered).isEqualTo(200);
        assertThat(sample.newlySacked).isEqualTo(2);
        assertThat(segments.octetsInFlight()).isEqualTo(300);
        assertThat(segments.octetsSacked()).isEqualTo(200);
    }

    @Test
    void repeatedSackDeliversNothing() {
        segments.begin(1000);
        send(5, 10);
        sack(1100, 1300, 60);
        sack(1100, 1400, 61);
        assertThat(sample.newlySacked).isEqualTo(1);
        sack(1100, 1400, 62);
        assertThat(sample.delivered).isZero();
    }

    @Test
    void acknowledgmentOfSackedSegmentsDeliversTheOthersOnly() {
        segments.begin(1000);
        send(4, 10);
        sack(1100, 1300, 60);
        acknowledge(1400, 70);
        assertThat(sample.delivered).isEqualTo(200);
        assertThat(segments.octetsSacked()).isZero();
        assertThat(segments.segmentsSacked()).isZero();
    }

    @Test
    void lostSegmentsAreSentAgainInTheirOrder() {
        segments.begin(0);
        send(4, 10);
        sack(300, 400, 100);
        assertThat(segments.markLostBefore(13, 400, 20, 100)).isFalse();
        assertThat(segments.segmentsLost()).isEqualTo(3);
        assertThat(segments.octetsInFlight()).isZero();
        for (int start = 0; start < 300; start += MSS) {
            assertThat(segments.lostStart()).isEqualTo(start);
            segments.resentLost(110);
        }
        assertThat(segments.hasLost()).isFalse();
        assertThat(segments.octetsInFlight()).isEqualTo(300);
    }

    @Test
    void segmentsSentLaterThanTheOneThatArrivedAreNotLost() {
        segments.begin(0);
        send(4, 10);
        sack(100, 200, 100);
        segments.markLostBefore(11, 200, 20, 100);
        assertThat(segments.segmentsLost()).isEqualTo(1);
        assertThat(segments.lostStart()).isZero();
    }

    @Test
    void segmentsWithinTheReorderingWindowAreWaitedFor() {
        segments.begin(0);
        send(2, 10);
        sack(100, 200, 20);
        assertThat(segments.markLostBefore(11, 200, 20, 20)).isTrue();
        assertThat(segments.hasLost()).isFalse();
    }

    @Test
    void oldestSegmentLostAgainGoesBeforeTheOthers() {
        segments.begin(0);
        send(3, 10);
        sack(100, 200, 20);
        segments.markLostBefore(11, 200, 5, 20);
        segments.resentLost(21);
        segments.sent(400, 22, false);
        sack(300, 400, 40); // sent after the repetition of the first
        segments.markLostBefore(22, 400, 10, 40);
        assertThat(segments.lostStart()).isZero();
        assertThat(segments.segmentsLost()).isEqualTo(2); // and the third
    }

    @Test
    void acknowledgmentOfALostSegmentTakesItOffTheList() {
        segments.begin(0);
        send(3, 10);
        segments.markLostByTimeout(NEVER << 40, 100);
        acknowledge(200, 110);
        assertThat(segments.segmentsLost()).isEqualTo(1);
        assertThat(segments.octetsLost()).isEqualTo(100);
        assertThat(segments.lostStart()).isEqualTo(200);
    }

    @Test
    void timeoutSparesWhatWasSentLately() {
        segments.begin(0);
        send(1, 10);
        send(1, 500);
        segments.markLostByTimeout(100, 550);
        assertThat(segments.segmentsLost()).isEqualTo(1);
        assertThat(segments.octetsInFlight()).isEqualTo(100);
    }

    @Test
    void lostMarksAreTakenBack() {
        segments.begin(0);
        send(3, 10);
        segments.markLostByTimeout(NEVER << 40, 100);
        segments.resentLost(100);
        segments.unmarkLost();
        assertThat(segments.hasLost()).isFalse();
        assertThat(segments.octetsInFlight()).isEqualTo(300);
        sack(200, 300, 120);
        segments.markLostBefore(12, 300, 5, 120);
        assertThat(segments.lostStart())
                .as("the second, since the first was sent again")
                .isEqualTo(100);
    }

    @Test
    void forgottenSacksAreLost() {
        segments.begin(0);
        send(3, 10);
        sack(0, 200, 20);
        assertThat(segments.isOldestSacked()).isTrue();
        segments.forgetSacks();
        assertThat(segments.segmentsLost()).isEqualTo(2);
        assertThat(segments.octetsSacked()).isZero();
        assertThat(segments.lostStart()).isZero();
    }

    @Test
    void repeatedSegmentIsNotTimedButItsTimeCounts() {
        segments.begin(0);
        send(1, 10);
        segments.markOldestLost();
        segments.resentLost(50);
        acknowledge(100, 90);
        assertThat(sample.originalDelivered).isFalse();
        assertThat(sample.rttNanos()).isEqualTo(AckSample.NO_RTT);
        assertThat(sample.latestSentAt).isEqualTo(50);
    }

    @Test
    void repetitionThatIsAnsweredTooEarlyTellsNothingOfItsTime() {
        segments.begin(0);
        send(1, 10);
        segments.markOldestLost();
        segments.resentLost(50);
        sample.begin(55, 40); // the path takes 40 at least
        segments.acknowledge(100, sample);
        assertThat(sample.hasLatest).isFalse();
    }

    /** One segment of the plain model that the property is checked against. */
    private static final class Model {
        final int start;
        final int end;
        long sentAt;
        boolean lost;
        boolean sacked;

        Model(int start, int end, long sentAt) {
            this.start = start;
            this.end = end;
            this.sentAt = sentAt;
        }
    }

    @Test
    void countsAreThoseOfAPlainModelWhateverHappens() {
        for (long seed = 0; seed < 200; seed++) {
            check(seed);
        }
    }

    private void check(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Model> model = new ArrayList<>();
        int una = random.nextInt();
        segments.begin(una);
        long now = 0;
        for (int step = 0; step < 300; step++) {
            now += 1 + random.nextInt(5);
            int end = segments.end();
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int octets = 1 + random.nextInt(MSS);
                    segments.sent(end + octets, now, false);
                    model.add(new Model(end, end + octets, now));
                }
                case 2 -> {
                    una += random.nextInt(Math.max(1, Math.min(300, end - una + 1)));
                    acknowledge(una, now);
                    int edge = una;
                    model.removeIf(it -> it.end - edge <= 0);
                }
                case 3 -> {
                    int left = una + random.nextInt(Math.max(1, end - una));
                    int right = left + random.nextInt(400);
                    sack(left, right, now);
                    for (Model it : model) {
                        int start = it.start - una < 0 ? una : it.start;
                        boolean inside = it.end - right <= 0 && start - left >= 0;
                        if (inside && !it.sacked) {
                            it.sacked = true;
                            it.lost = false;
                        }
                    }
                }
                case 4 -> {
                    long at = now - random.nextInt(30);
                    segments.markLostBefore(at, una, 10, now);
                    for (Model it : model) {
                        if (!it.sacked && it.sentAt < at && it.sentAt + 10 <= now) {
                            it.lost = true;
                        }
                    }
                }
                default -> {
                    if (segments.hasLost()) {
                        int start = segments.lostStart();
                        segments.resentLost(now);
                        for (Model it : model) {
                            if (it.start == start || (it.start - una < 0 && start == una)) {
                                assertThat(it.lost)
                                        .as("seed %d step %d", seed, step)
                                        .isTrue();
                                it.lost = false;
                                it.sentAt = now;
                            }
                        }
                    }
                }
            }
            compare(model, una, seed, step);
        }
        segments.clear();
    }

    private void compare(List<Model> model, int una, long seed, int step) {
        int inFlight = 0;
        int lost = 0;
        int sacked = 0;
        for (Model it : model) {
            int octets = it.end - (it.start - una < 0 ? una : it.start);
            inFlight += it.sacked || it.lost ? 0 : octets;
            lost += it.lost ? octets : 0;
            sacked += it.sacked ? octets : 0;
        }
        assertThat(segments.size()).as("size, seed %d step %d", seed, step).isEqualTo(model.size());
        assertThat(segments.octetsInFlight())
                .as("in flight, seed %d step %d", seed, step)
                .isEqualTo(inFlight);
        assertThat(segments.octetsLost())
                .as("lost, seed %d step %d", seed, step)
                .isEqualTo(lost);
        assertThat(segments.octetsSacked())
                .as("SACKed, seed %d step %d", seed, step)
                .isEqualTo(sacked);
    }
}
