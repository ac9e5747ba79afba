package org.lneto.netty.capture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.capture.Direction;
import org.lneto.netty.link.Tickers;

/**
 * A capture file as a Netty channel: its Ethernet frames are read, one {@link ByteBuf} each, as if they came now.
 *
 * <p>Register it with any kind of event loop: that opens the file (pcap or pcapng), and fails if it cannot be read, is no
 * capture, or does not begin with an Ethernet frame. It needs neither bind nor connect, and refuses both. The file is
 * read on the event loop, 128 KiB at a time.
 *
 * <pre>{@code
 * Channel replay = new Bootstrap()
 *         .group(group)
 *         .channelFactory(PcapReplay.of(Path.of("frames.pcapng")).pace(2).closeAtEnd(true)::newChannel)
 *         .handler(new MyFrameHandler())
 *         .register()
 *         .sync()
 *         .channel();
 * replay.closeFuture().sync();
 * }</pre>
 *
 * <p><b>Pace.</b> The first frame comes when reading begins, the others as long after it as they did when they were
 * captured, divided by {@link PcapReplay#pace()}, by the event loop's clock: on virtual time, in virtual time. A frame
 * that was captured before its predecessor comes with it. Nobody has to be in time: while reading is off nothing is
 * lost, and what is late then comes at once. Reading follows {@code autoRead} and {@code read()}.
 *
 * <p>Frames of fewer than 14 octets are passed over. A frame that the capture cut comes as it is
 * ({@link #cutFrames()}).
 *
 * <p><b>End.</b> After the last frame there is a {@link PcapReplayEnd}, and then, if {@link PcapReplay#closeAtEnd()}
 * says so, the channel closes.
 *
 * <p><b>Writing.</b> There is nobody to write to: frames are released and counted, or refused
 * ({@link PcapReplay#refuseWrites()}).
 *
 * <p>Counters are exact on the event loop.
 */
public final class PcapReplayChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);
    private static final int MIN_FRAME_LENGTH = 14;
    private static final int USUAL_FRAME_LENGTH = 1514;

    private final PcapReplay replay;
    private final ChannelConfig config;
    private final ReplayPace pace;
    private final Runnable deliver = this::deliver;

    private volatile boolean open = true;
    private volatile boolean active;
    private @Nullable Ticker ticker;
    private @Nullable FrameFile file; // null once closed
    private @Nullable Future<?> timer;
    private boolean hasNext;
    private boolean readPending;
    private boolean delivering;
    private boolean ended;
    private long framesRead;
    private long framesWritten;
    private long cutFrames;

    PcapReplayChannel(PcapReplay replay) {
        super(null);
        this.replay = replay;
        this.pace = new ReplayPace(replay.pace());
        // frames come in buffers of their own: the allocator only says how many are read at a time
        this.config = new DefaultChannelConfig(this, new FixedRecvByteBufAllocator(USUAL_FRAME_LENGTH)) {
            @Override
            protected void autoReadCleared() {
                clearRead();
            }
        };
    }

    /** What is replayed, and how. */
    public PcapReplay replay() {
        return replay;
    }

    /** Frames that were read so far. */
    public long framesRead() {
        return framesRead;
    }

    /** Frames that were written, and thrown away, so far. */
    public long framesWritten() {
        return framesWritten;
    }

    /** Of the frames that were read, those that were longer on the wire than in the file. */
    public long cutFrames() {
        return cutFrames;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new ReplayUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // no I/O handle: frames come by timers, which every loop has
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ticker = Tickers.of(eventLoop());
        try {
            FrameFile opened = FrameFile.open(replay.file());
            file = opened;
            findNext(opened);
            if (!hasNext && opened.problem() != null) {
                throw new IOException("cannot replay " + replay.file() + ": " + opened.problem());
            }
        } catch (IOException e) {
            promise.setFailure(e);
            return;
        }
        active = true;
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        cancelTimer();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a replay has its file: register it, there is no bind");
    }

    @Override
    protected void doDisconnect() throws IOException {
        doClose();
    }

    @Override
    protected void doClose() throws IOException {
        open = false;
        active = false;
        cancelTimer();
        FrameFile opened = file;
        file = null;
        if (opened != null) {
            opened.close();
        }
    }

    // --- reading

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!delivering) { // otherwise delivery goes on by itself
            awaitNext();
        }
    }

    private void clearRead() {
        if (!isRegistered()) {
            return;
        }
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            readPending = false;
        } else {
            // a read() called after this is a later task: its readPending is not what we clear
            loop.execute(() -> {
                if (!config.isAutoRead()) {
                    readPending = false;
                }
            });
        }
    }

    /** By a timer even if it is now: unlike a task, that lets the loop's I/O have its turn before. */
    private void awaitNext() {
        if (readPending && timer == null && file != null && !ended) {
            timer = eventLoop().schedule(deliver, hasNext ? pace.delay(nowNanos()) : 0, TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        Future<?> waiting = timer;
        timer = null;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void deliver() {
        timer = null;
        FrameFile opened = file;
        if (opened == null || !readPending) {
            return;
        }
        pace.start(nowNanos());
        if (!hasNext || pace.delay(nowNanos()) == 0) {
            readPending = false;
            delivering = true;
            try {
                deliverDue(opened);
            } catch (IOException e) {
                pipeline().fireExceptionCaught(e);
                unsafe().close(unsafe().voidPromise());
            } finally {
                delivering = false;
            }
        }
        awaitNext();
    }

    private void deliverDue(FrameFile opened) throws IOException {
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        boolean goesOn = hasNext;
        while (goesOn) {
            int length = opened.length();
            ByteBuf frame = alloc().directBuffer(length);
            opened.copyTo(frame);
            framesRead++;
            cutFrames += opened.isCut() ? 1 : 0;
            handle.attemptedBytesRead(length);
            handle.lastBytesRead(length);
            handle.incMessagesRead(1);
            pipeline().fireChannelRead(frame);
            if (file == null) { // a handler closed the channel
                return;
            }
            findNext(opened);
            goesOn = hasNext && handle.continueReading() && pace.delay(nowNanos()) == 0;
        }
        handle.readComplete();
        pipeline().fireChannelReadComplete(); // with autoRead this asks for the next read
        if (!hasNext && file != null) {
            ended = true;
            pipeline().fireUserEventTriggered(new PcapReplayEnd(framesRead, opened.problem()));
            if (replay.closeAtEnd()) {
                unsafe().close(unsafe().voidPromise());
            }
        }
    }

    /** Goes to the next frame that is to be read. */
    private void findNext(FrameFile opened) throws IOException {
        hasNext = false; // also if reading the file fails
        boolean found;
        do {
            found = opened.next();
        } while (found && isPassedOver(opened));
        hasNext = found;
        if (found) {
            pace.next(opened.epochNanos());
        }
    }

    private boolean isPassedOver(FrameFile opened) {
        return opened.length() < MIN_FRAME_LENGTH || (replay.inboundOnly() && opened.direction() == Direction.OUTBOUND);
    }

    private long nowNanos() {
        return Objects.requireNonNull(ticker, "registered").nanoTime();
    }

    // --- writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (replay.refuseWrites()) {
            throw new UnsupportedOperationException("a replay of " + replay.file() + " takes no frames");
        }
        if (!(message instanceof ByteBuf)) {
            throw new UnsupportedOperationException(
                    "a frame is a ByteBuf, not a " + message.getClass().getName());
        }
        return message;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (in.current() != null) {
            framesWritten++;
            in.remove();
        }
    }

    private final class ReplayUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
            safeSetFailure(promise, new UnsupportedOperationException("there is nobody in a file to connect to"));
        }
    }
}
