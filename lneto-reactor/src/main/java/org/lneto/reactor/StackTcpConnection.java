package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpInfo;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A connection of the stack as a reactive one. Keeps the stack's object until the connection is over and nobody can read
 * from it any more, then releases it.
 *
 * <p>Everything but the public methods runs on the event loop.
 */
final class StackTcpConnection implements TcpConnection, TcpEvents {
    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final org.lneto.tcp.TcpConnection connection;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final TcpReceiver receiver = new TcpReceiver(this);
    private final TcpOutlet sender;
    private final Sinks.Empty<Void> over = Sinks.empty();

    private volatile boolean disposed;
    private boolean closed;
    private boolean released;
    private @Nullable IOException error;

    StackTcpConnection(EventLoop loop, ByteBufAllocator allocator, org.lneto.tcp.TcpConnection connection) {
        this.loop = loop;
        this.allocator = allocator;
        this.connection = connection;
        sender = new TcpOutlet(loop, this);
        local = Addresses.socketAddress(connection.localAddress(), connection.localPort());
        remote = Addresses.socketAddress(connection.remoteAddress(), connection.remotePort());
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public ReceiveFlux receive() {
        return new ReceiveFlux(receiver);
    }

    @Override
    public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
        return new SendMono<>(sender, buffers);
    }

    @Override
    public Mono<Void> shutdownOutput() {
        return Mono.create(sink -> Loops.run(loop, () -> {
            sender.shutdown();
            sink.success();
        }));
    }

    @Override
    public void dispose() {
        end(false);
    }

    @Override
    public void abort() {
        end(true);
    }

    private void end(boolean abort) {
        disposed = true;
        Loops.run(loop, () -> {
            if (!released && !closed) {
                IOException cause = new ClosedChannelException();
                sender.fail(cause);
                if (abort) {
                    connection.abort();
                } else {
                    connection.close();
                }
                receiver.fail(cause);
            }
            releaseIfDone();
        });
    }

    @Override
    public Mono<TcpInfo> info() {
        return Mono.create(sink -> Loops.run(loop, () -> {
            if (released || closed) {
                sink.error(new ClosedChannelException());
            } else {
                sink.success(connection.info());
            }
        }));
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    public Mono<Void> onDispose() {
        return over.asMono();
    }

    @Override
    public String toString() {
        return "TCP " + local + " - " + remote;
    }

    // --- for the receiver and the sender

    /** Takes up to {@code most} received octets out; null if there are none now. */
    @Nullable
    ByteBuf read(int most) {
        int octets = released ? 0 : Math.min(most, connection.readable());
        if (octets == 0) {
            return null;
        }
        ByteBuf buffer = allocator.directBuffer(octets);
        ByteBuffer view = buffer.internalNioBuffer(0, octets);
        return buffer.writerIndex(connection.read(view, view.position(), octets));
    }

    /** Whether nothing can be read any more, now or later. */
    boolean isReadToTheEnd() {
        return released || (connection.readable() == 0 && (closed || connection.isInputShutdown()));
    }

    /** Why the connection broke; null if it did not. */
    @Nullable
    IOException error() {
        return error;
    }

    /**
     * Moves as many octets into the send queue as it takes, and the buffer's reader index with them.
     *
     * @throws IOException if this side sends no more
     */
    void write(ByteBuf buffer) throws IOException {
        int octets = buffer.readableBytes();
        if (octets == 0) {
            return;
        }
        int taken = -1;
        if (!released && !closed) {
            ByteBuffer view = buffer.internalNioBuffer(buffer.readerIndex(), octets);
            taken = connection.write(view, view.position(), octets);
        }
        if (taken < 0) {
            throw error == null ? new ClosedChannelException() : error;
        }
        buffer.skipBytes(taken);
    }

    void sendFin() {
        if (!released && !closed) {
            connection.shutdownOutput();
        }
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Gives the stack's object back once the connection is over and there is nothing left to read from it. */
    void releaseIfDone() {
        if (closed && !released && (disposed || receiver.isDone())) {
            released = true;
            connection.release();
        }
    }

    // --- TcpEvents

    @Override
    public void readable(org.lneto.tcp.TcpConnection connection) {
        receiver.drain();
    }

    @Override
    public void writable(org.lneto.tcp.TcpConnection connection) {
        sender.drain();
    }

    @Override
    public void inputShutdown(org.lneto.tcp.TcpConnection connection) {
        receiver.drain();
    }

    @Override
    public void closed(org.lneto.tcp.TcpConnection connection, TcpCloseReason reason) {
        closed = true;
        if (reason != TcpCloseReason.NORMAL) {
            error = TcpErrors.established(reason);
        }
        IOException cause = error;
        sender.fail(cause == null ? new ClosedChannelException() : cause);
        receiver.drain();
        over.tryEmitEmpty();
        releaseIfDone();
    }
}
