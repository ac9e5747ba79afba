package org.lneto.netty.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The unsafe of a channel that binds to a port of a stack. Netty's binds at once or fails; a stack on another loop cannot
 * answer at once, and no loop may wait for another. So the port is bound first, and Netty's {@code bind} follows when it is
 * known how that went. All else is Netty's.
 */
@SuppressWarnings("deprecation") // Netty's interface has deprecated types in it
abstract class BindingUnsafe implements Channel.Unsafe {
    private final Channel.Unsafe unsafe;

    BindingUnsafe(Channel.Unsafe unsafe) {
        this.unsafe = unsafe;
    }

    /** The channel's loops. */
    abstract StackLoop loops();

    /** Where the channel's {@code doBind} finds how binding went. */
    abstract Binding binding();

    @Override
    public void bind(SocketAddress localAddress, ChannelPromise promise) {
        StackLoop loops = loops();
        if (loops.isDirect()) {
            unsafe.bind(localAddress, promise);
            return;
        }
        boolean asked = loops.onStack(() -> {
            binding().prepare(localAddress);
            loops.later(() -> unsafe.bind(localAddress, promise));
        });
        if (!asked) {
            promise.tryFailure(new ClosedChannelException());
        }
    }

    @Override
    public RecvByteBufAllocator.Handle recvBufAllocHandle() {
        return unsafe.recvBufAllocHandle();
    }

    @Override
    public SocketAddress localAddress() {
        return unsafe.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return unsafe.remoteAddress();
    }

    @Override
    public void register(EventLoop eventLoop, ChannelPromise promise) {
        unsafe.register(eventLoop, promise);
    }

    @Override
    public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
        unsafe.connect(remoteAddress, localAddress, promise);
    }

    @Override
    public void disconnect(ChannelPromise promise) {
        unsafe.disconnect(promise);
    }

    @Override
    public void close(ChannelPromise promise) {
        unsafe.close(promise);
    }

    @Override
    public void closeForcibly() {
        unsafe.closeForcibly();
    }

    @Override
    public void deregister(ChannelPromise promise) {
        unsafe.deregister(promise);
    }

    @Override
    public void beginRead() {
        unsafe.beginRead();
    }

    @Override
    public void write(Object message, ChannelPromise promise) {
        unsafe.write(message, promise);
    }

    @Override
    public void flush() {
        unsafe.flush();
    }

    @Override
    public ChannelPromise voidPromise() {
        return unsafe.voidPromise();
    }

    @Override
    public ChannelOutboundBuffer outboundBuffer() {
        return unsafe.outboundBuffer();
    }
}
