package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The Eifel detection (RFC 3522) and D-SACK (RFC 3708), alone. */
class SpuriousRetransmissionTest {
    private static final int UNA = -100;
    private static final int MAX = 100;
    private static final int TIME = Integer.MIN_VALUE + 5; // timestamps wrap before it

    private final SpuriousRetransmission spurious = new SpuriousRetransmission();

    @Test
    void nothingIsKnownBeforeAnythingWasSentAgain() {
        spurious.begin(UNA, MAX);
        assertThat(spurious.isEchoedBefore(TIME - 1000)).isFalse();
        assertThat(spurious.isEachDuplicate(UNA)).isFalse();
    }

    @Test
    void echoOfATimeBeforeTheFirstRepetitionIsOfTheOriginal() {
        spurious.begin(UNA, MAX);
        spurious.resent(TIME);
        spurious.resent(TIME + 50);
        assertThat(spurious.isEchoedBefore(TIME + 10)).isFalse();
        assertThat(spurious.isEchoedBefore(TIME)).isFalse();
        assertThat(spurious.isEchoedBefore(TIME - 10)).isTrue();
    }

    @Test
    void duplicatesOfAllThatWasSentAgainAreNeeded() {
        spurious.begin(UNA, MAX);
        spurious.resent(TIME);
        spurious.resent(TIME);
        assertThat(spurious.isEachDuplicate(UNA)).isFalse();
        assertThat(spurious.isEachDuplicate(UNA + 50)).isTrue();
        assertThat(spurious.isEachDuplicate(UNA)).isFalse();
    }

    @Test
    void duplicatesOfOtherOctetsDoNotCount() {
        spurious.begin(UNA, MAX);
        spurious.resent(TIME);
        assertThat(spurious.isEachDuplicate(UNA - 1)).isFalse();
        assertThat(spurious.isEachDuplicate(MAX)).isFalse();
        assertThat(spurious.isEachDuplicate(MAX - 1)).isTrue();
    }

    @Test
    void resetForgets() {
        spurious.begin(UNA, MAX);
        spurious.resent(TIME);
        spurious.reset();
        assertThat(spurious.isEchoedBefore(TIME - 1)).isFalse();
        assertThat(spurious.isEachDuplicate(UNA)).isFalse();
    }
}
