package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;

/** The sending side of a TCP connection. */
final class TcpOutlet extends Outlet<ByteBuf> {
    /** A buffer of several parts is copied by this many octets at a time. */
    private static final int PART_OCTETS = 16 * 1024;

    private final StackTcpConnection connection;

    TcpOutlet(EventLoop loop, StackTcpConnection connection) {
        super(loop);
        this.connection = connection;
    }

    @Override
    boolean offer(ByteBuf buffer) throws IOException {
        if (buffer.isContiguous()) {
            connection.write(buffer);
            return !buffer.isReadable();
        }
        while (buffer.isReadable()) {
            int octets = Math.min(buffer.readableBytes(), PART_OCTETS);
            ByteBuf part = connection.allocator().directBuffer(octets);
            try {
                part.writeBytes(buffer, buffer.readerIndex(), octets);
                connection.write(part);
                buffer.skipBytes(octets - part.readableBytes());
                if (part.isReadable()) {
                    return false;
                }
            } finally {
                part.release();
            }
        }
        return true;
    }

    @Override
    void onShutdown() {
        connection.sendFin();
    }
}
