package org.lneto.netty.channel;

/**
 * Whether a channel waits for room in its stack's send queue. On the channel's event loop.
 *
 * <p>Where the stack is on another loop, the channel waits as well for what became of a batch that it has handed over.
 */
final class SendRoom {
    private final StackLoop loops;
    private final Runnable flush;
    private final Runnable retry = this::retry;
    private boolean waiting;
    private boolean handedOver;
    private boolean scheduled;

    /**
     * A channel that does not wait.
     *
     * @param flush writes what is left, when there is room again
     */
    SendRoom(StackLoop loops, Runnable flush) {
        this.loops = loops;
        this.flush = flush;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** The queue is full. */
    void await() {
        waiting = true;
    }

    /** A batch goes to a stack on another loop. */
    void handOver() {
        waiting = true;
        handedOver = true;
    }

    /** The stack has had the batch. */
    void hadIt() {
        handedOver = false;
    }

    /** Nothing keeps the channel from writing on, which it does now. */
    void writeOn() {
        waiting = false;
        flush.run();
    }

    /** There is room in the queue, or nobody to send to. */
    void made() {
        if (waiting && !handedOver && !scheduled) {
            scheduled = loops.later(retry);
        }
    }

    /** The channel is closed. */
    void close() {
        waiting = false;
    }

    private void retry() {
        scheduled = false;
        if (waiting && !handedOver) {
            writeOn();
        }
    }
}
