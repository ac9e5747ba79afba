package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes for a {@link LnetoSocketChannel}: moves what it has flushed into the stack's send queue, and waits while that is
 * full. On the channel's event loop; a stack on another loop is given one batch at a time.
 */
final class Outflow {
    private static final int BATCH_OCTETS = 128 * 1024;
    private static final int BATCH_BUFFERS = 64;
    private static final int FILE_CHUNK = 64 * 1024;

    private final LnetoSocketChannel channel;
    private final ConnectionEnd end;
    private final SendRoom room;

    private @Nullable IOException failure;
    /** Octets taken out of the file region at the front of the queue, and not sent yet. */
    private @Nullable ByteBuf chunk;

    Outflow(LnetoSocketChannel channel, ConnectionEnd end) {
        this.channel = channel;
        this.end = end;
        room = new SendRoom(channel.loops(), channel::flushAgain);
    }

    /** Room in the stack's send queue. */
    SendRoom room() {
        return room;
    }

    /** The channel is closed. */
    void close() {
        room.close();
        dropChunk();
    }

    private void dropChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    void write(ChannelOutboundBuffer in) throws IOException {
        if (failure == null) {
            failure = end.broken();
        }
        if (failure != null) {
            throw failure;
        }
        if (channel.loops().isDirect()) {
            writeDirectly(in);
        } else {
            handOver(in);
        }
    }

    private void writeDirectly(ChannelOutboundBuffer in) throws IOException {
        for (Object message = in.current(); message != null; message = in.current()) {
            ByteBuf buffer = octetsOf(message);
            int length = buffer == null ? 0 : buffer.readableBytes();
            int taken = buffer == null || length == 0 ? 0 : end.write(buffer);
            sent(in, message, taken);
            if (taken < length) {
                room.await();
                return;
            }
        }
    }

    /** What is to be sent of a message now; null if nothing is left of a file. */
    private @Nullable ByteBuf octetsOf(Object message) throws IOException {
        if (message instanceof ByteBuf buffer) {
            return buffer;
        }
        FileRegion region = (FileRegion) message;
        if (chunk == null && region.transferred() < region.count()) {
            ByteBuf next =
                    channel.alloc().directBuffer((int) Math.min(FILE_CHUNK, region.count() - region.transferred()));
            chunk = next;
            long read = region.transferTo(new BufferChannel(next), region.transferred());
            if (read <= 0) {
                dropChunk();
                throw new IOException("the file is shorter than the region to send: " + region.transferred() + " of "
                        + region.count() + " octets from " + region.position() + " on");
            }
        }
        return chunk;
    }

    /** The stack has taken octets of the first message. */
    private void sent(ChannelOutboundBuffer in, Object message, int octets) {
        if (message instanceof ByteBuf buffer) {
            if (buffer.isReadable()) {
                in.removeBytes(octets);
            } else {
                in.remove();
            }
            return;
        }
        ByteBuf chunk = this.chunk;
        if (chunk != null) {
            in.progress(octets);
            chunk.skipBytes(octets);
            if (chunk.isReadable()) {
                return;
            }
            dropChunk();
        }
        FileRegion region = (FileRegion) message;
        if (region.transferred() >= region.count()) {
            in.remove();
        }
    }

    // ---- to a stack on another loop

    private void handOver(ChannelOutboundBuffer in) throws IOException {
        if (room.isWaiting()) {
            return;
        }
        List<ByteBuf> batch = new ArrayList<>();
        Object first = in.current();
        while (first instanceof ByteBuf buffer && !buffer.isReadable()) {
            in.remove();
            first = in.current();
        }
        if (first == null) {
            return;
        }
        if (first instanceof ByteBuf) {
            collect(in, batch);
        } else {
            ByteBuf octets = octetsOf(first);
            if (octets == null) {
                sent(in, first, 0);
                handOver(in);
                return;
            }
            batch.add(octets.retain());
        }
        List<ByteBuffer> views = new ArrayList<>(batch.size());
        for (ByteBuf buffer : batch) {
            for (ByteBuffer view : buffer.nioBuffers()) {
                views.add(view);
            }
        }
        room.handOver();
        if (!channel.loops().onStack(() -> take(batch, views))) {
            batch.forEach(ByteBuf::release);
            throw new IOException("the stack's event loop has shut down");
        }
    }

    private static void collect(ChannelOutboundBuffer in, List<ByteBuf> batch) {
        int[] octets = {0};
        try {
            in.forEachFlushedMessage(message -> {
                if (!(message instanceof ByteBuf buffer)
                        || batch.size() == BATCH_BUFFERS
                        || octets[0] >= BATCH_OCTETS) {
                    return false;
                }
                octets[0] += buffer.readableBytes();
                batch.add(buffer.retain());
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException("collecting messages does not fail", e);
        }
    }

    /** On the stack's loop. */
    private void take(List<ByteBuf> batch, List<ByteBuffer> views) {
        long taken = 0;
        boolean all = true;
        IOException failure = null;
        try {
            for (ByteBuffer view : views) {
                int length = view.remaining();
                int now = end.write(view, length);
                taken += now;
                if (now < length) {
                    all = false;
                    break;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        long octets = taken;
        boolean complete = all;
        IOException cause = failure;
        if (!channel.loops().later(() -> taken(batch, octets, complete, cause))) {
            batch.forEach(ByteBuf::release);
        }
    }

    /** Back on the channel's loop. */
    private void taken(List<ByteBuf> batch, long octets, boolean all, @Nullable IOException failure) {
        batch.forEach(ByteBuf::release);
        room.hadIt();
        ChannelOutboundBuffer in = channel.unsafe().outboundBuffer();
        if (in == null) {
            return; // closed, or shut down, meanwhile
        }
        if (in.current() instanceof FileRegion region) {
            sent(in, region, (int) octets);
        } else {
            in.removeBytes(octets);
        }
        this.failure = failure;
        if (all || failure != null) {
            room.writeOn();
        }
    }

    /** The free part of a buffer as what a file region writes to. */
    private record BufferChannel(ByteBuf target) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int octets = Math.min(source.remaining(), target.writableBytes());
            int limit = source.limit();
            source.limit(source.position() + octets);
            target.writeBytes(source);
            source.limit(limit);
            return octets;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
