package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.SocketException;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/**
 * Two nodes on a bad wire: every octet arrives once and in order, every connection ends, and nothing is left behind.
 *
 * <p>A failure names its seed; {@code run(seed, ...)} with it does exactly the same again.
 */
class TcpWireTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long HOUR = 3_600_000L * MILLISECOND;
    private static final int PORT = 7;

    @ParameterizedTest(name = "{0} % lost")
    @CsvSource({"0, 120, 300000", "1, 120, 300000", "5, 100, 100000", "20, 100, 20000"})
    void everyOctetArrivesOnceInOrderAndEveryConnectionEnds(int lossPercent, int runs, int octets) {
        for (int run = 0; run < runs; run++) {
            long seed = 1000L * lossPercent + run;
            try {
                run(seed, lossPercent / 100.0, octets);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", " + lossPercent + " % lost", e);
            }
        }
    }

    @Test
    void connectionsThatAreResetLeaveNothingBehind() {
        for (long seed = 0; seed < 100; seed++) {
            try {
                abort(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void run(long seed, double loss, int octets) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation it = new Simulation(seed, random, weather(random, loss), octets);
        it.wire.run(10 * HOUR);
        assertThat(it.client.closed).as("the client's end").isEqualTo(TcpCloseReason.NORMAL);
        assertThat(it.server.closed).as("the server's end").isEqualTo(TcpCloseReason.NORMAL);
        assertThat(it.server.received).isEqualTo(it.client.sent).isEqualTo(it.clientOctets);
        assertThat(it.client.received).isEqualTo(it.server.sent).isEqualTo(it.serverOctets);
        it.assertNothingLeft();
    }

    private static void abort(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation it = new Simulation(seed, random, weather(random, random.nextInt(3) * 0.05), 300_000);
        (random.nextBoolean() ? it.client : it.server).abortAfter(random.nextLong(2000 * MILLISECOND));
        it.wire.run(10 * HOUR);
        assertThat(it.client.closed).as("the client's end").isNotNull();
        it.assertNothingLeft();
    }

    private static SimulatedWire.Weather weather(SplittableRandom random, double loss) {
        long[] oneWay = {MILLISECOND / 2, 10 * MILLISECOND, 100 * MILLISECOND};
        return new SimulatedWire.Weather(
                loss,
                random.nextInt(3) == 0 ? 0.05 : 0,
                random.nextInt(3) == 0 ? 0.1 : 0,
                random.nextInt(3) == 0 ? 0.02 : 0,
                oneWay[random.nextInt(3)]);
    }

    /** Two hosts with a connection between two applications. */
    private static final class Simulation {
        final long clientOctets;
        final long serverOctets;
        final SimulatedHost left;
        final SimulatedHost right;
        final SimulatedWire wire;
        final SimulatedApplication client;
        final SimulatedApplication server;

        Simulation(long seed, SplittableRandom random, SimulatedWire.Weather weather, int octets)
                throws BindException, SocketException {
            // patient, so that only a mistake ends a connection
            TcpConfig config = TcpConfig.DEFAULT
                    .receiveBuffer(2000 + random.nextInt(100_000))
                    .sendBuffer(2000 + random.nextInt(100_000))
                    .pages(20 + random.nextInt(100))
                    .noDelay(random.nextBoolean())
                    .connectTimeoutNanos(HOUR)
                    .userTimeoutNanos(HOUR)
                    .finWait2Nanos(HOUR)
                    .synAckRetries(15);
            left = new SimulatedHost("192.0.2.1", config, seed);
            right = new SimulatedHost("192.0.2.2", config, seed + 1);
            wire = new SimulatedWire(left, right, weather, random);
            clientOctets = random.nextInt(4) == 0 ? 0 : random.nextInt(octets);
            serverOctets = random.nextInt(4) == 0 ? 0 : random.nextInt(octets);
            client = new SimulatedApplication("client", wire, random, clientOctets, true);
            server = new SimulatedApplication("server", wire, random, serverOctets, false);
            TcpListener listener = right.tcp.listen(
                    IpAddress.ANY_IPV4, PORT, 8, it -> server.start(Objects.requireNonNull(it.accept(server))));
            client.start(left.tcp.connect(IpAddress.ANY_IPV4, 0, right.address, PORT, client));
            wire.after(HOUR, listener::release);
        }

        void assertNothingLeft() {
            for (SimulatedHost host : new SimulatedHost[] {left, right}) {
                assertThat(host.tcp.pagesInUse()).as("pages held").isZero();
                assertThat(host.tcp.connections()).as("connections").isZero();
                assertThat(host.tcp.timeWaits()).as("connections in TIME-WAIT").isZero();
                assertThat(host.tcp.nextDeadline()).as("the next deadline").isEqualTo(StackNode.NO_DEADLINE);
            }
        }
    }
}
