package org.lneto.tcp;

/**
 * A segment in a {@link TcpScript}, sent by the peer or expected from us. Numbers of the peer are as the script says;
 * ours are relative to our initial sequence number: our SYN is 0, our first octet 1.
 */
final class Packet {
    static final int NOT_SAID = -1;

    final int flags;
    final int seq;
    final int ack;
    String data = "";
    int window = NOT_SAID;
    int mss = NOT_SAID;
    int scale = NOT_SAID;

    private Packet(int flags, int seq, int ack) {
        this.flags = flags;
        this.seq = seq;
        this.ack = ack;
    }

    static Packet of(int flags, int seq, int ack) {
        return new Packet(flags, seq, ack);
    }

    static Packet syn(int seq) {
        return of(TcpFrame.SYN, seq, 0);
    }

    static Packet synAck(int seq, int ack) {
        return of(TcpFrame.SYN | TcpFrame.ACK, seq, ack);
    }

    static Packet ack(int seq, int ack) {
        return of(TcpFrame.ACK, seq, ack);
    }

    static Packet data(int seq, int ack, String data) {
        return ack(seq, ack).data(data);
    }

    static Packet fin(int seq, int ack) {
        return of(TcpFrame.FIN | TcpFrame.ACK, seq, ack);
    }

    static Packet rst(int seq) {
        return of(TcpFrame.RST, seq, 0);
    }

    static Packet rstAck(int seq, int ack) {
        return of(TcpFrame.RST | TcpFrame.ACK, seq, ack);
    }

    Packet data(String data) {
        this.data = data;
        return this;
    }

    /** The field's value, not scaled. */
    Packet window(int window) {
        this.window = window;
        return this;
    }

    Packet mss(int mss) {
        this.mss = mss;
        return this;
    }

    Packet scale(int scale) {
        this.scale = scale;
        return this;
    }
}
