package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The sequence variables of a connection where they wrap, and at the edges of windows. */
class TransmissionControlBlockTest {
    private static final int ISS = 0x7fff_fff0;

    private final TransmissionControlBlock tcb = new TransmissionControlBlock();

    private void synAcknowledged() {
        tcb.reset();
        tcb.initialSendSequence(ISS);
        tcb.sent(ISS + 1);
        tcb.acknowledge(ISS + 1);
    }

    @Test
    void sendQueueBeginsAfterTheSyn() {
        tcb.reset();
        tcb.initialSendSequence(ISS);
        assertThat(tcb.isSynAcknowledged()).isFalse();
        assertThat(tcb.sendQueueStart()).isEqualTo(ISS + 1);
    }

    @Test
    void sendQueueBeginsAtSndUnaWhenThatComesByIssAgain() {
        synAcknowledged();
        // 4 GiB less one octet in four steps
        for (int quarter = 0; quarter < 4; quarter++) {
            int next = tcb.sendUnacknowledged + (quarter == 3 ? (1 << 30) - 1 : 1 << 30);
            tcb.sent(next);
            assertThat(tcb.isNewAcknowledgment(next)).isTrue();
            tcb.acknowledge(next);
        }
        assertThat(tcb.sendUnacknowledged).isEqualTo(ISS);
        assertThat(tcb.isSynAcknowledged()).isTrue();
        assertThat(tcb.sendQueueStart()).isEqualTo(ISS);
    }

    @Test
    void acknowledgmentsOfWhatWasNotSentAreNeitherNewNorPlausible() {
        synAcknowledged();
        tcb.sent(ISS + 101);
        assertThat(tcb.isNewAcknowledgment(ISS + 101)).isTrue();
        assertThat(tcb.isNewAcknowledgment(ISS + 102)).isFalse();
        assertThat(tcb.isPlausibleAcknowledgment(ISS + 102)).isFalse();
    }

    @Test
    void acknowledgmentsOlderThanTheLargestWindowAreNotPlausible() {
        synAcknowledged();
        tcb.setSendWindow(0, ISS + 1, 1000);
        assertThat(tcb.isPlausibleAcknowledgment(ISS + 1 - 1000)).isTrue();
        assertThat(tcb.isPlausibleAcknowledgment(ISS - 1000)).isFalse();
    }

    @Test
    void windowOfTwoToTheThirtiethAcceptsBothItsEdges() {
        tcb.reset();
        tcb.initialReceiveSequence(-5);
        tcb.receiveAdvertised = tcb.receiveNext + (1 << 30);
        assertThat(tcb.isInReceiveWindow(tcb.receiveNext + (1 << 30) - 1)).isTrue();
        assertThat(tcb.isInReceiveWindow(tcb.receiveNext + (1 << 30))).isFalse();
        assertThat(tcb.isInReceiveWindow(tcb.receiveNext - 1)).isFalse();
        assertThat(tcb.isAcceptable(tcb.receiveNext - 1, 2)).isTrue();
        assertThat(tcb.isAcceptable(tcb.receiveNext - 1, 1)).isFalse();
    }
}
