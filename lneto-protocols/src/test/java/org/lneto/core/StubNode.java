package org.lneto.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/** A child that sends what it is given and remembers what it takes in; for tests of parents. */
public final class StubNode extends AbstractNode {
    private final int protocol;
    private final int localPort;
    private final Deque<byte[]> toSend = new ArrayDeque<>();
    private BiConsumer<Carrier, Integer> beforeSending = (carrier, offsetToIp) -> {};

    /** What was taken in, from this node's offset to the carrier's end. */
    public final List<byte[]> taken = new ArrayList<>();

    /** Why packets came back. */
    public final List<Undeliverable> undeliverable = new ArrayList<>();

    /** Where the last frame taken in, or packet come back, had its parts. */
    public int offsetToIp;

    /** As {@link #offsetToIp}. */
    public int offsetToFrame;

    /** The link addresses of the last frame taken in. */
    public long linkSource;

    /** As {@link #linkSource}. */
    public long linkDestination;

    /** What {@link #demux} answers. */
    public Verdict verdict = Verdict.ACCEPTED;

    /** The node's deadline. */
    public long deadline = NO_DEADLINE;

    /** Times its deadline passed. */
    public int deadlinesPassed;

    /** Times it was detached. */
    public int timesDetached;

    private StubNode(int protocol, int localPort) {
        this.protocol = protocol;
        this.localPort = localPort;
    }

    /** A child by protocol. */
    public static StubNode ofProtocol(int protocol) {
        return new StubNode(protocol, 0);
    }

    /** A child by port. */
    public static StubNode ofPort(int port) {
        return new StubNode(0, port);
    }

    /** What it does to the carrier before it sends: set a destination. */
    public StubNode beforeSending(BiConsumer<Carrier, Integer> beforeSending) {
        this.beforeSending = beforeSending;
        return this;
    }

    /** Queues octets to send. */
    public StubNode send(byte[] octets) {
        toSend.add(octets);
        ready();
        return this;
    }

    /** Queues as many octets, each with its index. */
    public StubNode send(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) i;
        }
        return send(octets);
    }

    /** Its exchange is over. */
    public void end() {
        endConnection();
    }

    /** Sets its deadline and says so. */
    public void deadline(long nanos) {
        deadline = nanos;
        deadlineMoved();
    }

    /** Says that it is ready, though it may have nothing. */
    public void sayReady() {
        ready();
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        byte[] octets = toSend.peek();
        if (octets == null || octets.length > carrier.available(offsetToFrame)) {
            return 0;
        }
        toSend.remove();
        this.offsetToFrame = offsetToFrame;
        carrier.buffer().put(offsetToFrame, octets);
        beforeSending.accept(carrier, offsetToIp);
        return octets.length;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        byte[] octets = new byte[carrier.available(offsetToFrame)];
        carrier.buffer().get(offsetToFrame, octets);
        taken.add(octets);
        offsetToIp = carrier.offsetToIp();
        this.offsetToFrame = offsetToFrame;
        linkSource = carrier.linkSource();
        linkDestination = carrier.linkDestination();
        return verdict;
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        undeliverable.add(reason);
        offsetToIp = carrier.offsetToIp();
        this.offsetToFrame = offsetToFrame;
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (deadline <= nowNanos) {
            deadlinesPassed++;
            deadline = NO_DEADLINE;
        }
    }

    @Override
    public void detached() {
        timesDetached++;
        super.detached();
    }
}
