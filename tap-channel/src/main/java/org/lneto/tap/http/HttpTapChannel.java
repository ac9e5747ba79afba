package org.lneto.tap.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The TAP device of an httptap as a Netty channel, without privilege. Each message, in and out, is a {@link ByteBuf} with
 * one Ethernet frame, from the destination address to the end of the payload, without frame check sequence.
 *
 * <p><b>Opening.</b> Connect it to an {@link HttpTapAddress}, on an event loop with an {@code EpollIoHandler} or an {@code
 * NioIoHandler}; it runs on that loop alone. It asks the server about the link, and then for a stream ({@link #isStream()});
 * with a server that has none, such as the Go library lneto's, each frame is a request of its own. Connecting fails with a
 * {@link java.net.ConnectException} where nobody listens, a {@link java.net.ProtocolException} where it is not an httptap, and a
 * {@link io.netty.channel.ConnectTimeoutException} after {@link ChannelOption#CONNECT_TIMEOUT_MILLIS} for all of it. A host
 * that is a name is looked up on the event loop.
 *
 * <p><b>Reading</b> follows {@code autoRead} and {@code read()}: frames not asked for stay in the connection, which then
 * slows the server down, or with a server at it. At most what one read of 64 KiB brought waits here. A frame of fewer
 * than 14 octets or more than {@link #maxFrameLength()} is dropped and counted.
 *
 * <p><b>Writing.</b> A frame of fewer than 14 octets or more than {@link #maxFrameLength()} fails its promise with an
 * {@link IllegalArgumentException}. Over a stream a promise is done when the frame is on its way to the connection, and
 * writability follows the connection's; otherwise it is done when the server has answered, and fails, alone, if the server
 * refused that frame.
 *
 * <p>When the connection ends, {@code exceptionCaught} gets an {@link IOException} and the channel closes. Accessors may be
 * called from any thread.
 */
public final class HttpTapChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);
    private static final int MIN_FRAME_LENGTH = 14;
    private static final int VLAN_TAG_LENGTH = 4;
    private static final int READ_OCTETS = 64 * 1024;
    private static final HttpTapInfo UNKNOWN = new HttpTapInfo(1500, "", "", false);

    private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>();
    private final Runnable deliver = this::deliver;
    private final Runnable shutdownHook = this::closeNow;
    private final ChannelConfig config;
    private final LinkEvents linkEvents = new LinkEvents();

    private volatile boolean closed;
    private volatile @Nullable HttpTapAddress remote;
    private volatile HttpTapInfo info = UNKNOWN;
    private volatile @Nullable FrameLink link;
    private @Nullable LinkSetUp setUp;
    private @Nullable ChannelPromise connecting;
    private boolean readPending;
    private boolean deliveryScheduled;
    private volatile long badFrames;

    /** Makes a channel that is still to be connected to an {@link HttpTapAddress}. */
    public HttpTapChannel() {
        super(null);
        // frames arrive in buffers of their own: the allocator only says how many are read at a time
        config = new DefaultChannelConfig(this, new FixedRecvByteBufAllocator(READ_OCTETS)) {
            @Override
            protected void autoReadCleared() {
                HttpTapChannel.this.autoReadCleared();
            }
        };
    }

    /** What the server told of the link; an MTU of 1500 and nothing else before the channel is connected. */
    public HttpTapInfo info() {
        return info;
    }

    /** Most octets of an IP packet, as the server told. */
    public int mtu() {
        return info.mtu();
    }

    /** The longest frame in octets: MTU, Ethernet header and one VLAN tag. */
    public int maxFrameLength() {
        return info.mtu() + MIN_FRAME_LENGTH + VLAN_TAG_LENGTH;
    }

    /** Whether frames go over a stream, and not by a request each; false before the channel is connected. */
    public boolean isStream() {
        return link instanceof StreamLink;
    }

    /** Frames from the server that were dropped for their length. */
    public long badFrames() {
        return badFrames;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

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
        return link != null && !closed;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new HttpUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return LinkSetUp.socketOf(loop) != null;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.addShutdownHook(
                    shutdownHook); // between requests there may be no connection to close with the loop
        }
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        if (eventLoop() instanceof SingleThreadEventExecutor executor) {
            executor.removeShutdownHook(shutdownHook);
        }
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    public @Nullable HttpTapAddress remoteAddress() {
        return (HttpTapAddress) super.remoteAddress();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return link == null ? null : remote;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("an httptap is connected to: connect(HttpTapAddress)");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        closed = true;
        if (setUp != null) {
            setUp.cancel();
            setUp = null;
        }
        FrameLink used = link;
        if (used != null) {
            used.close();
        }
        ChannelPromise waiting = connecting;
        connecting = null;
        if (waiting != null) {
            waiting.tryFailure(new ClosedChannelException());
        }
        for (ByteBuf frame = arrived.poll(); frame != null; frame = arrived.poll()) {
            frame.release();
        }
    }

    private void closeNow() {
        unsafe().close(unsafe().voidPromise());
    }

    // --- reading

    @Override
    protected void doBeginRead() {
        readPending = true;
        FrameLink link = this.link;
        if (!arrived.isEmpty()) {
            scheduleDelivery();
        } else if (link != null) {
            link.read();
        }
    }

    private void autoReadCleared() {
        if (!isRegistered()) {
            return;
        }
        if (eventLoop().inEventLoop()) {
            readPending = false;
        } else {
            // a read() called after this is a later task: its readPending is not what is cleared
            eventLoop().execute(() -> {
                if (!config.isAutoRead()) {
                    readPending = false;
                }
            });
        }
    }

    private void scheduleDelivery() {
        if (!deliveryScheduled) {
            deliveryScheduled = true;
            eventLoop().execute(deliver);
        }
    }

    private void deliver() {
        deliveryScheduled = false;
        if (closed || !readPending || link == null) {
            return;
        }
        if (arrived.isEmpty()) {
            doBeginRead(); // what came was nothing for us
            return;
        }
        readPending = false;
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        do {
            ByteBuf frame = arrived.poll();
            if (frame == null) {
                break;
            }
            handle.attemptedBytesRead(frame.readableBytes());
            handle.lastBytesRead(frame.readableBytes());
            handle.incMessagesRead(1);
            pipeline().fireChannelRead(frame);
        } while (!closed && handle.continueReading());
        handle.readComplete();
        pipeline().fireChannelReadComplete(); // with autoRead this asks for the next read
    }

    // --- writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (!(message instanceof ByteBuf frame)) {
            throw new UnsupportedOperationException(
                    "unsupported message type: " + message.getClass().getName() + " (expected: ByteBuf)");
        }
        int length = frame.readableBytes();
        if (!fits(length)) {
            throw new IllegalArgumentException("a frame on this link has " + MIN_FRAME_LENGTH + " to "
                    + maxFrameLength() + " octets, this one " + length + "; its MTU is " + mtu());
        }
        return frame;
    }

    private boolean fits(int length) {
        return length >= MIN_FRAME_LENGTH && length <= maxFrameLength();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        FrameLink link = this.link;
        if (link != null) {
            link.writeFrom(in);
        }
    }

    private final class LinkEvents implements LinkSetUp.Listener {
        @Override
        public void onInfo(HttpTapInfo told) {
            info = told;
        }

        @Override
        public int maxFrameLength() {
            return HttpTapChannel.this.maxFrameLength();
        }

        @Override
        public void onOpen(FrameLink opened) {
            ChannelPromise promise = connecting;
            connecting = null;
            if (closed || promise == null) {
                opened.close();
                return;
            }
            link = opened;
            if (setUp != null) {
                setUp.done();
                setUp = null;
            }
            boolean told = promise.trySuccess();
            pipeline().fireChannelActive();
            if (!told) {
                closeNow(); // cancelled
            }
        }

        @Override
        public void onFrame(ByteBuf frame) {
            if (!closed && fits(frame.readableBytes())) {
                arrived.add(frame);
            } else {
                frame.release();
                countBadFrame();
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop
        private void countBadFrame() {
            badFrames++;
        }

        @Override
        public void onReadComplete() {
            deliver();
        }

        @Override
        public void onWritable() {
            ((HttpUnsafe) unsafe()).flushNow();
        }

        @Override
        public void onFailure(IOException cause) {
            ChannelPromise promise = connecting;
            connecting = null;
            if (promise != null) {
                promise.tryFailure(cause);
            } else if (!closed) {
                pipeline().fireExceptionCaught(cause);
            }
            closeNow();
        }
    }

    private final class HttpUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress address, @Nullable SocketAddress local, ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            if (connecting != null) {
                promise.tryFailure(new ConnectionPendingException());
                return;
            }
            if (isActive()) {
                promise.tryFailure(new AlreadyConnectedException());
                return;
            }
            if (!(address instanceof HttpTapAddress server)) {
                promise.tryFailure(new IllegalArgumentException(
                        "an HttpTapChannel connects to an HttpTapAddress, not to " + address));
                return;
            }
            connecting = promise;
            remote = server;
            promise.addListener(done -> {
                if (done.isCancelled()) {
                    close(voidPromise());
                }
            });
            LinkSetUp begun = new LinkSetUp(server, eventLoop(), alloc(), linkEvents);
            setUp = begun;
            begun.start(config.getConnectTimeoutMillis());
        }

        void flushNow() {
            super.flush0();
        }
    }
}
