package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end's user: sends a number of octets, checks every octet it receives, stalls now and then, shuts its output down
 * when all is sent, and closes when the peer has done so too.
 */
final class SimulatedApplication implements TcpEvents {
    private static final long MILLISECOND = 1_000_000L;
    private static final int CHUNK = 5000;

    private final SimulatedWire wire;
    private final SplittableRandom random;
    private final String name;
    private final long outSalt;
    private final long inSalt;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private @Nullable TcpConnection connection;
    private boolean awake;
    private boolean closedByUs;

    /** Octets that it will write. */
    final long toSend;

    /** Octets written. */
    long sent;
    /** Octets read, all of which were right. */
    long received;
    /** Why the connection ended; null before it does. */
    @Nullable
    TcpCloseReason closed;

    SimulatedApplication(String name, SimulatedWire wire, SplittableRandom random, long toSend, boolean active) {
        this.name = name;
        this.wire = wire;
        this.random = random;
        this.toSend = toSend;
        this.outSalt = active ? 0 : 1L << 40;
        this.inSalt = active ? 1L << 40 : 0;
    }

    void start(TcpConnection connection) {
        this.connection = connection;
        wake();
    }

    /** Ends the connection in some way, if it is still there, after a time. */
    void endAfter(long nanos, Consumer<TcpConnection> end) {
        wire.after(nanos, () -> {
            if (connection != null && closed == null) {
                end.accept(connection);
            }
        });
    }

    /** Gives the connection up after a time: no event will come. */
    void releaseAfter(long nanos) {
        endAfter(nanos, it -> {
            connection = null;
            it.release();
        });
    }

    @Override
    public void established(TcpConnection connection) {
        wake();
    }

    @Override
    public void readable(TcpConnection connection) {
        wake();
    }

    @Override
    public void writable(TcpConnection connection) {
        wake();
    }

    @Override
    public void inputShutdown(TcpConnection connection) {
        wake();
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        assertThat(closed).as("%s is told once that it is closed", name).isNull();
        closed = reason;
        read(connection, Integer.MAX_VALUE);
        this.connection = null;
        connection.release();
    }

    private void wake() {
        if (!awake) {
            awake = true;
            long pause = random.nextInt(4) > 0 ? 0 : random.nextLong(300 * MILLISECOND);
            wire.after(pause, this::work);
        }
    }

    private void work() {
        awake = false;
        TcpConnection connection = this.connection;
        if (connection == null) {
            return;
        }
        boolean more = read(connection, 1 + random.nextInt(20_000));
        boolean end = connection.isInputShutdown() && connection.readable() == 0;
        more |= write(connection);
        if (sent == toSend && !connection.isOutputShutdown()) {
            connection.shutdownOutput();
        }
        if (end && sent == toSend && !closedByUs) {
            closedByUs = true;
            connection.close();
        }
        if (more) {
            wake();
        }
    }

    private boolean read(TcpConnection connection, int most) {
        int left = most;
        while (left > 0) {
            int octets = random.nextBoolean()
                    ? connection.read(buffer, 0, Math.min(left, CHUNK))
                    : readPage(connection, Math.min(left, CHUNK));
            if (octets <= 0) {
                return false;
            }
            assertThat(Streams.mismatch(buffer, 0, octets, inSalt + received))
                    .as("%s: first wrong octet after %d", name, received)
                    .isEqualTo(-1);
            received += octets;
            left -= octets;
        }
        return connection.readable() > 0;
    }

    private int readPage(TcpConnection connection, int most) {
        int octets = Math.min(most, connection.pageLength());
        if (connection.readable() == 0 || octets == 0) {
            return 0;
        }
        ByteBuffer page = Objects.requireNonNull(connection.page());
        buffer.put(0, page, connection.pageOffset(), octets);
        connection.consume(octets);
        return octets;
    }

    private boolean write(TcpConnection connection) {
        for (int burst = random.nextInt(8); burst >= 0 && sent < toSend; burst--) {
            int length = (int) Math.min(toSend - sent, 1 + random.nextInt(CHUNK));
            int taken = connection.write(Streams.fill(buffer, outSalt + sent, length), 0, length);
            if (taken < 0) {
                return false;
            }
            sent += taken;
            if (taken < length) {
                return false; // writable() follows
            }
        }
        return sent < toSend;
    }
}
