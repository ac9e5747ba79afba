package org.lneto.tcp;

import org.lneto.ip.IpHeader;

/** Explicit congestion notification between the two ends of a connection (RFC 3168, section 6.1). */
final class CongestionNotification {
    private final boolean wished;
    private boolean used;

    /** A packet came that a router had marked: ECE goes with every acknowledgment until the peer answers with CWR. */
    private boolean echoes;

    /** The window was reduced: CWR goes with the next new data. */
    private boolean reduced;

    /** @param wished whether to ask for it, and to agree to it */
    CongestionNotification(boolean wished) {
        this.wished = wished;
    }

    void reset() {
        used = false;
        echoes = false;
        reduced = false;
    }

    boolean isUsed() {
        return used;
    }

    /** ECE and CWR of our SYN, or SYN,ACK; a SYN sent again does not ask (RFC 3168, section 6.1.1.1). */
    int handshakeFlags(boolean first, int repetitions) {
        if (first) {
            return wished && repetitions == 0 ? TcpFrame.ECE | TcpFrame.CWR : 0;
        }
        return used ? TcpFrame.ECE : 0;
    }

    /** The peer's SYN, or SYN,ACK, has come. */
    void negotiate(Segment segment, boolean active, int repetitions) {
        int asked = segment.flags & (TcpFrame.ECE | TcpFrame.CWR);
        int expected = active ? TcpFrame.ECE : TcpFrame.ECE | TcpFrame.CWR;
        used = wished && asked == expected && !(active && repetitions > 0);
    }

    /** Whether a SYN asks for it. */
    static boolean isAsked(Segment syn) {
        return syn.has(TcpFrame.ECE) && syn.has(TcpFrame.CWR);
    }

    /** A handshake that nobody remembers had agreed to it, or had not. */
    void restore(boolean used) {
        this.used = used;
    }

    /** A segment of the peer came (section 6.1.3). Whether the peer tells of congestion on our path to it. */
    boolean onSegment(Segment segment) {
        if (!used) {
            return false;
        }
        if (segment.has(TcpFrame.CWR)) {
            echoes = false;
        }
        int ip = segment.carrier.offsetToIp();
        if (segment.dataLength > 0 && IpHeader.congestion(segment.buffer(), ip) == IpHeader.CE) {
            echoes = true;
        }
        return segment.has(TcpFrame.ECE);
    }

    /** The window was reduced, for whatever reason (section 6.1.2). */
    void reduced() {
        reduced = used;
    }

    /** ECE of a segment sent now. */
    int echo() {
        return echoes ? TcpFrame.ECE : 0;
    }

    /** CWR of new data sent now. */
    int takeReduced() {
        if (!reduced) {
            return 0;
        }
        reduced = false;
        return TcpFrame.CWR;
    }
}
