package org.lneto.netty.handler;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * Runs a tree of nodes on its channel's event loop.
 *
 * <p>Inbound, each message that is a {@link ByteBuf} is taken for one Ethernet frame. A frame that a node accepts or
 * drops ends here; one that is nobody's ({@link Verdict#NOT_OURS}) goes on down the pipeline, untouched, and so does any
 * other message. Outbound, frames of the nodes are written towards the channel's head while the channel is writable; a
 * handler further down may write frames of its own beside them. One timer serves all nodes.
 *
 * <p>A frame that the channel refuses is lost as on any link, and counted in {@link #framesFailed()}.
 */
public abstract class RootHandler extends ChannelInboundHandlerAdapter {
    private final StackNode root;
    private final int maximumFrameOctets;
    private final TimeBase time;
    private @Nullable StackDriver driver;

    /**
     * Wraps a node that has no parent yet, and that has one as long as this handler is in a pipeline.
     *
     * @param maximumFrameOctets most octets of a frame that the node may write
     */
    protected RootHandler(StackNode root, int maximumFrameOctets) {
        this(root, maximumFrameOctets, new TimeBase());
    }

    /** The same for one of several trees whose time is the same. */
    RootHandler(StackNode root, int maximumFrameOctets, TimeBase time) {
        this.root = root;
        this.time = time;
        this.maximumFrameOctets = maximumFrameOctets;
    }

    /** The stack's time: nanoseconds since this handler was added; 0 while it is not. */
    public long nowNanos() {
        StackDriver driver = this.driver;
        return driver == null ? 0 : driver.nowNanos();
    }

    /** Frames taken in so far, whatever became of them. */
    public long framesReceived() {
        StackDriver driver = this.driver;
        return driver == null ? 0 : driver.framesReceived();
    }

    /** Frames that the channel has sent. */
    public long framesSent() {
        StackDriver driver = this.driver;
        return driver == null ? 0 : driver.outcome().sent();
    }

    /** Frames that the channel has refused. */
    public long framesFailed() {
        StackDriver driver = this.driver;
        return driver == null ? 0 : driver.outcome().failed();
    }

    /** Why the channel refused a frame the last time; null if it never did. */
    public @Nullable Throwable lastFailure() {
        StackDriver driver = this.driver;
        return driver == null ? null : driver.outcome().lastFailure();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        driver = new StackDriver(context, root, maximumFrameOctets, time);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        StackDriver driver = this.driver;
        if (driver != null) {
            driver.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        StackDriver driver = this.driver;
        if (driver == null || !(message instanceof ByteBuf frame)) {
            context.fireChannelRead(message);
            return;
        }
        Verdict verdict;
        try {
            verdict = driver.take(frame);
        } catch (RuntimeException e) { // a mistake in the program, not in the frame
            ReferenceCountUtil.release(frame);
            context.fireExceptionCaught(e);
            return;
        }
        if (verdict == Verdict.NOT_OURS) {
            context.fireChannelRead(frame);
        } else {
            frame.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        pump();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            pump();
        }
        context.fireChannelWritabilityChanged();
    }

    private void pump() {
        StackDriver driver = this.driver;
        if (driver != null) {
            driver.pump();
        }
    }
}
