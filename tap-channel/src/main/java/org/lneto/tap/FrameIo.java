package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One frame, one system call, between a direct buffer and a descriptor. */
final class FrameIo {
    private FrameIo() {}

    /** Writes the readable octets as one frame; returns their number, or 0 if the device has no room now. */
    static int write(FileDescriptor out, ByteBuf frame) throws IOException {
        if (frame.hasMemoryAddress()) {
            return out.writeAddress(frame.memoryAddress(), frame.readerIndex(), frame.writerIndex());
        }
        ByteBuffer view = frame.internalNioBuffer(frame.readerIndex(), frame.readableBytes());
        return out.write(view, view.position(), view.limit());
    }

    /** Reads one frame behind the readable octets; returns its length, 0 if there is none now, -1 at the end. */
    static int read(FileDescriptor in, ByteBuf frame) throws IOException {
        int start = frame.writerIndex();
        int length;
        if (frame.hasMemoryAddress()) {
            length = in.readAddress(frame.memoryAddress(), start, frame.capacity());
        } else {
            ByteBuffer view = frame.internalNioBuffer(start, frame.writableBytes());
            length = in.read(view, view.position(), view.limit());
        }
        if (length > 0) {
            frame.writerIndex(start + length);
        }
        return length;
    }
}
