package org.lneto.tcp;

import java.nio.ByteBuffer;

/** Octets of a stream for tests: each tells its position, so that one out of place is seen. */
final class Streams {
    private Streams() {}

    /** The octet at {@code position} of the test stream. */
    static byte octet(long position) {
        long mixed = position * 0x9e37_79b9_7f4a_7c15L;
        return (byte) (mixed >>> 56);
    }

    /** {@code length} octets of the stream from {@code position} on. */
    static ByteBuffer pattern(long position, int length) {
        return fill(ByteBuffer.allocateDirect(length), position, length);
    }

    /** Puts {@code length} octets of the stream at index 0. */
    static ByteBuffer fill(ByteBuffer buffer, long position, int length) {
        for (int i = 0; i < length; i++) {
            buffer.put(i, octet(position + i));
        }
        return buffer;
    }

    /** Index of the first octet that is not the stream's; -1 if all are. */
    static int mismatch(ByteBuffer buffer, int at, int length, long position) {
        for (int i = 0; i < length; i++) {
            if (buffer.get(at + i) != octet(position + i)) {
                return i;
            }
        }
        return -1;
    }
}
