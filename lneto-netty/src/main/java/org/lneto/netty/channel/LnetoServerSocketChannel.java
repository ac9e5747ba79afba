package org.lneto.netty.channel;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannelConfig;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
 * <p>May be registered with any event loop, and stays with it; see the package for what that means.
 */
public final class LnetoServerSocketChannel extends AbstractServerChannel implements ServerSocketChannel {
    private final StackLoop loops;
    private final LnetoServerSocketChannelConfig config;
    private final ListenerEnd end;
    private final Stack stack;
    private final ChannelFutureListener stackGone = gone -> stackGone();
    private final MessageInflow<LnetoSocketChannel> inflow;
    private final Runnable clearRead;

    private final Binding binding;
    private @Nullable BindingUnsafe bindingUnsafe;
    private volatile boolean open = true;
    private volatile @Nullable InetSocketAddress local;

    /** A channel that is not bound yet. */
    public LnetoServerSocketChannel(Stack stack) {
        this.stack = stack;
        loops = new StackLoop(stack, () -> unsafe().close(newPromise()));
        config = new LnetoServerSocketChannelConfig(
                this, stack.host().tcp().config().receiveBuffer());
        end = new ListenerEnd(stack, this);
        binding = new Binding(address -> end.bind(address, Math.max(1, config.getBacklog())));
        inflow = new Accepting();
        clearRead = inflow::clear;
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
                Binding binding() {
                    return binding;
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
        try {
            loops.register(eventLoop());
        } catch (IllegalStateException e) {
            promise.setFailure(e);
            return;
        }
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        loops.deregister();
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        if (local != null) {
            throw new java.nio.channels.AlreadyBoundException();
        }
        if (loops.isDirect()) {
            binding.prepare(address);
        }
        local = binding.take();
        stack.channel().closeFuture().addListener(stackGone);
    }

    private void stackGone() {
        loops.onChannel(() -> unsafe().close(newPromise()));
    }

    @Override
    protected void doClose() {
        open = false;
        loops.onStack(end::close); // if its loop is gone, so is the port
        inflow.close();
        stack.channel().closeFuture().removeListener(stackGone);
        loops.deregister();
    }

    // ---- accepting

    @Override
    protected void doBeginRead() {
        inflow.beginRead();
    }

    void clearReadPending() {
        loops.onChannel(clearRead);
    }

    int childReceiveBuffer() {
        return config.childReceiveBuffer();
    }

    MessageInflow<LnetoSocketChannel> inflow() {
        return inflow;
    }

    private final class Accepting extends MessageInflow<LnetoSocketChannel> {
        Accepting() {
            super(LnetoServerSocketChannel.this, loops);
        }

        @Override
        boolean hasWaiting() {
            return end.hasWaiting();
        }

        @Override
        @Nullable
        LnetoSocketChannel poll() {
            return end.accept();
        }

        @Override
        int octets(LnetoSocketChannel child) {
            return 1; // one connection, as Netty counts
        }

        @Override
        void drop(LnetoSocketChannel child) {
            child.unsafe().closeForcibly();
        }
    }
}
