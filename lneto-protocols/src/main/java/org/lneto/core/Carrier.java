package org.lneto.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One pass of one frame through the stack: its octets, where they end, and what is true of the pass as a whole.
 *
 * <p>The root of a stack owns one carrier and aims it at each frame; nodes borrow it for the length of a call and keep
 * no reference. The octets are a direct {@link ByteBuffer} that is never moved or sliced; all access is absolute,
 * through {@link Octets} or a {@link Frame}.
 *
 * <p>Taking a frame in, {@link #end()} is where the frame's data ends; a node that finds the data shorter than that
 * (Ethernet padding under an IP packet) narrows it before it passes the carrier on. Building a frame, {@link #end()} is
 * the index that must not be written at or beyond: each parent narrows it to what its protocol admits and puts it back.
 */
public final class Carrier {
    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);

    private ByteBuffer buffer = EMPTY;
    private int end;
    private int offsetToIp = -1;
    private long nowNanos;
    private long linkSource;
    private long linkDestination;
    private int nextHopMtu;
    private Loopback loopback = Loopback.NONE;
    private SourceChooser sourceChooser = SourceChooser.NONE;

    /** Creates a carrier over no octets. */
    public Carrier() {}

    /**
     * Aims the carrier at a frame and forgets all it knew of the last one.
     *
     * @param buffer the octets, big-endian
     * @param end index after the last octet that may be read or written
     * @param nowNanos the time of the pass: monotonic nanoseconds from an arbitrary start, not negative
     */
    public Carrier wrap(ByteBuffer buffer, int end, long nowNanos) {
        if (end < 0 || end > buffer.limit()) {
            throw new IndexOutOfBoundsException("end " + end + ", but the buffer ends at " + buffer.limit());
        }
        if (nowNanos < 0) {
            throw new IllegalArgumentException("time must not be negative: " + nowNanos);
        }
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer must be big-endian: call order(ByteOrder.BIG_ENDIAN)");
        }
        this.buffer = buffer;
        this.end = end;
        this.nowNanos = nowNanos;
        this.offsetToIp = -1;
        this.linkSource = MacAddress.ZERO;
        this.linkDestination = MacAddress.ZERO;
        this.nextHopMtu = 0;
        this.loopback = Loopback.NONE;
        this.sourceChooser = SourceChooser.NONE;
        return this;
    }

    /** The octets. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Index after the last octet of data, or after the last that may be written. */
    public int end() {
        return end;
    }

    /** Narrows the data, or puts back what was narrowed. */
    public void end(int end) {
        this.end = end;
    }

    /** Octets from {@code offset} to {@link #end()}; negative if the end lies before it. */
    public int available(int offset) {
        return end - offset;
    }

    /** Index of the IP header of a frame taken in; -1 above the IP layer or where there is none. */
    public int offsetToIp() {
        return offsetToIp;
    }

    /** Set by the IP node before it passes a packet on. */
    public void offsetToIp(int offsetToIp) {
        this.offsetToIp = offsetToIp;
    }

    /** The time of the pass: monotonic nanoseconds, not negative. */
    public long nowNanos() {
        return nowNanos;
    }

    /** The hardware address that a frame taken in came from; {@link MacAddress#ZERO} when the link has none. */
    public long linkSource() {
        return linkSource;
    }

    /** The hardware address a frame goes to: read from one taken in, chosen by the network layer for one built. */
    public long linkDestination() {
        return linkDestination;
    }

    /** Set by the link layer of a frame taken in. */
    public void linkSource(long address) {
        this.linkSource = address;
    }

    /** Set by the link layer of a frame taken in, by the network layer of one built. */
    public void linkDestination(long address) {
        this.linkDestination = address;
    }

    /**
     * Of a packet given back as {@link Undeliverable#FRAGMENTATION_NEEDED}: most octets of an IP packet that the link
     * takes for which it was too long; 0 if that is not known.
     */
    public int nextHopMtu() {
        return nextHopMtu;
    }

    /** Set by the node that gives a packet back. */
    public void nextHopMtu(int octets) {
        this.nextHopMtu = octets;
    }

    /**
     * Lets the network layer put the source address into the IP header of a packet being built, by the destination that
     * the header has: for a sender that is bound to none and computes a checksum over it. Does nothing when the network
     * layer has but one address, which is there already.
     */
    public void chooseSource(int offsetToIp) {
        sourceChooser.chooseSource(buffer, offsetToIp);
    }

    /** Set by a network layer of several addresses for the length of a call of its children. */
    public void sourceChooser(SourceChooser chooser) {
        this.sourceChooser = chooser;
    }

    /**
     * Of a frame built: whether it is for the host itself. Of a frame taken in: {@link Loopback#ONLY} if the host itself
     * has sent it. A frame from the wire cannot claim that.
     */
    public Loopback loopback() {
        return loopback;
    }

    /** Set by the network layer of a frame built; by the link layer of one that it takes in without sending it. */
    public void loopback(Loopback loopback) {
        this.loopback = loopback;
    }

    /** Whether the frame came or goes to more hosts than one: its link destination is a group address. */
    public boolean isLinkGroup() {
        return MacAddress.isGroup(linkDestination);
    }
}
