package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.TapException.Reason;

/**
 * A channel over a non-blocking descriptor of which each read and each write is one Ethernet frame: the epoll
 * registration, the read and the write loop. What the descriptor is, a subclass knows.
 *
 * <p>Level-triggered: a read pass ends after the configured number of frames and epoll reports what is left, so
 * that other work on the loop has its turn.
 */
abstract class AbstractFrameChannel extends AbstractChannel {
    /** Octets of an Ethernet header, the shortest frame the kernel takes. */
    static final int MIN_FRAME_LENGTH = 14;

    // 64 frames are read in some 100 microseconds, after which other work has its turn
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);

    /** Result of {@link #readFrame}: a frame was taken from the device and dropped. */
    static final int DROPPED = -2;

    private final FrameReader reader = new FrameReader(this);
    private final Runnable shutdownHook = this::closeNow; // kept, as it is also what is removed
    private final Runnable readAheadPass = this::readAheadPass;
    private volatile @Nullable FileDescriptor descriptor;
    private volatile boolean closed;
    private @Nullable IoRegistration registration;
    private @Nullable EpollIoOps ops;
    private boolean readAheadScheduled;
    boolean readPending;

    AbstractFrameChannel() {
        super(null);
    }

    /** Returns the longest frame, in octets from destination address to the end of the payload. */
    abstract int maxFrameLength();

    /** Returns the name of what the descriptor is, for messages. */
    abstract String deviceName();

    /** Opens what the address names. Called on the event loop. */
    abstract FileDescriptor open(SocketAddress address) throws IOException;

    /** Throws if the device is gone. Called when epoll reports an error. */
    abstract void probe() throws IOException;

    /** Explains a failure of the descriptor. */
    abstract IOException explain(IOException failure);

    /** Whether nothing can be read or written again after this explained failure. */
    abstract boolean isFatal(IOException explained);

    /** A frame was longer than {@link #maxFrameLength()}; it was dropped. Called on the event loop. */
    abstract void onOverlongFrame();

    /** Looks whether {@link #maxFrameLength()} is larger than was known; only asked about frames that exceed it. */
    abstract boolean maxFrameLengthMayHaveGrown();

    /** Returns how many octets must be writable in a buffer that is read into; more than the longest frame. */
    int readBufferLength() {
        // One octet more than a frame may have: the kernel cuts silently, and a full buffer tells that it did.
        return maxFrameLength() + 1;
    }

    /**
     * Reads one frame into an empty buffer of {@link #readBufferLength()}; an override may leave room before it.
     *
     * @return its length; 0 if there is none now, -1 at the end, {@link #DROPPED} if another try may find one
     */
    int readFrame(FileDescriptor in, ByteBuf frame) throws IOException {
        int length = FrameIo.read(in, frame);
        if (length < readBufferLength()) {
            return length;
        }
        onOverlongFrame();
        return DROPPED;
    }

    /** Writes one frame; returns 0 if the device has no room now. */
    int writeFrame(FileDescriptor out, ByteBuf frame) throws IOException {
        return FrameIo.write(out, frame);
    }

    /** Whether frames were read from the device that {@link #readFrame} has yet to give. */
    boolean hasReadAhead() {
        return false;
    }

    /** The descriptor is on this event loop now. */
    void onAttached(IoEventLoop loop) {}

    /** The descriptor is leaving its event loop. */
    void onDetached() {}

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return descriptor != null && !closed;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(EpollIoHandle.class);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new FrameUnsafe();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    /** Gives the channel its descriptor; called before registration or when binding, once. */
    final void descriptor(FileDescriptor opened) {
        descriptor = opened;
    }

    /** Returns the descriptor; only called while the channel is active. */
    final FileDescriptor descriptor() {
        FileDescriptor opened = descriptor;
        if (opened == null) {
            throw new IllegalStateException("not bound");
        }
        return opened;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        if (!isActive()) {
            promise.setSuccess(); // epoll would report an error for a descriptor without interface: wait for bind
            return;
        }
        try {
            attach();
            promise.setSuccess();
        } catch (RuntimeException e) {
            promise.setFailure(e);
        }
    }

    @Override
    protected void doBind(SocketAddress localAddress) throws Exception {
        if (isActive()) {
            throw new IllegalStateException("bound to " + deviceName() + " already");
        }
        FileDescriptor opened = open(localAddress);
        descriptor = opened;
        try {
            attach();
        } catch (RuntimeException e) {
            descriptor = null;
            opened.close();
            throw e;
        }
    }

    private void attach() {
        IoEventLoop loop = (IoEventLoop) eventLoop();
        Future<IoRegistration> registering = loop.register((FrameUnsafe) unsafe());
        if (!registering.isSuccess()) { // on the loop itself, registering does not wait
            throw new ChannelException(
                    "the event loop did not take the descriptor of " + deviceName(), registering.cause());
        }
        IoRegistration attached = registering.getNow();
        // EPOLLERR stays in every set: epoll reports it anyway, and EpollIoHandler takes an empty set for "remove"
        EpollIoOps initial = ops != null ? ops : EpollIoOps.EPOLLERR;
        initial = readPending ? initial.with(EpollIoOps.EPOLLIN) : initial;
        try {
            attached.submit(initial);
        } catch (RuntimeException e) {
            attached.cancel();
            throw e;
        }
        ops = initial;
        registration = attached;
        if (loop instanceof SingleThreadEventExecutor executor) {
            // without a quiet period, a loop may end without closing the handles that are registered with it
            executor.addShutdownHook(shutdownHook);
        }
        onAttached(loop);
    }

    @Override
    protected void doDeregister() {
        IoRegistration attached = registration;
        if (attached != null) {
            registration = null;
            if (eventLoop() instanceof SingleThreadEventExecutor executor) {
                executor.removeShutdownHook(shutdownHook);
            }
            onDetached();
            attached.cancel();
        }
    }

    @Override
    protected void doDisconnect() throws Exception {
        doClose();
    }

    @Override
    protected void doClose() throws Exception {
        closed = true;
        reader.releaseSpare();
        try {
            doDeregister(); // before the descriptor is closed, as its number may then be used again
        } finally {
            FileDescriptor opened = descriptor;
            if (opened != null) {
                opened.close();
            }
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        watch(EpollIoOps.EPOLLIN, true);
        if (hasReadAhead() && !readAheadScheduled) { // of which epoll knows nothing
            readAheadScheduled = true;
            eventLoop().execute(readAheadPass);
        }
    }

    private void readAheadPass() {
        readAheadScheduled = false;
        if (registration != null && hasReadAhead() && (readPending || config().isAutoRead())) {
            reader.readPass(unsafe().recvBufAllocHandle());
        }
    }

    /** Stops reading at once when auto-read is switched off. Any thread. */
    final void autoReadCleared() {
        if (!isRegistered()) {
            return;
        }
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            stopReading();
        } else {
            // a read() called after this is a later task: its readPending is not what we clear
            loop.execute(() -> {
                if (!config().isAutoRead()) {
                    stopReading();
                }
            });
        }
    }

    final void stopReading() {
        readPending = false;
        watch(EpollIoOps.EPOLLIN, false);
    }

    private void watch(EpollIoOps event, boolean on) {
        EpollIoOps present = ops;
        IoRegistration attached = registration;
        if (attached == null || present == null || present.contains(event) == on) {
            return;
        }
        EpollIoOps next = on ? present.with(event) : present.without(event);
        ops = next;
        attached.submit(next);
    }

    private boolean isWaitingToWrite() {
        return ops != null && ops.contains(EpollIoOps.EPOLLOUT);
    }

    /** Tells the pipeline and closes. Called on the event loop. */
    final void fail(Throwable cause) {
        pipeline().fireExceptionCaught(cause);
        closeNow();
    }

    private void closeNow() {
        unsafe().close(unsafe().voidPromise());
    }

    /** Writes what waits for epoll at once, for instance to fail it because the link went down. */
    final void flushPending() {
        if (isWaitingToWrite()) {
            ((FrameUnsafe) unsafe()).flushNow();
        }
    }

    @Override
    protected Object filterOutboundMessage(Object message) throws TapException {
        if (!(message instanceof ByteBuf frame)) {
            throw new UnsupportedOperationException(
                    "unsupported message type: " + message.getClass().getName() + " (expected: ByteBuf)");
        }
        int length = frame.readableBytes();
        if (length < MIN_FRAME_LENGTH) {
            throw new TapException(
                    Reason.BAD_FRAME,
                    "a frame of " + length + " octets is shorter than an Ethernet header of " + MIN_FRAME_LENGTH);
        }
        if (length > maxFrameLength() && !(maxFrameLengthMayHaveGrown() && length <= maxFrameLength())) {
            throw new TapException(
                    Reason.BAD_FRAME,
                    "a frame of " + length + " octets is longer than the " + maxFrameLength() + " that the MTU of "
                            + deviceName() + " allows");
        }
        if (frame.hasMemoryAddress() || (frame.isDirect() && frame.nioBufferCount() == 1)) {
            return frame;
        }
        ByteBuf copy = alloc().directBuffer(length);
        copy.writeBytes(frame, frame.readerIndex(), length);
        frame.release();
        return copy;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        FileDescriptor out = descriptor();
        int budget = maxMessagesPerWrite();
        while (budget > 0 && isOpen()) { // a promise's listener may close the channel
            ByteBuf frame = (ByteBuf) in.current();
            if (frame == null) {
                watch(EpollIoOps.EPOLLOUT, false);
                return;
            }
            try {
                if (writeFrame(out, frame) <= 0) {
                    break;
                }
                in.remove();
                budget--;
            } catch (IOException e) {
                IOException explained = explain(e);
                in.remove(explained);
                if (isFatal(explained)) {
                    fail(explained);
                    return;
                }
            }
        }
        watch(EpollIoOps.EPOLLOUT, true);
    }

    private final class FrameUnsafe extends AbstractUnsafe implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return descriptor();
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            EpollIoOps ready = ((EpollIoEvent) event).ops();
            if (ready.contains(EpollIoOps.EPOLLERR)) {
                try {
                    probe();
                } catch (IOException e) {
                    fail(e);
                    return;
                }
            }
            if (ready.contains(EpollIoOps.EPOLLOUT)) {
                flushNow();
            }
            if (ready.contains(EpollIoOps.EPOLLIN) && isOpen()) {
                if (readPending || config().isAutoRead()) {
                    reader.readPass(recvBufAllocHandle());
                } else {
                    stopReading();
                }
            }
        }

        @Override
        protected void flush0() {
            if (!isWaitingToWrite()) { // otherwise epoll says when
                super.flush0();
            }
        }

        void flushNow() {
            super.flush0();
        }

        @Override
        public void connect(SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
            promise.tryFailure(new UnsupportedOperationException(
                    "a link has no remote address: bind(...) the channel to the interface instead"));
        }

        @Override
        public void close() {
            close(voidPromise());
        }
    }
}
