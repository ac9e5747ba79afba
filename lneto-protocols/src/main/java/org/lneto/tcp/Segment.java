package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;

/** The current segment variables (RFC 9293, section 3.3.1) of a segment taken in, and where its data lies. */
final class Segment {
    static final int FIN = TcpFrame.FIN;
    static final int SYN = TcpFrame.SYN;
    static final int RST = TcpFrame.RST;
    static final int PSH = TcpFrame.PSH;
    static final int ACK = TcpFrame.ACK;

    /** What it carries and where; borrowed for the length of a pass. */
    Carrier carrier = new Carrier();

    /** Index of the TCP header. */
    int at;

    /** SEG.SEQ. */
    int sequence;

    /** SEG.ACK; meaningless without ACK. */
    int acknowledgment;

    /** SEG.WND as in the header, no scale applied. */
    int window;

    private boolean windowScaled;

    int flags;

    /** Index of the first octet of data. */
    int dataAt;

    /** Octets of data. */
    int dataLength;

    /** Reads a validated segment. */
    void read(Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        this.carrier = carrier;
        this.at = at;
        sequence = TcpFrame.sequenceNumber(buffer, at);
        acknowledgment = TcpFrame.acknowledgmentNumber(buffer, at);
        window = TcpFrame.window(buffer, at);
        flags = TcpFrame.flags(buffer, at);
        windowScaled = !has(SYN);
        dataAt = at + TcpFrame.headerLength(buffer, at);
        dataLength = carrier.end() - dataAt;
    }

    ByteBuffer buffer() {
        return carrier.buffer();
    }

    long nowNanos() {
        return carrier.nowNanos();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** SEG.WND in octets: RFC 7323, section 2.2, the window of a segment that came with SYN is never scaled. */
    int windowOctets(int shift) {
        return windowScaled ? window << shift : window;
    }

    /** SEG.LEN: octets of data, SYN and FIN counted as one each. */
    int length() {
        return dataLength + (flags & FIN) + ((flags & SYN) >> 1);
    }

    /** One after the last sequence number it occupies. */
    int end() {
        return sequence + length();
    }

    /** Cuts sequence numbers off the front: SYN first, then data. */
    void trimFront(int count) {
        int data = count;
        if (has(SYN) && count > 0) {
            flags &= ~SYN;
            data--;
        }
        data = Math.min(data, dataLength);
        dataAt += data;
        dataLength -= data;
        sequence += count;
    }

    /** Cuts what lies at or after {@code edge} off the end: FIN, then data. Whether anything did. */
    boolean trimEnd(int edge) {
        int excess = end() - edge;
        if (excess <= 0) {
            return false;
        }
        if (has(FIN)) {
            flags &= ~FIN;
            excess--;
        }
        dataLength = Math.max(0, dataLength - excess);
        return true;
    }
}
