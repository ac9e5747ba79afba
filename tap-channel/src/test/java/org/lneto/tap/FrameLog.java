package org.lneto.tap;

import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Last handler of a test's pipeline: keeps copies of frames, events and exceptions for the test's thread. */
@ChannelHandler.Sharable
final class FrameLog extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> exceptions = new LinkedBlockingQueue<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf frame = (ByteBuf) message;
        frames.add(ByteBufUtil.getBytes(frame));
        frame.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        events.add(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        exceptions.add(cause);
    }

    /** Takes frames until one fits; the others are what a kernel sends on its own. */
    byte[] frame(Predicate<byte[]> wanted) throws InterruptedException {
        return next(frames, wanted);
    }

    Object event(Predicate<Object> wanted) throws InterruptedException {
        return next(events, wanted);
    }

    Throwable exception() throws InterruptedException {
        return next(exceptions, any -> true);
    }

    private static <T> T next(BlockingQueue<T> queue, Predicate<? super T> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<T> others = new ArrayList<>();
        while (true) {
            T item = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (item == null) {
                return fail("did not come in time; " + others.size() + " others did");
            }
            if (wanted.test(item)) {
                return item;
            }
            others.add(item);
        }
    }
}
