package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end's user: sends a number of octets, checks every octet it receives, stalls now and then, ends its output when all
 * is sent, and closes when the peer has done so too.
 */
final class SimulatedApplication implements TcpEvents {
    private final SimulatedWire wire;
    private final SplittableRandom random;
    private final String name;
    private final Habits habits;
    private final long outSalt;
    private final long inSalt;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Habits.CHUNK);
    private final Runnable work = this::work;
    private @Nullable TcpConnection connection;
    private boolean awake;
    private boolean ending;
    private boolean closedByUs;

    /** Octets written. */
    long sent;
    /** Octets read, all of which were right. */
    long received;
    /** Whether it came to the end of what the peer sends. */
    boolean sawEnd;
    /** Why the connection ended; null before it does. */
    @Nullable
    TcpCloseReason closed;

    SimulatedApplication(String name, SimulatedWire wire, SplittableRandom random, Habits habits, boolean active) {
        this.name = name;
        this.wire = wire;
        this.random = random;
        this.habits = habits;
        this.outSalt = active ? 0 : 1L << 40;
        this.inSalt = active ? 1L << 40 : 0;
    }

    /** Octets that it will write. */
    long toSend() {
        return habits.toSend();
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
        read(connection, Long.MAX_VALUE);
        sawEnd |= connection.isInputShutdown();
        this.connection = null;
        connection.release();
    }

    private void wake() {
        if (!awake) {
            awake = true;
            boolean stalls = habits.stall() > 0 && random.nextDouble() < habits.stall();
            wire.after(stalls ? random.nextLong(habits.stallNanos()) : 0, work);
        }
    }

    private void work() {
        awake = false;
        TcpConnection connection = this.connection;
        if (connection == null) {
            return;
        }
        boolean more = read(connection, 1 + random.nextInt(habits.readMost()));
        sawEnd |= connection.isInputShutdown() && connection.readable() == 0;
        if (sawEnd || habits.turn() != Habits.Turn.AFTER_PEER) {
            more |= write(connection);
        }
        if (sent == toSend()) {
            endOutput(connection);
        }
        if (sawEnd && sent == toSend() && !closedByUs && connection.isOutputShutdown()) {
            closedByUs = true;
            connection.close();
        }
        if (more) {
            wake();
        }
    }

    private void endOutput(TcpConnection connection) {
        if (ending || habits.turn() == Habits.Turn.WITH_PEER && !sawEnd) {
            return;
        }
        ending = true;
        switch (habits.turn()) {
            case AT_ONCE, AFTER_PEER -> connection.shutdownOutput();
            case LATER ->
                endAfter(random.nextLong(1 + habits.stallNanos()), it -> {
                    it.shutdownOutput();
                    wake();
                });
            case WITH_PEER -> {
                closedByUs = true;
                connection.close();
            }
        }
    }

    private boolean read(TcpConnection connection, long most) {
        long left = most;
        while (left > 0) {
            int length = (int) Math.min(left, Habits.CHUNK);
            int octets = random.nextBoolean() ? connection.read(buffer, 0, length) : readPage(connection, length);
            if (octets <= 0) {
                return false;
            }
            int wrong = Streams.mismatch(buffer, 0, octets, inSalt + received);
            if (wrong >= 0) {
                throw new AssertionError("the " + name + "'s first wrong octet is that at " + (received + wrong));
            }
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
        for (int burst = random.nextInt(8); burst >= 0 && sent < toSend(); burst--) {
            int length = (int) Math.min(toSend() - sent, 1 + random.nextInt(habits.writeMost()));
            int taken = connection.write(Streams.fill(buffer, outSalt + sent, length), 0, length);
            if (taken < 0) {
                return false;
            }
            sent += taken;
            if (taken < length) {
                return false; // writable() follows
            }
        }
        return sent < toSend();
    }
}
