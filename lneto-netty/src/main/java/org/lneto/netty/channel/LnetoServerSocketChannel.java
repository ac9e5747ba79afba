package org.lneto.netty.channel;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannelConfig;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.Stack;

/**
 * A TCP port that accepts connections over a {@link Stack}: Netty's {@link ServerSocketChannel} without a socket of the
 * operating system's. Its children are {@link LnetoSocketChannel}s.
 *
 * <p>Bound to an unspecified address of either family it accepts on all the stack's addresses of both. {@code SO_BACKLOG}
 * bounds handshakes under way and connections that wait to be read; it is taken when the channel binds. Reading follows
 * {@code autoRead} and {@code read()} as on any channel: without it nothing is accepted.
 *
 * <p>May be registered with any event loop; see the package for what that means.
 */
public final class LnetoServerSocketChannel extends AbstractServerChannel implements ServerSocketChannel {
    private final StackLoop loops;
    private final LnetoServerSocketChannelConfig config;
    private final ListenerEnd end;
    private final Runnable run = this::run;
    private final Runnable clearRead = this::clearRead;
    /** Accepted by a stack on another loop, and not read yet. */
    private final ArrayDeque<LnetoSocketChannel> inbox = new ArrayDeque<>(0);

    private @Nullable BindingUnsafe bindingUnsafe;
    private volatile boolean open = true;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress prepared;
    private volatile @Nullable Exception refused;
    private boolean readPending;
    private boolean scheduled;
    private boolean filling;

    /** A channel that is not bound yet. */
    public LnetoServerSocketChannel(Stack stack) {
        loops = new StackLoop(stack, () -> unsafe().close(newPromise()));
        config = new LnetoServerSocketChannelConfig(
                this, stack.host().tcp().config().receiveBuffer());
        end = new ListenerEnd(stack, this);
    }

    // ---- what it is

    @Override
    public ServerSocketChannelConfig config() {
        return config;
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
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    // ---- registration and binding

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
                void prepareBind(SocketAddress address) {
                    LnetoServerSocketChannel.this.prepareBind(address);
                }
            };
            bindingUnsafe = unsafe;
        }
        return unsafe;
    }

    StackLoop loops() {
        return loops;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // no I/O handle: connections come by tasks, which every loop has
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        loops.register(eventLoop());
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        loops.deregister();
    }

    /** On the stack's loop. */
    private void prepareBind(SocketAddress address) {
        try {
            prepared = end.bind(SocketAddresses.checked(address), Math.max(1, config.getBacklog()));
        } catch (BindException | IllegalArgumentException e) {
            refused = e;
        }
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        if (local != null) {
            throw new java.nio.channels.AlreadyBoundException();
        }
        if (loops.isDirect()) {
            prepareBind(address);
        }
        Exception refused = this.refused;
        if (refused != null) {
            this.refused = null;
            throw refused;
        }
        local = prepared;
    }

    @Override
    protected void doClose() {
        open = false;
        loops.onStack(end::close); // if its loop is gone, so is the port
        for (LnetoSocketChannel child = inbox.poll(); child != null; child = inbox.poll()) {
            child.unsafe().closeForcibly();
        }
        loops.deregister();
    }

    // ---- accepting

    @Override
    protected void doBeginRead() {
        readPending = true;
        look();
    }

    void clearReadPending() {
        loops.onChannel(clearRead);
    }

    private void clearRead() {
        readPending = false;
    }

    /** There may be connections that wait. */
    void look() {
        if (!open || scheduled) {
            return;
        }
        if (hasSomething()) {
            scheduled = loops.later(run);
        } else if (!filling && !loops.isDirect()) {
            filling = loops.onStack(end::fill);
        }
    }

    private boolean hasSomething() {
        return !inbox.isEmpty() || loops.isDirect() && end.hasWaiting();
    }

    /** A stack on another loop has accepted connections; on this channel's. */
    void arrived(ArrayDeque<LnetoSocketChannel> children) {
        filling = false;
        inbox.addAll(children);
        if (open) {
            accept();
        } else {
            doClose(); // closed meanwhile: they go with it
        }
    }

    private void run() {
        scheduled = false;
        accept();
    }

    private void accept() {
        if (!open || !readPending || !hasSomething()) {
            return;
        }
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        ChannelPipeline pipeline = pipeline();
        do {
            LnetoSocketChannel child = inbox.poll();
            if (child == null && loops.isDirect()) {
                child = end.accept();
            }
            if (child == null) {
                break;
            }
            handle.incMessagesRead(1);
            readPending = false;
            pipeline.fireChannelRead(child);
        } while (open && handle.continueReading());
        handle.readComplete();
        pipeline.fireChannelReadComplete();
        if (readPending) {
            look();
        }
    }
}
