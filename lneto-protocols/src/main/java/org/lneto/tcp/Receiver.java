package org.lneto.tcp;

/** What a connection takes from its peer: the queue, the window that it offers, and when it acknowledges. */
final class Receiver {
    private static final int SEGMENTS_OF_GROWTH = 16;
    /** The largest window that the field tells, before it is scaled. */
    static final int MAXIMUM_WINDOW_FIELD = 0xffff;

    final ReceiveQueue queue;
    final AckPolicy acks = new AckPolicy();

    /** Whether the peer understands SACK. */
    boolean selective;

    /** Octets that came twice, to be told once (D-SACK, RFC 2883), if not empty. */
    int duplicateLeft;

    int duplicateRight;

    long segmentsReceived;
    long octetsReceived;

    private final TcpConfig config;
    private final TransmissionControlBlock tcb;

    // the user's pace
    private int consumed;
    private int consumedBefore;
    private long paceSince;
    private boolean paced;
    private boolean fixedBuffer;

    Receiver(TcpConfig config, BufferPool pool, TransmissionControlBlock tcb) {
        this.config = config;
        this.tcb = tcb;
        queue = new ReceiveQueue(pool, config.receiveBuffer());
    }

    /** Begins anew, for another connection. */
    void open() {
        queue.reset(config.receiveBuffer());
        fixedBuffer = false;
        acks.reset(config.quickAcks());
        selective = false;
        duplicateLeft = 0;
        duplicateRight = 0;
        segmentsReceived = 0;
        octetsReceived = 0;
        consumed = 0;
        consumedBefore = 0;
        paced = false;
    }

    // ---- window

    /** The window to offer: the old right edge until the new one is worth it (RFC 9293, section 3.8.6.2.2). */
    int usefulWindow() {
        int window = tellableWindow();
        int current = tcb.receiveWindow();
        return window - current >= worth(tcb.maximumSegmentSize) ? window : current;
    }

    /** A gain of so many octets is worth telling; so is half the buffer, or what is left for it when memory is short. */
    private int worth(int octets) {
        return Math.min(Math.min(octets, queue.capacity() / 2), queue.assured());
    }

    /** Whether the reader has read all, and there is room for more. */
    boolean isEmptyWithRoom() {
        return queue.readable() == 0 && queue.window() > 0;
    }

    /** Octets were read. Whether the room made is told by an acknowledgment of its own: if it is two segments or more. */
    boolean onConsumed(int octets) {
        consumed += octets;
        return tcb.state.canReceive() && tellableWindow() - tcb.receiveWindow() >= worth(2 * tcb.maximumSegmentSize);
    }

    /** The window as far as the field, which has 16 bits and the scale agreed on, can tell it. */
    private int tellableWindow() {
        return (int) Math.min(queue.window(), (long) MAXIMUM_WINDOW_FIELD << tcb.receiveWindowShift);
    }

    /** The shift that lets the largest window be told in 16 bits. */
    int windowShift() {
        return windowShift(config);
    }

    /** The window of the SYN,ACK of a connection that does not exist yet. */
    static int handshakeWindow(TcpConfig config) {
        return Math.min(MAXIMUM_WINDOW_FIELD, config.receiveBuffer());
    }

    static int windowShift(TcpConfig config) {
        int bits = 32 - Integer.numberOfLeadingZeros(config.maximumReceiveBuffer());
        // the window that it starts with is to be told in steps of an eighth at most
        int finest = 31 - Integer.numberOfLeadingZeros(config.receiveBuffer() / 8);
        return Math.min(Math.max(0, Math.min(bits - 16, finest)), TcpOptions.MAX_WINDOW_SCALE);
    }

    /**
     * Octets came in order. When the user has read more in a round-trip time than half the buffer holds, the window is
     * what limits the sender, and is made larger.
     */
    void onArrived(int octets, long rttNanos, long nowNanos) {
        octetsReceived += octets;
        if (!paced) {
            paced = true;
            paceSince = nowNanos;
            consumedBefore = consumed;
        } else if (nowNanos - paceSince >= rttNanos && rttNanos > 0) {
            int read = consumed - consumedBefore;
            long wanted = 2L * read + (long) SEGMENTS_OF_GROWTH * tcb.maximumSegmentSize;
            if (read >= queue.capacity() / 2 && wanted > queue.capacity() && !fixedBuffer) {
                queue.grow((int) Math.min(wanted, config.maximumReceiveBuffer()));
            }
            paceSince = nowNanos;
            consumedBefore = consumed;
        }
    }

    /** The user wants a buffer of this size. What the peer has been offered is not taken back. */
    void buffer(int octets, boolean offered) {
        int capacity = Math.min(octets, config.maximumReceiveBuffer());
        fixedBuffer = true;
        if (!offered) {
            queue.reset(capacity);
        } else if (capacity > queue.capacity()) {
            queue.grow(capacity);
        }
    }

    // ---- D-SACK

    /** These came twice. */
    void duplicate(int left, int right) {
        if (selective) {
            duplicateLeft = left;
            duplicateRight = right;
        }
    }

    /** Whether SACK has anything to tell now. */
    boolean hasBlocks() {
        return selective && (duplicateLeft != duplicateRight || queue.hasGap());
    }

    /**
     * Lists the blocks that SACK tells now (RFC 2018, section 4; RFC 2883): a duplicate first, then ranges behind a gap,
     * newest first.
     *
     * @param edges gets first and last of each
     * @return number of blocks
     */
    int blocks(int[] edges, int most) {
        if (!hasBlocks()) {
            return 0;
        }
        int count = 0;
        if (duplicateLeft != duplicateRight) {
            edges[0] = duplicateLeft;
            edges[1] = duplicateRight;
            count = 1;
        }
        return count + queue.ranges(edges, count, most - count, tcb.receiveNext);
    }

    /** A segment with those blocks was written. */
    void told() {
        duplicateLeft = duplicateRight;
    }
}
