package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 6937, alone. */
class ProportionalRateReductionTest {
    private static final int MSS = 1000;

    private final ProportionalRateReduction reduction = new ProportionalRateReduction();

    /** Sends what the window admits; how many segments. */
    private int send(int inFlight) {
        int segments = Math.max(0, reduction.window() - inFlight) / MSS;
        reduction.onSent(segments * MSS);
        return segments;
    }

    @Test
    void oneSegmentGoesForTwoThatArriveWhileMoreThanHalfIsInFlight() {
        reduction.begin(20 * MSS);
        int inFlight = 19 * MSS; // one lost
        int sent = 0;
        for (int arrived = 0; arrived < 18; arrived++) {
            inFlight -= MSS;
            reduction.onAcknowledged(MSS, inFlight, 10 * MSS, MSS, arrived == 0);
            int segments = send(inFlight);
            sent += segments;
            inFlight += segments * MSS;
        }
        assertThat(sent).isBetween(9, 10);
        assertThat(inFlight).isEqualTo(10 * MSS);
    }

    @Test
    void windowGrowsBackBySlowStartWhereMoreWasLostThanHalf() {
        reduction.begin(20 * MSS);
        int inFlight = 2 * MSS; // seventeen lost, one has arrived
        reduction.onAcknowledged(MSS, inFlight, 10 * MSS, MSS, true);
        assertThat(send(inFlight)).isEqualTo(2);
        inFlight = 3 * MSS;
        reduction.onAcknowledged(MSS, inFlight, 10 * MSS, MSS, true);
        assertThat(send(inFlight)).isEqualTo(2); // what arrived, and one more
    }

    @Test
    void firstRetransmissionGoesAtOnce() {
        reduction.begin(20 * MSS);
        reduction.onAcknowledged(0, 19 * MSS, 10 * MSS, MSS, true);
        assertThat(reduction.window()).isEqualTo(20 * MSS);
    }

    @Test
    void windowIsNeverBelowWhatIsInFlight() {
        reduction.begin(20 * MSS);
        reduction.onSent(20 * MSS);
        reduction.onAcknowledged(MSS, 18 * MSS, 2 * MSS, MSS, false);
        assertThat(reduction.window()).isEqualTo(18 * MSS);
    }

    @Test
    void largeNumbersDoNotOverflow() {
        reduction.begin(1 << 30);
        for (int i = 0; i < 8; i++) {
            reduction.onAcknowledged(1 << 30, 1 << 30, 1 << 29, MSS, false);
            assertThat(reduction.window()).isEqualTo(1 << 30);
        }
    }

    @Test
    void nothingOutstandingDividesNothing() {
        reduction.begin(0);
        reduction.onAcknowledged(0, 0, 2 * MSS, MSS, false);
        assertThat(reduction.window()).isEqualTo(MSS);
    }
}
