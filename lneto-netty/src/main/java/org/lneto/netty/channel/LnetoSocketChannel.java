package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;
import org.lneto.tcp.TcpConnection;

/**
 * A TCP connection over a {@link Stack}: Netty's {@link SocketChannel} without a socket of the operating system's.
 *
 * <p>It behaves as Netty's NIO transport does: the same exceptions with the same messages ({@link
 * java.net.ConnectException}, {@link ConnectTimeoutException}, {@link java.net.NoRouteToHostException}, {@link
 * java.net.BindException}, {@code "Connection reset by peer"}), half-closure by {@code ALLOW_HALF_CLOSURE}, {@code
 * SO_LINGER}, and {@link ByteBuf} and {@link FileRegion} as messages. {@link io.netty.channel.ChannelOption#SO_LINGER} never
 * blocks: {@code close()} completes at once, and the stack resets the connection when the time is over. Binding to a port
 * before connecting does not reserve it: {@code connect} fails if it is taken by then.
 *
 * <p>May be registered with any event loop, and stays with it; see the package for what that means.
 */
public final class LnetoSocketChannel extends AbstractChannel implements SocketChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final StackLoop loops;
    private final TcpOptionValues values;
    private final LnetoSocketChannelConfig config;
    private final ConnectionEnd end;
    private final Inflow inflow;
    private final Outflow outflow;
    private final Runnable applyOptions;
    private final Runnable roomMade;
    private final Runnable clearRead;

    private volatile boolean open = true;
    private volatile boolean active;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress remote;

    private @Nullable ChannelPromise connectPromise;
    private @Nullable Future<?> connectTimeout;
    private @Nullable InetSocketAddress requestedRemote;

    /** A channel that is not connected yet. */
    public LnetoSocketChannel(Stack stack) {
        this(null, stack);
    }

    LnetoSocketChannel(@Nullable ServerSocketChannel parent, Stack stack) {
        super(parent);
        loops = new StackLoop(stack, () -> unsafe().close(newPromise()));
        values = new TcpOptionValues(stack.host().tcp().config());
        config = new LnetoSocketChannelConfig(this, values);
        end = new ConnectionEnd(stack, this);
        inflow = new Inflow(this, end);
        outflow = new Outflow(this, end);
        applyOptions = end::applyOptions;
        roomMade = outflow.room()::made;
        clearRead = inflow::clear;
    }

    /** Takes over a connection that a listener has accepted; on the stack's loop, before anybody else has the channel. */
    void accepted(TcpConnection connection) {
        end.adopt(connection);
        local = SocketAddresses.socketAddress(connection.localAddress(), connection.localPort());
        remote = SocketAddresses.socketAddress(connection.remoteAddress(), connection.remotePort());
        active = true;
    }

    ConnectionEnd end() {
        return end;
    }

    StackLoop loops() {
        return loops;
    }

    TcpOptionValues values() {
        return values;
    }

    Inflow inflow() {
        return inflow;
    }

    // ---- what it is

    @Override
    public @Nullable ServerSocketChannel parent() {
        return (ServerSocketChannel) super.parent();
    }

    @Override
    public SocketChannelConfig config() {
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
        return active;
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

    @Override
    public boolean isInputShutdown() {
        return inputShutdown || !active;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown || !active;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown || !active;
    }

    // ---- registration

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new SocketUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // no I/O handle: data comes by tasks, which every loop has
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        try {
            loops.register(eventLoop());
        } catch (IllegalStateException e) {
            promise.setFailure(e);
            return;
        }
        loops.onStack(applyOptions); // a server's childOptions, set before there was a loop to apply them on
        inflow.look(); // what has come before nobody was told of
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        loops.deregister();
    }

    // ---- connecting

    @Override
    protected void doBind(SocketAddress localAddress) {
        local = SocketAddresses.checked(localAddress);
    }

    /** From the stack's loop. */
    void connected(InetSocketAddress address) {
        loops.onChannel(() -> {
            ChannelPromise promise = endConnecting();
            if (promise == null || !open) {
                return;
            }
            local = address;
            remote = requestedRemote;
            active = true;
            boolean told = promise.trySuccess();
            pipeline().fireChannelActive();
            if (!told) {
                unsafe().close(unsafe().voidPromise()); // cancelled in the same moment
            }
        });
    }

    /** From the stack's loop. */
    void connectFailed(Exception cause) {
        loops.onChannel(() -> {
            ChannelPromise promise = endConnecting();
            if (promise != null) {
                open = false;
                ((SocketUnsafe) unsafe()).failConnect(promise, cause);
            }
        });
    }

    private @Nullable ChannelPromise endConnecting() {
        ChannelPromise promise = connectPromise;
        connectPromise = null;
        if (connectTimeout != null) {
            connectTimeout.cancel(false);
            connectTimeout = null;
        }
        return promise;
    }

    // ---- reading

    @Override
    protected void doBeginRead() {
        if (!inputShutdown) { // before it is connected, too: the read is then pending
            inflow.beginRead();
        }
    }

    void clearReadPending() {
        loops.onChannel(clearRead);
    }

    /** All has been read, and nothing more will come. */
    void inputEnded(@Nullable IOException error) {
        if (error != null) {
            pipeline().fireExceptionCaught(error);
            unsafe().close(unsafe().voidPromise());
        } else if (config.isAllowHalfClosure()) {
            inputShutdown = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        } else {
            unsafe().close(unsafe().voidPromise());
        }
    }

    // ---- writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf || message instanceof FileRegion) {
            return message;
        }
        throw new UnsupportedOperationException("unsupported message type: " + StringUtil.simpleClassName(message)
                + " (expected: ByteBuf, FileRegion)");
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
        ((SocketUnsafe) unsafe()).flushNow();
    }

    void optionsChanged() {
        if (active) { // before, connecting takes them along
            loops.onStack(applyOptions);
        }
    }

    // ---- shutting down

    @Override
    protected void doShutdownOutput() {
        if (!active) {
            throw new NotYetConnectedException();
        }
        outputShutdown = true;
        loops.onStack(end::shutdownOutput);
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        onLoop(() -> ((SocketUnsafe) unsafe()).shutdownOutput(promise));
        return promise;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        onLoop(() -> shutdownInput0(promise));
        return promise;
    }

    private void shutdownInput0(ChannelPromise promise) {
        if (!active) {
            promise.setFailure(open ? new NotYetConnectedException() : new ClosedChannelException());
            return;
        }
        inputShutdown = true;
        inflow.discard();
        loops.onStack(end::shutdownInput);
        promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownOutput()
                .addListener(output -> shutdownInput().addListener(input -> {
                    Throwable cause = output.cause() == null ? input.cause() : output.cause();
                    if (cause == null) {
                        promise.setSuccess();
                    } else {
                        promise.setFailure(cause);
                    }
                }));
        return promise;
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
        } else {
            eventLoop().execute(task);
        }
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        active = false;
        ChannelPromise connecting = endConnecting();
        if (connecting != null) {
            connecting.tryFailure(new ClosedChannelException());
        }
        boolean unread = inflow.discard();
        outflow.close();
        loops.onStack(() -> end.close(unread)); // if its loop is gone, so is the connection
        loops.deregister();
    }

    private final class SocketUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) {
                return; // not made uncancellable: who cancels closes
            }
            if (connectPromise != null) {
                promise.tryFailure(new ConnectionPendingException());
                return;
            }
            if (active) {
                promise.tryFailure(new AlreadyConnectedException());
                return;
            }
            try {
                InetSocketAddress asked = SocketAddresses.checked(remoteAddress);
                InetSocketAddress to = new InetSocketAddress(SocketAddresses.reachable(asked), asked.getPort());
                InetSocketAddress from = localAddress == null ? local : SocketAddresses.checked(localAddress);
                requestedRemote = to;
                connectPromise = promise;
                scheduleTimeout(to);
                promise.addListener(future -> {
                    if (future.isCancelled()) {
                        endConnecting();
                        close(voidPromise());
                    }
                });
                if (!loops.onStack(() -> end.connect(from, to))) {
                    throw new ClosedChannelException();
                }
            } catch (IOException | IllegalArgumentException e) {
                endConnecting();
                failConnect(promise, e);
                close(voidPromise());
            }
        }

        private void scheduleTimeout(InetSocketAddress to) {
            int millis = config.getConnectTimeoutMillis();
            if (millis > 0) {
                connectTimeout = eventLoop()
                        .schedule(
                                () -> {
                                    ChannelPromise promise = endConnecting();
                                    if (promise != null
                                            && promise.tryFailure(new ConnectTimeoutException(
                                                    "connection timed out after " + millis + " ms: " + to))) {
                                        close(voidPromise());
                                    }
                                },
                                millis,
                                TimeUnit.MILLISECONDS);
            }
        }

        void failConnect(ChannelPromise promise, Exception cause) {
            InetSocketAddress to = requestedRemote;
            promise.tryFailure(to == null ? cause : annotateConnectException(cause, to));
            closeIfClosed();
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
