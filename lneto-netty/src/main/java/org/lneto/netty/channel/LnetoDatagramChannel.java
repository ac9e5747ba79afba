package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;

/**
 * A UDP port over a {@link Stack}: Netty's {@link DatagramChannel} without a socket of the operating system's.
 *
 * <p>Reads {@link DatagramPacket}s, whole whatever their length, whose recipient is the group they were sent to, or this
 * channel's address. Writes
 * {@link DatagramPacket}, {@link AddressedEnvelope} of {@link ByteBuf}, and {@link ByteBuf} when connected. What a port
 * receives waits, {@code SO_RCVBUF} octets at the most, until it is read; more is dropped and counted ({@link #dropped()}).
 * Channels that have {@code SO_REUSEADDR} set when they bind share a port with each other.
 *
 * <p>A stack has one link, so {@link NetworkInterface}s that are given for groups are ignored, and may be null.
 *
 * <p>May be registered with any event loop, and stays with it; see the package for what that means.
 */
public final class LnetoDatagramChannel extends AbstractChannel implements DatagramChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(true, 16);
    private static final InetSocketAddress ANY = new InetSocketAddress(0);

    private final StackLoop loops;
    private final DatagramOptionValues values = new DatagramOptionValues();
    private final LnetoDatagramChannelConfig config;
    private final DatagramEnd end;
    private final MessageInflow<DatagramPacket> inflow;
    private final DatagramOutflow outflow;
    private final Runnable applyOptions;
    private final Runnable roomMade;
    private final Runnable clearRead;
    private final LongAdder dropped = new LongAdder();

    private final Binding binding;
    private @Nullable BindingUnsafe bindingUnsafe;
    private @Nullable DatagramUnsafe ownUnsafe;
    private volatile boolean open = true;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress remote;

    /** A channel that is not bound yet. */
    public LnetoDatagramChannel(Stack stack) {
        super(null);
        loops = new StackLoop(stack, () -> unsafe().close(newPromise()));
        config = new LnetoDatagramChannelConfig(this, values);
        end = new DatagramEnd(stack, this);
        binding = new Binding(end::bind);
        inflow = new Reading();
        outflow = new DatagramOutflow(this, end);
        applyOptions = end::applyOptions;
        roomMade = outflow.room()::made;
        clearRead = inflow::clear;
    }

    // ---- what it is

    @Override
    public DatagramChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && local != null;
    }

    @Override
    public boolean isConnected() {
        return remote != null;
    }

    /** Datagrams that came while too many waited to be read. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    StackLoop loops() {
        return loops;
    }

    DatagramOptionValues values() {
        return values;
    }

    MessageInflow<DatagramPacket> inflow() {
        return inflow;
    }

    void countDropped() {
        dropped.increment();
    }

    // ---- registration and binding

    @Override
    protected AbstractUnsafe newUnsafe() {
        DatagramUnsafe unsafe = new DatagramUnsafe();
        ownUnsafe = unsafe;
        return unsafe;
    }

    @Override
    public Unsafe unsafe() {
        BindingUnsafe unsafe = bindingUnsafe;
        if (unsafe == null) {
            unsafe = new BindingUnsafe(super.unsafe()) {
                @Override
                StackLoop loops() {
                    return loops;
                }

                @Override
                Binding binding() {
                    return binding;
                }
            };
            bindingUnsafe = unsafe;
        }
        return unsafe;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // no I/O handle: datagrams come by tasks, which every loop has
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        try {
            loops.register(eventLoop());
        } catch (IllegalStateException e) {
            promise.setFailure(e);
            return;
        }
        if (!config.isActiveOnRegistration() || local != null) {
            promise.setSuccess();
            return;
        }
        boolean asked = loops.onStack(() -> {
            binding.prepare(ANY);
            loops.onChannel(() -> {
                try {
                    local = binding.take();
                    promise.setSuccess();
                } catch (Exception e) {
                    promise.setFailure(e);
                }
            });
        });
        if (!asked) {
            promise.setFailure(new ClosedChannelException());
        }
    }

    @Override
    protected void doDeregister() {
        loops.deregister();
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        if (local != null) {
            throw new AlreadyBoundException();
        }
        if (loops.isDirect()) {
            binding.prepare(address);
        }
        local = binding.take();
    }

    @Override
    protected void doDisconnect() {
        remote = null;
        loops.onStack(end::disconnect);
    }

    @Override
    protected void doClose() {
        open = false;
        remote = null;
        inflow.close();
        loops.onStack(end::close); // if its loop is gone, so is the port
        loops.deregister();
    }

    /** From the stack's loop: its link is closed. */
    void stackGone() {
        loops.onChannel(() -> unsafe().close(newPromise()));
    }

    // ---- reading

    @Override
    protected void doBeginRead() {
        inflow.beginRead();
    }

    void clearReadPending() {
        loops.onChannel(clearRead);
    }

    /** From the stack's loop: a datagram came back. */
    void failed(IOException cause) {
        loops.later(() -> pipeline().fireExceptionCaught(cause));
    }

    private final class Reading extends MessageInflow<DatagramPacket> {
        Reading() {
            super(LnetoDatagramChannel.this, loops);
        }

        @Override
        boolean hasWaiting() {
            return end.hasWaiting();
        }

        @Override
        @Nullable
        DatagramPacket poll() {
            return end.poll();
        }

        @Override
        int octets(DatagramPacket packet) {
            return Math.max(1, packet.content().readableBytes());
        }

        @Override
        void drop(DatagramPacket packet) {
            packet.release();
        }
    }

    // ---- writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf) {
            return message;
        }
        if (message instanceof AddressedEnvelope<?, ?> envelope
                && envelope.content() instanceof ByteBuf
                && (envelope.recipient() == null || envelope.recipient() instanceof InetSocketAddress)) {
            if (envelope.recipient() != null) {
                SocketAddresses.checked((InetSocketAddress) envelope.recipient());
            }
            return message;
        }
        throw new UnsupportedOperationException("unsupported message type: " + StringUtil.simpleClassName(message)
                + " (expected: DatagramPacket, AddressedEnvelope<ByteBuf, InetSocketAddress>, ByteBuf)");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        outflow.write(in);
    }

    /** From the stack's loop. */
    void roomMade() {
        loops.onChannel(roomMade);
    }

    void flushAgain() {
        DatagramUnsafe unsafe = ownUnsafe;
        if (unsafe != null) {
            unsafe.flushNow();
        }
    }

    void optionsChanged() {
        if (isRegistered()) {
            loops.onStack(applyOptions);
        }
    }

    // ---- groups

    private interface Change {
        void make(Memberships memberships) throws IOException;
    }

    private ChannelFuture change(ChannelPromise promise, Change change) {
        boolean asked = loops.onStack(() -> {
            try {
                change.make(end.memberships());
                promise.setSuccess();
            } catch (IOException e) {
                promise.setFailure(e);
            }
        });
        if (!asked) {
            promise.setFailure(new ClosedChannelException());
        }
        return promise;
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group) {
        return joinGroup(group, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, ChannelPromise promise) {
        return joinGroup(group, null, null, promise);
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, @Nullable NetworkInterface network) {
        return joinGroup(group, network, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetSocketAddress group, @Nullable NetworkInterface network, ChannelPromise promise) {
        return joinGroup(group.getAddress(), network, null, promise);
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress group, @Nullable NetworkInterface network, @Nullable InetAddress source) {
        return joinGroup(group, network, source, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress group,
            @Nullable NetworkInterface network,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return change(promise, memberships -> memberships.join(group, source));
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group) {
        return leaveGroup(group, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, ChannelPromise promise) {
        return leaveGroup(group, null, null, promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, @Nullable NetworkInterface network) {
        return leaveGroup(group, network, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetSocketAddress group, @Nullable NetworkInterface network, ChannelPromise promise) {
        return leaveGroup(group.getAddress(), network, null, promise);
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress group, @Nullable NetworkInterface network, @Nullable InetAddress source) {
        return leaveGroup(group, network, source, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress group,
            @Nullable NetworkInterface network,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return change(promise, memberships -> memberships.leave(group, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, @Nullable NetworkInterface network, InetAddress source) {
        return block(group, network, source, newPromise());
    }

    @Override
    public ChannelFuture block(
            InetAddress group, @Nullable NetworkInterface network, InetAddress source, ChannelPromise promise) {
        return change(promise, memberships -> memberships.block(group, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source) {
        return block(group, source, newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source, ChannelPromise promise) {
        return block(group, null, source, promise);
    }

    private final class DatagramUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            try {
                InetSocketAddress asked = SocketAddresses.checked(remoteAddress);
                InetSocketAddress to = new InetSocketAddress(SocketAddresses.reachable(asked), asked.getPort());
                if (remote != null) {
                    throw new AlreadyConnectedException();
                }
                SocketAddress from = local != null ? null : localAddress == null ? ANY : localAddress;
                boolean asking = loops.onStack(() -> {
                    if (from != null) {
                        binding.prepare(from);
                    }
                    InetSocketAddress spokenFrom = end.connect(to);
                    loops.onChannel(() -> connected(from != null, spokenFrom, to, promise));
                });
                if (!asking) {
                    throw new ClosedChannelException();
                }
            } catch (IOException | IllegalArgumentException | IllegalStateException e) {
                safeSetFailure(promise, annotateConnectException(e, remoteAddress));
            }
        }

        private void connected(
                boolean bound, @Nullable InetSocketAddress from, InetSocketAddress to, ChannelPromise promise) {
            boolean wasActive = isActive();
            try {
                if (bound) {
                    local = binding.take();
                }
            } catch (Exception e) {
                safeSetFailure(promise, annotateConnectException(e, to));
                return;
            }
            if (!open) {
                safeSetFailure(promise, new ClosedChannelException());
                return;
            }
            remote = to;
            local = from;
            safeSetSuccess(promise);
            if (!wasActive && isActive()) {
                pipeline().fireChannelActive();
            }
        }

        @Override
        protected void flush0() {
            if (!outflow.room().isWaiting()) {
                super.flush0();
            }
        }

        void flushNow() {
            super.flush0();
        }
    }
}
