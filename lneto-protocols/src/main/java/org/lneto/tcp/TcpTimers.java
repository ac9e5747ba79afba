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

    /** The tail loss probe (RFC 8985, section 7) or the end of the reordering window (section 6.2). */
    private long loss = STOPPED;

    /** The next keepalive, or the time to look whether one is due (RFC 9293, section 3.8.4). */
    private long keepAlive = STOPPED;

    /** When pacing admits the next segment. */
    private long pacing = STOPPED;

    /** The end of the handshake, of FIN-WAIT-2 or of TIME-WAIT. */
    private long lifetime = STOPPED;

    /** Since when the peer owes an answer; meaningless unless retransmission runs. */
    private long unansweredSince = STOPPED;

    private boolean probing;
    private boolean tailProbe;
    private long userTimeoutNanos = Long.MAX_VALUE / 4;

    /** Sets how long the peer may owe an answer. */
    void userTimeout(long nanos) {
        userTimeoutNanos = nanos;
    }

    /** Stops all. */
    void stop() {
        retransmission = STOPPED;
        delayedAck = STOPPED;
        loss = STOPPED;
        keepAlive = STOPPED;
        pacing = STOPPED;
        lifetime = STOPPED;
        unansweredSince = STOPPED;
        probing = false;
    }

    /** When something has to be done next. */
    long nextDeadline() {
        long data = Math.min(Math.min(retransmission, loss), Math.min(delayedAck, pacing));
        return Math.min(data, Math.min(keepAlive, lifetime));
    }

    boolean isRetransmissionRunning() {
        return retransmission != STOPPED;
    }

    /** Whether the retransmission timer runs for a window probe. */
    boolean isProbing() {
        return retransmission != STOPPED && probing;
    }

    /** Starts the retransmission timer, or starts it anew: it goes off no later than the user timeout. */
    void startRetransmission(long nowNanos, long rtoNanos) {
        start(nowNanos, rtoNanos);
        probing = false;
    }

    /** Starts the timer for a window probe. */
    void startProbe(long nowNanos, long intervalNanos) {
        start(nowNanos, intervalNanos);
        probing = true;
    }

    private void start(long nowNanos, long nanos) {
        if (unansweredSince == STOPPED) {
            unansweredSince = nowNanos;
        }
        long left = unansweredSince + userTimeoutNanos - nowNanos;
        retransmission = nowNanos + Math.max(1, Math.min(nanos, left));
    }

    /** When the retransmission timer goes off. */
    long retransmissionAt() {
        return retransmission;
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
    boolean isUserTimeout(long nowNanos) {
        return unansweredSince != STOPPED && nowNanos - unansweredSince >= userTimeoutNanos;
    }

    /** @param tailProbe whether a tail loss probe is to be sent then, rather than losses looked for */
    void startLossTimer(long atNanos, boolean tailProbe) {
        loss = atNanos;
        this.tailProbe = tailProbe;
    }

    void stopLossTimer() {
        loss = STOPPED;
    }

    boolean isLossTimerDue(long nowNanos) {
        return loss - nowNanos <= 0;
    }

    /** Whether the loss timer runs for a tail loss probe. */
    boolean isTailProbe() {
        return tailProbe;
    }

    void startKeepAlive(long atNanos) {
        keepAlive = atNanos;
    }

    void stopKeepAlive() {
        keepAlive = STOPPED;
    }

    boolean isKeepAliveRunning() {
        return keepAlive != STOPPED;
    }

    boolean isKeepAliveDue(long nowNanos) {
        return keepAlive - nowNanos <= 0;
    }

    void startPacing(long atNanos) {
        pacing = atNanos;
    }

    void stopPacing() {
        pacing = STOPPED;
    }

    boolean isPacingDue(long nowNanos) {
        return pacing - nowNanos <= 0;
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
