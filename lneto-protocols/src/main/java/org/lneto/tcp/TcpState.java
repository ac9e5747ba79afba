package org.lneto.tcp;

/** The states of a connection (RFC 9293, section 3.3.2), in the order of its life. */
public enum TcpState {
    /** No connection. */
    CLOSED,
    /** SYN sent, no answer yet. */
    SYN_SENT,
    /** SYN sent and received, ours not yet acknowledged. */
    SYN_RECEIVED,
    /** Data flows both ways. */
    ESTABLISHED,
    /** FIN sent, not acknowledged. */
    FIN_WAIT_1,
    /** FIN sent and acknowledged; the peer may go on sending. */
    FIN_WAIT_2,
    /** FIN received; this side may go on sending. */
    CLOSE_WAIT,
    /** Both sides sent FIN at the same time; ours is not acknowledged. */
    CLOSING,
    /** FIN received, then sent; not acknowledged. */
    LAST_ACK,
    /** Both FINs acknowledged; waits until no old segment can be about. */
    TIME_WAIT;

    /** Whether both SYNs have been seen and acknowledged. */
    public boolean isSynchronized() {
        return compareTo(ESTABLISHED) >= 0;
    }

    /** Whether the user may still send. */
    public boolean canSend() {
        return this == ESTABLISHED || this == CLOSE_WAIT;
    }

    /** Whether the peer may still send. */
    public boolean canReceive() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }
}
