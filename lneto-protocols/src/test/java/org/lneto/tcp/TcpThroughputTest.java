package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

/** What a connection makes of a path: octets delivered in a time, on a bottleneck with a queue of one round trip. */
class TcpThroughputTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;

    @Test
    void oneFlowFillsTheBottleneck() throws Exception {
        long[] octets = octets(1, 10_000_000, 20 * MILLISECOND, 20);
        assertThat(octets[0]).as("of 25,000,000 octets with headers").isGreaterThan(22_000_000);
    }

    @Test
    void manyLossesAtTheEndOfSlowStartAreRepairedTogether() throws Exception {
        long[] octets = octets(1, 100_000_000, 20 * MILLISECOND, 10);
        assertThat(octets[0]).as("of 125,000,000 octets with headers").isGreaterThan(85_000_000);
    }

    @Test
    void longPathIsUsed() throws Exception {
        long[] octets = octets(1, 10_000_000, 200 * MILLISECOND, 30);
        assertThat(octets[0]).as("of 37,500,000 octets with headers").isGreaterThan(14_000_000);
    }

    @Test
    void twoFlowsShareTheBottleneck() throws Exception {
        long[] octets = octets(2, 10_000_000, 20 * MILLISECOND, 30);
        assertThat(octets[0] + octets[1])
                .as("of 37,500,000 octets with headers")
                .isGreaterThan(33_000_000);
        assertThat(octets[0]).isBetween(octets[1] / 2, octets[1] * 2);
    }

    /** Counts what each flow delivers. */
    private static long[] octets(int flows, long bitsPerSecond, long rttNanos, long seconds) throws Exception {
        int queue = (int) (bitsPerSecond / 8 * rttNanos / SECOND);
        TcpConfig config = TcpConfig.DEFAULT.sendBuffer(4 << 20).receiveBuffer(4 << 20);
        SimulatedHost left = new SimulatedHost("192.0.2.1", config, 1);
        SimulatedHost right = new SimulatedHost("192.0.2.2", config, 2);
        SimulatedWire.Weather weather = SimulatedWire.Weather.bottleneck(rttNanos / 2, bitsPerSecond, queue);
        SimulatedWire wire = new SimulatedWire(left, right, weather, new SplittableRandom(3), false);
        List<Sink> sinks = new ArrayList<>();
        right.tcp.listen(IpAddress.ANY_IPV4, 9, flows, it -> {
            Sink sink = new Sink();
            sinks.add(sink);
            sink.readable(Objects.requireNonNull(it.accept(sink)));
        });
        for (int flow = 0; flow < flows; flow++) {
            left.tcp.connect(IpAddress.ANY_IPV4, 0, right.address, 9, new Source());
        }
        wire.runUntil(seconds * SECOND);
        return sinks.stream().mapToLong(sink -> sink.octets).toArray();
    }

    /** Sends without end. */
    private static final class Source implements TcpEvents {
        private final ByteBuffer octets = ByteBuffer.allocateDirect(16384);

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
