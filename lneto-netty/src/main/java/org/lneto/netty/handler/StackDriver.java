package org.lneto.netty.handler;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.netty.jfr.FrameRecorder;
import org.lneto.netty.link.Tickers;

/**
 * Runs a tree of nodes on its channel's event loop: takes frames in, writes what the root has to send while the channel
 * is writable, and keeps one timer for the root's deadline.
 */
final class StackDriver implements NodeParent {
    private static final int SLOT = 0;

    private final ChannelHandlerContext context;
    private final StackNode root;
    private final int maximumFrameOctets;
    private final Ticker ticker;
    private final long startNanos;
    private final SendOutcome outcome;
    private final Carrier carrier = new Carrier();
    private final Runnable pumpTask = this::pumpScheduled;
    private final Runnable timerTask = this::onTimer;

    private boolean inPass;
    private boolean readyInPass;
    private boolean pumpScheduled;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos = StackNode.NO_DEADLINE;
    private long received;

    /**
     * Attaches the root.
     *
     * @param maximumFrameOctets most octets of a frame that the root may write
     */
    StackDriver(ChannelHandlerContext context, StackNode root, int maximumFrameOctets, TimeBase time) {
        this.context = context;
        this.root = root;
        this.maximumFrameOctets = maximumFrameOctets;
        ticker = Tickers.of(context.channel().eventLoop());
        startNanos = time.startNanos(ticker);
        outcome = new SendOutcome(context.channel(), context.executor());
        root.attached(this, SLOT);
        arm();
    }

    void close() {
        cancelTimer();
        root.detached();
    }

    /** The stack's time: nanoseconds since its start. */
    long nowNanos() {
        return ticker.nanoTime() - startNanos;
    }

    long framesReceived() {
        return received;
    }

    SendOutcome outcome() {
        return outcome;
    }

    /**
     * Takes a frame in. The caller keeps its reference.
     *
     * @return what became of it
     */
    Verdict take(ByteBuf frame) {
        received++;
        int octets = frame.readableBytes();
        if (frame.isContiguous()) {
            return demux(FrameView.of(frame, frame.readerIndex(), octets), octets);
        }
        ByteBuf contiguous = context.alloc().directBuffer(octets).writeBytes(frame, frame.readerIndex(), octets);
        try {
            return demux(FrameView.of(contiguous, contiguous.readerIndex(), octets), octets);
        } finally {
            contiguous.release();
        }
    }

    private Verdict demux(ByteBuffer view, int octets) {
        int offset = view.position();
        carrier.wrap(view, offset + octets, nowNanos());
        inPass = true;
        try {
            Verdict verdict = root.demux(carrier, offset);
            if (verdict.isDrop()) {
                FrameRecorder.dropped(verdict, octets);
            }
            return verdict;
        } finally {
            inPass = false;
        }
    }

    /** Sends what there is to send, and sets the timer by what is left. Called at the end of each batch of frames. */
    void pump() {
        if (inPass) {
            return;
        }
        inPass = true;
        boolean written = false;
        try {
            while (context.channel().isWritable() && writeOne()) {
                written = true;
            }
        } finally {
            inPass = false;
        }
        if (written) {
            context.flush();
        }
        arm();
    }

    private boolean writeOne() {
        ByteBuf frame = context.alloc().directBuffer(maximumFrameOctets);
        int octets = 0;
        readyInPass = false;
        try {
            ByteBuffer view = FrameView.of(frame, 0, maximumFrameOctets);
            int offset = view.position();
            carrier.wrap(view, offset + maximumFrameOctets, nowNanos());
            octets = root.encapsulate(carrier, -1, offset);
        } finally {
            if (octets == 0) {
                frame.release();
            }
        }
        if (octets == 0) {
            if (readyInPass) {
                schedulePump(); // it had nothing, and then something: not again in this pass, it might never end
            }
            return false;
        }
        context.write(frame.writerIndex(octets), outcome);
        return true;
    }

    @Override
    public void childReady(int slot) {
        if (inPass) {
            readyInPass = true;
        } else {
            schedulePump();
        }
    }

    private void schedulePump() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            context.channel().eventLoop().execute(pumpTask);
        }
    }

    @Override
    public void childDeadline(int slot) {
        if (!inPass) {
            arm();
        }
    }

    private void pumpScheduled() {
        pumpScheduled = false;
        if (!context.isRemoved()) {
            pump();
        }
    }

    private void arm() {
        long deadline = root.nextDeadline();
        if (deadline < timerNanos) {
            cancelTimer();
            timerNanos = deadline;
            timer = context.channel()
                    .eventLoop()
                    .schedule(timerTask, Math.max(0, deadline - nowNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        ScheduledFuture<?> timer = this.timer;
        if (timer != null) {
            timer.cancel(false);
        }
        this.timer = null;
        timerNanos = StackNode.NO_DEADLINE;
    }

    private void onTimer() {
        timer = null;
        timerNanos = StackNode.NO_DEADLINE;
        if (context.isRemoved()) {
            return;
        }
        inPass = true;
        try {
            root.onDeadline(nowNanos());
        } finally {
            inPass = false;
        }
        pump();
    }
}
