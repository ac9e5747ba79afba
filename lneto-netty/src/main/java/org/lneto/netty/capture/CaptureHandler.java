package org.lneto.netty.capture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import org.lneto.capture.Direction;
import org.lneto.netty.handler.FrameView;
import org.lneto.netty.link.Tickers;

/**
 * Shows the frames that pass it to listeners, and passes them on as they are. Placed before the stack's handlers it sees
 * all there are: inbound before anything else does, outbound last.
 *
 * <p>Time is the wall clock's when the handler was added, moved on by the event loop's clock: on virtual time, captures
 * carry virtual times.
 */
public final class CaptureHandler extends ChannelDuplexHandler {
    private final LongSupplier wallClock;
    private final List<FrameListener> listeners;
    private Ticker ticker = Ticker.systemTicker();
    private long epochNanosAtZero;

    /** Tells the time by the system's clock. */
    public CaptureHandler(FrameListener... listeners) {
        this(() -> System.currentTimeMillis() * 1_000_000, listeners);
    }

    /**
     * Creates a handler.
     *
     * @param wallClock Unix time in nanoseconds; read once, when the handler is added
     * @param listeners shown each frame, in this order
     */
    public CaptureHandler(LongSupplier wallClock, FrameListener... listeners) {
        this.wallClock = wallClock;
        this.listeners = List.of(listeners);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ticker = Tickers.of(context.channel().eventLoop());
        epochNanosAtZero = wallClock.getAsLong() - ticker.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf frame) {
            show(Direction.INBOUND, context, frame);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf frame) {
            show(Direction.OUTBOUND, context, frame);
        }
        context.write(message, promise);
    }

    private void show(Direction direction, ChannelHandlerContext context, ByteBuf frame) {
        int octets = frame.readableBytes();
        if (frame.isContiguous()) {
            show(direction, FrameView.of(frame, frame.readerIndex(), octets), octets);
            return;
        }
        ByteBuf contiguous = context.alloc().directBuffer(octets).writeBytes(frame, frame.readerIndex(), octets);
        try {
            show(direction, FrameView.of(contiguous, contiguous.readerIndex(), octets), octets);
        } finally {
            contiguous.release();
        }
    }

    private void show(Direction direction, ByteBuffer view, int octets) {
        long epochNanos = Math.max(0, epochNanosAtZero + ticker.nanoTime());
        int offset = view.position();
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).onFrame(direction, epochNanos, view, offset, octets);
        }
    }
}
