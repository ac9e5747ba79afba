package org.lneto.tcp;

import java.net.BindException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/**
 * Flows without end from one host to another over a bottleneck.
 *
 * @param loss chance of a packet of either direction to be lost
 * @param staggerNanos time from the start of one flow to that of the next
 * @param queue what the bottleneck keeps, in bandwidth-delay products
 */
record BulkTransfer(
        TcpConfig config,
        int flows,
        long megabits,
        long roundTripMillis,
        double loss,
        long staggerNanos,
        double queue) {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final int PORT = 9;

    static BulkTransfer over(long megabits, long roundTripMillis) {
        return new BulkTransfer(TcpConfig.DEFAULT, 1, megabits, roundTripMillis, 0, 0, 1);
    }

    BulkTransfer config(TcpConfig config) {
        return new BulkTransfer(config, flows, megabits, roundTripMillis, loss, staggerNanos, queue);
    }

    BulkTransfer flows(int flows, long staggerNanos) {
        return new BulkTransfer(config, flows, megabits, roundTripMillis, loss, staggerNanos, queue);
    }

    BulkTransfer loss(double loss) {
        return new BulkTransfer(config, flows, megabits, roundTripMillis, loss, staggerNanos, queue);
    }

    BulkTransfer queue(double queue) {
        return new BulkTransfer(config, flows, megabits, roundTripMillis, loss, staggerNanos, queue);
    }

    /** The median of so many seeds of what the larger one of two flows gets of what both get, in the seconds told. */
    double share(int seeds, int fromSecond, int toSecond) throws Exception {
        double[] results = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            double[] both = run(seed, fromSecond, toSecond, null);
            results[seed] = Math.max(both[0], both[1]) / (both[0] + both[1]);
        }
        Arrays.sort(results);
        return results[seeds / 2];
    }

    /** The median of so many seeds of what one flow gets of the bottleneck, of 1, in the seconds told. */
    double goodput(int seeds, int fromSecond, int toSecond) throws Exception {
        double[] results = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            results[seed] = run(seed, fromSecond, toSecond, null)[0];
        }
        Arrays.sort(results);
        return results[seeds / 2];
    }

    /**
     * Runs it.
     *
     * @param tap sees the packets
     * @return octets of data that each flow delivers from one second to another, as a fraction of what the bottleneck
     *     passes in that time, headers included
     */
    double[] run(long seed, int fromSecond, int toSecond, SimulatedWire.@Nullable Tap tap)
            throws BindException, SocketException {
        SimulatedHost left = new SimulatedHost(1, config, 2 * seed);
        SimulatedHost right = new SimulatedHost(2, config, 2 * seed + 1);
        Weather weather = Weather.bottleneck(
                        roundTripMillis * MILLISECOND, megabits * 1_000_000, 2 * config.mtu(), Integer.MAX_VALUE, queue)
                .loss(loss)
                .jitter(8000L * config.mtu() / megabits); // else it is always the same flow that loses (phase effects)
        SimulatedWire wire = new SimulatedWire(left, right, weather, new SplittableRandom(seed));
        wire.carryZerosOnly();
        if (tap != null) {
            wire.tap(tap);
        }
        List<Sink> sinks = new ArrayList<>();
        for (int flow = 0; flow < flows; flow++) {
            Sink sink = new Sink();
            sinks.add(sink);
            int port = PORT + flow;
            right.tcp.listen(IpAddress.ANY_IPV4, port, 1, it -> sink.readable(Objects.requireNonNull(it.accept(sink))));
            wire.after(flow * staggerNanos, () -> connect(left, right, port));
        }
        wire.runUntil(fromSecond * SECOND);
        double[] octets = sinks.stream().mapToDouble(sink -> sink.octets).toArray();
        wire.runUntil(toSecond * SECOND);
        double possible = megabits * 1e6 / 8 * (toSecond - fromSecond);
        for (int flow = 0; flow < flows; flow++) {
            octets[flow] = (sinks.get(flow).octets - octets[flow]) / possible;
        }
        left.tcp.detached(); // gives the memory back
        right.tcp.detached();
        return octets;
    }

    private static void connect(SimulatedHost left, SimulatedHost right, int port) {
        try {
            left.tcp.connect(IpAddress.ANY_IPV4, 0, right.ipv4, port, new Source());
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends zeros without end. */
    private static final class Source implements TcpEvents {
        private final ByteBuffer octets = ByteBuffer.allocateDirect(1 << 16);

        @Override
        public void established(TcpConnection connection) {
            writable(connection);
        }

        @Override
        public void writable(TcpConnection connection) {
            while (connection.write(octets, 0, octets.capacity()) == octets.capacity()) {
                // until it takes no more
            }
        }
    }

    /** Takes all at once. */
    private static final class Sink implements TcpEvents {
        long octets;

        @Override
        public void readable(TcpConnection connection) {
            int readable = connection.readable();
            while (connection.readable() > 0) {
                connection.consume(connection.pageLength());
            }
            octets += readable;
        }
    }
}
