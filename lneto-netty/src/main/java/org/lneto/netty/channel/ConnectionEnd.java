package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;

/** The stack's end of a {@link LnetoSocketChannel}: everything here happens on the stack's event loop. */
final class ConnectionEnd implements TcpEvents {
    private static final int BATCH_OCTETS = 128 * 1024;
    private static final int LONGEST_BUFFER = 64 * 1024;

    private final Stack stack;
    private final LnetoSocketChannel channel;
    private @Nullable TcpConnection connection;
    private @Nullable TcpCloseReason reason;
    private boolean established;
    private boolean inputUnwanted;
    private final Runnable deliver = this::deliver;
    private boolean delivering;
    private boolean readWanted;
    /** Why the connection broke, for the channel on another loop: it need not ask. */
    private volatile @Nullable IOException broken;

    ConnectionEnd(Stack stack, LnetoSocketChannel channel) {
        this.stack = stack;
        this.channel = channel;
    }

    // ---- opening and closing

    void connect(@Nullable InetSocketAddress from, InetSocketAddress to) {
        try {
            IpAddress local = from == null ? IpAddress.ANY_IPV4 : SocketAddresses.ipAddress(from.getAddress());
            TcpConnection opening = stack.host()
                    .tcp()
                    .connect(
                            local,
                            from == null ? 0 : from.getPort(),
                            SocketAddresses.ipAddress(to.getAddress()),
                            to.getPort(),
                            this);
            connection = opening;
            channel.values().applyTo(opening);
        } catch (SocketException | IllegalArgumentException e) {
            channel.connectFailed(e);
        }
    }

    /** The connection was accepted, and is established. */
    void adopt(TcpConnection accepted) {
        connection = accepted;
        established = true;
        channel.values().applyTo(accepted);
    }

    void applyOptions() {
        TcpConnection connection = this.connection;
        if (connection != null) {
            channel.values().applyTo(connection);
        }
    }

    void shutdownOutput() {
        TcpConnection connection = this.connection;
        if (connection != null) {
            connection.shutdownOutput();
        }
    }

    /** What the peer has sent, and will send, is thrown away. */
    void shutdownInput() {
        inputUnwanted = true;
        discard();
    }

    private void discard() {
        TcpConnection connection = this.connection;
        if (connection != null && connection.readable() > 0) {
            connection.consume(connection.readable());
        }
    }

    /**
     * The channel is closed, and wants to know no more.
     *
     * @param unread whether there were octets that it had taken out and not read: the peer is told by RST
     */
    void close(boolean unread) {
        TcpConnection connection = this.connection;
        this.connection = null;
        if (connection != null) {
            if (unread) {
                connection.abort();
            }
            connection.release();
        }
    }

    // ---- data

    /** Octets that may be read now. */
    int readable() {
        TcpConnection connection = this.connection;
        return connection == null ? 0 : connection.readable();
    }

    /** Moves octets into the writable part of a buffer; how many. */
    int read(ByteBuf target) {
        TcpConnection connection = this.connection;
        int octets = Math.min(target.writableBytes(), readable());
        if (connection == null || octets == 0) {
            return 0;
        }
        int at = target.writerIndex();
        if (target.nioBufferCount() == 1) {
            ByteBuffer view = target.internalNioBuffer(at, octets);
            octets = connection.read(view, view.position(), octets);
        } else {
            int taken = 0;
            for (ByteBuffer view : target.nioBuffers(at, octets)) {
                taken += connection.read(view, view.position(), view.remaining());
            }
            octets = taken;
        }
        target.writerIndex(at + octets);
        return octets;
    }

    /** Whether nothing can be read any more, now or later. */
    boolean isAtEnd() {
        TcpConnection connection = this.connection;
        return connection != null
                && connection.readable() == 0
                && (connection.isInputShutdown() || reason != null || inputUnwanted);
    }

    /** Why the connection broke; null if it did not. */
    @Nullable
    IOException error() {
        TcpCloseReason reason = this.reason;
        return reason == null || reason == TcpCloseReason.NORMAL ? null : SocketErrors.established(reason);
    }

    /**
     * Moves octets into the send queue.
     *
     * @return how many it has taken, from the reader index on, which is left as it is
     * @throws IOException if nothing more can be sent
     */
    int write(ByteBuf source) throws IOException {
        int octets = source.readableBytes();
        int at = source.readerIndex();
        if (source.nioBufferCount() == 1) {
            ByteBuffer view = source.internalNioBuffer(at, octets);
            return write(view, octets);
        }
        int taken = 0;
        for (ByteBuffer view : source.nioBuffers(at, octets)) {
            int length = view.remaining();
            int now = write(view, length);
            taken += now;
            if (now < length) {
                break;
            }
        }
        return taken;
    }

    /** The same for a view of its own. */
    int write(ByteBuffer view, int octets) throws IOException {
        TcpConnection connection = this.connection;
        int taken = connection == null ? -1 : connection.write(view, view.position(), octets);
        if (taken < 0) {
            IOException error = error();
            throw error == null ? SocketErrors.established(TcpCloseReason.NORMAL) : error;
        }
        return taken;
    }

    // ---- for a channel on another loop

    /** The channel, on another loop, wants to read: it gets what there is, now or when something comes. */
    void fill() {
        readWanted = true;
        deliver();
    }

    private void deliver() {
        delivering = false;
        boolean atEnd = isAtEnd();
        if (!atEnd && (!readWanted || readable() == 0)) {
            return;
        }
        readWanted = false;
        ByteBufAllocator allocator = channel.config().getAllocator();
        ArrayDeque<ByteBuf> batch = new ArrayDeque<>();
        int octets = 0;
        while (readable() > 0 && octets < BATCH_OCTETS) {
            ByteBuf buffer = allocator.directBuffer(Math.min(readable(), LONGEST_BUFFER));
            octets += read(buffer);
            batch.add(buffer);
        }
        boolean nothingMore = isAtEnd();
        IOException error = error();
        if (!channel.loops().later(() -> channel.inflow().arrived(batch, nothingMore, error))) {
            batch.forEach(ByteBuf::release); // the channel's loop is gone
        }
    }

    // ---- events

    @Override
    public void established(TcpConnection connection) {
        established = true;
        channel.connected(SocketAddresses.socketAddress(connection.localAddress(), connection.localPort()));
    }

    @Override
    public void readable(TcpConnection connection) {
        somethingToRead();
    }

    @Override
    public void inputShutdown(TcpConnection connection) {
        somethingToRead();
    }

    private void somethingToRead() {
        if (inputUnwanted) {
            discard();
        }
        if (channel.loops().isDirect()) {
            channel.inflow().look();
        } else if (!delivering) {
            delivering = true;
            stack.eventLoop().execute(deliver); // when the frames at hand have been taken in: not one by one
        }
    }

    @Override
    public void writable(TcpConnection connection) {
        channel.roomMade();
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        this.reason = reason;
        if (this.connection == null && !established) {
            return; // refused before connect() has returned: it throws
        }
        if (!established) {
            close(false);
            channel.connectFailed(SocketErrors.connecting(reason));
            return;
        }
        broken = error();
        somethingToRead();
        channel.roomMade();
    }

    /** Why the connection broke; null if it did not. From any thread. */
    @Nullable
    IOException broken() {
        return broken;
    }
}
