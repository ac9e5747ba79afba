package org.lneto.core;

import java.nio.ByteBuffer;

/** Passes single frames to and from a node in tests, each in a direct buffer with room before it for its parents. */
public final class Pass {
    /** Where frames begin. */
    public static final int AT = 64;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(AT + 2048);
    private final Carrier carrier = new Carrier();

    /** The time of every pass. */
    public long now = 1_000_000_000;

    /** Most octets of a frame built. */
    public int room = 1514;

    /** Gives a frame to a node. */
    public Verdict in(StackNode node, byte[] frame) {
        buffer.put(AT, frame);
        carrier.wrap(buffer, AT + frame.length, now);
        return node.demux(carrier, AT);
    }

    /** Gives a frame in hexadecimal to a node. */
    public Verdict in(StackNode node, String hex) {
        return in(node, FrameFuzz.hex(hex));
    }

    /** The next frame a node sends; no octets if there is none. */
    public byte[] out(StackNode node) {
        carrier.wrap(buffer, AT + room, now);
        int octets = node.encapsulate(carrier, -1, AT);
        return FrameFuzz.octets(buffer, AT, octets);
    }

    /** The carrier of the last pass. */
    public Carrier carrier() {
        return carrier;
    }

    /** Lets time pass. */
    public void advance(StackNode node, long nanos) {
        now += nanos;
        if (node.nextDeadline() <= now) {
            node.onDeadline(now);
        }
    }
}
