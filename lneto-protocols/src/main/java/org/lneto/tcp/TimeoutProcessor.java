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
            lifetimeOver(connection);
            return;
        }
        if (timers.isDelayedAckDue(nowNanos)) {
            timers.stopDelayedAck();
            connection.acknowledgeNow();
        }
        if (timers.isRetransmissionDue(nowNanos)) {
            retransmissionDue(connection, nowNanos);
        }
    }

    private void lifetimeOver(TcpConnection connection) {
        switch (connection.tcb.state) {
            case TIME_WAIT, FIN_WAIT_2 -> connection.end(TcpCloseReason.NORMAL);
            default -> fail(connection, connection.timeoutReason());
        }
    }

    private void retransmissionDue(TcpConnection connection, long nowNanos) {
        TransmissionControlBlock tcb = connection.tcb;
        if (connection.timers.isUserTimeout(nowNanos, config.userTimeoutNanos())) {
            connection.resetPending = tcb.state.isSynchronized();
            fail(connection, connection.timeoutReason());
        } else if (!tcb.state.isSynchronized()) {
            repeatSyn(connection, nowNanos);
        } else if (connection.timers.isProbing() || tcb.sendWindow == 0) {
            probe(connection, nowNanos);
        } else {
            retransmit(connection, nowNanos);
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
        connection.rtt.backOff();
        connection.roundTrip.stop();
        connection.startRetransmission(nowNanos);
        connection.ready();
    }

    /** RFC 9293, section 3.8.6.1: as long as the window is closed, and the peer answers, without end. */
    private void probe(TcpConnection connection, long nowNanos) {
        TransmissionControlBlock tcb = connection.tcb;
        tcb.sendNext = tcb.sendUnacknowledged;
        connection.probePending = true;
        connection.probeLater(nowNanos);
        connection.ready();
    }

    /** RFC 6298, (5.4) to (5.6). */
    private void retransmit(TcpConnection connection, long nowNanos) {
        TransmissionControlBlock tcb = connection.tcb;
        statistics.timeouts++;
        connection.losses.onTimeout(tcb, nowNanos);
        connection.retransmitPending = false;
        tcb.sendNext = tcb.sendUnacknowledged; // all from the oldest on goes again, as the window admits
        connection.rtt.backOff();
        connection.roundTrip.stop();
        connection.startRetransmission(nowNanos);
        connection.ready();
    }

    private void fail(TcpConnection connection, TcpCloseReason reason) {
        if (!connection.tcb.state.isSynchronized()) {
            statistics.failedOpens++;
        }
        connection.end(reason);
    }
}
