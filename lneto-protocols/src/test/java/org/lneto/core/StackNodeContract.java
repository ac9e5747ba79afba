package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What {@link StackNode} promises, asked of every implementation: each node's test extends this one. */
public abstract class StackNodeContract {
    /** Room before a frame for the headers of the node's parents, so that a test may put an IP header there. */
    protected static final int HEADROOM = 64;

    private static final int CAPACITY = HEADROOM + 1514;
    private static final byte GUARD = (byte) 0xa5;
    private static final int RANDOM_FRAMES = 20_000;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY + 64);
    private final Carrier carrier = new Carrier();

    /** A node as it is after construction and configuration, without a parent and with nothing to send. */
    protected abstract StackNode newNode();

    /**
     * Gives an attached node something to send.
     *
     * @return false if the node never sends of its own accord
     */
    protected abstract boolean makeReady(StackNode node);

    /**
     * Puts in front of a frame what the node's parents would have: a node over IP writes an IP header there and sets
     * {@link Carrier#offsetToIp}. The default is a node without parents.
     *
     * @return the offset of the IP header; -1 if there is none
     */
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return -1;
    }

    /** Whether a frame of no octets is a frame to this node: a datagram without data to a socket. */
    protected boolean takesEmptyFrames() {
        return false;
    }

    @Test
    void freshNodeHasNothingToSend() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        assertThat(encapsulate(node)).isZero();
    }

    @Test
    void freshNodeTalksToItsParentOnlyThroughItsSlot() {
        RecordingParent parent = new RecordingParent();
        StackNode node = newNode();
        node.attached(parent, RecordingParent.SLOT); // the parent checks the slot
        makeReady(node);
        assertThat(parent.ready + parent.deadlines).isNotNegative();
    }

    @Test
    void nodeWithSomethingToSendSaysSo() {
        RecordingParent parent = new RecordingParent();
        StackNode node = newNode();
        node.attached(parent, RecordingParent.SLOT);
        if (makeReady(node)) {
            assertThat(parent.ready).isPositive();
            assertThat(encapsulate(node)).isPositive();
        }
    }

    @Test
    void nodeRunsOutOfThingsToSend() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        makeReady(node);
        int frames = 0;
        while (encapsulate(node) > 0) {
            assertThat(++frames).as("frames sent without anything new").isLessThan(1000);
        }
        assertThat(encapsulate(node)).isZero();
    }

    @Test
    void nothingIsWrittenAtOrBeyondTheEnd() {
        for (int room = 0; room <= 1500; room += room < 100 ? 1 : 100) {
            StackNode node = newNode();
            node.attached(new RecordingParent(), RecordingParent.SLOT);
            makeReady(node);
            fill(GUARD);
            int end = HEADROOM + room;
            carrier.wrap(buffer, end, 1);
            int offsetToIp = writeParents(carrier, HEADROOM);
            int octets = node.encapsulate(carrier, offsetToIp, HEADROOM);
            assertThat(octets).as("octets written into %d", room).isBetween(StackNode.TOO_LONG, room);
            for (int at = end; at < buffer.capacity(); at++) {
                assertThat(buffer.get(at))
                        .as("octet %d after the end", at - end)
                        .isEqualTo(GUARD);
            }
            assertThat(carrier.end()).as("the carrier's end").isEqualTo(end);
        }
    }

    @Test
    void randomOctetsGetAVerdictAndMoveNothing() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < RANDOM_FRAMES; i++) {
            int length = random.nextInt(i % 2 == 0 ? 80 : 1500);
            for (int at = 0; at < length; at++) {
                buffer.put(HEADROOM + at, (byte) (random.nextInt(4) == 0 ? 0 : random.nextInt()));
            }
            carrier.wrap(buffer, HEADROOM + length, i);
            writeParents(carrier, HEADROOM);
            assertThat(node.demux(carrier, HEADROOM))
                    .as("frame %d of seed %d", i, seed)
                    .isNotNull();
            assertThat(buffer.position()).isZero();
            assertThat(buffer.limit()).isEqualTo(buffer.capacity());
            if (i % 64 == 0) {
                drain(node);
            }
        }
        drain(node);
    }

    @Test
    void emptyFrameIsAcceptedOnlyWhereItMeansSomething() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        carrier.wrap(buffer, HEADROOM, 1);
        writeParents(carrier, HEADROOM);
        assertThat(node.demux(carrier, HEADROOM) == Verdict.ACCEPTED).isEqualTo(takesEmptyFrames());
    }

    @Test
    void deadlineThatComesEarlyDoesNothing() {
        RecordingParent parent = new RecordingParent();
        StackNode node = newNode();
        node.attached(parent, RecordingParent.SLOT);
        long deadline = node.nextDeadline();
        if (deadline > 0) {
            node.onDeadline(0);
            assertThat(node.nextDeadline()).isEqualTo(deadline);
            assertThat(parent.ready).isZero();
        }
    }

    @Test
    void nodeHasOneParentAtATime() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        assertThatIllegalStateException().isThrownBy(() -> node.attached(new RecordingParent(), RecordingParent.SLOT));
    }

    @Test
    void detachedNodeIsSilent() {
        RecordingParent parent = new RecordingParent();
        StackNode node = newNode();
        node.attached(parent, RecordingParent.SLOT);
        makeReady(node);
        node.detached();
        int before = parent.ready + parent.deadlines;
        node.onDeadline(StackNode.NO_DEADLINE - 1);
        assertThat(parent.ready + parent.deadlines).isEqualTo(before);
    }

    private int encapsulate(StackNode node) {
        carrier.wrap(buffer, CAPACITY, 1);
        int offsetToIp = writeParents(carrier, HEADROOM);
        return node.encapsulate(carrier, offsetToIp, HEADROOM);
    }

    private void drain(StackNode node) {
        for (int frames = 0; encapsulate(node) > 0; frames++) {
            assertThat(frames).as("frames sent in answer").isLessThan(10_000);
        }
    }

    private void fill(byte octet) {
        for (int at = 0; at < buffer.capacity(); at++) {
            buffer.put(at, octet);
        }
    }
}
