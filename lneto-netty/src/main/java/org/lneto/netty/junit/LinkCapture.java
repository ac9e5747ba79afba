package org.lneto.netty.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lneto.capture.Direction;
import org.lneto.capture.PcapngWriter;
import org.lneto.netty.capture.FrameListener;

/**
 * One pcapng file of a link, with an interface for each host: what a host sent stands there as outbound, what reached a
 * host as inbound. Written by the thread that time is advanced by, which has nothing better to do: nothing is dropped.
 */
final class LinkCapture implements AutoCloseable {
    private static final int BUFFER_OCTETS = 256 * 1024; // room for the largest frame and its block

    private final PcapngWriter writer = new PcapngWriter();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
    private final Path file;
    private final FileChannel channel;
    private int filled;
    private int interfaces;

    LinkCapture(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        filled = writer.sectionHeader(buffer, 0);
    }

    Path file() {
        return file;
    }

    /** A listener for the frames of one more host. */
    FrameListener newInterface(String name) {
        int number = interfaces++;
        room(writer.interfaceDescriptionLength(name));
        filled += writer.interfaceDescription(buffer, filled, name);
        return (direction, epochNanos, frame, offset, length) ->
                note(number, direction, epochNanos, frame, offset, length);
    }

    private void note(int number, Direction direction, long epochNanos, ByteBuffer frame, int offset, int length) {
        room(writer.packetBlockLength(length));
        int octets = writer.packetBlock(buffer, filled, epochNanos, frame, offset, length, length, direction);
        writer.interfaceNumber(buffer, filled, number);
        filled += octets;
    }

    private void room(int octets) {
        if (octets > BUFFER_OCTETS - filled) {
            flush();
        }
    }

    /** Brings to the file what has been noted. */
    void flush() {
        ByteBuffer part = buffer.duplicate().position(0).limit(filled);
        try {
            while (part.hasRemaining()) {
                channel.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the capture " + file, e);
        }
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        channel.close();
    }
}
