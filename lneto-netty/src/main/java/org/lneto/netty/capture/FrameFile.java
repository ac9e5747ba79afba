package org.lneto.netty.capture;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.lneto.capture.CaptureReader;
import org.lneto.capture.Direction;

/** The Ethernet frames of a capture file, one after another, through a window that moves over it. Not for two threads. */
final class FrameFile implements Closeable {
    private static final int WINDOW = 1 << 17;

    private final FileChannel channel;
    private final CaptureReader reader;
    private ByteBuffer window;
    private ByteBuffer view; // of the window, to copy from: its position moves
    private int at;
    private int end;
    private long skip; // octets of the file to pass over before it is read again
    private @Nullable String problem;

    private FrameFile(FileChannel channel, CaptureReader reader, ByteBuffer window, int end) {
        this.channel = channel;
        this.reader = reader;
        this.window = window;
        this.view = window.duplicate();
        this.end = end;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be read or is not a capture
     */
    static FrameFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
            int end = fill(channel, window, 0);
            CaptureReader reader = CaptureReader.of(window, 0, end);
            if (reader == null) {
                throw new IOException("no capture file: " + file + " begins neither as pcap nor as pcapng");
            }
            return new FrameFile(channel, reader, window, end);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static int fill(FileChannel channel, ByteBuffer window, int from) throws IOException {
        window.position(from).limit(window.capacity());
        while (window.hasRemaining() && channel.read(window) >= 0) {
            // a file gives all it has, if not always at once
        }
        int end = window.position();
        window.clear();
        return end;
    }

    /**
     * Goes to the next frame.
     *
     * @return false at the end, of the file or of what can be made sense of: {@link #problem()} tells
     */
    boolean next() throws IOException {
        while (problem == null) {
            switch (reader.next(window, at, end - at)) {
                case PACKET -> {
                    at += (int) reader.consumed();
                    if (reader.linkType() == CaptureReader.LINKTYPE_ETHERNET) {
                        return true;
                    }
                    problem = "frames of link type " + reader.linkType() + "; only Ethernet ("
                            + CaptureReader.LINKTYPE_ETHERNET + ") can be replayed: capture on an Ethernet interface";
                }
                case OTHER -> passOver(reader.consumed());
                case DAMAGED -> problem = reader.problem();
                case NEED_MORE -> {
                    if (!more(reader.needed())) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    private void passOver(long octets) {
        int there = (int) Math.min(octets, end - at);
        at += there;
        skip += octets - there;
    }

    /** Moves the window on until it has so many octets from the present place on; false if the file ends before. */
    private boolean more(int needed) throws IOException {
        int left = end - at;
        if (skip > 0) { // then nothing is left
            long target = channel.position() + skip;
            skip = 0;
            if (target > channel.size()) {
                problem = "the file ends in the middle of a block";
                return false;
            }
            channel.position(target);
        }
        ByteBuffer next =
                needed <= window.capacity() ? window : ByteBuffer.allocateDirect(CaptureReader.MAXIMUM_RECORD);
        next.put(0, window, at, left);
        if (next != window) {
            window = next;
            view = next.duplicate();
        }
        at = 0;
        end = fill(channel, window, left);
        if (end >= needed) {
            return true;
        }
        if (end > 0) {
            problem =
                    "the file ends in the middle of a record: " + end + " octets of at least " + needed + " are there";
        }
        return false;
    }

    /** Why there are no more frames, if it is not because the file is at its end. */
    @Nullable
    String problem() {
        return problem;
    }

    /** When the frame was captured: nanoseconds since 1970. */
    long epochNanos() {
        return reader.epochNanos();
    }

    /** Octets of the frame that are there. */
    int length() {
        return reader.length();
    }

    /** Whether the frame was longer on the wire than in the file. */
    boolean isCut() {
        return reader.originalLength() > reader.length();
    }

    Direction direction() {
        return reader.direction();
    }

    /** Writes the frame, once, to a buffer with room for it. */
    void copyTo(ByteBuf target) {
        view.limit(reader.offset() + reader.length()).position(reader.offset());
        target.writeBytes(view);
        view.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
