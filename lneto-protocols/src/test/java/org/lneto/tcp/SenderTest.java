package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a connection has outstanding, over more octets than sequence numbers can tell apart. */
class SenderTest {
    private static final int ISS = 1000;

    private final TransmissionControlBlock tcb = new TransmissionControlBlock();
    private final Sender sender = new Sender(
            TcpConfig.DEFAULT,
            new SlabBufferPool(2048, 16),
            new SegmentTable.Pool(),
            new FourTuple(),
            tcb,
            new TcpTimers(),
            new Timestamps());

    private void establish() {
        tcb.reset();
        tcb.initialSendSequence(ISS);
        tcb.sent(ISS + 1);
        tcb.acknowledge(ISS + 1);
        tcb.maximumSegmentSize = 1460;
        sender.open();
        sender.established(true, false);
    }

    private void transfer(int octets, boolean small) {
        sender.sent(tcb.sendNext, tcb.sendNext + octets, small, 0);
        sender.losses.segments.begin(tcb.sendNext);
        sender.forward(tcb.sendNext, AckSample.NO_RTT, 0);
    }

    @Test
    void smallSegmentIsOutstandingUntilItIsAcknowledged() {
        establish();
        sender.sent(tcb.sendNext, tcb.sendNext + 10, true, 0);
        assertThat(sender.isSmallOutstanding()).isTrue();
        sender.forward(tcb.sendNext, AckSample.NO_RTT, 0);
        assertThat(sender.isSmallOutstanding()).isFalse();
    }

    @Test
    void smallSegmentAcknowledgedLongAgoIsNotOutstandingAgain() {
        establish();
        transfer(10, true);
        for (int gibibytes = 0; gibibytes < 5; gibibytes++) {
            transfer(1 << 30, false);
            assertThat(sender.isSmallOutstanding()).isFalse();
        }
    }
}
