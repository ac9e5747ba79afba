package org.lneto.netty.capture;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import org.lneto.capture.Direction;
import org.lneto.core.Octets;

/**
 * Prints a line for every frame. The event loop only copies the frame; taking it apart and printing it is the work of
 * another thread, and a frame that finds that one more than 8 MiB behind is dropped and counted.
 */
public final class FramePrinter extends BackgroundSink {
    /** Makes a line of a frame. */
    @FunctionalInterface
    public interface Format {
        /**
         * Appends one line, without its end. Called on the printing thread.
         *
         * @param direction which way the frame went
         * @param buffer holds it
         * @param offset index of its first octet
         * @param length octets of it
         * @param line appended to
         */
        void append(Direction direction, ByteBuffer buffer, int offset, int length, StringBuilder line);
    }

    private static final int HEAD_OCTETS = 5; // length and direction

    private final PrintStream out;
    private final Format format;
    private final StringBuilder line = new StringBuilder(256);

    private FramePrinter(PrintStream out, Format format) {
        super("lneto-frames");
        this.out = out;
        this.format = format;
    }

    /** Prints to a stream, which is left open at the end. */
    public static FramePrinter to(PrintStream out, Format format) {
        FramePrinter printer = new FramePrinter(out, format);
        printer.start();
        return printer;
    }

    @Override
    int noteLength(int frameOctets) {
        return HEAD_OCTETS + frameOctets;
    }

    @Override
    void note(
            ByteBuffer target, int at, Direction direction, long epochNanos, ByteBuffer frame, int offset, int length) {
        Octets.i32(target, at, length);
        Octets.u8(target, at + 4, direction == Direction.INBOUND ? 0 : 1);
        Octets.copy(frame, offset, target, at + HEAD_OCTETS, length);
    }

    @Override
    void work(ByteBuffer notes, int length) {
        int at = 0;
        while (at < length) {
            int octets = Octets.i32(notes, at);
            Direction direction = Octets.u8(notes, at + 4) == 0 ? Direction.INBOUND : Direction.OUTBOUND;
            line.setLength(0);
            format.append(direction, notes, at + HEAD_OCTETS, octets, line);
            out.println(line);
            at += HEAD_OCTETS + octets;
        }
    }

    @Override
    void end() {
        out.flush();
    }
}
