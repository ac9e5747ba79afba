package org.lneto.tcp;

/** What a connection does when one of its clocks runs out (RFC 9293, section 3.10.8). One for all of a node. */
final class TimeoutProcessor {
    private final TcpConfig config;
    private final TcpStatistics statistics;

    TimeoutProcessor(TcpConfig config, TcpStatistics statistics) {
        this.config = config;
        this.statistics = statistics;
    }

    void process(TcpConnection connection, long nowNanos) {
        TcpTimers timers = connection.timers;
        if (timers.isLifetimeOver(nowNanos)) {
            lifetimeOver(connection, nowNanos);
            return;
        }
        if (timers.isDelayedAckDue(nowNanos)) {
            timers.stopDelayedAck();
            connection.acknowledgeNow();
        }
        if (timers.isLossTimerDue(nowNanos)) {
            lossTimerDue(connection, nowNanos);
        }
        if (timers.isPacingDue(nowNanos)) {
            timers.stopPacing();
            connection.ready();
        }
        if (timers.isRetransmissionDue(nowNanos)) {
            retransmissionDue(connection, nowNanos);
        }
        if (timers.isKeepAliveDue(nowNanos) && !connection.onKeepAlive(nowNanos)) {
            connection.resetPending = true;
            fail(connection, connection.timeoutReason());
        }
    }

    private void lossTimerDue(TcpConnection connection, long nowNanos) {
        Sender sender = connection.sender;
        boolean tailProbe = connection.timers.isTailProbe();
        connection.timers.stopLossTimer();
        if (tailProbe) {
            sender.tailProbePending = true;
            if (connection.timers.isRetransmissionDue(nowNanos)) {
                sender.startRetransmission(nowNanos); // RFC 8985, section 7.2: the probe goes in place of the timeout
            }
        } else {
            boolean recovering = sender.losses.isRecovering();
            if (sender.losses.onReorderingTimeout(connection.tcb, nowNanos) && !recovering) {
                statistics.fastRetransmits++;
                connection.congestionNotification.reduced();
            }
            sender.scheduleLossTimer(nowNanos);
        }
        connection.ready();
    }

    private void lifetimeOver(TcpConnection connection, long nowNanos) {
        switch (connection.tcb.state) {
            case TIME_WAIT -> connection.timeWaitDue(nowNanos);
            case FIN_WAIT_2 -> connection.end(TcpCloseReason.NORMAL);
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK -> connection.reset(); // lingered long enough
            default -> fail(connection, connection.timeoutReason());
        }
    }

    private void retransmissionDue(TcpConnection connection, long nowNanos) {
        TransmissionControlBlock tcb = connection.tcb;
        if (connection.timers.isUserTimeout(nowNanos)) {
            connection.resetPending = tcb.state.isSynchronized();
            fail(connection, connection.timeoutReason());
        } else if (!tcb.state.isSynchronized()) {
            repeatSyn(connection, nowNanos);
        } else if (connection.timers.isProbing() || tcb.sendWindow == 0) {
            // RFC 9293, section 3.8.6.1: as long as the window is closed, and the peer answers, without end
            connection.sender.probeWindow(nowNanos);
            connection.ready();
        } else {
            statistics.timeouts++;
            connection.sender.onTimeout(nowNanos);
            connection.congestionNotification.reduced();
            connection.ready();
        }
    }

    private void repeatSyn(TcpConnection connection, long nowNanos) {
        statistics.timeouts++;
        if (connection.tcb.passive && connection.synRepetitions >= config.synAckRetries()) {
            fail(connection, TcpCloseReason.TIMED_OUT);
            return;
        }
        connection.synRepetitions++;
        connection.synPending = true;
        connection.sender.rtt.backOff();
        connection.sender.handshake.stop();
        connection.sender.startRetransmission(nowNanos);
        connection.ready();
    }

    private void fail(TcpConnection connection, TcpCloseReason reason) {
        if (!connection.tcb.state.isSynchronized()) {
            statistics.failedOpens++;
        }
        connection.end(reason);
    }
}
