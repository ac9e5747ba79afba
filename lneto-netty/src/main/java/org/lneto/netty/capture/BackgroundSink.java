package org.lneto.netty.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.capture.Direction;

/**
 * A listener that only notes frames on the event loop; what is done with them happens on a daemon thread of its own.
 *
 * <p>Two buffers of fixed size take turns: one fills while the other is worked off. A frame that finds its buffer full is
 * dropped and counted, as the kernel does for a slow reader of packets. The lock is held for the copy of one frame, or for
 * the exchange of the buffers.
 */
abstract class BackgroundSink implements FrameListener, AutoCloseable {
    private static final int BUFFER_OCTETS = 8 * 1024 * 1024;
    private static final long WAIT_MILLIS = 50;
    private static final long CLOSE_MILLIS = 10_000;

    private final Object lock = new Object();
    private final Thread thread;
    private ByteBuffer filling = ByteBuffer.allocateDirect(BUFFER_OCTETS);
    private ByteBuffer working = ByteBuffer.allocateDirect(BUFFER_OCTETS);
    private int filled;
    private long dropped;
    private boolean closed;
    private @Nullable IOException failure;

    BackgroundSink(String threadName) {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /** Starts the thread; called at the end of a subclass's construction. */
    final void start() {
        thread.start();
    }

    /** Octets that {@link #note} writes for a frame. */
    abstract int noteLength(int frameOctets);

    /** Notes a frame in {@code target} from {@code at} on. On the event loop. */
    abstract void note(
            ByteBuffer target, int at, Direction direction, long epochNanos, ByteBuffer frame, int offset, int length);

    /** Works notes off, from 0 to {@code length}. On the thread. */
    abstract void work(ByteBuffer notes, int length) throws IOException;

    /** Ends what the constructor began. On the thread, once, also after a failure. */
    abstract void end() throws IOException;

    @Override
    public final void onFrame(Direction direction, long epochNanos, ByteBuffer buffer, int offset, int length) {
        int octets = noteLength(length);
        synchronized (lock) {
            if (closed || failure != null || octets > BUFFER_OCTETS - filled) {
                dropped++;
                return;
            }
            note(filling, filled, direction, epochNanos, buffer, offset, length);
            filled += octets;
        }
    }

    /** Frames that were not noted: the thread could not keep up, or has failed. */
    public final long dropped() {
        synchronized (lock) {
            return dropped;
        }
    }

    private void run() {
        IOException failed = null;
        try {
            for (int length = exchange(); length >= 0; length = exchange()) {
                if (length > 0) {
                    work(working, length);
                }
            }
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException e) {
            failed = new IOException("capturing failed: " + e, e);
        }
        try {
            end();
        } catch (IOException e) {
            failed = failed == null ? e : failed;
        }
        synchronized (lock) {
            failure = failed;
        }
    }

    /** Waits a moment for frames, then takes the filled buffer; -1 when closed and all is worked off. */
    private int exchange() {
        synchronized (lock) {
            if (filled == 0 && !closed) {
                try {
                    TimeUnit.MILLISECONDS.timedWait(lock, WAIT_MILLIS);
                } catch (InterruptedException e) {
                    closed = true; // somebody ends the process: what is noted is worked off
                }
            }
            if (filled == 0) {
                return closed ? -1 : 0;
            }
            ByteBuffer full = filling;
            filling = working;
            working = full;
            int length = filled;
            filled = 0;
            return length;
        }
    }

    /**
     * Works off what is noted and ends the thread. Blocks until that is done, ten seconds at the most: not for an event
     * loop. Does nothing the second time.
     *
     * @throws IOException if writing failed, now or before
     */
    @Override
    public final void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IOException("the capture's writer has not come to its end: what was noted last may be missing");
        }
        synchronized (lock) {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
        }
    }
}
