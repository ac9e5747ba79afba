package org.lneto.tcp;

import org.lneto.core.StackNode;

/**
 * The clocks of one connection: times, not threads. Each is a time in the stack's nanoseconds, or
 * {@link StackNode#NO_DEADLINE} while it does not run.
 */
final class TcpTimers {
    private static final long STOPPED = StackNode.NO_DEADLINE;

    /** Retransmission (RFC 9293, section 3.8.1), or, when nothing is in flight, the window probe (section 3.8.6.1). */
    private long retransmission = STOPPED;

    /** Delayed acknowledgment (RFC 9293, section 3.8.6.3). */
    private long delayedAck = STOPPED;

    /** The end of the handshake, of FIN-WAIT-2 or of TIME-WAIT. */
    private long lifetime = STOPPED;

    /** Since when the peer owes an answer; meaningless unless retransmission runs. */
    private long unansweredSince = STOPPED;

    private boolean probing;

    /** Stops all. */
    void stop() {
        retransmission = STOPPED;
        delayedAck = STOPPED;
        lifetime = STOPPED;
        unansweredSince = STOPPED;
        probing = false;
    }

    /** When something has to be done next. */
    long nextDeadline() {
        return Math.min(retransmission, Math.min(delayedAck, lifetime));
    }

    boolean isRetransmissionRunning() {
        return retransmission != STOPPED;
    }

    /** Whether the retransmission timer runs for a window probe. */
    boolean isProbing() {
        return retransmission != STOPPED && probing;
    }

    /**
     * Starts the retransmission timer, or starts it anew.
     *
     * @param userTimeoutNanos the timer goes off no later than this after the peer last answered
     */
    void startRetransmission(long nowNanos, long rtoNanos, long userTimeoutNanos) {
        start(nowNanos, rtoNanos, userTimeoutNanos);
        probing = false;
    }

    /** Starts the timer for a window probe. */
    void startProbe(long nowNanos, long intervalNanos, long userTimeoutNanos) {
        start(nowNanos, intervalNanos, userTimeoutNanos);
        probing = true;
    }

    private void start(long nowNanos, long nanos, long userTimeoutNanos) {
        if (unansweredSince == STOPPED) {
            unansweredSince = nowNanos;
        }
        long left = unansweredSince + userTimeoutNanos - nowNanos;
        retransmission = nowNanos + Math.max(1, Math.min(nanos, left));
    }

    void stopRetransmission() {
        retransmission = STOPPED;
        unansweredSince = STOPPED;
    }

    /** The peer has answered: its time to do so begins again. */
    void answered(long nowNanos) {
        if (unansweredSince != STOPPED) {
            unansweredSince = nowNanos;
        }
    }

    boolean isRetransmissionDue(long nowNanos) {
        return retransmission - nowNanos <= 0;
    }

    /** Whether the peer has owed an answer for as long as the user would wait. */
    boolean isUserTimeout(long nowNanos, long userTimeoutNanos) {
        return unansweredSince != STOPPED && nowNanos - unansweredSince >= userTimeoutNanos;
    }

    /** Starts the delayed acknowledgment unless it runs. */
    void startDelayedAck(long nowNanos, long delayNanos) {
        if (delayedAck == STOPPED) {
            delayedAck = nowNanos + delayNanos;
        }
    }

    void stopDelayedAck() {
        delayedAck = STOPPED;
    }

    boolean isDelayedAckDue(long nowNanos) {
        return delayedAck - nowNanos <= 0;
    }

    void startLifetime(long nowNanos, long nanos) {
        lifetime = nowNanos + nanos;
    }

    boolean isLifetimeRunning() {
        return lifetime != STOPPED;
    }

    void stopLifetime() {
        lifetime = STOPPED;
    }

    boolean isLifetimeOver(long nowNanos) {
        return lifetime - nowNanos <= 0;
    }
}
