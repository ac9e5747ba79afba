package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.lneto.core.Octets;

/** Octets of a stream for tests: each tells its position, so that one out of place is seen. */
final class Streams {
    private static final int PERIOD = 1_048_573; // prime: no size that a mistake might be off by is a multiple of it
    private static final int BEYOND = 1 << 16;
    private static final ByteBuffer TABLE = table();

    private Streams() {}

    private static ByteBuffer table() {
        byte[] period = new byte[PERIOD];
        new SplittableRandom(1).nextBytes(period);
        ByteBuffer table = ByteBuffer.allocateDirect(PERIOD + BEYOND);
        table.put(0, period).put(PERIOD, period, 0, BEYOND);
        return table;
    }

    /** {@code length} octets of the stream from {@code position} on. */
    static ByteBuffer pattern(long position, int length) {
        return fill(ByteBuffer.allocateDirect(length), position, length);
    }

    /** Puts {@code length} octets of the stream at index 0. */
    static ByteBuffer fill(ByteBuffer buffer, long position, int length) {
        for (int done = 0; done < length; done += BEYOND) {
            int from = (int) ((position + done) % PERIOD);
            Octets.copy(TABLE, from, buffer, done, Math.min(length - done, BEYOND));
        }
        return buffer;
    }

    /** Index of the first octet that is not the stream's; -1 if all are. */
    static int mismatch(ByteBuffer buffer, int at, int length, long position) {
        for (int done = 0; done < length; done += BEYOND) {
            int from = (int) ((position + done) % PERIOD);
            int index = mismatch(buffer, at + done, from, Math.min(length - done, BEYOND));
            if (index >= 0) {
                return done + index;
            }
        }
        return -1;
    }

    private static int mismatch(ByteBuffer buffer, int at, int from, int length) {
        int i = 0;
        while (i + 8 <= length && buffer.getLong(at + i) == TABLE.getLong(from + i)) {
            i += 8;
        }
        while (i < length && buffer.get(at + i) == TABLE.get(from + i)) {
            i++;
        }
        return i == length ? -1 : i;
    }
}
