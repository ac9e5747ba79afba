package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceNumberTest {
    private static final int LAST = 0xffff_ffff;

    @Test
    void zeroComesAfterTheLastNumber() {
        assertThat(SequenceNumber.after(0, LAST)).isTrue();
        assertThat(SequenceNumber.before(LAST, 0)).isTrue();
        assertThat(SequenceNumber.distance(LAST, 0)).isEqualTo(1);
        assertThat(SequenceNumber.distance(0, LAST)).isEqualTo(-1);
    }

    @Test
    void orderHoldsAcrossTheSignBit() {
        assertThat(SequenceNumber.before(0x7fff_ffff, 0x8000_0000)).isTrue();
        assertThat(SequenceNumber.atOrAfter(0x8000_0000, 0x7fff_ffff)).isTrue();
    }

    @Test
    void numberIsNeitherBeforeNorAfterItself() {
        assertThat(SequenceNumber.before(5, 5)).isFalse();
        assertThat(SequenceNumber.after(5, 5)).isFalse();
        assertThat(SequenceNumber.atOrBefore(5, 5)).isTrue();
        assertThat(SequenceNumber.atOrAfter(5, 5)).isTrue();
    }

    @Test
    void rangeIsHalfOpenAndMayWrap() {
        assertThat(SequenceNumber.between(-2, -2, 3)).isTrue();
        assertThat(SequenceNumber.between(2, -2, 3)).isTrue();
        assertThat(SequenceNumber.between(3, -2, 3)).isFalse();
        assertThat(SequenceNumber.between(-3, -2, 3)).isFalse();
        assertThat(SequenceNumber.between(7, 7, 7)).as("in an empty range").isFalse();
    }

    @Test
    void laterAndEarlierFollowTheCircle() {
        assertThat(SequenceNumber.max(LAST, 1)).isEqualTo(1);
        assertThat(SequenceNumber.min(LAST, 1)).isEqualTo(LAST);
    }
}
